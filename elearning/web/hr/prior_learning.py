"""Completions brought from elsewhere: one by a form, many by a file, and one that turns out not to count."""

import hashlib
from typing import NamedTuple

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.not_a_table import MOST_BYTES, NotATable
from elearning.documents.problems_csv import template_csv
from elearning.documents.tables import read_table
from elearning.domain.access import Role
from elearning.domain.looks import Look
from elearning.domain.prior_learning import COLUMNS, PriorPlan, parse_prior, plan_prior
from elearning.extensions import db
from elearning.queries.imports import Staged, staged_file
from elearning.queries.prior_learning import SHOWN, brought_by, known_for
from elearning.services.prior_learning import bring_completions
from elearning.services.staged_files import drop_staged, stage_file
from elearning.web.access import current_actor, current_viewer, requires
from elearning.web.forms.prior_learning import PriorFileForm, RecordFileForm
from elearning.web.hr.acts import is_done, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look
from elearning.web.moment import Moment, writing

PAGE = "/prior-learning"


def _upload_page(errors: tuple[str, ...] = (), status: int = 200) -> tuple[str, int]:
    brought = brought_by(db.session(), None, today(), most=SHOWN)
    page = render_template(
        "hr/prior_learning.html", errors=errors, brought=brought, columns=COLUMNS, most=MOST_BYTES // 1024 // 1024,
        recorded=request.args.get("recorded", type=int),
    )  # fmt: skip
    return page, status


@blueprint.get(PAGE)
@requires(Role.HR)
def prior_learning() -> ResponseReturnValue:
    """Where a file is uploaded, and what was brought before."""
    named = {one.person_id for one in brought_by(db.session(), None, today(), most=SHOWN)}
    if named:
        note_look(Look.LIST, "Completions brought from elsewhere", named)
    return _upload_page()


@blueprint.get(PAGE + "/template.csv")
@requires(Role.HR)
def prior_learning_template() -> Response:
    """The headings alone."""
    headers = {"Content-Disposition": 'attachment; filename="prior-learning.csv"'}
    return Response(template_csv(COLUMNS), mimetype="text/csv", headers=headers)


@blueprint.post(PAGE)
@requires(Role.HR)
def stage_prior_learning() -> ResponseReturnValue:
    """Read the file once, and keep it until somebody has decided."""
    sent = PriorFileForm().file.data
    if not sent:
        return _upload_page(("Select a file",), 400)
    content, name = sent.read(), sent.filename or "file"
    try:
        parse_prior(read_table(content).rows)
    except NotATable as fault:
        return _upload_page(fault.reasons, 400)
    file_id = stage_file(
        db.session(), content=content, sha256=hashlib.sha256(content).hexdigest(), file_name=name,
        staged_by=current_viewer().person_id, now=writing().now,
    )  # fmt: skip
    return redirect(url_for("hr.prior_file", prior_id=file_id), 303)


class _Preview(NamedTuple):
    """A file that waits and what it would do; `seen` names exactly that."""

    staged: Staged
    plan: PriorPlan

    @property
    def seen(self) -> str:
        return hashlib.sha256(repr((self.staged.sha256, self.plan)).encode()).hexdigest()


def _preview(file_id: int) -> _Preview:
    staged = staged_file(db.session(), file_id)
    read = parse_prior(read_table(staged.content).rows)
    return _Preview(staged, plan_prior(read, known_for(db.session(), read, today()), today=today().as_at))


def _preview_page(made: _Preview, form: RecordFileForm) -> ResponseReturnValue:
    page = render_template("hr/prior_learning_file.html", made=made, plan=made.plan, form=form)
    return page, 400 if form.errors else 200


@blueprint.get(PAGE + "/files/<int:prior_id>")
@requires(Role.HR)
def prior_file(prior_id: int) -> ResponseReturnValue:
    """What a file would record, and every problem in it."""
    return _preview_page(_preview(prior_id), RecordFileForm(formdata=None))


@blueprint.post(PAGE + "/files/<int:prior_id>")
@requires(Role.HR)
def record_prior_file(prior_id: int) -> ResponseReturnValue:
    """Record what the preview showed, or show it again."""
    made, form = _preview(prior_id), RecordFileForm()
    if form.seen.data != made.seen:
        form.form_errors = ["The record has changed since you looked. Nothing was recorded: look again."]
    elif made.plan.faulty and not form.leave_out.data:
        form.leave_out.errors = ["Confirm that rows with problems are left out"]
    if form.errors or not is_done(form, lambda moment: _record(made, moment)):
        return _preview_page(made, form)
    return redirect(url_for("hr.prior_learning", recorded=len(made.plan.new)), 303)


def _record(made: _Preview, moment: Moment) -> None:
    new = [one for _, one in made.plan.new]
    bring_completions(
        db.session(), new, reason=made.staged.file_name[:200], actor=current_actor(), now=moment.now
    )  # fmt: skip
    drop_staged(db.session(), made.staged.file_id)
