"""Where the figures of a committee's report lead on HR's own page: to their people, as known on its instant."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for

from elearning.domain.committee import Period
from elearning.domain.small_groups import Line
from elearning.web.hr.conversations import DUE, WITH_A_DAY

Leads = Callable[..., str]
"""The address of the people of a part (`part=`) or a standing (`standing=`)."""


class CommitteeLeads:
    """Addresses of the people behind a report's figures.

    A line of several units leads to the people of all of them together, and so does one of several modules.
    """

    HELD, DUE = ",".join(WITH_A_DAY), ",".join(DUE)

    def __init__(self, period: Period, known_on: datetime, slugs: Mapping[int, str]) -> None:
        """Take the report's period and instant, and the modules' slugs by id."""
        self._period, self._known_on, self._slugs = period, known_on.isoformat(), slugs

    def on(self, day: date, **filters: object) -> Leads:
        """The people of the whole council's figures on a day, or of one group's."""

        def address(**of: str) -> str:
            kept: dict[str, Any] = {"as_at": day.isoformat(), "known_on": self._known_on, **filters, **of}
            return url_for("hr.people", **kept)

        return address

    def on_day(self, day: date, *, part: str) -> str:
        """The people of a part of the council's figures on a day."""
        return self.on(day)(part=part)

    def of_unit(self, day: date, line: Line) -> Leads:
        """The people of a directorate on a day, or of several in one line."""
        return self.on(day, unit=",".join(map(str, sorted(line))))

    def of_module(self, day: date, line: Line) -> Leads:
        """The people who must do a module on a day, or one of several in one line."""
        return self.on(day, module=",".join(sorted(self._slugs[one] for one in line)))

    def talks(self, services: Line | None, outcome: str = "") -> str:
        """The people in one number of the conversations: of services, or of the council; commas between outcomes."""
        first_on, last_on = self._period
        filters: dict[str, Any] = {
            "since": first_on.isoformat(), "as_at": last_on.isoformat(), "known_on": self._known_on,
            "unit": ",".join(map(str, sorted(services or ()))), "outcome": outcome,
        }  # fmt: skip
        return url_for("hr.conversation_people", **{name: text for name, text in filters.items() if text})
