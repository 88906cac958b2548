"""Saved views: a person's own, and those that colleagues in HR share."""

from typing import NamedTuple
from urllib.parse import parse_qsl

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from elearning.domain.name_search import folded
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.domain.saved_views import View
from elearning.models.merges import of_one_person
from elearning.models.saved_views import SavedView
from elearning.queries.people import names
from elearning.queries.same_people import same_people


class Saved(NamedTuple):
    """A view that the viewer may open. `owner` is the name of whoever shares it; empty for an own one."""

    view_id: int
    name: str
    view: View
    is_own: bool
    is_shared: bool
    owner: str


def saved_views(session: Session, person_id: int, asked: Asked) -> tuple[Saved, ...]:
    """What a person may open, by name: their own first."""
    may_open = or_(of_one_person(SavedView.owner_id, person_id), SavedView.is_shared)
    found = list(session.scalars(select(SavedView).where(may_open)))
    same = same_people(session, None)
    owners = {one.id: same.one(one.owner_id) for one in found}
    called = {id: one.name for id, one in names(session, owners.values(), asked.as_at, known_on=asked.known_on).items()}
    views = [_plain(one, called.get(owners[one.id], ""), is_own=owners[one.id] == person_id) for one in found]
    return tuple(sorted(views, key=lambda one: (not one.is_own, folded(one.name), one.view_id)))


def saved_view(session: Session, view_id: int, person_id: int) -> Saved:
    """One view that a person may open. Raises NotFound for none such and for one that is not shared."""
    found = session.get(SavedView, view_id)
    is_own = found is not None and same_people(session, None).one(found.owner_id) == person_id
    if found is None or not (found.is_shared or is_own):
        raise NotFound("There is no such view.")
    return _plain(found, "", is_own=is_own)


def _plain(found: SavedView, owner: str, *, is_own: bool) -> Saved:
    view = View(found.page, dict(parse_qsl(found.query)))
    return Saved(found.id, found.name, view, is_own, found.is_shared, "" if is_own else owner)
