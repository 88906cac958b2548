"""Whose assignments an act may change: found from the rows of posts, units and tags that it wrote or replaced."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from elearning.models.dated import known
from elearning.models.people import Holding, PostDetail, PostTagging, UnitPlace
from elearning.models.unit_joins import UnitJoin
from elearning.services.memberships import Rule
from elearning.services.recording import Act, batches


def concerned(session: Session, act: Act, rules: Iterable[Rule]) -> set[int] | None:
    """The people whose assignments may change by what an act has written; None means everybody.

    Whose times in post change; and where a rule asks more than that, who holds a post that changed, and who manages or
    managed its holders (RULE-18). A unit that moves, or becomes another, may concern everybody below it.
    """
    people = set(session.scalars(select(Holding.person_id).where(_of(Holding, act)).distinct()))
    conditions = [version.terms.who for rule in rules for version in rule.versions]
    if all(who.is_everybody for who in conditions):
        return people
    if any(who.units for who in conditions):
        for table in (UnitPlace, UnitJoin):
            if session.scalar(select(table.id).where(_of(table, act)).limit(1)):
                return None
    posts = set(session.scalars(select(Holding.post_id).where(_of(Holding, act)).distinct()))
    posts.update(session.scalars(select(PostTagging.post_id).where(_of(PostTagging, act))))
    changed = session.execute(_REPORTING.where(_of(PostDetail, act))).all()
    posts.update(post_id for post_id, _, _ in changed)
    above = [*changed, *(row for some in batches(sorted(posts)) for row in _reporting(session, some))]
    people.update(manager for _, manager, _ in above if manager is not None)
    posts.update(manager for _, _, manager in above if manager is not None)
    for some in batches(sorted(posts)):
        people.update(session.scalars(select(Holding.person_id).where(Holding.post_id.in_(some), known(Holding, None))))
    return people


_REPORTING = select(PostDetail.post_id, PostDetail.manager_id, PostDetail.manager_post_id)


def _reporting(session: Session, post_ids: Collection[int]) -> Iterable[Any]:
    return session.execute(_REPORTING.where(PostDetail.post_id.in_(post_ids), known(PostDetail, None)))


def _of(table: Any, act: Act) -> ColumnElement[bool]:
    """Rows that the act recorded or replaced."""
    return or_(table.recorded_by == act.event_id, table.superseded_by == act.event_id)
