"""Draws a module as a handbook: A4 upright, contents with page numbers, running heads, PDF/A-3a and PDF/UA-1.

The same values and pictures give the same bytes. It is dated by the day of its publication.
"""

from collections.abc import Mapping
from pathlib import Path

from elearning.documents.colours import ink, tint
from elearning.documents.fonts import SANS
from elearning.documents.handbook_words import Handbook
from elearning.documents.printing import DESIGNS, FONTS, MISSING_NOTE, faces_in, press, printable, sayable, template

_DRAWN_IN = b"Arial, Helvetica, sans-serif"
"""What drawings are lettered in on a screen; a document brings typefaces of its own."""


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

    shown, is_whole = printable(html(""), faces)
    if not is_whole:
        shown, _ = printable(html(MISSING_NOTE), faces)
    own = {name: content.replace(_DRAWN_IN, b"SourceSans3, NotoSerif") for name, content in pictures.items()}
    return press(DESIGNS / "handbook.css", fonts).pdf(shown, own)
