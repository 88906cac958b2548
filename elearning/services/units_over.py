"""Where units were over all days, and what they were joined into: for the rules that name them."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.membership import JoinedOver, PlaceOver
from elearning.models.dated import known
from elearning.models.people import UnitPlace
from elearning.models.unit_joins import UnitJoin


def places(session: Session) -> Mapping[int, list[PlaceOver]]:
    """Which unit each unit belonged to, as known now."""
    table = UnitPlace
    found: dict[int, list[PlaceOver]] = defaultdict(list)
    for unit_id, parent_id, first, last in session.execute(
        select(table.unit_id, table.parent_id, table.true_from, table.true_to).where(known(table, None))
    ):
        found[unit_id].append(PlaceOver(parent_id, (first, last)))
    return dict(found)


def joins(session: Session) -> Mapping[int, list[JoinedOver]]:
    """Which unit each unit was while it was joined into another, as known now."""
    table = UnitJoin
    found: dict[int, list[JoinedOver]] = defaultdict(list)
    for unit_id, into_id, first, last in session.execute(
        select(table.unit_id, table.into_id, table.true_from, table.true_to).where(known(table, None))
    ):
        found[unit_id].append(JoinedOver(into_id, (first, last)))
    return dict(found)
