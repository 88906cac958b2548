"""Which records are of one and the same person, as known on an instant (RULE-23): asked by every report of people."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.models.dated import known
from elearning.models.merges import Merge
from elearning.queries.keys import Key


class SamePeople:
    """Records by the one that is kept. Where nothing is merged, every answer is what was asked about, at no cost."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Take pairs of the record that was merged and the one that is kept."""
        self._kept = dict(pairs)
        self._merged: dict[int, list[int]] = {}
        for merged, kept in self._kept.items():
            self._merged.setdefault(kept, []).append(merged)

    def __bool__(self) -> bool:
        return bool(self._kept)

    def one(self, person_id: int) -> int:
        """The record by which a person is known."""
        return self._kept.get(person_id, person_id)

    def all(self, people: Collection[int]) -> Collection[int]:
        """The same of many, each person once."""
        return list(dict.fromkeys(map(self.one, people))) if self._kept else people

    def records(self, person_ids: Collection[int]) -> Collection[int]:
        """Every record of these people, so that nothing of theirs is missed."""
        if not self._kept:
            return person_ids
        kept = {self.one(person_id) for person_id in person_ids}
        return kept.union(*(self._merged.get(one, ()) for one in kept))

    def keys(self, keys: Collection[Key]) -> Collection[Key]:
        """The keys of every record of their people."""
        if not self._kept:
            return keys
        return [Key(record, key.module_id) for key in keys for record in self.records([key.person_id])]


NOBODY_MERGED = SamePeople(())


def same_people(session: Session, known_on: datetime | None) -> SamePeople:
    """Who was merged with whom, as known on an instant; None asks what is known now."""
    rows = session.execute(select(Merge.merged_id, Merge.kept_id).where(known(Merge, known_on))).all()
    return SamePeople((merged, kept) for merged, kept in rows) if rows else NOBODY_MERGED
