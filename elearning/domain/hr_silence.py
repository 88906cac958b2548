"""What HR's file leaves unsaid: blank cells of columns that say nothing keep what is on record."""

from datetime import date

from elearning.domain.hr_file import HrFile, HrRow
from elearning.domain.packed import Packed
from elearning.domain.people import KnownPerson, Organisation

_KEPT = ("known_as", "email", "staff_group", "line_manager_number", "end_date")
"""Columns of which something on record is kept here; leave and tags are compared where they are planned."""


def filled(file: HrFile, current: Organisation) -> Packed[HrRow]:
    """The rows with their silent blanks filled from the record; for whoever is not on record they stay blank."""
    if file.silent.isdisjoint(_KEPT):
        return file.rows
    return Packed(_filled(row, file.silent, current) for row in file.rows)


def _filled(row: HrRow, silent: frozenset[str], current: Organisation) -> HrRow:
    known, post = current.people.get(row.number), current.posts.get(row.reference)
    if not row.known_as and not row.is_vacant:
        has_chosen = known is not None and "known_as" in silent and known.name.known_as != known.name.text
        row = row._replace(known_as=known.name.known_as if known and has_chosen else row.name)
    if known and known.email and not row.email and "email" in silent:
        row = row._replace(email=known.email.text)
    if post and not row.staff_group and "staff_group" in silent:
        row = row._replace(staff_group=post.facts.staff_group)
    if post and not row.manager and "line_manager_number" in silent:
        row = row._replace(manager=post.facts.reporting.person or post.facts.reporting.post)
    if known and row.last_on is None and "end_date" in silent:
        row = row._replace(last_on=_recorded_end(row, known))
    return row


def _recorded_end(row: HrRow, known: KnownPerson) -> date | None:
    same = [h for h in known.holdings if h.reference == row.reference and h.first_on == row.first_on]
    return same[0].last_on if same else None
