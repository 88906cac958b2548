"""The people behind the figures of an effect: the first of them on its page, and all of them as a file."""

from flask import Response, request

from elearning.domain.looks import Look
from elearning.queries.moved_people import Moved, MovedPeople
from elearning.web.lists import Column, Listing
from elearning.web.looking import note_look

SHOWN = 50
"""So many lines stand on the page; the file has all of them."""

COLUMNS: tuple[Column[Moved], ...] = (
    Column("number", lambda one: one.number), Column("name", lambda one: one.name),
    Column("unit", lambda one: one.unit), Column("module", lambda one: one.moves.module),
    Column("now", lambda one: one.moves.before), Column("after", lambda one: one.moves.after),
    Column("assignment", lambda one: one.moves.assignment),
)  # fmt: skip


def wants_everybody() -> bool:
    """Whether the button was the one that asks for the file."""
    return request.form.get("people") == "csv"


def note_moved(found: MovedPeople, what: str) -> None:
    """Record that the people on the page are looked at."""
    if found.rows:
        note_look(Look.LIST, what, count=len({one.moves.person_id for one in found.rows}))


def everybody_moved(found: MovedPeople, what: str) -> Response:
    """All of them as CSV."""
    return Listing("effect", COLUMNS, "name").file(found.rows, what=what, count=found.people)
