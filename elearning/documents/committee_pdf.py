"""Draws a committee's report as a PDF: A4 upright, PDF/A-3a and PDF/UA-1, the same bytes from the same values."""

from datetime import UTC
from pathlib import Path

from elearning.documents.colours import ink
from elearning.documents.committee_words import CommitteeValues
from elearning.documents.fonts import SANS
from elearning.documents.printing import DESIGNS, FONTS, MISSING_NOTE, faces_in, press, printable, sayable, template


def draw(values: CommitteeValues, *, fonts: Path = FONTS) -> bytes:
    """The report as a PDF, dated by the instant it was known on. The same values give the same bytes.

    Raises CannotDraw if Pango or the typefaces are missing, and ValueError for a colour that is not "#rrggbb".
    """
    faces = faces_in(fonts)

    def html(note: str) -> str:
        return template(DESIGNS, "committee.html").render(
            values=values, ink=ink(values.colour), note=note,
            families=", ".join(faces.families("", SANS)),
            document_title=sayable(f"{values.texts.title}, {values.period}, as known on {values.known_on}"),
            known_on=values.figures.known_on.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip

    shown, is_whole = printable(html(""), faces)
    if not is_whole:
        shown, _ = printable(html(MISSING_NOTE), faces)
    return press(DESIGNS / "committee.css", fonts).pdf(shown, {})
