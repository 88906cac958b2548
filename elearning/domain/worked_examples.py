"""Real people beside a rule: in or out and why, since when, due when, and which line of RULE-16 decided. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import chain, zip_longest
from typing import NamedTuple

from elearning.domain.assignments import Audience, DueLine, due_line, due_on
from elearning.domain.audience_conditions import PostTag, Who
from elearning.domain.membership import HeldPost, Organised, Stay, stays
from elearning.domain.planned_assignments import AssignmentEdit
from elearning.domain.spans import Days, joined


class Because(StrEnum):
    """Why somebody is in an audience on a day, or which condition they do not meet: the first of these."""

    IN = "meets every condition"
    LATER = "meets every condition from a later day"
    RULE_OVER = "the rule says nothing of this day"
    NOT_IN_POST = "not in post"
    UNIT = "in another unit"
    STAFF_GROUP = "in another staff group"
    TAG = "has none of the tags"
    START = "started on another day"


class Example(NamedTuple):
    """One person beside a rule, on a day. Without a stay that holds on it or begins later there are no dates."""

    person_id: int
    because: Because
    first_on: date | None = None
    last_on: date | None = None
    due_on: date | None = None
    line: DueLine | None = None


def _holds(days: Days, day: date) -> bool:
    return days[0] <= day and (days[1] is None or day <= days[1])


def example(
    versions: Sequence[Audience], person_id: int, organised: Organised, edit: AssignmentEdit, *, day: date, today: date
) -> Example:  # fmt: skip
    """Somebody beside a rule on a day, with what is to change about their assignments recorded today."""
    ahead = [one for one in stays(versions, person_id, organised) if one.last_on is None or one.last_on >= day]
    if not ahead:
        return Example(person_id, _why_not(versions, person_id, organised, day))
    stay = ahead[0]
    because = Because.IN if stay.first_on <= day else Because.LATER
    recorded = next((one for one in edit.added if one.first_on == stay.first_on), None)
    if recorded is None:
        return Example(person_id, because, stay.first_on, stay.last_on, None, DueLine.KEPT)
    return Example(
        person_id,
        because,
        stay.first_on,
        stay.last_on,
        recorded.due_on,
        _line(stay, versions[-1], recorded.due_on, today),
    )


def _line(stay: Stay, newest: Audience, due: date, today: date) -> DueLine:
    """The line that gave a date: of the terms in force when the stay began, or of the newest, if those moved it."""
    for terms in (stay.terms, newest):
        begun = max(stay.first_on, terms.first_on)
        if due_on(terms, in_audience_on=begun, recorded_on=today) == due:
            return due_line(terms, in_audience_on=begun, recorded_on=today)
    return DueLine.KEPT


def _why_not(versions: Sequence[Audience], person_id: int, organised: Organised, day: date) -> Because:
    """The first condition that somebody does not meet on a day."""
    who = next((one.who for one in versions if _holds((one.first_on, one.last_on), day)), None)
    if who is None:
        return Because.RULE_OVER
    posts = [one for one in organised.held.get(person_id, ()) if _holds(one.days, day)]
    for because, left in _narrowed(who, person_id, posts, organised, day):
        if not left:
            return because
    return Because.START


def _narrowed(
    who: Who, person_id: int, posts: list[HeldPost], organised: Organised, day: date
) -> Iterator[tuple[Because, list[HeldPost]]]:
    """The posts that are left after each condition, in order."""
    yield Because.NOT_IN_POST, posts
    if who.units:
        posts = [one for one in posts if _is_below(who, one, organised, day)]
        yield Because.UNIT, posts
    if who.staff_groups:
        posts = [one for one in posts if _group(one, organised, day) in who.staff_groups]
        yield Because.STAFF_GROUP, posts
    if who.tags:
        yield (
            Because.TAG,
            [one for one in posts if any(_has_tag(tag, person_id, one, organised, day) for tag in who.tags)],
        )


def _is_below(who: Who, held: HeldPost, organised: Organised, day: date) -> bool:
    units = [one.unit_id for one in organised.posts.get(held.post_id, ()) if _holds(one.days, day)]
    return any(_holds(days, day) for unit in units for days in organised.days_below(unit, who.units))


def _group(held: HeldPost, organised: Organised, day: date) -> str | None:
    return next((one.staff_group for one in organised.posts.get(held.post_id, ()) if _holds(one.days, day)), None)


def _has_tag(tag: PostTag, person_id: int, held: HeldPost, organised: Organised, day: date) -> bool:
    is_derived = tag is PostTag.MANAGES
    times = organised.managing.get(person_id, ()) if is_derived else organised.tagged.get((held.post_id, tag), ())
    return any(_holds(days, day) for days in times)


def in_post_from(organised: Organised, day: date) -> list[int]:
    """Everybody who is in post on a day or begins later, in the order of their ids."""
    return sorted(
        person_id for person_id, held in organised.held.items()
        if any(one.last_on is None or one.last_on >= day for one in joined(of.days for of in held))
    )  # fmt: skip


def chosen(examples: Iterable[Example], count: int) -> list[Example]:
    """So many of them, as different as can be: one of each kind in turn, those who are in first."""
    kinds: dict[tuple[Because, DueLine | None], list[Example]] = defaultdict(list)
    for one in examples:
        kinds[one.because, one.line].append(one)
    order = list(Because)
    ranked = sorted(kinds, key=lambda kind: (order.index(kind[0]), kind[1] or ""))
    turns = chain.from_iterable(zip_longest(*(kinds[kind] for kind in ranked)))
    found = [one for one in turns if one is not None][:count]
    return sorted(found, key=lambda one: (order.index(one.because), one.person_id))
