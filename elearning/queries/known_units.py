"""Units by their path of names, as they are recorded now: what HR's file is compared with."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.people import KnownUnit, UnitPath
from elearning.models.dated import known
from elearning.models.people import UnitName, UnitPlace
from elearning.models.unit_joins import UnitJoin


class KnownUnits:
    """Units as they are called and placed with no last day.

    `by_path` are those that stand by themselves; `paths` gives the path of each by its id, of one that is joined into
    another that one's; `joined` by the path that such a one had.
    """

    def __init__(self, session: Session) -> None:
        rows = session.execute(
            select(
                UnitName.unit_id, UnitName.id, UnitPlace.id, UnitPlace.true_from, UnitName.name, UnitPlace.kind,
                UnitPlace.parent_id, UnitJoin.into_id,
            )
            .join(UnitPlace, UnitPlace.unit_id == UnitName.unit_id)
            .outerjoin(
                UnitJoin,
                (UnitJoin.unit_id == UnitName.unit_id) & known(UnitJoin, None) & UnitJoin.true_to.is_(None),
            )
            .where(
                known(UnitName, None), UnitName.true_to.is_(None), known(UnitPlace, None), UnitPlace.true_to.is_(None)
            )
        ).all()  # fmt: skip
        self._rows = {row[0]: row for row in rows}
        self.paths = {id: self._path(self._kept(id)) for id in self._rows}
        alone = [id for id in self._rows if self._kept(id) == id]
        self.by_path = {self.paths[id]: KnownUnit(*self._rows[id][:4]) for id in alone}
        had = {self._path(id): path for id, path in self.paths.items() if id not in alone}
        self.joined = {path: kept for path, kept in had.items() if path != kept}

    def _kept(self, unit_id: int) -> int:
        while (into := self._rows[unit_id].into_id) in self._rows:
            unit_id = into
        return unit_id

    def _path(self, unit_id: int) -> UnitPath:
        """Its own name below the unit that its parent is now."""
        row = self._rows[unit_id]
        if row.parent_id is None:
            return row.name, "", ""
        directorate, service, _ = self._path(self._kept(row.parent_id))
        return (directorate, service, row.name) if row.kind == "team" else (directorate, row.name, "")
