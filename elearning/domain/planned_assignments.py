"""Which assignments of one audience a person should have, compared with those they have (RULE-6).

Writes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from elearning.domain.assignments import Audience, due_on, reason
from elearning.domain.extensions import Extension, extended
from elearning.domain.membership import Stay


class KnownAssignment(NamedTuple):
    """A recorded assignment, with the id of its row and the day on which it was recorded."""

    fact_id: int
    first_on: date
    last_on: date | None
    due_on: date
    reason: str
    recorded_on: date


class NewAssignment(NamedTuple):
    """An assignment to record."""

    first_on: date
    last_on: date | None
    due_on: date
    reason: str


class AssignmentEdit(NamedTuple):
    """Recorded assignments with the last day they have now (None takes one away), and those to record."""

    ended: tuple[tuple[int, date | None], ...]
    added: tuple[NewAssignment, ...]


NO_EDIT = AssignmentEdit((), ())


def _match(stay: Stay, known: list[KnownAssignment]) -> KnownAssignment | None:
    """The recorded assignment of the same stay: with its first day, or else one that overlaps it."""
    for assignment in known:
        if assignment.first_on == stay.first_on:
            return assignment
    for assignment in known:
        starts_before_end = assignment.first_on <= (stay.last_on or date.max)
        if starts_before_end and stay.first_on <= (assignment.last_on or date.max):
            return assignment
    return None


def plan_assignments(
    stays: Iterable[Stay], known: Iterable[KnownAssignment], *, today: date, moved_by: Audience | None = None,
    extensions: Sequence[Extension] = (),
) -> AssignmentEdit:  # fmt: skip
    """One assignment for each unbroken time in the audience; a return makes a new one (RULE-6).

    The due date of an assignment that stays is the one worked out when it was recorded (RULE-16). With `moved_by`,
    terms that begin on a day, whoever is assigned on that day or later gets the date of those terms, as though they
    had come into the audience on their first day. No date is earlier than the `extensions` of the person and module.
    """
    left = sorted(known, key=lambda assignment: assignment.first_on)
    ended: list[tuple[int, date | None]] = []
    added: list[NewAssignment] = []
    for stay in stays:
        match = _match(stay, left)
        if match is None:
            due = due_on(stay.terms, in_audience_on=stay.first_on, recorded_on=today)
            new = NewAssignment(stay.first_on, stay.last_on, due, reason(stay.terms))
            added.append(_with_extensions(new, extensions))
            continue
        left.remove(match)
        wanted = _with_extensions(_wanted(stay, match, moved_by, today), extensions)
        now = NewAssignment(match.first_on, match.last_on, match.due_on, match.reason)
        if wanted == now:
            continue
        if wanted.last_on is not None and wanted == now._replace(last_on=wanted.last_on):
            ended.append((match.fact_id, wanted.last_on))
        else:
            ended.append((match.fact_id, None))
            added.append(wanted)
    ended.extend((assignment.fact_id, None) for assignment in left)
    return AssignmentEdit(tuple(ended), tuple(added))


def _with_extensions(new: NewAssignment, extensions: Sequence[Extension]) -> NewAssignment:
    due, why = extended(
        new.due_on, new.reason, first_on=new.first_on, last_on=new.last_on, extensions=extensions
    )  # fmt: skip
    return new._replace(due_on=due, reason=why)


def _wanted(stay: Stay, match: KnownAssignment, moved_by: Audience | None, today: date) -> NewAssignment:
    """What should be recorded of a stay for which something is."""
    due = match.due_on
    if match.first_on != stay.first_on:
        due = due_on(stay.terms, in_audience_on=stay.first_on, recorded_on=match.recorded_on)
    if moved_by is not None and (stay.last_on is None or stay.last_on >= moved_by.first_on):
        due = due_on(moved_by, in_audience_on=max(stay.first_on, moved_by.first_on), recorded_on=today)
    return NewAssignment(stay.first_on, stay.last_on, due, match.reason)
