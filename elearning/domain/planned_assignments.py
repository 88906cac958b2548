"""Which assignments of one audience a person should have, compared with those they have (RULE-6).

Writes nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from elearning.domain.assignments import Audience, due_on, reason
from elearning.domain.people import Employment


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


def _in_audience(audience: Audience, last_on: date | None, spells: Iterable[Employment]) -> list[Employment]:
    """The part of each employment for which the audience's rule is in force."""
    rule_ends = last_on or date.max
    parts: list[Employment] = []
    for spell in spells:
        first, last = max(spell.first_on, audience.first_on), min(spell.last_on or date.max, rule_ends)
        if first <= last:
            parts.append(Employment(first, None if last == date.max else last))
    return parts


def _match(part: Employment, known: list[KnownAssignment]) -> KnownAssignment | None:
    """The recorded assignment of the same employment: with its first day, or else one that overlaps it."""
    for assignment in known:
        if assignment.first_on == part.first_on:
            return assignment
    for assignment in known:
        starts_before_end = assignment.first_on <= (part.last_on or date.max)
        if starts_before_end and part.first_on <= (assignment.last_on or date.max):
            return assignment
    return None


def plan_assignments(
    audience: Audience, spells: Iterable[Employment], known: Iterable[KnownAssignment], *,
    rule_last_on: date | None, today: date,
) -> AssignmentEdit:  # fmt: skip
    """One assignment for each unbroken employment in the audience; a return makes a new one (RULE-6).

    The due date of an assignment that stays is the one worked out when it was recorded (RULE-16).
    """
    left = sorted(known, key=lambda assignment: assignment.first_on)
    ended: list[tuple[int, date | None]] = []
    added: list[NewAssignment] = []
    for part in _in_audience(audience, rule_last_on, spells):
        match = _match(part, left)
        if match is None:
            due = due_on(audience, in_audience_on=part.first_on, recorded_on=today)
            added.append(NewAssignment(part.first_on, part.last_on, due, reason(audience)))
            continue
        left.remove(match)
        if match.first_on != part.first_on:
            due = due_on(audience, in_audience_on=part.first_on, recorded_on=match.recorded_on)
            ended.append((match.fact_id, None))
            added.append(NewAssignment(part.first_on, part.last_on, due, match.reason))
        elif match.last_on != part.last_on and part.last_on is None:
            ended.append((match.fact_id, None))
            added.append(NewAssignment(match.first_on, None, match.due_on, match.reason))
        elif match.last_on != part.last_on:
            ended.append((match.fact_id, part.last_on))
    ended.extend((assignment.fact_id, None) for assignment in left)
    return AssignmentEdit(tuple(ended), tuple(added))
