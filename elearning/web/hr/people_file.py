"""HR's file in the browser: uploaded, looked at, applied or given up; and what earlier files did."""

import hashlib
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.not_a_table import MOST_BYTES, NotATable
from elearning.documents.problems_csv import problems_csv, template_csv
from elearning.domain.access import Role
from elearning.domain.audience_conditions import RECORDED_TAGS
from elearning.domain.hr_mapping import COLUMNS, OPTIONAL_COLUMNS
from elearning.extensions import db
from elearning.queries.imports import import_runs, saved_mapping, staged_file
from elearning.services.staged_files import decide_whose, drop_staged, headings_digest, stage_file
from elearning.web.access import current_viewer, requires, signed_in
from elearning.web.forms.people_file import ApplyForm, UploadForm
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.moved_people import SHOWN, everybody_moved, note_moved, wants_everybody
from elearning.web.hr.people_file_apply import apply_staged, preview_with_effects
from elearning.web.hr.people_file_mapping import headings_of, is_ours
from elearning.web.hr.people_file_preview import LISTS, Preview, plan_now, preview, understood
from elearning.web.moment import reading, writing

_ROOM = 64 * 1024
"""Bytes of a request beside the file itself."""


@blueprint.url_value_preprocessor
def _let_large_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Only HR may send this much, and only here; it must be said before anything reads the request."""
    if endpoint in ("hr.stage_people_file", "hr.stage_prior_learning"):
        found = signed_in()
        if found is not None and found.is_hr:
            request.max_content_length = MOST_BYTES + _ROOM


def _upload_page(errors: tuple[str, ...] = (), status: int = 200) -> tuple[str, int]:
    runs = import_runs(db.session(), most=5)
    page = render_template(
        "hr/people_file.html", errors=errors, runs=runs, columns=COLUMNS, most=MOST_BYTES // 1024 // 1024,
        same=request.args.get("same"), optional=OPTIONAL_COLUMNS, tags=RECORDED_TAGS,
    )  # fmt: skip
    return page, status


@blueprint.get("/people-file")
@requires(Role.HR)
def people_file() -> ResponseReturnValue:
    """Where a file is uploaded; what it must hold; what the last ones did."""
    return _upload_page()


@blueprint.post("/people-file")
@requires(Role.HR)
def stage_people_file() -> ResponseReturnValue:
    """Read the file once, and keep it until somebody has decided."""
    sent = UploadForm().file.data
    if not sent:
        return _upload_page(("Select a file",), 400)
    content, name = sent.read(), sent.filename or "file"
    try:
        headings = headings_of(content)
        understood(content)
    except NotATable as fault:
        return _upload_page(fault.reasons, 400)
    saved = None if is_ours(headings) else saved_mapping(db.session(), headings_digest(headings))
    file_id = stage_file(
        db.session(), mapping_id=saved[0] if saved else None, content=content,
        sha256=hashlib.sha256(content).hexdigest(), file_name=name,
        staged_by=current_viewer().person_id, now=writing().now,
    )  # fmt: skip
    return redirect(url_for("hr.preview_people_file", file_id=file_id), 303)


WHAT = "The effect of HR’s file"


@blueprint.get("/people-file/template.csv")
@requires(Role.HR)
def people_file_template() -> Response:
    """The headings alone."""
    return _csv(template_csv(COLUMNS), "hr-file.csv")


def _csv(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/csv", headers=headers)


def _look(file_id: int) -> Preview:
    staged = staged_file(db.session(), file_id)
    wanted, read_as = understood(staged.content, staged.mapping)
    moment = reading()
    return preview(staged, read_as, plan_now(wanted, moment, staged.decided), moment)


def _preview_page(made: Preview, form: ApplyForm | None, status: int = 200) -> tuple[str, int]:
    page = render_template(
        "hr/people_file_preview.html", made=made, form=form, lists=LISTS, file_id=made.staged.file_id
    )
    return page, status


@blueprint.get("/people-file/<int:file_id>")
@requires(Role.HR)
def preview_people_file(file_id: int) -> ResponseReturnValue:
    """What a file would do, before it does it."""
    return _preview_page(_look(file_id), None)


@blueprint.get("/people-file/<int:file_id>/problems.csv")
@requires(Role.HR)
def people_file_problems(file_id: int) -> Response:
    """Every problem of a file, as a file."""
    return _csv(problems_csv(_look(file_id).problems), "hr-file-problems.csv")


@blueprint.post("/people-file/<int:file_id>")
@requires(Role.HR)
def apply_people_file(file_id: int) -> ResponseReturnValue:
    """Do what the preview showed, or show it again with what is to be confirmed or has changed."""
    form = ApplyForm()
    found = apply_staged(file_id, form)
    if isinstance(found, Preview):
        return _preview_page(found, form, 409 if found.is_stale else 400)
    if found is None:
        return redirect(url_for("hr.people_file", same="yes"), 303)
    return redirect(url_for("hr.people_file_run", run_id=found), 303)


@blueprint.post("/people-file/<int:file_id>/whose-number")
@requires(Role.HR)
def whose_number(file_id: int) -> ResponseReturnValue:
    """Keep what somebody said of a number that seems to be another person's now."""
    number, whose = request.form.get("number", ""), request.form.get("whose", "")
    if number in _look(file_id).plan.held and whose in ("new", "same"):
        writing()
        decide_whose(db.session(), file_id, number, is_new=whose == "new")
    return redirect(url_for("hr.preview_people_file", file_id=file_id), 303)


@blueprint.post("/people-file/<int:file_id>/effect")
@requires(Role.HR)
def people_file_effect(file_id: int) -> ResponseReturnValue:
    """The preview with the file's effect on compliance, or a file of everybody concerned. It changes nothing."""
    if wants_everybody():
        return everybody_moved(preview_with_effects(file_id, named=None).effects.people, WHAT)
    made = preview_with_effects(file_id, named=SHOWN)
    note_moved(made.effects.people, WHAT)
    return _preview_page(made, None)


@blueprint.post("/people-file/<int:file_id>/discard")
@requires(Role.HR)
def discard_people_file(file_id: int) -> ResponseReturnValue:
    """Give a file up."""
    writing()
    drop_staged(db.session(), file_id)
    return redirect(url_for("hr.people_file"), 303)
