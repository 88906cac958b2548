"""Draws a certificate as a PDF: A4 landscape, one page, PDF/A-3a and PDF/UA-1, the same bytes from the same values.

Names in Latin, Greek and Cyrillic letters of every kind, and in the scripts whose Noto Sans files are among the
typefaces (Arabic, Hebrew, Armenian, Georgian, Ethiopic, Thai, Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Sinhala),
are shown as they are. Each letter that no typeface holds (Chinese, Japanese, Korean, emoji and others) is shown as an
asterisk, and a note on the page says what that means and where to read the whole name; the PDF's title has it in full.
Another file named like NotoSansSC_400Regular.ttf in the folder of typefaces adds its script.
"""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from elearning.documents import qr
from elearning.documents.certificate_words import CertificateValues, CertificateWords, words
from elearning.documents.colours import ink, tint
from elearning.documents.fonts import MISSING_LETTER, SANS, SERIF, Typefaces
from elearning.documents.printing import FONTS, CannotDraw, faces_in, press, sayable, template

__all__ = ["CannotDraw", "CertificateValues", "CertificateWords", "draw", "words"]

DESIGN = Path(__file__).parents[2] / "certificates"
NOTE = f"{MISSING_LETTER} is a letter that cannot be printed here: the page shows it."
MILLIMETRES_IN_A_POINT = 25.4 / 72
ROOM = 226.0
"""The width that the words of the award have, in millimetres."""


@dataclass(frozen=True)
class _Setting:
    """How one text is set: the families, best first, and the size in points."""

    families: tuple[str, ...]
    size: float


def draw(values: CertificateValues, *, fonts: Path = FONTS) -> bytes:
    """The certificate as a PDF. The same values give the same bytes.

    `fonts` is the folder of typefaces that the set-up fills. Raises CannotDraw if Pango or the typefaces are missing,
    and ValueError for a colour that is not "#rrggbb".
    """
    said = words(values)
    faces = faces_in(fonts)
    colour = {"ink": ink(values.colour), "line": tint(values.colour, strength=0.45)}
    code = Markup(qr.svg(said.check_url, description=said.code_description))  # noqa: S704 - our own, escaped there
    html = template(DESIGN, "certificate.html").render(
        words=said, title=sayable(said.document_title), code=code,
        issued_at=values.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"), **colour, **_set(said, faces),
    )  # fmt: skip
    rosette = template(DESIGN, "rosette.svg").render(line=tint(values.colour, strength=0.2))
    return press(DESIGN / "certificate.css", fonts).pdf(html, {"rosette.svg": rosette.encode()})


def _set(said: CertificateWords, faces: Typefaces) -> dict[str, object]:
    """The three texts of any length and any script, as they can be printed, with their families and sizes."""
    sizes = {"council": (SANS, 10, 17, 0.5), "name": (SERIF, 11, 44, 0.9), "module": (SERIF, 10, 22, 0.9)}
    printed: dict[str, str] = {}
    settings: dict[str, _Setting] = {}
    is_whole = True
    for key, (first, smallest, largest, share) in sizes.items():
        printed[key], can_print_all = faces.printable(getattr(said, key))
        families = faces.families(printed[key], first)
        width = faces.width(printed[key], families)
        size = _size(width, room=ROOM * share, smallest=smallest, largest=largest)
        settings[key] = _Setting(families, size)
        is_whole = is_whole and can_print_all
    return {"printed": printed, "settings": settings, "note": "" if is_whole else NOTE}


def _size(ems: float, *, room: float, smallest: float, largest: float) -> float:
    """The size in points for a text of so many ems: one line if that leaves it large, else two, else three.

    `room` is the width in millimetres. A line that breaks between words loses up to a sixth of its room.
    """
    one_line = room / MILLIMETRES_IN_A_POINT / max(ems, 1)
    two_lines = min(one_line * 2 * 5 / 6, largest * 0.7)
    three_lines = min(one_line * 3 * 5 / 6, largest * 0.4)
    size = one_line if one_line >= largest * 0.7 else max(two_lines, three_lines)
    return round(min(max(size, smallest), largest), 1)
