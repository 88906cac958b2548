"""Who looked at or exported whose data, narrowed by who, whom, kind and day; and the people of one export."""

from datetime import datetime, timedelta

from flask import render_template, request

from elearning.domain.access import Role
from elearning.domain.calendar import end_of_day
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.queries import accesses as queries
from elearning.queries.accesses import Sought
from elearning.web.access import requires
from elearning.web.forms.accesses import KIND_WORDS, AccessesForm
from elearning.web.hr.acts import number_field_person, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look

FILTERS = ("by", "about", "kind", "since", "until")


def _page() -> int:
    return max(1, request.args.get("page", 1, type=int))


def _sought(form: AccessesForm) -> Sought:
    """What the form asks for; what is wrong with it is then in its errors, and everything is listed."""
    if not form.validate():
        return Sought()
    people = {name: number_field_person(form, name) if form[name].data else None for name in ("by", "about")}
    if form.errors:
        return Sought()
    since: datetime | None = None
    if form.since.day:
        since = end_of_day(form.since.day - timedelta(days=1)) + timedelta(microseconds=1)
    until = end_of_day(form.until.day) if form.until.day else None
    return Sought(people["by"], people["about"], form.kind.data or "", since, until)


@blueprint.get("/accesses")
@requires(Role.HR)
def accesses() -> tuple[str, int]:
    """The list, the newest first, 50 on a page. Looking at it is recorded too."""
    form = AccessesForm(request.args)
    sought = _sought(form)
    about = [sought.subject_id] if sought.subject_id else []
    note_look(Look.LIST, f"Who looked at whose data, page {_page()}", about)
    found = queries.accesses(db.session(), sought, today(), page=_page())
    kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    page = render_template("hr/accesses.html", form=form, found=found, kept=kept, kinds=KIND_WORDS)
    return page, 400 if form.errors else 200


@blueprint.get("/accesses/<int:access_id>")
@requires(Role.HR)
def people_of_access(access_id: int) -> str:
    """The people whose data one access was about, 50 on a page."""
    found = queries.people_of(db.session(), access_id, today(), page=_page())
    note_look(Look.LIST, f"Whom a recorded access was about, page {found.page}", count=len(found.people))
    return render_template("hr/access_people.html", found=found, kinds=KIND_WORDS)
