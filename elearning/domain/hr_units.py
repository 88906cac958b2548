"""Units of HR's file that differ from others only by capitals or spaces, or that HR has said are others: each as it is
spelt on record."""

from collections import Counter
from collections.abc import Iterable

from elearning.domain.hr_file import HrRow, Problem, problem
from elearning.domain.hr_mapping import UNIT_COLUMNS
from elearning.domain.packed import Packed
from elearning.domain.people import Organisation, UnitPath, name_of, parent_of, with_parents


def one_spelling(rows: Packed[HrRow], current: Organisation) -> tuple[Packed[HrRow], tuple[Problem, ...]]:
    """The rows with every unit spelt as on record or, if it is new, as in most rows; and each other spelling, once."""
    spelt = _Spelt(rows, current)
    if spelt.has_others:
        rows = Packed(row._replace(unit=spelt.path(row.unit)) for row in rows)
    return rows, tuple(_remarks(rows))


class _Spelt:
    """Finds the one spelling of a path, level by level."""

    def __init__(self, rows: Iterable[HrRow], current: Organisation) -> None:
        self._recorded = current.units
        self._joined = {_key(path): kept for path, kept in current.joined.items()}
        self._found: dict[UnitPath, UnitPath] = {}
        self._same: dict[UnitPath, str] = {}
        counted: Counter[UnitPath] = Counter()
        units = Counter(row.unit for row in rows)
        for unit, count in units.items():
            for path in with_parents(unit):
                counted[path] += count
        for path, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
            self._same.setdefault(_key(path), name_of(path))
        for path, _ in sorted(current.units.items(), key=lambda one: one[1].unit_id, reverse=True):
            self._same[_key(path)] = name_of(path)
        self.has_others = any(self.path(unit) != unit for unit in units)

    def path(self, unit: UnitPath) -> UnitPath:
        """How this path is spelt: as it stands if it is on record to the letter."""
        if unit not in self._found:
            self._found[unit] = unit if unit in self._recorded else self._settled(unit)
        return self._found[unit]

    def _settled(self, unit: UnitPath) -> UnitPath:
        """The unit that it was joined into, or the one spelling of its name below the unit that its parent is."""
        if kept := self._joined.get(_key(unit)):
            return kept
        name, above = self._same[_key(unit)], parent_of(unit)
        if above is None:
            return name, "", ""
        there = self.path(above)
        if _key(there) == _key(above):
            return _below(there, name, unit)
        moved = _below(there, name_of(unit), unit)
        known = self._same.get(_key(moved))
        return self._joined.get(_key(moved)) or _below(there, known or name, unit)


def _below(above: UnitPath, name: str, unit: UnitPath) -> UnitPath:
    """The path of a unit of the same kind as this one, which may be a team without a service."""
    directorate, service, _ = above
    return (directorate, service, name) if unit[2] else (directorate, name, "")


def _key(path: UnitPath) -> UnitPath:
    directorate, service, team = path
    return directorate.casefold(), service.casefold(), team.casefold()


def _remarks(rows: Iterable[HrRow]) -> Iterable[Problem]:
    """Every spelling that was taken as another, with its first row and how many rows have it."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        if row.written != row.unit:
            for column, written, kept in zip(UNIT_COLUMNS, row.written, row.unit, strict=True):
                if written != kept:
                    found.setdefault((column, written, kept), []).append(row.row)
    for (column, written, kept), numbers in found.items():
        more = f" So it is in {len(numbers):,} rows." if len(numbers) > 1 else ""
        yield problem(
            min(numbers), column, written, (f"It was taken as the same as {kept}.{more}", "Nothing, if it is.")
        )
