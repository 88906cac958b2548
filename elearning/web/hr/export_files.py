"""Exports made in the background: offered, asked for, how far each is, and the file, for whoever asked alone."""

from flask import current_app, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.compliance_files import MIMETYPES
from elearning.domain.access import Role
from elearning.domain.exports import Narrowing, Stage
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.jobs.worker import works_of
from elearning.queries.exports import AskedFile, asked_file, asked_files, file_parts, in_export
from elearning.queries.jobs import State, state
from elearning.services.exports import ask_for_export
from elearning.web.access import current_actor, current_viewer, requires
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.export import as_file, file_name, note_export, say_the_errors, wanted_of_request
from elearning.web.moment import reading, writing
from elearning.web.typed import typed


def _own(export_id: int) -> AskedFile:
    """A file that the viewer asked for. Raises NotFound."""
    return asked_file(db.session(), export_id, asked_by=current_viewer().person_id, now=reading().now)


def _work() -> State:
    """Whether background work goes on."""
    return state(db.session(), works_of(current_app.config["ELEARNING"]), now=reading().now)


@blueprint.get("/exports")
@requires(Role.HR)
def export_files() -> str:
    """The files that the viewer asked for, the newest first."""
    found = asked_files(db.session(), current_viewer().person_id, now=reading().now)
    return render_template("hr/export_files.html", files=found, Stage=Stage, work=_work())


@blueprint.get("/exports/new")
@requires(Role.HR)
def offer_export_file() -> ResponseReturnValue:
    """Say how many rows there are, and offer to make the file in the background."""
    kind, wanted = typed("kind"), wanted_of_request()
    if wanted.question.errors or kind not in MIMETYPES:
        return say_the_errors(wanted)
    found = in_export(db.session(), wanted.question.asked, wanted.narrowing)
    return render_template("hr/export_file_new.html", kind=kind, wanted=wanted, question=wanted.question, found=found)


@blueprint.post("/exports")
@requires(Role.HR)
def ask_for_export_file() -> ResponseReturnValue:
    """Ask for the file of the address. What is known is fixed now, whenever the file is made."""
    kind, wanted = typed("kind"), wanted_of_request()
    if wanted.question.errors or kind not in MIMETYPES:
        return say_the_errors(wanted)
    asked, narrowing = wanted.question.asked, wanted.narrowing
    return _ask(kind, asked, narrowing, in_export(db.session(), asked, narrowing).rows)


def _ask(kind: str, asked: Asked, narrowing: Narrowing, rows: int) -> ResponseReturnValue:
    now = writing().now
    export_id = ask_for_export(db.session(), kind, asked, narrowing, rows=rows, actor=current_actor(), now=now)
    return redirect(url_for("hr.export_file", export_id=export_id), 303)


@blueprint.get("/exports/<int:export_id>")
@requires(Role.HR)
def export_file(export_id: int) -> str:
    """How far a file is, and the file when it is there."""
    return render_template("hr/export_file.html", file=_own(export_id), Stage=Stage, work=_work())


@blueprint.post("/exports/<int:export_id>/again")
@requires(Role.HR)
def ask_for_export_file_again(export_id: int) -> ResponseReturnValue:
    """Ask once more for a file that failed or is no longer kept: the same question, so the same bytes."""
    before = _own(export_id)
    rows = in_export(db.session(), before.asked, before.narrowing).rows
    return _ask(before.kind, before.asked, before.narrowing, rows)


@blueprint.get("/exports/<int:export_id>/file")
@requires(Role.HR)
def fetch_export_file(export_id: int) -> ResponseReturnValue:
    """The file, in pieces. That these people's data is taken away is recorded first."""
    session, found = db.session(), _own(export_id)
    if found.stage is not Stage.READY:
        return redirect(url_for("hr.export_file", export_id=export_id), 303)
    note_export(found.kind, found.asked, found.narrowing, in_export(session, found.asked, found.narrowing))
    response = as_file(file_name(found.kind, found.asked), MIMETYPES[found.kind])
    response.content_length = found.size
    response.response = stream_with_context(file_parts(db.session(), export_id))
    return response
