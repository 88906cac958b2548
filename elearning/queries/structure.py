"""The organisation as it was on a day, as known on an instant: whole, or only who reports to one person."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import Session

from elearning.domain.reports import Asked
from elearning.domain.structure import NO_UNIT, HoldingOnDay, PostOnDay, Structure, UnitOnDay
from elearning.models.dated import holds
from elearning.models.people import Holding, PostDetail, UnitName, UnitPlace
from elearning.orm import Instant
from elearning.queries.id_lists import dialect_of, gathered, people_of

_POST = (
    PostDetail.post_id, PostDetail.reference, PostDetail.title, PostDetail.unit_id, PostDetail.staff_group,
    PostDetail.manager_id, PostDetail.manager_post_id,
)  # fmt: skip
BATCH = 5_000
"""Ids in one statement: far below what either database takes."""


def structure(session: Session, asked: Asked) -> Structure:
    """Every unit, post and holding of the day, in three statements."""
    return Structure(
        units=units(session, asked),
        posts=[PostOnDay(*row) for row in session.execute(_holding_now(select(*_POST), PostDetail, asked))],
        holdings=_holdings(session, _holding_now(_HOLDINGS, Holding, asked)),
    )


_HOLDINGS = select(Holding.person_id, Holding.post_id, Holding.true_from)


def _holding_now(statement: Select[*tuple[Any, ...]], table: Any, asked: Asked) -> Select[*tuple[Any, ...]]:
    return statement.where(holds(table, *asked))


def _holdings(session: Session, statement: Select[*tuple[Any, ...]]) -> Iterable[HoldingOnDay]:
    return [HoldingOnDay(*row) for row in session.execute(statement)]


def units(session: Session, asked: Asked, *, unit_ids: Collection[int] | None = None) -> list[UnitOnDay]:
    """The units that exist on the day, or these of them, with their names of that day."""

    def of_units(statement: Select[*tuple[Any, ...]], table: Any) -> Iterable[Any]:
        if unit_ids is not None:
            statement = statement.where(table.unit_id.in_(unit_ids))
        return session.execute(_holding_now(statement, table, asked))

    names = {unit_id: name for unit_id, name in of_units(select(UnitName.unit_id, UnitName.name), UnitName)}
    places = of_units(select(UnitPlace.unit_id, UnitPlace.kind, UnitPlace.parent_id), UnitPlace)
    return [UnitOnDay(unit_id, kind, names.get(unit_id, ""), parent_id) for unit_id, kind, parent_id in places]


def units_of_people(
    session: Session, asked: Asked, *, unit_id: int | None = None
) -> tuple[Structure, dict[int, frozenset[int]]]:
    """The units of the day, and in which of them everybody in post counts: each unit of theirs and all above (RULE-19).

    For totals over many people, in three statements: a unit's people cross over as one row. The structure that is
    returned holds units alone. With `unit_id` only the people who count in that unit are given.
    """
    where = Structure(units=units(session, asked), posts=(), holdings=())
    dialect = dialect_of(session)
    told: dict[int, frozenset[int]] = {}
    for found, of_unit in session.execute(_people_of_units(dialect), {"day": asked.as_at, "known_on": asked.known_on}):
        above = frozenset(where.with_above(found if found in where.units else NO_UNIT))
        if unit_id is not None and unit_id not in above:
            continue
        people = people_of(of_unit)
        several = told.keys() & people
        more = {person_id: told[person_id] | above for person_id in several}
        told.update(dict.fromkeys(people, above))
        told.update(more)
    return where, told


@cache
def _people_of_units(dialect: str) -> Select[*tuple[Any, ...]]:
    """Each unit in which somebody holds a post on the day, and who; posts that are not of the day have none."""
    day, known_on = bindparam("day", type_=Date()), bindparam("known_on", type_=Instant())
    is_of_post = (PostDetail.post_id == Holding.post_id) & holds(PostDetail, day, known_on)
    return (
        select(PostDetail.unit_id, gathered(Holding.person_id, dialect))
        .select_from(Holding)
        .outerjoin(PostDetail, is_of_post)
        .where(holds(Holding, day, known_on))
        .group_by(PostDetail.unit_id)
    )


def structure_of(session: Session, person_ids: Collection[int], asked: Asked) -> Structure:
    """As much of the organisation as some people's units and line managers need."""
    holdings: list[HoldingOnDay] = []
    for batch in _batches(person_ids):
        statement = _HOLDINGS.where(Holding.person_id.in_(batch))
        holdings += _holdings(session, _holding_now(statement, Holding, asked))
    posts = _posts(session, {one.post_id for one in holdings}, asked)
    above = {post.manager_post_id for post in posts if post.manager_post_id}
    managers = {post.manager_id for post in posts if post.manager_id}
    known = {one.person_id for one in holdings}
    for batch in _batches(managers - known):
        statement = _HOLDINGS.where(Holding.person_id.in_(batch))
        holdings += _holdings(session, _holding_now(statement, Holding, asked))
    held = set(holdings)
    for batch in _batches(above):
        statement = _HOLDINGS.where(Holding.post_id.in_(batch))
        held.update(_holdings(session, _holding_now(statement, Holding, asked)))
    return Structure(
        units=_with_all_above(session, {post.unit_id for post in posts}, asked), posts=posts, holdings=sorted(held)
    )


