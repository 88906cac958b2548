"""Who looked at or exported whose data, narrowed by who, whom, kind and day; and the people of one export."""

from datetime import datetime, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.calendar import end_of_day
from elearning.domain.looks import Look
from elearning.domain.refusals import NotAllowed
from elearning.extensions import db
from elearning.queries import accesses as queries
from elearning.queries.accesses import REFUSED, Looked, Sought, Subject
from elearning.web.access import requires
from elearning.web.forms.accesses import KIND_WORDS, AccessesForm
from elearning.web.hr.acts import number_field_person, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.lists import Column, Listing, listed
from elearning.web.looking import note_look
from elearning.web.refused_words import refused_words

FILTERS = ("by", "about", "kind", "since", "until", "sort")

MOST_IN_FILE = 50_000
"""Accesses in one file: more wait for a narrower question."""


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


def _subject(subject: Subject | None) -> str:
    return f"{subject.name} ({subject.number})" if subject else ""


COLUMNS: tuple[Column[Looked], ...] = (
    Column("at", lambda one: one.at.isoformat(timespec="seconds")),
    Column("who", lambda one: _subject(one.by) or one.command, is_sorted_by=False),
    Column("kind", lambda one: KIND_WORDS[one.kind], is_sorted_by=False),
    Column("what", lambda one: refused_words(one.what) if one.kind == REFUSED else one.what, is_sorted_by=False),
    Column("about", lambda one: _subject(one.about), is_sorted_by=False),
    Column("people", lambda one: one.people, is_sorted_by=False),
)


@blueprint.get("/accesses")
@requires(Role.HR)
def accesses() -> ResponseReturnValue:
    """The list, the newest first or the oldest, 50 on a page, or all as a file. Looking at it is recorded too."""
    listing = listed("who-looked", COLUMNS, first="-at")
    form = AccessesForm(request.args)
    sought = _sought(form)
    about = [sought.subject_id] if sought.subject_id else []
    if listing.wants_file and not form.errors:
        return _as_file(listing, sought, about)
    note_look(Look.LIST, f"Who looked at whose data, page {_page()}", about)
    found = queries.accesses(db.session(), sought, today(), page=_page(), oldest_first=listing.sort == "at")
    kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    page = render_template("hr/accesses.html", form=form, found=found, kept=kept, kinds=KIND_WORDS, listing=listing)
    return page, 400 if form.errors else 200


def _as_file(listing: Listing[Looked], sought: Sought, about: list[int]) -> ResponseReturnValue:
    """Everything that was found, as it stood before this was recorded itself."""
    found = queries.accesses(db.session(), sought, today(), size=MOST_IN_FILE, oldest_first=listing.sort == "at")
    if found.total > MOST_IN_FILE:
        raise NotAllowed(f"A file holds {MOST_IN_FILE:,} accesses at most. Narrow the list, for example by day.")
    return listing.file(found.looks, what="Who looked at whose data", people=about)


@blueprint.get("/accesses/<int:access_id>")
@requires(Role.HR)
def people_of_access(access_id: int) -> str:
    """The people whose data one access was about, 50 on a page."""
    found = queries.people_of(db.session(), access_id, today(), page=_page())
    note_look(Look.LIST, f"Whom a recorded access was about, page {found.page}", count=len(found.people))
    return render_template("hr/access_people.html", found=found, kinds=KIND_WORDS)
