"""Draws a module as a handbook: A4 upright, contents with page numbers, running heads, PDF/A-3a and PDF/UA-1.

The same values and pictures give the same bytes. It is dated by the day of its publication.
"""

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from elearning.documents.colours import ink, tint
from elearning.documents.fonts import MISSING_LETTER, SANS, Typefaces
from elearning.documents.handbook_words import Handbook
from elearning.documents.printing import DESIGNS, FONTS, faces_in, press, sayable, template

NOTE = f"{MISSING_LETTER} is a letter or sign that cannot be printed here: the site shows it."
_DRAWN_IN = b"Arial, Helvetica, sans-serif"
"""What drawings are lettered in on a screen; a document brings typefaces of its own."""


def _printable(html: str, faces: Typefaces) -> tuple[str, bool]:
    """The HTML with asterisks for what no typeface here holds, and whether there was none of it."""
    letters = [
        letter if letter.isascii() or letter.isspace() else faces.printable(letter)[0]
        for letter in unicodedata.normalize("NFC", html)
    ]
    shown = "".join(letters)
    return shown, shown.count(MISSING_LETTER) == html.count(MISSING_LETTER)


def draw(handbook: Handbook, pictures: Mapping[str, bytes], *, fonts: Path = FONTS) -> bytes:
    """The handbook as a PDF; `pictures` are its pictures by name.

    Raises CannotDraw if Pango or the typefaces are missing, and ValueError for a colour that is not "#rrggbb".
    """
    faces = faces_in(fonts)
    published = f"{handbook.published_on.day} {handbook.published_on:%B %Y}"

    def html(note: str) -> str:
        return template(DESIGNS, "handbook.html").render(
            handbook=handbook, published=published, document_title=sayable(f"{handbook.title}: handbook"), note=note,
            ink=ink(handbook.colour), tint=tint(handbook.colour, strength=0.06),
            families=", ".join(faces.families("", SANS)),
        )  # fmt: skip

    shown, is_whole = _printable(html(""), faces)
    if not is_whole:
        shown, _ = _printable(html(NOTE), faces)
    own = {name: content.replace(_DRAWN_IN, b"SourceSans3, NotoSerif") for name, content in pictures.items()}
    return press(DESIGNS / "handbook.css", fonts).pdf(shown, own)
