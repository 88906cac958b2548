"""Saved views: the filters of a page of HR under a name, opened, renamed, shared and removed."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.asking import read_as_at
from elearning.domain.calendar import british_date
from elearning.domain.hr_cells import CellFault
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.saved_views import LONGEST_QUERY, View, of_fixed_day, of_today
from elearning.extensions import db
from elearning.queries.saved_views import saved_view, saved_views
from elearning.services.saved_views import change_view, remove_view, save_view
from elearning.web.access import current_actor, current_viewer, requires
from elearning.web.forms.saved_views import DatedViewForm, ViewForm
from elearning.web.hr.acts import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import reading, writing
from elearning.web.typed import typed

PAGES: Mapping[str, str] = {
    "hr.compliance": "Compliance", "hr.trend": "Trend", "hr.heat": "Heat map", "hr.people": "People",
    "hr.export": "Export", "hr.comparison": "Comparison", "hr.comparison_people": "People of a comparison",
    "hr.conversations": "Conversations held", "hr.conversation_people": "People of conversations",
    "hr.without_manager": "No manager in post", "hr.committee": "Report to the committee",
    "hr.accesses": "Who looked", "hr.never_signed_in": "Never signed in", "hr.reminders": "Reminders",
}  # fmt: skip
"""What can be saved, by the name of its route."""

UNDATED = ("hr.accesses", "hr.never_signed_in", "hr.reminders")
"""Pages that are about today, or about all days."""

_OF = "of"
"""The argument that names the page; the others are its filters."""

_NOT_FILTERS = (_OF, "page", "format", "_external", "_scheme", "_anchor", "_method", "endpoint")
"""Arguments that are no filters: which page of a list, its file, and words that the maker of addresses would heed."""


def day_argument(page: str) -> str:
    """Where the address of a page has its day; empty if it has none."""
    return "" if page in UNDATED else "last_on" if page == "hr.committee" else "as_at"


def day_words(view: View) -> str:
    """Which day a view is about, in words."""
    argument = day_argument(view.page)
    if not argument:
        return "Not of a day"
    return british_date(date.fromisoformat(view.filters[argument])) if argument in view.filters else "Today"


def view_address(view: View) -> str:
    """Where a view leads."""
    return url_for(view.page, **dict(view.filters))  # type: ignore[arg-type]


def _view_of_request() -> View | None:
    """The page and the filters that the address gives; None for a page that cannot be saved."""
    page = typed(_OF)
    filters = {name: typed(name) for name in request.args if name not in _NOT_FILTERS and typed(name)}
    if page not in PAGES or sum(map(len, [*filters, *filters.values()])) > LONGEST_QUERY:
        return None
    return View(page, _with_a_day_that_can_be_read(filters, day_argument(page)))


def _with_a_day_that_can_be_read(filters: dict[str, str], argument: str) -> dict[str, str]:
    """The filters with their day as it is kept, 2026-03-31; without one that says nothing."""
    text = filters.pop(argument, "")
    try:
        return {**filters, argument: read_as_at(text).isoformat()} if text else filters
    except CellFault:
        return filters


def _day_of(view: View) -> date:
    """The day that a view has now, or today."""
    text = view.filters.get(day_argument(view.page))
    return date.fromisoformat(text) if text else reading().day


@blueprint.app_template_global()
def save_address() -> str:
    """Where the page in front, with its filters, is saved; empty for a page that cannot be."""
    if request.endpoint not in PAGES:
        return ""
    kept = {name: typed(name) for name in request.args if name not in _NOT_FILTERS and typed(name)}
    return url_for("hr.save_this_view", **{**kept, _OF: request.endpoint})  # type: ignore[arg-type]


@blueprint.get("/views")
@requires(Role.HR)
def views() -> str:
    """Own views, and those that colleagues share."""
    found = saved_views(db.session(), current_viewer().person_id, today())
    return render_template(
        "hr/saved_views.html", views=found, pages=PAGES, day_words=day_words, done=typed("done")
    )  # fmt: skip


@blueprint.route("/views/new", methods=["GET", "POST"])
@requires(Role.HR)
def save_this_view() -> ResponseReturnValue:
    """Name the page of the address with its filters, and save it."""
    view = _view_of_request()
    if view is None:
        return redirect(url_for("hr.views"), 303)
    is_dated = bool(day_argument(view.page))
    form = (DatedViewForm if is_dated else ViewForm)()
    if request.method == "GET" and is_dated and day_argument(view.page) in view.filters:
        form["day"].data = "fixed"
    if form.validate_on_submit() and _is_saved(view, form):
        return redirect(url_for("hr.views", done="saved"), 303)
    page = render_template(
        "hr/saved_view_new.html", form=form, view=view, pages=PAGES, is_dated=is_dated, day=_day_of(view),
        back=view_address(view),
    )  # fmt: skip
    return page, 400 if form.errors else 200


def _is_saved(view: View, form: ViewForm) -> bool:
    argument = day_argument(view.page)
    if argument:
        is_fixed = form["day"].data == "fixed"
        view = of_fixed_day(view, argument, _day_of(view).isoformat()) if is_fixed else of_today(view, argument)
    return _is_named(form, partial(save_view, db.session(), view))


def _is_named(form: ViewForm, act: Callable[..., object]) -> bool:
    """Whether a view could be kept under the name of the form; if not, the form says why."""
    try:
        act(name=form.name.data or "", is_shared=form.is_shared.data, actor=current_actor(), now=writing().now)
    except NotAllowed as refusal:
        db.session.rollback()
        form.name.errors = [*refusal.reasons]
        return False
    return True


@blueprint.get("/views/<int:view_id>")
@requires(Role.HR)
def open_view(view_id: int) -> ResponseReturnValue:
    """Go to the page that was saved."""
    found = saved_view(db.session(), view_id, current_viewer().person_id)
    if found.view.page not in PAGES:
        raise NotFound("There is no such view.")
    return redirect(view_address(found.view), 303)


@blueprint.route("/views/<int:view_id>/change", methods=["GET", "POST"])
@requires(Role.HR)
def change_this_view(view_id: int) -> ResponseReturnValue:
    """Rename or share an own view."""
    found = saved_view(db.session(), view_id, current_viewer().person_id)
    if not found.is_own:
        raise NotFound("There is no such view.")
    form = ViewForm(name=found.name, is_shared=found.is_shared)
    if form.validate_on_submit() and _is_named(form, partial(change_view, db.session(), view_id)):
        return redirect(url_for("hr.views", done="changed"), 303)
    page = render_template("hr/saved_view_change.html", form=form, saved=found)
    return page, 400 if form.errors else 200


@blueprint.post("/views/<int:view_id>/remove")
@requires(Role.HR)
def remove_this_view(view_id: int) -> ResponseReturnValue:
    """Remove an own view; the pages that it led to stay as they are."""
    remove_view(db.session(), view_id, actor=current_actor(), now=writing().now)
    return redirect(url_for("hr.views", done="removed"), 303)
