"""What HR's file changes about posts and units. Decides; writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from elearning.domain.hr_conflicts import in_turn, latest_rows
from elearning.domain.hr_file import HrRow
from elearning.domain.hr_people import first_day
from elearning.domain.hr_plan import NewHolding, NewPost, NewUnit, Noun, Replaced
from elearning.domain.line_managers import Names
from elearning.domain.packed import Ordered, Packed
from elearning.domain.people import NOBODY, ONE_DAY, KnownPost, Organisation, PostFacts, UnitPath, with_parents


class PostEdit(NamedTuple):
    """Facts of posts to end, and to record; and for each post on record that changes, in words, what does."""

    replaced: Packed[Replaced]
    posts: Packed[NewPost]
    changed: Mapping[str, tuple[str, ...]]


class UnitEdit(NamedTuple):
    """Units to record, and those of which an earlier day has become known."""

    replaced: tuple[Replaced, ...]
    units: tuple[NewUnit, ...]


def _facts(row: HrRow, names: Names) -> PostFacts:
    return PostFacts(row.title, row.unit, row.staff_group, names.meant_by(row.manager) or NOBODY)


def _differences(known: PostFacts, wanted: PostFacts) -> tuple[str, ...]:
    words = ("post title", "unit", "staff group", "line manager")
    return tuple(word for word, old, new in zip(words, known, wanted, strict=True) if old != new)


def _changed_from(known: KnownPost, begun: list[date], today: date) -> date:
    """A change is true from today, unless it comes with somebody who begins in the post on another day."""
    later = [day for day in begun if day > known.true_from]
    return min(later, default=max(today, known.true_from))


def _edit_post(
    reference: str, known: KnownPost, facts: PostFacts, *, begun: list[date], written: list[date], today: date
) -> tuple[Replaced, NewPost] | None:
    if facts != known.facts:
        day = _changed_from(known, begun, today)
        last_on = day - ONE_DAY if day > known.true_from else None
        return Replaced(Noun.POST, known.fact_id, last_on), NewPost(reference, day, facts)
    earliest = min(written, default=known.since)
    if earliest < known.since == known.true_from:
        return Replaced(Noun.POST, known.fact_id, None), NewPost(reference, earliest, facts)
    return None


def _new_post(reference: str, rows: list[HrRow], facts: PostFacts, starts: Mapping[str, date], today: date) -> NewPost:
    """A post is known from its holders' first day; a vacant one, from that of those who report to it."""
    dated = [row for row in rows if row.first_on is not None]
    day = first_day(dated, today) if dated else starts.get(reference, today)
    return NewPost(reference, min(day, today), facts)


def by_reference(row: HrRow) -> str:
    """The order in which posts are gone through."""
    return row.reference


def plan_posts(
    ordered: Ordered[HrRow], current: Organisation, names: Names, *,
    begun: Iterable[NewHolding], written: Iterable[NewHolding], today: date,
) -> PostEdit:  # fmt: skip
    """Compare posts with the record; the rows are ordered by reference.

    `begun` are new times in post, `written` all that this file records.
    """
    replaced, posts = Packed[Replaced](), Packed[NewPost]()
    changed: dict[str, tuple[str, ...]] = {}
    begun_on, written_on = _days(begun, current), _days(written, current)
    starts = _starts_below(ordered, names, today)
    for reference, rows in in_turn(ordered, by_reference):
        facts = _facts(latest_rows(rows)[0], names)
        known = current.posts.get(reference)
        if known is None:
            posts.append(_new_post(reference, rows, facts, starts, today))
            continue
        edit = _edit_post(
            reference, known, facts, begun=begun_on.get(reference, []), written=written_on.get(reference, []),
            today=today,
        )  # fmt: skip
        if edit:
            replaced.append(edit[0])
            posts.append(edit[1])
            changed[reference] = _differences(known.facts, facts)
    return PostEdit(replaced, posts, changed)


def _days(holdings: Iterable[NewHolding], current: Organisation) -> Mapping[str, list[date]]:
    """The first days of times in posts that are on record."""
    days: dict[str, list[date]] = defaultdict(list)
    for holding in holdings:
        if holding.reference in current.posts:
            days[holding.reference].append(holding.first_on)
    return days


def _starts_below(rows: Iterable[HrRow], names: Names, today: date) -> Mapping[str, date]:
    """For each post that is named as a line manager, the earliest start of a post that reports to it."""
    starts: dict[str, date] = {}
    for row in rows:
        target = names.meant_by(row.manager)
        if target and target.post and row.first_on:
            starts[target.post] = min(starts.get(target.post, today), row.first_on)
    return starts


def plan_units(posts: Iterable[NewPost], current: Organisation) -> UnitEdit:
    """The units of these posts and those above: new ones, and known ones that turn out to be older."""
    since: dict[UnitPath, date] = {}
    for post in posts:
        for path in with_parents(post.facts.unit):
            since[path] = min(since.get(path, post.true_from), post.true_from)
    replaced: list[Replaced] = []
    units: list[NewUnit] = []
    for path in sorted(since):
        known = current.units.get(path)
        if known is None or since[path] < known.true_from:
            units.append(NewUnit(path, since[path]))
        if known is not None and since[path] < known.true_from:
            replaced.append(Replaced(Noun.UNIT_NAME, known.name_fact_id, None))
            replaced.append(Replaced(Noun.UNIT_PLACE, known.place_fact_id, None))
    return UnitEdit(tuple(replaced), tuple(units))
