"""Compliance as files for HR: of any day, narrowed by unit, staff group, module and standing; CSV streamed, XLSX, ODS.

A file of very many rows is not made while somebody waits: the page that asks for it then is of `export_files`.
"""

from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from flask import Response, current_app, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from elearning.documents.compliance_files import MIMETYPES, NOT_NARROWED, compliance_csv, write_compliance
from elearning.documents.compliance_metadata import ENDING, compliance_metadata
from elearning.documents.compliance_metadata import MIMETYPE as METADATA
from elearning.documents.compliance_table import COLUMNS, FIGURES, STANDINGS
from elearning.domain.access import Role
from elearning.domain.exports import Narrowing
from elearning.domain.facts import Standing
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.domain.staff_groups import group_words
from elearning.extensions import db
from elearning.queries.exports import export_rows, in_export
from elearning.queries.people_in_report import InReport
from elearning.queries.people_list import Offer, offer
from elearning.queries.staff_groups import staff_group_names
from elearning.web.access import requires
from elearning.web.asked import Question, asked_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import NO_UNIT_WORDS, module_id_of, unit_id_of
from elearning.web.looking import note_look
from elearning.web.typed import typed

_ARGUMENTS = ("as_at", "known_on", "module", "unit", "staff_group", "standing")
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
    staff_groups: tuple[str, ...]

    @property
    def narrowing(self) -> Narrowing:
        """Whom the export is narrowed to, for the database and in words."""
        module = self.offer.modules.get(self.given["module"])
        unit = "" if self.unit_id is None else self.offer.units.get(self.unit_id, NO_UNIT_WORDS)
        group = self.given["staff_group"]
        chosen = (
            ("Module", module.title if module else ""), ("Unit", unit),
            ("Staff group", group_words(group) if group else ""), ("Standing", self.given["standing"]),
        )  # fmt: skip
        who = "; ".join(f"{label}: {words}" for label, words in chosen if words) or NOT_NARROWED
        return Narrowing(self.unit_id, self.module_id, self.standing, who, group)

    def again(self) -> dict[str, str]:
        """What was typed, for an address; without what is empty."""
        return {name: text for name, text in self.given.items() if text}


def file_name(kind: str, asked: Asked) -> str:
    """What a file of this kind is called; a CSV's metadata is called after it."""
    return f"compliance-{asked.as_at.isoformat()}.{kind}"


def as_file(name: str, mimetype: str) -> Response:
    """An empty answer with the headers of a file."""
    response = Response(mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def note_export(kind: str, asked: Asked, narrowing: Narrowing, found: InReport) -> None:
    """Record, before any of it is handed out, that these people's data is taken away."""
    what = f"Compliance as {kind.upper()}, as at {asked.as_at.isoformat()}: {narrowing.who}"
    note_look(Look.EXPORT, what, found.people)


def wanted_of_request() -> Wanted:
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
    groups = staff_group_names(db.session(), question.asked)
    if given["staff_group"] not in ("", *groups):
        question.errors["staff_group"] = f"There is no such staff group on this day. {_REMEDY}"
    if given["standing"] in tuple(Standing):
        standing = Standing(given["standing"])
    elif given["standing"]:
        question.errors["standing"] = "There is no such standing. Choose one of the list."
    return Wanted(question, on_offer, given, unit_id, module_id, standing, groups)


def say_the_errors(wanted: Wanted) -> ResponseReturnValue:
    """A file is not made of what cannot be read: the page says what to mend, and keeps what was typed."""
    return redirect(url_for("hr.export", **wanted.again()), 303)  # type: ignore[arg-type]


@blueprint.get("/export")
@requires(Role.HR)
def export() -> ResponseReturnValue:
    """What can be taken away, and what every column of it means."""
    wanted = wanted_of_request()
    page = render_template(
        "hr/export.html", wanted=wanted, question=wanted.question, columns=COLUMNS, standings=STANDINGS,
        figures=FIGURES, no_unit=NO_UNIT_WORDS,
    )  # fmt: skip
    return page, 400 if wanted.question.errors else 200


def _export_as(kind: str) -> ResponseReturnValue:
    """A file of this kind, or the page that offers to make it in the background."""
    wanted = wanted_of_request()
    if wanted.question.errors:
        return say_the_errors(wanted)
    asked, narrowing = wanted.question.asked, wanted.narrowing
    found = in_export(db.session(), asked, narrowing)
    if found.rows > current_app.config["ELEARNING"].export_rows:
        return redirect(url_for("hr.offer_export_file", kind=kind, **wanted.again()), 303)  # type: ignore[arg-type]
    note_export(kind, asked, narrowing, found)
    response = as_file(file_name(kind, asked), MIMETYPES[kind])
    if kind == "csv":
        _stream(response, asked, narrowing)
    else:
        _spool(response, kind, asked, narrowing)
    return response


def _stream(response: Response, asked: Asked, narrowing: Narrowing) -> None:
    """Send the rows as they are asked for; what goes wrong with the first of them is still said by a page."""
    chunks = compliance_csv(export_rows(db.session(), asked, narrowing), asked)
    response.response = stream_with_context(chain([next(chunks)], chunks))
    about = url_for("hr.export_metadata", **request.args.to_dict())  # type: ignore[arg-type]
    response.headers["Link"] = f'<{about}>; rel="describedby"; type="{METADATA}"'


def _spool(response: Response, kind: str, asked: Asked, narrowing: Narrowing) -> None:
    """Write the file to a temporary one first, because its beginning depends on its end."""
    file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the answer
    write_compliance(kind, file, export_rows(db.session(), asked, narrowing), asked, who=narrowing.who)
    response.content_length = file.tell()
    file.seek(0)
    response.response, response.direct_passthrough = wrap_file(request.environ, file), True
    response.call_on_close(file.close)


@blueprint.get("/export.csv")
@requires(Role.HR)
def export_csv() -> ResponseReturnValue:
    """The rows as CSV."""
    return _export_as("csv")


@blueprint.get("/export.xlsx")
@requires(Role.HR)
def export_xlsx() -> ResponseReturnValue:
    """The rows as XLSX."""
    return _export_as("xlsx")


@blueprint.get("/export.ods")
@requires(Role.HR)
def export_ods() -> ResponseReturnValue:
    """The rows as ODS."""
    return _export_as("ods")


@blueprint.get("/export.csv-metadata.json")
@requires(Role.HR)
def export_metadata() -> ResponseReturnValue:
    """What the CSV file of the same question says of itself, for programs. It holds nobody's data."""
    wanted = wanted_of_request()
    if wanted.question.errors:
        return say_the_errors(wanted)
    asked, name = wanted.question.asked, file_name("csv", wanted.question.asked)
    response = as_file(name + ENDING, METADATA)
    response.set_data(compliance_metadata(name, asked, who=wanted.narrowing.who))
    return response
