"""Staff groups of a day: which there are, who counts in each, and who has a post in one of them in some unit."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from elearning.domain.reports import Asked
from elearning.domain.staff_groups import NO_STAFF_GROUP, in_order
from elearning.domain.structure import NO_UNIT, Structure
from elearning.models.dated import holds
from elearning.models.people import Holding, PostDetail
from elearning.orm import Instant
from elearning.queries.id_lists import dialect_of, gathered, people_of
from elearning.queries.same_people import same_people
from elearning.queries.structure import bare_structure


def _group() -> ColumnElement[str]:
    """The staff group of a post; of one that has none, or no details on the day, the words for that."""
    return func.coalesce(func.nullif(PostDetail.staff_group, ""), NO_STAFF_GROUP)


def staff_group_names(session: Session, asked: Asked) -> tuple[str, ...]:
    """Every staff group that a post of the day is in, vacant ones too; at the end that of posts that have none."""
    found = set(session.scalars(select(PostDetail.staff_group).where(holds(PostDetail, *asked)).distinct()))
    return tuple(sorted((found - {""}) | {NO_STAFF_GROUP}, key=in_order))


def staff_groups_of_people(
    session: Session, asked: Asked, where: Structure, *, unit_id: int | None = None
) -> dict[int, frozenset[str]]:
    """The staff groups in which everybody in post counts, once in each; with `unit_id` by their posts in that unit
    and below it alone. One statement, in which a staff group's people cross over as one row for each unit."""
    same, told = same_people(session, asked.known_on), dict[int, frozenset[str]]()
    rows = session.execute(_people_of_groups(dialect_of(session)), {"day": asked.as_at, "known_on": asked.known_on})
    for unit, group, of_both in rows:
        if unit_id is not None and where.kept(unit_id) not in where.with_above(unit):
            continue
        people, one = same.all(people_of(of_both)), frozenset({group})
        more = {person_id: told[person_id] | one for person_id in told.keys() & people}
        told.update(dict.fromkeys(people, one))
        told.update(more)
    return told


@cache
def _people_of_groups(dialect: str) -> Select[*tuple[Any, ...]]:
    """Each staff group of each unit in which somebody holds a post on the day, and who."""
    day, known_on = bindparam("day", type_=Date()), bindparam("known_on", type_=Instant())
    is_of_post = (PostDetail.post_id == Holding.post_id) & holds(PostDetail, day, known_on)
    return (
        select(PostDetail.unit_id, _group(), gathered(Holding.person_id, dialect))
        .select_from(Holding)
        .outerjoin(PostDetail, is_of_post)
        .where(holds(Holding, day, known_on))
        .group_by(PostDetail.unit_id, PostDetail.staff_group)
    )


def people_with_a_post(
    session: Session, asked: Asked, *, units: Collection[int] = (), staff_group: str | None = None
) -> set[int]:
    """Who holds one post that is in a unit or below it, and in a staff group: of those that are asked for, both hold of
    the same post. NO_UNIT is a post in no unit that exists (RULE-19), NO_STAFF_GROUP one in no staff group."""
    is_of_post = (PostDetail.post_id == Holding.post_id) & holds(PostDetail, *asked)
    statement = (
        select(Holding.person_id).select_from(Holding).outerjoin(PostDetail, is_of_post).where(holds(Holding, *asked))
    )
    if units:
        statement = statement.where(or_(*(_is_in_unit(session, asked, unit_id) for unit_id in units)))
    if staff_group is not None:
        statement = statement.where(_group() == staff_group)
    return set(map(same_people(session, asked.known_on).one, session.scalars(statement)))


def _is_in_unit(session: Session, asked: Asked, unit_id: int) -> ColumnElement[bool]:
    bare = bare_structure(session, asked)
    if unit_id == NO_UNIT:
        return PostDetail.unit_id.is_(None) | PostDetail.unit_id.not_in(bare.every_unit)
    return PostDetail.unit_id.in_([each for each in bare.every_unit if bare.kept(unit_id) in bare.with_above(each)])
