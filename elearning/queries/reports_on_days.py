"""Who reported to a person on each of several days: the history is read once, level by level, and not once a day.

RULE-18 itself stays in the domain: each day is a Structure of the rows that hold on it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, bindparam, select
from sqlalchemy.orm import Session

from elearning.domain.facts import Span
from elearning.domain.reports import Asked
from elearning.domain.structure import HoldingOnDay, PostOnDay, Structure
from elearning.models.dated import holds_between
from elearning.models.people import Holding, PostDetail
from elearning.orm import Instant
from elearning.queries.id_lists import dialect_of, ids, is_one_of
from elearning.queries.plain_values import day as day_of
from elearning.queries.plain_values import plain
from elearning.queries.same_people import same_people


class _Held(NamedTuple):
    """Somebody holds a post for a span of days."""

    person_id: int
    post_id: int
    span: Span


class _Under(NamedTuple):
    """A post reports to a person or to a post for a span of days."""

    post_id: int
    manager_id: int | None
    manager_post_id: int | None
    span: Span


class _History(NamedTuple):
    """All that was told of the tree below one person on any of the days."""

    held: frozenset[_Held]
    under: frozenset[_Under]

    def on(self, day: date) -> Structure:
        """The tree as it was on one of the days; of a post only whom it reported to is known."""
        return Structure(
            units=(),
            posts=[PostOnDay(one.post_id, "", "", 0, "", *one[1:3]) for one in self.under if _covers(one.span, day)],
            holdings=[
                HoldingOnDay(one.person_id, one.post_id, one.span.first_on)
                for one in self.held
                if _covers(one.span, day)
            ],
        )


def _covers(span: Span, day: date) -> bool:
    return span.first_on <= day and (span.last_on is None or day <= span.last_on)


def reports_on_days(
    session: Session, person_id: int, days: Sequence[date], *, known_on: datetime, whole_tree: bool
) -> dict[date, frozenset[int]]:
    """Who reported to a person on each of these days, as known on an instant: directly, or in the whole tree below.

    The answers are those of `structure.reports`. Three statements for each level of the tree, however many days.
    """
    history = _history(session, person_id, Asked(max(days), known_on), first=min(days), whole_tree=whole_tree)
    found = {}
    for day in days:
        where = history.on(day)
        found[day] = where.all_reports(person_id) if whole_tree else where.direct_reports(person_id)
    return found


def _history(session: Session, person_id: int, asked: Asked, *, first: date, whole_tree: bool) -> _History:
    """Follow every way down that was open on any of the days: more than any one day has, and never less.

    A record that was merged into another is nobody by itself (RULE-23).
    """
    dialect, same = dialect_of(session), same_people(session, asked.known_on)
    if same.one(person_id) != person_id:
        return _History(frozenset(), frozenset())
    values = {"first": first, "last": asked.as_at, "known_on": asked.known_on}

    def ask(statement: Select[*tuple[Any, ...]], **lists: Collection[int]) -> Iterable[Any]:
        return session.execute(statement, {**values, **{name: ids(of, dialect) for name, of in lists.items()}})

    held, under = set[_Held](), set[_Under]()
    seen, people, posts = {person_id}, {person_id}, set[int]()
    while people or posts:
        records = same.records(people)
        rows = ask(_held_by(dialect), people=records)
        own = [_Held(same.one(person), post, _span(*days)) for person, post, *days in rows]
        held.update(own)
        posts |= {one.post_id for one in own}
        found = [
            _Under(post, manager and same.one(manager), above, _span(*days))
            for post, manager, above, *days in ask(_under(dialect), people=records, posts=posts)
        ]
        fresh = {one.post_id for one in found} - {one.post_id for one in under}
        under.update(found)
        rows = ask(_holders(dialect), posts=fresh)
        holders = [_Held(same.one(person), post, _span(*days)) for person, post, *days in rows]
        held.update(holders)
        if not whole_tree:
            break
        people, posts = {one.person_id for one in holders} - seen, fresh
        seen |= people
    return _History(frozenset(held), frozenset(under))


def _span(first: Any, last: Any) -> Span:
    return Span(day_of(first), day_of(last))


def _days(table: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return plain(table.true_from), plain(table.true_to)


def _holding(table: Any) -> ColumnElement[bool]:
    first, last = bindparam("first", type_=Date()), bindparam("last", type_=Date())
    return holds_between(table, first, last, bindparam("known_on", type_=Instant()))


@cache
def _held_by(dialect: str) -> Select[*tuple[Any, ...]]:
    """Which posts these people held."""
    held = select(Holding.person_id, Holding.post_id, *_days(Holding))
    return held.where(is_one_of(Holding.person_id, "people", dialect), _holding(Holding))


@cache
def _holders(dialect: str) -> Select[*tuple[Any, ...]]:
    """Who held these posts."""
    held = select(Holding.person_id, Holding.post_id, *_days(Holding))
    return held.where(is_one_of(Holding.post_id, "posts", dialect), _holding(Holding))


@cache
def _under(dialect: str) -> Select[*tuple[Any, ...]]:
    """Posts whose line manager was one of these people, or one of these posts."""
    people = is_one_of(PostDetail.manager_id, "people", dialect)
    posts = is_one_of(PostDetail.manager_post_id, "posts", dialect)
    statement = select(PostDetail.post_id, PostDetail.manager_id, PostDetail.manager_post_id, *_days(PostDetail))
    return statement.where(people | posts, _holding(PostDetail))
