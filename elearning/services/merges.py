"""Saying that two records are of one person, and taking that back (RULE-23). Nothing is moved from one to the other."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models.dated import known
from elearning.models.merges import Merge
from elearning.services.people import lock_person
from elearning.services.recording import add_one, begin, supersede


def merge_people(session: Session, *, kept_id: int, merged_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Record that two records are of one person, known from now on by the one that is kept. Returns the merge's id.

    The same again is the same merge. Raises NotFound for a record that there is not, NotAllowed without a reason, for a
    record and itself, where it would make a chain, or where whoever does it is one of the two.
    """
    if kept_id == merged_id:
        raise NotAllowed("This is one and the same record.", "Enter the number of the other one.")
    for person_id in sorted((kept_id, merged_id)):
        lock_person(session, person_id)
    live = _of_either(session, kept_id, merged_id)
    for one in live:
        if (one.kept_id, one.merged_id) == (kept_id, merged_id):
            return one.id
    _refuse(live, kept_id, merged_id, reason, actor)
    act = begin(
        session, actor=actor, action="people.merge", now=now, subject="person", subject_id=kept_id,
        reason=reason.strip(),
    )  # fmt: skip
    return add_one(session, Merge, act, {"kept_id": kept_id, "merged_id": merged_id})


def _of_either(session: Session, *ids: int) -> list[Merge]:
    either = or_(Merge.kept_id.in_(ids), Merge.merged_id.in_(ids))
    return list(session.scalars(select(Merge).where(either, known(Merge, None))))


def _refuse(live: list[Merge], kept_id: int, merged_id: int, reason: str, actor: Actor) -> None:
    if not reason.strip():
        raise NotAllowed("Say why the two records are of one person.")
    if actor.person_id in (kept_id, merged_id):
        raise NotAllowed("You cannot merge a record with your own.", "Ask another HR officer.")
    if any(one.merged_id == kept_id for one in live):
        raise NotAllowed("The record to be kept was itself merged into another.", "Merge into that one instead.")
    if any(one.merged_id == merged_id for one in live):
        raise NotAllowed("The other record was already merged with somebody’s.", "Take that merge apart first.")
    if any(one.kept_id == merged_id for one in live):
        raise NotAllowed(
            "Other records were merged into the one that would not be kept.",
            "Keep that one, or take those apart first.",
        )


def unmerge_people(
    session: Session, *, one_id: int, other_id: int, reason: str, actor: Actor, now: datetime
) -> tuple[int, int]:  # fmt: skip
    """Take a merge back, whichever of its two records is named first: from now on they are two people again.

    Returns the records, the kept one first. Raises NotFound if the two are not merged, NotAllowed without a reason or
    for one's own record.
    """
    for person_id in sorted((one_id, other_id)):
        lock_person(session, person_id)
    pair = {one_id, other_id}
    found = next((one for one in _of_either(session, *pair) if {one.kept_id, one.merged_id} == pair), None)
    if found is None:
        raise NotFound("These two records are not merged.")
    if not reason.strip():
        raise NotAllowed("Say why they are two people after all.")
    if actor.person_id in pair:
        raise NotAllowed("You cannot take your own record apart.", "Ask another HR officer.")
    act = begin(
        session, actor=actor, action="people.unmerge", now=now, subject="person", subject_id=found.kept_id,
        reason=reason.strip(),
    )  # fmt: skip
    supersede(session, Merge, act, [found.id])
    return found.kept_id, found.merged_id