def _with_all_above(session: Session, unit_ids: Collection[int], asked: Asked) -> list[UnitOnDay]:
    """These units and every unit above them, asked level by level, at no cost of the whole council."""
    found: dict[int, UnitOnDay] = {}
    wanted = set(unit_ids)
    while wanted:
        for batch in _batches(wanted):
            found.update((unit.unit_id, unit) for unit in units(session, asked, unit_ids=batch))
        parents = {found[unit_id].parent_id for unit_id in wanted & found.keys()}
        wanted = {parent for parent in parents if parent is not None} - found.keys()
    return list(found.values())


def _posts(session: Session, post_ids: Collection[int], asked: Asked) -> list[PostOnDay]:
    found: list[PostOnDay] = []
    for batch in _batches(post_ids):
        statement = select(*_POST).where(PostDetail.post_id.in_(batch))
        found += [PostOnDay(*row) for row in session.execute(_holding_now(statement, PostDetail, asked))]
    return found


def _batches(ids: Collection[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]


def reports(session: Session, person_id: int, asked: Asked, *, whole_tree: bool) -> frozenset[int]:
    """Who reports to a person on the day: directly, or in the whole tree below (RULE-18).

    Asks level by level, so that a team costs what it shows and not what the council has.
    """
    found, seen = {person_id}, set[int]()
    people, posts = {person_id}, set[int]()
    while people or posts:
        held = _held_by(session, people, asked)
        under = _posts_under(session, people if held else set(), held | posts, asked) - seen
        seen |= under
        holders = _holders_of(session, under, asked)
        people = {holder for holder, _ in holders} - found
        found |= people
        posts = under - {post for _, post in holders} if whole_tree else set()
        if not whole_tree:
            break
    return frozenset(found - {person_id})


def _held_by(session: Session, people: Collection[int], asked: Asked) -> set[int]:
    statement = select(Holding.post_id).where(Holding.person_id.in_(sorted(people)), holds(Holding, *asked))
    return set(session.scalars(statement)) if people else set()


def _posts_under(session: Session, people: Collection[int], posts: Collection[int], asked: Asked) -> set[int]:
    reporting = PostDetail.manager_id.in_(sorted(people)) | PostDetail.manager_post_id.in_(sorted(posts))
    statement = select(PostDetail.post_id).where(reporting, holds(PostDetail, *asked))
    return set(session.scalars(statement)) if people or posts else set()


def _holders_of(session: Session, posts: Collection[int], asked: Asked) -> set[tuple[int, int]]:
    statement = select(Holding.person_id, Holding.post_id).where(
        Holding.post_id.in_(sorted(posts)), holds(Holding, *asked)
    )
    return {(person, post) for person, post in session.execute(statement)} if posts else set()
