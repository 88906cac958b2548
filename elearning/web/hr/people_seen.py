"""The list of people as a file: exactly the people and modules that the list has, in its order, on every page."""

from typing import NamedTuple

from flask.typing import ResponseReturnValue

from elearning.domain.access import EVERYBODY
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.people_list import FoundPerson, OnModule, Order, Wanted, people_list
from elearning.web.lists import Column, Listing


class PersonOnModule(NamedTuple):
    """One line of the list: a person, and one of the modules they must do; none if there is none."""

    person: FoundPerson
    on: OnModule | None


COLUMNS: tuple[Column[PersonOnModule], ...] = (
    Column("employee_number", lambda line: line.person.number), Column("name", lambda line: line.person.name),
    Column("other_name", lambda line: line.person.alias.name if line.person.alias else ""),
    Column("directorate", lambda line: line.person.unit[0]), Column("service", lambda line: line.person.unit[1]),
    Column("team", lambda line: line.person.unit[2]),
    Column("module", lambda line: line.on.module.slug if line.on else ""),
    Column("standing", lambda line: line.on.row.standing.value if line.on else ""),
    Column("due_on", lambda line: line.on.row.due_on if line.on else None),
    Column("valid_until", lambda line: line.on.row.ends_on if line.on else None),
    Column("until", lambda line: line.on.row.until if line.on else None),
    Column("first_in_post", lambda line: line.person.in_post.first_on if line.person.in_post else None),
    Column("last_in_post", lambda line: line.person.in_post.last_on if line.person.in_post else None),
)  # fmt: skip
"""What the page shows, a column each: `until` is of who is exempt or on leave, the last two of who is not in post."""


def people_file(asked: Asked, wanted: Wanted, order: Order, *, total: int, what: str) -> ResponseReturnValue:
    """All pages of the list as CSV. `what` says in words what is listed."""
    found = people_list(db.session(), EVERYBODY, asked, wanted, order=order, page=1, size=max(1, total))
    lines = [PersonOnModule(person, on) for person in found.people for on in person.modules or (None,)]
    listing = Listing("people", COLUMNS, order.value)
    return listing.file(lines, what=what, people={person.person_id for person in found.people})
