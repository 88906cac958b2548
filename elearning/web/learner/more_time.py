"""A learner asks for more time on a module, sees what became of that, and may take it back while it waits."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.extensions import may_ask
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries import learning
from elearning.queries.extension_requests import MoreTime
from elearning.queries.extension_requests import own as own_requests
from elearning.queries.help_requests import who_is_told
from elearning.services.extensions import ask_for_more_time, withdraw_request
from elearning.web.access import current_viewer
from elearning.web.forms.requests import MoreTimeForm
from elearning.web.learner.blueprint import blueprint, own
from elearning.web.moment import Moment, reading, writing

PAGE = "/modules/<slug>/more-time"


def _page(slug: str, form: MoreTimeForm) -> ResponseReturnValue:
    when = reading()
    today = Asked(when.day, when.now)
    task = learning.task(db.session(), own(), slug=slug, day=when.day, is_whole=True)
    page = render_template(
        "learner/more_time.html", task=task, form=form, may_ask=may_ask(task.row), before=_before(task, today),
        managers=who_is_told(db.session(), own(), module_id=task.where.module_id, today=today).managers,
    )  # fmt: skip
    return page, 400 if form.errors else 200


def _before(task: learning.Task, today: Asked) -> MoreTime | None:
    return own_requests(db.session(), own(), today).get(task.where.module_id)


@blueprint.get(PAGE)
def more_time(slug: str) -> ResponseReturnValue:
    """The form, or what became of the request that was made."""
    return _page(slug, MoreTimeForm(formdata=None))


@blueprint.post(PAGE)
def ask_more_time(slug: str) -> ResponseReturnValue:
    """Ask for a later due date."""
    form = MoreTimeForm()
    if form.validate() and _is_asked(slug, form, writing()):
        return redirect(url_for("learner.more_time", slug=slug), 303)
    return _page(slug, form)


def _is_asked(slug: str, form: MoreTimeForm, when: Moment) -> bool:
    """Ask. A refusal becomes an error of the form."""
    task = learning.task(db.session(), own(), slug=slug, day=when.day, is_whole=True)
    try:
        if not may_ask(task.row) or task.row is None or task.row.due_on is None or form.wished_on.day is None:
            raise NotAllowed("There is no due date of this module to move today.")
        ask_for_more_time(
            db.session(), person_id=current_viewer().person_id, module_id=task.where.module_id, due_on=task.row.due_on,
            wished_on=form.wished_on.day, reason=form.reason.data or "", now=when.now,
        )  # fmt: skip
    except NotAllowed as refusal:
        db.session.rollback()
        form.wished_on.errors = list(refusal.reasons)
        return False
    return True


@blueprint.post(PAGE + "/withdraw")
def withdraw_more_time(slug: str) -> ResponseReturnValue:
    """Take the request back, if it still waits."""
    when = writing()
    task = learning.task(db.session(), own(), slug=slug, day=when.day, is_whole=True)
    before = _before(task, Asked(when.day, when.now))
    if before is not None:
        withdraw_request(db.session(), before.request_id, person_id=current_viewer().person_id, now=when.now)
    return redirect(url_for("learner.more_time", slug=slug), 303)
