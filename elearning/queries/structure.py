"""The organisation as it was on a day, as known on an instant: whole, or only who reports to one person.

Each statement is built once: with a few people, building it would cost more than running it.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, select
from sqlalchemy.orm import Session

from elearning.domain.reports import Asked
from elearning.domain.structure import HoldingOnDay, PostOnDay, Structure, UnitOnDay
from elearning.models.dated import holds
from elearning.models.people import Holding, PostDetail, UnitName, UnitPlace
from elearning.models.unit_joins import UnitJoin
from elearning.orm import Instant
from elearning.queries.id_lists import dialect_of, gathered, ids, is_one_of, people_of
from elearning.queries.same_people import SamePeople, same_people

_POST = (
    PostDetail.post_id, PostDetail.reference, PostDetail.title, PostDetail.unit_id, PostDetail.staff_group,
    PostDetail.manager_id, PostDetail.manager_post_id,
)  # fmt: skip
_HOLDINGS = select(Holding.person_id, Holding.post_id, Holding.true_from)


def _holds(table: Any) -> ColumnElement[bool]:
    """Facts of the day that is asked about, known on its instant."""
    return holds(table, bindparam("day", type_=Date()), bindparam("known_on", type_=Instant()))


def _ask(
    session: Session, statement: Select[*tuple[Any, ...]], asked: Asked, **lists: Collection[int]
) -> Iterable[Any]:  # fmt: skip
    """The rows of a statement; `lists` are its parameters of many ids."""
    dialect = dialect_of(session)
    values = {name: ids(value, dialect) for name, value in lists.items()}
    return session.execute(statement, {"day": asked.as_at, "known_on": asked.known_on, **values})


def _posts_told(rows: Iterable[Any], same: SamePeople) -> list[PostOnDay]:
    """Posts, each under the record by which its line manager is known."""
    posts = [PostOnDay(*row) for row in rows]
    if not same:
        return posts
    return [one._replace(manager_id=one.manager_id and same.one(one.manager_id)) for one in posts]


def _holdings_told(rows: Iterable[Any], same: SamePeople) -> list[HoldingOnDay]:
    """Who holds which post: a post that two records of one person hold is held once, since the earlier day."""
    held = [HoldingOnDay(*row) for row in rows]
    if not same:
        return held
    found: dict[tuple[int, int], HoldingOnDay] = {}
    for one in sorted(held, key=lambda each: each.first_on, reverse=True):
        person_id = same.one(one.person_id)
        found[person_id, one.post_id] = one._replace(person_id=person_id)
    return list(found.values())


def bare_structure(session: Session, asked: Asked) -> Structure:
    """Every unit of the day and nothing else, in one statement."""
    return Structure(units=units(session, asked), posts=(), holdings=())


def structure(session: Session, asked: Asked) -> Structure:
    """Every unit, post and holding of the day, in four statements."""
    same = same_people(session, asked.known_on)
    return Structure(
        units=units(session, asked),
        posts=_posts_told(_ask(session, _every_post(), asked), same),
        holdings=_holdings_told(_ask(session, _every_holding(), asked), same),
    )


@cache
def _every_post() -> Select[*tuple[Any, ...]]:
    return select(*_POST).where(_holds(PostDetail))


@cache
def _every_holding() -> Select[*tuple[Any, ...]]:
    return _HOLDINGS.where(_holds(Holding))


def units(session: Session, asked: Asked) -> list[UnitOnDay]:
    """The units that exist on the day, with their names of that day; those too that are joined into others."""
    return [UnitOnDay(*row) for row in _ask(session, _every_unit(), asked)]


@cache
def _every_unit() -> Select[*tuple[Any, ...]]:
    is_its_name = (UnitName.unit_id == UnitPlace.unit_id) & _holds(UnitName)
    is_its_join = (UnitJoin.unit_id == UnitPlace.unit_id) & _holds(UnitJoin)
    name = func.coalesce(UnitName.name, "")
    return (
        select(UnitPlace.unit_id, UnitPlace.kind, name, UnitPlace.parent_id, UnitJoin.into_id)
        .outerjoin(UnitName, is_its_name)
        .outerjoin(UnitJoin, is_its_join)
        .where(_holds(UnitPlace))
    )


@cache
def _units_of(dialect: str) -> Select[*tuple[Any, ...]]:
    return _every_unit().where(is_one_of(UnitPlace.unit_id, "units", dialect))


def units_of_people(
    session: Session, asked: Asked, *, unit_id: int | None = None
) -> tuple[Structure, dict[int, frozenset[int]]]:
    """The units of the day, and in which of them everybody in post counts: each unit of theirs and all above (RULE-19).

    For totals over many people, in four statements: a unit's people cross over as one row. The structure that is
    returned holds units alone. With `unit_id` only the people who count in that unit are given.
    """
    where = bare_structure(session, asked)
    wanted = None if unit_id is None else where.kept(unit_id)
    dialect, same = dialect_of(session), same_people(session, asked.known_on)
    told: dict[int, frozenset[int]] = {}
    for found, of_unit in _ask(session, _people_of_units(dialect), asked):
        above = frozenset(where.with_above(found))
        if wanted is not None and wanted not in above:
            continue
        people = same.all(people_of(of_unit))
        several = told.keys() & people
        more = {person_id: told[person_id] | above for person_id in several}
        told.update(dict.fromkeys(people, above))
        told.update(more)
    return where, told


@cache
def _people_of_units(dialect: str) -> Select[*tuple[Any, ...]]:
    """Each unit in which somebody holds a post on the day, and who; posts that are not of the day have none."""
    is_of_post = (PostDetail.post_id == Holding.post_id) & _holds(PostDetail)
    return (
        select(PostDetail.unit_id, gathered(Holding.person_id, dialect))
        .select_from(Holding)
        .outerjoin(PostDetail, is_of_post)
        .where(_holds(Holding))
        .group_by(PostDetail.unit_id)
    )


def structure_of(session: Session, person_ids: Collection[int], asked: Asked) -> Structure:
    """As much of the organisation as some people's units and line managers need."""
    dialect, same = dialect_of(session), same_people(session, asked.known_on)
    own = same.records(person_ids)
    held = {HoldingOnDay(*row) for row in _ask(session, _held_by(dialect), asked, people=own)}
    post_ids = {one.post_id for one in held}
    posts = _posts_told(_ask(session, _posts(dialect), asked, posts=post_ids), same)
    managers = {post.manager_id for post in posts if post.manager_id} - set(own)
    above = {post.manager_post_id for post in posts if post.manager_post_id}
    of_managers = _ask(session, _held_by_or_of(dialect), asked, people=same.records(managers), posts=above)
    held.update(HoldingOnDay(*row) for row in of_managers)
    found = _with_all_above(session, {post.unit_id for post in posts}, asked)
    return Structure(units=found, posts=posts, holdings=sorted(_holdings_told(held, same)))


