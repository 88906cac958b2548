"""The record that the viewer looked at or exported other people's data: kept before anything is shown."""

from collections.abc import Collection

from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.services.accesses import record_look
from elearning.web.access import current_actor
from elearning.web.moment import writing


def note_look(kind: Look, what: str, person_ids: Collection[int] = (), *, count: int | None = None) -> None:
    """Record a look in a short transaction of its own, so that nothing is shown that is not recorded.

    `what` says in words what is seen, without names; `count` how many people, where not all of them are
    listed.
    """
    actor = current_actor()
    record_look(db.session(), actor=actor, kind=kind, what=what, now=writing().now, person_ids=person_ids, count=count)
    db.session.commit()
