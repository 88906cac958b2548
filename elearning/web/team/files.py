"""The viewer's team as a file: a PDF for a meeting, its list as CSV or XLSX; of one instant always the same bytes."""

from io import BytesIO
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.compliance_files import compliance_csv, compliance_xlsx
from elearning.documents.printing import CannotDraw
from elearning.documents.team_pdf import MOST_ROWS_BESIDE_A_TREND
from elearning.domain.looks import Look
from elearning.domain.reports import ReportRow
from elearning.team_pdfs import pdf_of_team, team_values
from elearning.web.looking import note_look
from elearning.web.team.asked import TeamAsked, team_asked
from elearning.web.team.blueprint import blueprint
from elearning.web.team.list_asked import LIST_ARGUMENTS
from elearning.web.team.listing import TeamPage, rows_to_take

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _say_the_error() -> ResponseReturnValue:
    """A file is not made of a day that cannot be read: the page says what to mend, and keeps what was typed."""
    given: dict[str, Any] = request.args.to_dict()
    return redirect(url_for("team.team", **{name: given[name] for name in LIST_ARGUMENTS & given.keys()}), 303)


def _file(content: bytes, asked: TeamAsked, kind: str, content_type: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="team-{asked.question.asked.as_at}.{kind}"'
    return response


@blueprint.get("/team.pdf")
def pdf() -> ResponseReturnValue:
    """The team as a document, worst first: everybody, or everybody on the module that the list is narrowed to."""
    asked = team_asked()
    if asked.question.errors:
        return _say_the_error()
    note_look(Look.EXPORT, asked.in_words("as a PDF"), asked.members.person_ids)
    shown = asked.whole_page()
    values = team_values(
        asked.manager_id, shown.board_of_module(), asked.question.asked, current_app.config["ELEARNING"],
        people=len(asked.members.person_ids), whole_tree=asked.listing.whole,
        trend=asked.trend(shown.module) if len(shown.of_module) <= MOST_ROWS_BESIDE_A_TREND else (),
    )  # fmt: skip
    try:
        return _file(pdf_of_team(values), asked, "pdf", "application/pdf")
    except CannotDraw as fault:
        return render_template("team/cannot_draw.html", fault=str(fault), back=shown.address()), 503


@blueprint.get("/team.csv")
def csv() -> ResponseReturnValue:
    """The rows of the list, all its pages, in its order, with the columns of every export."""
    asked = team_asked()
    if asked.question.errors:
        return _say_the_error()
    note_look(Look.EXPORT, asked.in_words("as CSV"), asked.members.person_ids)
    content = b"".join(compliance_csv(rows_to_take(asked.whole_page()), asked.question.asked))
    return _file(content, asked, "csv", "text/csv; charset=utf-8")


@blueprint.get("/team.xlsx")
def xlsx() -> ResponseReturnValue:
    """The same rows as a spreadsheet, with a sheet that says what was asked and what every column means."""
    asked = team_asked()
    if asked.question.errors:
        return _say_the_error()
    note_look(Look.EXPORT, asked.in_words("as XLSX"), asked.members.person_ids)
    shown, file = asked.whole_page(), BytesIO()
    compliance_xlsx(file, rows_to_take(shown), asked.question.asked, who=_who(shown))
    return _file(file.getvalue(), asked, "xlsx", XLSX)


def _who(shown: TeamPage[ReportRow]) -> str:
    """Whom the list is narrowed to, in words."""
    who = "Everybody below the line manager" if shown.listing.whole else "Who reports to the line manager"
    module = f"; module: {shown.module.title}" if shown.module else ""
    return f"{who}{module}{f'; {shown.narrowed_to}' if shown.narrowed_to else ''}"
