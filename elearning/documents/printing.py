"""What every PDF needs before it is drawn: its template, the typefaces, and a press that is opened once. No words."""

import atexit
import functools
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from elearning.documents.chart_shapes import FILTERS
from elearning.documents.fonts import MISSING_LETTER, FontsMissing, Typefaces, typefaces

if TYPE_CHECKING:
    from elearning.documents.press import Press

DESIGNS = Path(__file__).parent / "designs"
FONTS = Path(__file__).parents[1] / "web" / "static" / "fonts"

INSTALL = (
    "No PDF can be drawn here, because the programs that draw it are not all installed. "
    "On Debian or Ubuntu run: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


MISSING_NOTE = f"{MISSING_LETTER} is a letter or sign that cannot be printed here: the site shows it."


class CannotDraw(Exception):
    """No PDF can be drawn on this machine; the message says what to install."""


def faces_in(fonts: Path) -> Typefaces:
    """The typefaces of the folder that the set-up fills. Raises CannotDraw if one is missing."""
    try:
        return typefaces(fonts)
    except FontsMissing as fault:
        raise CannotDraw(f"No PDF can be drawn. {fault} Run the set-up again: make setup") from fault


def sayable(text: str) -> str:
    """The text without what no PDF may have in its title: control characters and halves of characters."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cs"})


def printable(html: str, faces: Typefaces) -> tuple[str, bool]:
    """The HTML with asterisks for what no typeface here holds, and whether there was none of it."""
    letters = [
        letter if letter.isascii() or letter.isspace() else faces.printable(letter)[0]
        for letter in unicodedata.normalize("NFC", html)
    ]
    shown = "".join(letters)
    return shown, shown.count(MISSING_LETTER) == html.count(MISSING_LETTER)


@functools.cache
def template(folder: Path, name: str) -> Template:
    """A design as a template; whatever it is given is escaped, and whatever it misses is a fault."""
    environment = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(FILTERS)
    return environment.get_template(name)


@functools.cache
def press(css: Path, fonts: Path) -> "Press":
    """The press for one style sheet, opened when first needed: that takes most of a second, and needs Pango.

    Raises CannotDraw.
    """
    try:
        from elearning.documents.press import Press
    except (ImportError, OSError) as fault:
        raise CannotDraw(INSTALL) from fault
    # WeasyPrint takes its fonts back from the system; when Python itself is gone it can only complain.
    atexit.register(press.cache_clear)
    return Press(typefaces(fonts).css() + css.read_text(encoding="utf-8"), fonts)
