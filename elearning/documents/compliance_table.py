"""The export of compliance as a table: its columns, what each of them and each word means, and a row's cells.

The one definition for CSV and its metadata, XLSX, ODS, the page that offers them and the guides. It never says why
anybody is excused.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from enum import StrEnum
from typing import NamedTuple

from elearning.documents.cells import Cell
from elearning.documents.team_words import DEFINITIONS
from elearning.domain.facts import Standing
from elearning.domain.reports import Asked, ReportRow


class Holds(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"
    YES_OR_NO = "yes or no"
    STANDING = "standing"


class Column(NamedTuple):
    """A column: its heading, how wide a spreadsheet shows it, in characters, what it means and what its cells are."""

    name: str
    width: int
    meaning: str
    holds: Holds = Holds.TEXT
    is_always_filled: bool = False


COLUMNS = (
    Column("employee_number", 17, "The person's employee number on the day. Text: leading zeros count."),
    Column("name", 28, "The person's name on the day."),
    Column("directorate", 26, "The directorate of the person's main post: the post begun first. Empty if none."),
    Column("service", 26, "The service of that post. Empty if the post is straight under a directorate."),
    Column("team", 26, "The team of that post. Empty if the post is straight under a service."),
    Column("line_manager_number", 21, "The employee number of that post's line manager. Empty if none is in post."),
    Column("line_manager", 28, "The name of that line manager on the day."),
    Column("module", 36, "The short name of the module, as its address has it.", Holds.TEXT, True),
    Column("version", 10, "The version of the module that was completed. Empty without a completion.", Holds.NUMBER),
    Column(
        "standing",
        14,
        "Where the person stands on the module on the day: one of the eight words below.",
        Holds.STANDING,
        True,
    ),
    Column(
        "counted",
        10,
        "yes if the row is in the lower number of the rate; no if exempt or on leave.",
        Holds.YES_OR_NO,
        True,
    ),
    Column(
        "assigned_on",
        14,
        "The first day of the assignment that holds on the day; of several, the earliest.",
        Holds.DATE,
        True,
    ),
    Column(
        "due_on", 14, "By when it must be done, as it stands on the day. Empty while exempt or on leave.", Holds.DATE
    ),
    Column(
        "completed_on", 14, "When the completion was made that counts, or that ran out last. Empty if none.", Holds.DATE
    ),
    Column(
        "expires_on",
        14,
        "Until when that completion is valid, by its certificate; a refresher not done ends it.",
        Holds.DATE,
    ),
    Column("certificate_number", 26, "The number of that completion's certificate."),
    Column("as_at", 14, "The day that the row is about.", Holds.DATE, True),
    Column(
        "known_on", 34, "The instant, in UTC, up to which what was recorded is taken into account.", Holds.INSTANT, True
    ),
)
"""In the order of the file."""

HEADINGS = tuple(column.name for column in COLUMNS)

STANDINGS = (
    (Standing.EXEMPT, "An exemption from the module covers the day. Not counted; it comes before all others."),
    (Standing.ON_LEAVE, "On recorded leave on the day. Not counted; it comes before all but exempt."),
    (Standing.COMPLETED, "A completion counts on the day, and it is not yet time to renew it. Compliant."),
    (Standing.EXPIRING, "A completion counts on the day, and it is time to renew it. Compliant."),
    (Standing.EXPIRED, "A completion ran out, and the day is after the due date. Not compliant."),
    (Standing.OVERDUE, "No completion ran out, none counts, and the day is after the due date. Not compliant."),
    (Standing.IN_PROGRESS, "Begun since it became required, and the due date has not passed. Not yet due."),
    (Standing.NOT_STARTED, "Nothing done since it became required, and the due date has not passed. Not yet due."),
)
"""Each standing with its line of the rule; the first that applies wins, from the top."""

FIGURES = DEFINITIONS
"""What a reader may work out from the rows, each with its meaning."""

_COUNTED = {standing: "yes" if standing.is_counted else "no" for standing in Standing}
_WORDS = {standing: standing.value for standing in Standing}


def instant_text(asked: Asked) -> str:
    """The instant as files have it: ISO, in UTC with its offset."""
    return asked.known_on.astimezone(UTC).isoformat()


def table_rows(rows: Iterable[ReportRow], asked: Asked) -> Iterator[tuple[Cell, ...]]:
    """The cells of each row, in the order of COLUMNS; one at a time, as they are asked for."""
    as_at, known_on = asked.as_at, instant_text(asked)
    for (
        _person_id, _module_id, number, name, (directorate, service, team), manager_number, manager_name, module,
        _title, version, row, certificate_number,
    ) in rows:  # fmt: skip
        standing, done, assigned = row.standing, row.completion, row.assignments
        yield (
            number, name, directorate, service, team, manager_number, manager_name, module, version,
            _WORDS[standing], _COUNTED[standing],
            assigned[0].first_on if len(assigned) == 1 else min([one.first_on for one in assigned]), row.due_on,
            done.completed_on if done else None, done.expires_on if done else None, certificate_number,
            as_at, known_on,
        )  # fmt: skip
