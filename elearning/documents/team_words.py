"""The words of a team's PDF: what is asked, who is in it, and by when or until when. Never why somebody is excused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from elearning.documents.chart_shapes import OnePoint
from elearning.domain.calendar import british_date, british_time
from elearning.domain.facts import Row, Standing
from elearning.domain.reports import Asked, Figures, ReportRow, figures


@dataclass(frozen=True)
class TeamValues:
    """What a team's PDF is drawn from. `rows` are in the order in which they are shown: worst first.

    `people` is how many report to the manager on the day, those included of whom no module is asked.
    """

    council_name: str
    colour: str
    """The council's colour as "#rrggbb"."""
    manager_name: str
    asked: Asked
    rows: tuple[ReportRow, ...]
    figures: Figures
    whole_tree: bool
    people: int
    trend: Sequence[OnePoint] = ()
    """The rate by month, the earliest first: shown where the document stays one page with it."""


class Line(NamedTuple):
    """One person in a table: where they stand, and by when or until when."""

    name: str
    employee_number: str
    standing: str
    date: str
    is_late: bool


MOST_LINES = 400
"""Lines of one document, shared by its modules: a director's whole tree would take minutes to draw, and a meeting
looks at those who need attention. The figures are over everybody, and the page and the CSV file list everybody."""


class ModuleTable(NamedTuple):
    """The rows of one module, with what all of them add up to; `left_out` is how many are not among the lines."""

    title: str
    figures: Figures
    lines: tuple[Line, ...]
    left_out: int


DEFINITIONS = (
    ("Rate", "compliant ÷ counted, one decimal, rounded down. With nobody counted there is no rate."),
    ("Compliant", "completed, or expiring: still valid, and time to renew."),
    ("Not compliant", "overdue, or expired: the completion ran out and the due date has passed."),
    ("Not yet due", "in progress or not started, and the due date has not passed."),
    ("Counted", "compliant, not compliant and not yet due. People who are exempt or on leave are shown apart."),
    ("Assigned", "counted, exempt and on leave."),
)
"""What each figure means, in the words that every report uses."""


def told(row: Row) -> str:
    """By when, or until when, of somebody else: 'Due by 3 May 2026', 'Until a return is recorded'."""
    if row.standing is Standing.ON_LEAVE and row.until is None:
        return "Until a return is recorded"
    if not row.standing.is_counted:
        return f"Until {british_date(row.until)}" if row.until else ""
    if row.standing.is_compliant and row.ends_on:
        return f"Valid until {british_date(row.ends_on)}"
    if row.standing is Standing.EXPIRED and row.ends_on:
        return f"Ran out on {british_date(row.ends_on)}"
    words = "Was due by" if row.standing is Standing.OVERDUE else "Due by"
    return f"{words} {british_date(row.due_on)}" if row.due_on else ""


def asked_words(asked: Asked) -> str:
    """'As at 30 June 2026, as known on 1 July 2026 at 9:00am'."""
    return f"As at {british_date(asked.as_at)}, as known on {british_time(asked.known_on)}"


def team_words(values: TeamValues) -> str:
    """Who is in it: '12 people: direct reports', or that nobody reports to the manager."""
    if not values.people:
        return "Nobody reports to this person on this day."
    who = "the whole tree below" if values.whole_tree else "direct reports only"
    return f"{values.people:,} {'person' if values.people == 1 else 'people'}: {who}"


def module_tables(rows: Sequence[ReportRow]) -> tuple[ModuleTable, ...]:
    """The rows under their modules, by title, each in the order given; of very many, the first of each module."""
    modules = sorted({(row.module_title, row.module_id) for row in rows})
    most = max(1, MOST_LINES // max(1, len(modules)))
    found = []
    for title, module_id in modules:
        of_module = [row for row in rows if row.module_id == module_id]
        lines = tuple(
            Line(row.name, row.employee_number, row.row.standing.value.capitalize(), told(row.row),
                 row.row.standing.part == "not compliant")
            for row in of_module[:most]
        )  # fmt: skip
        left_out = len(of_module) - len(lines)
        found.append(ModuleTable(title, figures(row.row.standing for row in of_module), lines, left_out))
    return tuple(found)
