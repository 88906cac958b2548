"""Compliance as files for HR: of any day, of everybody or of one unit, module or standing; CSV streamed, or XLSX."""

from collections.abc import Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from elearning.documents.compliance_files import NOT_NARROWED, compliance_csv, compliance_xlsx
from elearning.documents.compliance_table import COLUMNS, FIGURES, STANDINGS
from elearning.domain.access import EVERYBODY, Role, Scope
from elearning.domain.facts import Standing
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.domain.reports import ReportRow
from elearning.extensions import db
from elearning.queries.compliance import report_rows
from elearning.queries.people_in_report import people_in_report, people_of_unit
from elearning.queries.people_list import Offer, offer
from elearning.web.access import requires
from elearning.web.asked import Question, asked_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import NO_UNIT_WORDS, module_id_of, unit_id_of
from elearning.web.looking import note_look
from elearning.web.typed import typed

_ARGUMENTS = ("as_at", "known_on", "module", "unit", "standing")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4 * 1024 * 1024
_REMEDY = "Choose another, or another day."


class Wanted(NamedTuple):
    """What an export is asked for: the question, what there is to choose from, and what was chosen."""

    question: Question
    offer: Offer
    given: dict[str, str]
    unit_id: int | None
    module_id: int | None
    standing: Standing | None

    @property
    def who(self) -> str:
        """Whom the export is narrowed to, in words."""
        module = self.offer.modules.get(self.given["module"])
        unit = "" if self.unit_id is None else self.offer.units.get(self.unit_id, NO_UNIT_WORDS)
        chosen = (("Module", module.title if module else ""), ("Unit", unit), ("Standing", self.given["standing"]))
        return "; ".join(f"{label}: {words}" for label, words in chosen if words) or NOT_NARROWED

    def rows(self, kind: str) -> Iterator[ReportRow]:
        """The rows, in order, asked for as they are used. That they are taken away is recorded before."""
        session, asked = db.session(), self.question.asked
        module_ids = None if self.module_id is None else [self.module_id]
        standings = None if self.standing is None else [self.standing]
        scope = EVERYBODY if self.unit_id is None else Scope(people_of_unit(session, self.unit_id, asked))
        people = people_in_report(session, scope, asked, module_ids=module_ids, standings=standings)
        note_look(Look.EXPORT, f"Compliance as {kind}, as at {asked.as_at.isoformat()}: {self.who}", people)
        return report_rows(session, scope, asked, module_ids=module_ids, standings=standings)

    def file(self, kind: str) -> Response:
        """An empty answer with the headers of a file of this kind: csv or xlsx."""
        response = Response(mimetype={"csv": "text/csv", "xlsx": _XLSX}[kind])
        name = f"compliance-{self.question.asked.as_at.isoformat()}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _wanted() -> Wanted:
    """What the address asks for; what is not to be had on that day is among the errors of the question."""
    given = {name: typed(name) for name in _ARGUMENTS}
    question = asked_of_request()
    on_offer = offer(db.session(), question.asked)
    unit_id = module_id = standing = None
    try:
        unit_id = unit_id_of(given["unit"], on_offer)
    except NotFound:
        question.errors["unit"] = f"There is no such unit on this day. {_REMEDY}"
    try:
        module_id = module_id_of(given["module"], on_offer)
    except NotFound:
        question.errors["module"] = f"There is no such module yet at this time. {_REMEDY}"
    if given["standing"] in tuple(Standing):
        standing = Standing(given["standing"])
    elif given["standing"]:
        question.errors["standing"] = "There is no such standing. Choose one of the list."
    return Wanted(question, on_offer, given, unit_id, module_id, standing)


def _say_the_errors(wanted: Wanted) -> ResponseReturnValue:
    """A file is not made of what cannot be read: the page says what to mend, and keeps what was typed."""
    return redirect(url_for("hr.export", **{name: text for name, text in wanted.given.items() if text}), 303)  # type: ignore[arg-type]


@blueprint.get("/export")
@requires(Role.HR)
def export() -> ResponseReturnValue:
    """What can be taken away, and what every column of it means."""
    wanted = _wanted()
    page = render_template(
        "hr/export.html", wanted=wanted, question=wanted.question, columns=COLUMNS, standings=STANDINGS,
        figures=FIGURES, no_unit=NO_UNIT_WORDS,
    )  # fmt: skip
    return page, 400 if wanted.question.errors else 200


@blueprint.get("/export.csv")
@requires(Role.HR)
def export_csv() -> ResponseReturnValue:
    """The rows as CSV, sent as they are asked for; what goes wrong with the first of them is still said by a page."""
    wanted = _wanted()
    if wanted.question.errors:
        return _say_the_errors(wanted)
    chunks = compliance_csv(wanted.rows("CSV"), wanted.question.asked)
    response = wanted.file("csv")
    response.response = stream_with_context(chain([next(chunks)], chunks))
    return response


@blueprint.get("/export.xlsx")
@requires(Role.HR)
def export_xlsx() -> ResponseReturnValue:
    """The rows as XLSX, written to a temporary file first, because its beginning depends on its end."""
    wanted = _wanted()
    if wanted.question.errors:
        return _say_the_errors(wanted)
    file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the answer
    compliance_xlsx(file, wanted.rows("XLSX"), wanted.question.asked, who=wanted.who)
    response = wanted.file("xlsx")
    response.content_length = file.tell()
    file.seek(0)
    response.response, response.direct_passthrough = wrap_file(request.environ, file), True
    response.call_on_close(file.close)
    return response
