"""Standings of other people as words for whoever may see them: never why somebody is excused or away."""

from collections.abc import Callable
from typing import Any

from elearning.documents.team_words import told
from elearning.domain.calendar import british_date
from elearning.domain.facts import Row, Standing
from elearning.domain.heat import HeatClass, heat_class
from elearning.domain.people import UnitPath
from elearning.domain.reports import Figures
from elearning.domain.staff_groups import group_words
from elearning.domain.teams import Concern
from elearning.web.refused_words import refused_words


def why(row: Row) -> str:
    """Why the standing is what it is, in a sentence or two that a line manager may read."""
    return _WHY[row.standing](row)


_WHY: dict[Standing, Callable[[Row], str]] = {
    Standing.EXEMPT: lambda row: f"Excused from this module {_until(row)}. While excused, nothing is due.",
    Standing.ON_LEAVE: lambda row: (
        f"On recorded leave {_until(row)}. While away, nothing is due; the due date is worked out on the return."
    ),
    Standing.COMPLETED: lambda row: (
        f"Completed, and the completion counts until {_on(row.ends_on)}. It can be renewed from "
        f"{_on(row.window_opens_on)}."
    ),
    Standing.EXPIRING: lambda row: (
        f"The completion still counts until {_on(row.ends_on)}, and since {_on(row.window_opens_on)} it is time to "
        "renew it."
    ),
    Standing.EXPIRED: lambda row: (
        f"The last completion ran out on {_on(row.ends_on)}, and the due date, {_on(row.due_on)}, has passed."
    ),
    Standing.OVERDUE: lambda row: f"The due date, {_on(row.due_on)}, has passed and no completion counts.",
    Standing.IN_PROGRESS: lambda row: f"Begun and not completed yet. It is due by {_on(row.due_on)}.",
    Standing.NOT_STARTED: lambda row: f"Not begun yet. It is due by {_on(row.due_on)}.",
}


def _on(day: Any) -> str:
    return british_date(day) if day else "no date"


def _until(row: Row) -> str:
    return f"until {british_date(row.until)}" if row.until else "until a return is recorded"


_CONCERNS = {
    Concern.OVERDUE: "Overdue",
    Concern.EXPIRED: "Expired",
    Concern.DUE_SOON: "Due within 30 days",
    Concern.EXPIRING: "To renew",
}


def concern_words(concern: Concern) -> str:
    """The heading of a concern in the list of who needs attention."""
    return _CONCERNS[concern]


def unit_words(unit: UnitPath) -> str:
    """The smallest unit first: 'Library events, Libraries, Communities'; 'No unit' where there is none."""
    return ", ".join(name for name in reversed(unit) if name) or "No unit"


def counted(number: int, noun: str, plural: str = "") -> str:
    """'1 person', '12 people', '1,200 rows'."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def sentence(text: str) -> str:
    """The words with a capital in front, and otherwise as they are."""
    return text[:1].upper() + text[1:]


def heat_of(figures: Figures) -> HeatClass | None:
    """The class of the rate of some figures; None where nobody is counted."""
    rate = figures.tally.rate
    return None if rate is None else heat_class(rate)


FILTERS: dict[str, Callable[..., Any]] = {
    "concern_words": concern_words,
    "counted": counted,
    "heat_class": heat_of,
    "refused_words": refused_words,
    "sentence": sentence,
    "told": told,
    "unit_words": unit_words,
    "staff_group_words": group_words,
    "why": why,
}
