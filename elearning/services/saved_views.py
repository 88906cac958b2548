"""Saving the filters of a page under a name, changing the name or the sharing, and removing it."""

from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.saved_views import View
from elearning.models.merges import is_one_person, of_one_person
from elearning.models.saved_views import SavedView
from elearning.services import audit

_SUBJECT = "saved view"


def save_view(session: Session, view: View, *, name: str, is_shared: bool, actor: Actor, now: datetime) -> int:
    """Save a view and return its id. Raises NotAllowed if the person has one of this name."""
    assert actor.person_id is not None
    _refuse_second(session, actor.person_id, name, but=None)
    saved = SavedView(
        owner_id=actor.person_id, name=name, page=view.page, query=urlencode(sorted(view.filters.items())),
        is_shared=is_shared, saved_at=now,
    )  # fmt: skip
    session.add(saved)
    session.flush()
    audit.record(session, actor=actor, action="view.saved", now=now, subject=_SUBJECT, subject_id=saved.id)
    return saved.id


def change_view(session: Session, view_id: int, *, name: str, is_shared: bool, actor: Actor, now: datetime) -> None:
    """Rename or share an own view. Raises NotFound for somebody else's, NotAllowed for a name that is taken."""
    saved = _own(session, view_id, actor)
    _refuse_second(session, saved.owner_id, name, but=view_id)
    saved.name, saved.is_shared = name, is_shared
    session.flush()
    audit.record(session, actor=actor, action="view.changed", now=now, subject=_SUBJECT, subject_id=view_id)


def remove_view(session: Session, view_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove an own view. Raises NotFound for somebody else's."""
    session.delete(_own(session, view_id, actor))
    session.flush()
    audit.record(session, actor=actor, action="view.removed", now=now, subject=_SUBJECT, subject_id=view_id)


def _own(session: Session, view_id: int, actor: Actor) -> SavedView:
    saved = session.get(SavedView, view_id)
    is_own = saved is not None and actor.person_id and is_one_person(session, saved.owner_id, actor.person_id)
    if saved is None or not is_own:
        raise NotFound("There is no such view.")
    return saved


def _refuse_second(session: Session, owner_id: int, name: str, *, but: int | None) -> None:
    found = session.scalar(
        select(SavedView.id).where(of_one_person(SavedView.owner_id, owner_id), SavedView.name == name)
    )
    if found not in (None, but):
        raise NotAllowed("You have a view of this name already. Choose another name.")
