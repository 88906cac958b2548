"""What a committee is told about a period: figures of its first and last day, and between; no person. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from elearning.domain.calendar import ends_of_months
from elearning.domain.conversations import Share
from elearning.domain.reports import Asked, Figures
from elearning.domain.small_groups import Line, may_be_shown

MOST_POINTS = 14
"""Days of a trend that can be told apart on a page."""
_STEPS = (1, 3, 6, 12, 24, 60, 120, 300)
"""Months between two points of a trend: the first of these with which it has no more than MOST_POINTS."""

_APART = timedelta(days=14)


class Period(NamedTuple):
    """The first and the last day that a report is about, both included."""

    first_on: date
    last_on: date

    @property
    def days(self) -> tuple[date, ...]:
        """The first day, the ends of the months between, and the last day; of a long period fewer ends.

        An end that comes within two weeks of the first day tells nothing more, and is left out.
        """
        months = (self.last_on.year - self.first_on.year) * 12 + self.last_on.month - self.first_on.month
        ends = ends_of_months(self.last_on, months) if months else ()
        step = next(step for step in _STEPS if len(ends) / step <= MOST_POINTS - 2)
        between = (
            day for day in ends if (day.year * 12 + day.month) % step == 0 and day - self.first_on >= _APART
        )  # fmt: skip
        return tuple(sorted({self.first_on, *between, self.last_on}))


class DayFigures(NamedTuple):
    """What everybody adds up to on one day, and how many people that is about."""

    day: date
    figures: Figures
    people: int

    @property
    def is_shown(self) -> bool:
        """Whether the figures are not about fewer than five people."""
        return may_be_shown(self.people)


class GroupFigures(NamedTuple):
    """One line of a table: a directorate, a module, or several together, on the first and the last day."""

    name: str
    line: Line
    first: Figures
    last: Figures


class ServiceShare(NamedTuple):
    """One line of the table of conversations: a service, or several together, and what became of its conversations."""

    name: str
    services: Line
    share: Share


class TalksHeld(NamedTuple):
    """Conversations after the completions of the period: of how many people, of all, and by service.

    `services` has no line if none could be shown.
    """

    people: int
    total: Share
    services: tuple[ServiceShare, ...]

    @property
    def is_shown(self) -> bool:
        """Whether there are figures, and they are not about fewer than five people."""
        return self.people > 0 and may_be_shown(self.people)


class Requirement(NamedTuple):
    """A rule that held in the period: who must do which module, and by when (RULE-16)."""

    module_title: str
    who: str
    first_on: date
    last_on: date | None
    fixed_due_on: date | None
    days_after_start: int
    notice_days: int


@dataclass(frozen=True)
class CommitteeFigures:
    """Everything in a report that is worked out. `days` has the first and the last day and the ends of months between;
    `directorates` and `modules` have no line if none could be shown."""

    period: Period
    known_on: datetime
    days: tuple[DayFigures, ...]
    directorates: tuple[GroupFigures, ...]
    modules: tuple[GroupFigures, ...]
    several_modules: bool
    talks: TalksHeld
    requirements: tuple[Requirement, ...]

    @property
    def first(self) -> DayFigures:
        """The first day."""
        return self.days[0]

    @property
    def last(self) -> DayFigures:
        """The last day, which may be the first."""
        return self.days[-1]

    @property
    def shown_days(self) -> tuple[DayFigures, ...]:
        """The days with figures of a group that is not too small."""
        return tuple(one for one in self.days if one.is_shown)

    @property
    def hidden_days(self) -> tuple[date, ...]:
        """The days on which fewer than five people had anything to do."""
        return tuple(one.day for one in self.days if not one.is_shown)

    @property
    def asked(self) -> Asked:
        """The last day, as known on the instant."""
        return Asked(self.period.last_on, self.known_on)