@cache
def _held_by(dialect: str) -> Select[*tuple[Any, ...]]:
    return _HOLDINGS.where(is_one_of(Holding.person_id, "people", dialect), _holds(Holding))


@cache
def _held_by_or_of(dialect: str) -> Select[*tuple[Any, ...]]:
    """What these people hold, and who holds these posts."""
    people, posts = is_one_of(Holding.person_id, "people", dialect), is_one_of(Holding.post_id, "posts", dialect)
    return _HOLDINGS.where(people | posts, _holds(Holding))


@cache
def _posts(dialect: str) -> Select[*tuple[Any, ...]]:
    return select(*_POST).where(is_one_of(PostDetail.post_id, "posts", dialect), _holds(PostDetail))


def _with_all_above(session: Session, unit_ids: Collection[int], asked: Asked) -> list[UnitOnDay]:
    """These units and every unit above them or that they are joined into, asked level by level, at no cost of the whole
    council."""
    found: dict[int, UnitOnDay] = {}
    wanted = set(unit_ids)
    while wanted:
        level = [UnitOnDay(*row) for row in _ask(session, _units_of(dialect_of(session)), asked, units=wanted)]
        found.update((unit.unit_id, unit) for unit in level)
        next_up = {unit.joined_into or unit.parent_id for unit in level}
        wanted = {id for id in next_up if id is not None} - found.keys()
    return list(found.values())


def reports(session: Session, person_id: int, asked: Asked, *, whole_tree: bool) -> frozenset[int]:
    """Who reports to a person on the day: directly, or in the whole tree below (RULE-18).

    Asks level by level, so that a team costs what it shows and not what the council has.
    """
    dialect, same = dialect_of(session), same_people(session, asked.known_on)
    if same.one(person_id) != person_id:
        return frozenset()  # a record that was merged is nobody by itself
    found, seen = {person_id}, set[int]()
    people, posts = {person_id}, set[int]()
    while people or posts:
        records = same.records(people)
        held = {one.post_id for one in _holdings(session, asked, records)}
        reporting = _ask(session, _posts_under(dialect), asked, people=records if held else (), posts=held | posts)
        under = {post_id for (post_id,) in reporting} - seen
        seen |= under
        holders = {(same.one(who), post) for who, post, _ in _ask(session, _holders(dialect), asked, posts=under)}
        people = {holder for holder, _ in holders} - found
        found |= people
        posts = under - {post for _, post in holders} if whole_tree else set()
        if not whole_tree:
            break
    return frozenset(found - {person_id})


def direct_reports(session: Session, managers: Collection[int], asked: Asked) -> dict[int, frozenset[int]]:
    """Who reports straight to each of these people (RULE-18). Three statements, however many they are."""
    dialect = dialect_of(session)
    held = set(_holdings(session, asked, managers))
    own = {one.post_id for one in held}
    posts = [PostOnDay(*row) for row in _ask(session, _whole_posts_under(dialect), asked, people=managers, posts=own)]
    under = {post.post_id for post in posts}
    held.update(HoldingOnDay(*row) for row in _ask(session, _holders(dialect), asked, posts=under))
    where = Structure(units=(), posts=posts, holdings=sorted(held))
    return {manager: where.direct_reports(manager) for manager in managers}


@cache
def _whole_posts_under(dialect: str) -> Select[*tuple[Any, ...]]:
    return _posts_under(dialect).with_only_columns(*_POST)


def _holdings(session: Session, asked: Asked, people: Collection[int]) -> list[HoldingOnDay]:
    rows = _ask(session, _held_by(dialect_of(session)), asked, people=people) if people else ()
    return [HoldingOnDay(*row) for row in rows]


@cache
def _posts_under(dialect: str) -> Select[*tuple[Any, ...]]:
    """Posts whose line manager is one of these people, or one of these posts."""
    people = is_one_of(PostDetail.manager_id, "people", dialect)
    posts = is_one_of(PostDetail.manager_post_id, "posts", dialect)
    return select(PostDetail.post_id).where(people | posts, _holds(PostDetail))


@cache
def _holders(dialect: str) -> Select[*tuple[Any, ...]]:
    return _HOLDINGS.where(is_one_of(Holding.post_id, "posts", dialect), _holds(Holding))
