"""Recording that somebody looked at or exported other people's data."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.looks import Look
from elearning.models.accesses import Access, AccessSubject
from elearning.services.recording import batches


def record_look(
    session: Session, *, actor: Actor, kind: Look, what: str, now: datetime, person_ids: Collection[int] = (),
    count: int | None = None,
) -> int:  # fmt: skip
    """Record one look or export and return its id.

    `what` says in words what was seen, without names. `person_ids` are those whom it is kept against; `count` is how
    many people it was about where not all of them are listed.
    """
    ids = sorted(set(person_ids))
    access = Access(
        at=now, actor_id=actor.person_id, actor_name=actor.name, kind=kind.value, what=what[:300],
        people=len(ids) if count is None else count,
    )  # fmt: skip
    session.add(access)
    session.flush()
    for batch in batches(ids):
        session.execute(insert(AccessSubject), [{"access_id": access.id, "person_id": person} for person in batch])
    return access.id
