"""The people of an HR file that was applied: who joined, left or changed by it, as a list and as a file."""

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.import_people import OfRun, people_of_run
from elearning.queries.imports import import_run
from elearning.web.access import requires
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import pages_shown
from elearning.web.lists import Column, listed
from elearning.web.looking import note_look
from elearning.web.typed import typed

PAGE = 50
EFFECTS = {"joiner": "joined", "change": "changed", "leaver": "left"}
"""What became of somebody, by the word in the address, as a heading says it."""

COLUMNS: tuple[Column[OfRun], ...] = (
    Column("number", lambda one: one.number), Column("name", lambda one: one.name),
    Column("unit_before", lambda one: one.unit_before), Column("unit", lambda one: one.unit),
    Column("effect", lambda one: one.effect.value),
    Column("what", lambda one: ", ".join(one.what)),
)  # fmt: skip


@blueprint.get("/people-file/runs/<int:run_id>/people")
@requires(Role.HR)
def people_of_file_run(run_id: int) -> ResponseReturnValue:
    """Everybody whom the file concerned, or those of one count of it."""
    effect, listing = typed("effect"), listed(f"hr-file-{run_id}", COLUMNS, first="number")
    if effect not in ("", *EFFECTS):
        raise NotFound("A file lets people join, leave or change.")
    run = import_run(db.session(), run_id)
    people = [one for one in people_of_run(db.session(), run_id) if effect in ("", one.effect)]
    people = listing.in_order(people)
    what = f"People of HR’s file {run_id}"
    if listing.wants_file:
        return listing.file(people, what=what, people={one.person_id for one in people if one.person_id})
    found = listing.page(people, size=PAGE)
    if found.rows:
        note_look(Look.LIST, what, count=len(found.rows))
    counted = {"joiner": run.joiners, "change": run.changes, "leaver": run.leavers}
    return render_template(
        "hr/people_file_run_people.html", run=run, found=found, listing=listing, effect=effect, effects=EFFECTS,
        told=counted.get(effect, sum(counted.values())), pages=pages_shown(found.page, found.pages),
    )  # fmt: skip
