"""Draws a team as a PDF for a service meeting: A4 upright, PDF/A-3a and PDF/UA-1, the same bytes from the same values.

About 25 people fit on one page; more flow on, with the headings of the table again on each. Names are set as on
certificates: in any script that the typefaces hold, else with asterisks and a note.
"""

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from elearning.documents.chart_shapes import OnePoint
from elearning.documents.colours import ink, tint
from elearning.documents.fonts import MISSING_LETTER, SANS, Typefaces
from elearning.documents.printing import DESIGNS, FONTS, faces_in, press, sayable, template
from elearning.documents.team_words import DEFINITIONS, TeamValues, asked_words, module_tables, team_words

if TYPE_CHECKING:
    from elearning.documents.press import Press

__all__ = ["TeamValues", "draw"]

MOST_ROWS_BESIDE_A_TREND = 20
"""With more rows a document with a year of months cannot be one page, and that is not tried."""

NOTE = f"{MISSING_LETTER} is a letter that cannot be printed here: the page of the team shows it."


class _Text(NamedTuple):
    """A text as it can be printed, with the class that sets its families."""

    shown: str
    css: str


class _Setter:
    """Sets texts of any script; remembers which families were needed, and whether any letter was missing."""

    def __init__(self, faces: Typefaces) -> None:
        self._faces = faces
        self._classes: dict[tuple[str, ...], str] = {}
        self.is_whole = True

    def text(self, text: str) -> _Text:
        """The text as it can be printed."""
        shown, is_whole = self._faces.printable(text)
        self.is_whole = self.is_whole and is_whole
        families = self._faces.families(shown, SANS)
        return _Text(shown, self._classes.setdefault(families, f"face-{len(self._classes)}"))

    @property
    def rules(self) -> dict[str, str]:
        """The classes with their families, the best first."""
        return {css: ", ".join(families) for families, css in self._classes.items()}


def draw(values: TeamValues, *, fonts: Path = FONTS) -> bytes:
    """The team as a PDF, dated by the instant it was known on. The same values give the same bytes.

    The year by month is in it where the document stays one page with it: a meeting is handed one sheet.

    Raises CannotDraw if Pango or the typefaces are missing, and ValueError for a colour that is not "#rrggbb".
    """
    if any(point.figures.tally.assigned for point in values.trend) and len(values.rows) <= MOST_ROWS_BESIDE_A_TREND:
        with_trend = _html(values, fonts, trend=values.trend)
        if _press(fonts).is_one_page(with_trend):
            return _press(fonts).pdf(with_trend, {})
    html = _html(values, fonts)
    return _press(fonts).pdf(html, {})


def _press(fonts: Path) -> "Press":
    return press(DESIGNS / "team.css", fonts)


def _html(values: TeamValues, fonts: Path, *, trend: Sequence[OnePoint] = ()) -> str:
    setter = _Setter(faces_in(fonts))
    tables = module_tables(values.rows)
    title = f"Team of {values.manager_name}"
    return template(DESIGNS, "team.html").render(
        ink=ink(values.colour), line=tint(values.colour, strength=0.45), values=values, tables=tables,
        council=setter.text(values.council_name), title=setter.text(title), trend=trend,
        asked=asked_words(values.asked), team=team_words(values), definitions=DEFINITIONS,
        names={line.name: setter.text(line.name) for table in tables for line in table.lines},
        titles={table.title: setter.text(table.title) for table in tables},
        document_title=sayable(f"{title}, {asked_words(values.asked)}"),
        known_on=values.asked.known_on.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        rules=setter.rules, note="" if setter.is_whole else NOTE,
    )  # fmt: skip
