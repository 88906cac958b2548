"""Values that reports are made of: what is asked, what a group adds up to, one person on one module. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, Protocol, TypeVar

from elearning.domain.calendar import london_date
from elearning.domain.compliance import Tally
from elearning.domain.facts import Row, Standing
from elearning.domain.people import UnitPath

PARTS = ("compliant", "not compliant", "not yet due", "exempt", "on leave")
"""The parts of every total, in the order in which they are always shown."""
SUMS = ("counted", "assigned")
"""Sums of parts, which a number may stand for as well."""


class Asked(NamedTuple):
    """The two things that every report is asked: as at which day, and as known on which instant (RULE-2, RULE-3)."""

    as_at: date
    known_on: datetime

    @property
    def is_forecast(self) -> bool:
        """Whether the day comes after what was known: the answer is headed "if nothing changes" (RULE-3)."""
        return self.as_at > london_date(self.known_on)


@dataclass(frozen=True)
class Figures:
    """What a group adds up to: how many rows have each of the eight standings."""

    standings: Mapping[Standing, int]

    @property
    def tally(self) -> Tally:
        """The parts, with the rate and its two numbers."""
        of = self.standings
        return Tally(
            compliant=of[Standing.COMPLETED] + of[Standing.EXPIRING],
            not_compliant=of[Standing.OVERDUE] + of[Standing.EXPIRED],
            not_yet_due=of[Standing.IN_PROGRESS] + of[Standing.NOT_STARTED],
            exempt=of[Standing.EXEMPT],
            on_leave=of[Standing.ON_LEAVE],
        )

    def part(self, words: str) -> int:
        """How many are in one of PARTS."""
        return sum(number for standing, number in self.standings.items() if standing.part == words)


def figures(standings: Iterable[Standing]) -> Figures:
    """Count standings; those of nobody are there with 0."""
    counted = Counter(standings)
    return Figures({standing: counted[standing] for standing in Standing})


class ReportRow(NamedTuple):
    """One person on one module.

    `unit` and the manager are of the main post: the one begun first, then the lowest reference. The manager is empty
    if nobody in post is. `module` is the slug; `version` that of the completion, None without one.
    """

    person_id: int
    module_id: int
    employee_number: str
    name: str
    unit: UnitPath
    manager_number: str
    manager_name: str
    module: str
    module_title: str
    version: int | None
    row: Row
    certificate_number: str

    @property
    def assigned_on(self) -> date:
        """The first day of the earliest assignment that holds on the day."""
        return min(assignment.first_on for assignment in self.row.assignments)

    @property
    def completed_on(self) -> date | None:
        """When the completion was made that governs, or that ran out last."""
        return self.row.completion.completed_on if self.row.completion else None

    @property
    def expires_on(self) -> date | None:
        """Until when that completion is valid, as its certificate says (RULE-10)."""
        return self.row.completion.expires_on if self.row.completion else None


class OutlineRow(NamedTuple):
    """One person on one module as a list puts it in order, narrows it and names it, without the rest of a report.

    Of its `row` the instant of the completion and the reasons of the assignments are not told.
    """

    person_id: int
    module_id: int
    name: str
    module: str
    module_title: str
    row: Row


class Listed(Protocol):
    """What rows of lists have in common, whole or in outline."""

    @property
    def person_id(self) -> int: ...
    @property
    def module_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def module(self) -> str: ...
    @property
    def module_title(self) -> str: ...
    @property
    def row(self) -> Row: ...


OneRow = TypeVar("OneRow", bound=Listed)
"""Rows of a list: all whole, or all in outline."""


WORST_FIRST = (
    Standing.OVERDUE, Standing.EXPIRED, Standing.EXPIRING, Standing.NOT_STARTED, Standing.IN_PROGRESS,
    Standing.COMPLETED, Standing.EXEMPT, Standing.ON_LEAVE,
)  # fmt: skip
"""Who needs attention first."""

_PLACE = {standing: place for place, standing in enumerate(WORST_FIRST)}


def worst_first(rows: Iterable[OneRow]) -> tuple[OneRow, ...]:
    """Rows by who needs attention first: by standing, then by the date that comes first, then by name."""
    return tuple(sorted(rows, key=lambda row: (*_urgency(row.row), row.name.casefold(), row.person_id, row.module)))


def _urgency(row: Row) -> tuple[int, date]:
    is_compliant = row.standing.is_compliant
    return _PLACE[row.standing], (row.ends_on if is_compliant else row.due_on or row.until) or date.max


Group = TypeVar("Group", bound=Hashable)
"""What totals tell apart: units by their ids, staff groups by their names."""


class Totals(Generic[Group]):
    """What every unit and module adds up to on one day. A person counts once in a unit, for each module (RULE-19)."""

    def __init__(
        self, standings: Mapping[int, Mapping[int, Standing]], units_of: Mapping[int, frozenset[Group]]
    ) -> None:
        """Count standings by module and person; `units_of` gives the units in which each person counts."""
        self._of_unit: dict[Group | None, dict[int, Counter[Standing]]] = defaultdict(lambda: defaultdict(Counter))
        for module, answers in standings.items():
            alike = Counter(zip(map(units_of.__getitem__, answers), answers.values(), strict=True))
            by_units: dict[frozenset[Group], Counter[Standing]] = defaultdict(Counter)
            for (units, standing), number in alike.items():
                by_units[units][standing] = number
            for units, counted in by_units.items():
                for unit in (None, *units):
                    whole = self._of_unit[unit][module]
                    for standing, number in counted.items():
                        whole[standing] += number
        with_rows = set().union(*standings.values())
        self._people: Counter[Group | None] = Counter()
        for units, number in Counter(map(units_of.__getitem__, with_rows)).items():
            for unit in (None, *units):
                self._people[unit] += number

    @property
    def unit_ids(self) -> frozenset[Group]:
        """The units in which anybody has a row."""
        return frozenset(unit for unit in self._of_unit if unit is not None)

    @property
    def module_ids(self) -> frozenset[int]:
        """The modules on which anybody has a row."""
        return frozenset(self._of_unit[None])

    def of(self, *, unit_id: Group | None = None, module_id: int | None = None) -> Figures:
        """The figures of a unit, of the council with None, on one module or on all."""
        by_module = self._of_unit.get(unit_id, {})
        wanted = by_module.values() if module_id is None else [by_module.get(module_id, Counter())]
        whole = sum(wanted, Counter[Standing]())
        return Figures({standing: whole[standing] for standing in Standing})

    def people(self, *, unit_id: Group | None = None) -> int:
        """How many different people have a row there."""
        return self._people[unit_id]
