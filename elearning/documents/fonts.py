"""The typefaces that documents are drawn in: their letters, the width of a text, and what to do without a letter.

Reads font files only; draws nothing.
"""

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

SERIF = ("SourceSerif4", "NotoSerif")
SANS = ("SourceSans3", "NotoSerif")
REQUIRED = (
    "SourceSerif4_400Regular.ttf", "SourceSerif4_600SemiBold.ttf", "SourceSans3_400Regular.ttf",
    "SourceSans3_600SemiBold.ttf", "NotoSerif_400Regular.ttf",
)  # fmt: skip
MISSING_LETTER = "*"
"""Stands for a letter that no typeface here holds; wherever it is used, a note says what it means."""

_JOINERS = "\u200c\u200d"


class FontsMissing(Exception):
    """A typeface that every document needs is not in its folder; the message names it."""


@dataclass(frozen=True)
class Typeface:
    """One font file of regular weight: its letters and their widths in ems."""

    family: str
    widths: dict[str, float]

    def holds(self, text: str) -> bool:
        """Whether every letter of the text is in this file."""
        return all(letter in self.widths for letter in text)


@dataclass(frozen=True)
class Typefaces:
    """Every typeface of a folder, the preferred ones first."""

    folder: Path
    faces: tuple[Typeface, ...]

    def css(self) -> str:
        """The @font-face rules of every file, with addresses of the form "font:NAME.ttf"."""
        rule = '@font-face {{ font-family: {0}; font-weight: {1}; src: url("font:{2}") format("truetype") }}'
        return "\n".join(
            rule.format(path.stem.split("_")[0], path.stem.split("_")[1][:3], path.name) for path in _files(self.folder)
        )

    def printable(self, text: str) -> tuple[str, bool]:
        """The text as it can be printed, and whether all of it can be.

        Letters are composed (NFC); white space of any kind becomes one space. Characters that show nothing and steer
        the direction of text are left out, so that no name can turn its neighbours round. A letter that no typeface
        here holds becomes MISSING_LETTER.
        """
        composed = unicodedata.normalize("NFC", " ".join(text.split()))
        letters = [self._printable(letter) for letter in composed]
        return "".join(letters), all(letters[i] in ("", letter) for i, letter in enumerate(composed))

    def _printable(self, letter: str) -> str:
        kind = unicodedata.category(letter)
        held = any(letter in face.widths for face in self.faces)
        if kind in {"Cc", "Cf"}:
            return letter if letter in _JOINERS and held else ""
        if kind in {"Co", "Cs", "Cn"}:
            return MISSING_LETTER
        if not held and _is_variation(letter):
            return ""
        return letter if held else MISSING_LETTER

    def families(self, text: str, first: Sequence[str]) -> tuple[str, ...]:
        """Families to set a text in, best first: one that holds all of it, so that no word is of two faces."""
        preferred = sorted(self.faces, key=lambda face: first.index(face.family) if face.family in first else 99)
        whole = sorted(preferred, key=lambda face: not face.holds(text))
        return tuple(face.family for face in whole)

    def width(self, text: str, families: Sequence[str]) -> float:
        """The width of a text in ems: of its letters, before any ligature or kerning."""
        by_family = {face.family: face.widths for face in self.faces}
        return sum(
            next((by_family[family][letter] for family in families if letter in by_family[family]), 1.0)
            for letter in text
        )


def _is_variation(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*_*.ttf") if path.stem.split("_")[1][:3].isdigit())


@functools.cache
def typefaces(folder: Path) -> Typefaces:
    """Every typeface of a folder of files named FAMILY_400Regular.ttf. Raises FontsMissing."""
    missing = [name for name in REQUIRED if not (folder / name).is_file()]
    if missing:
        raise FontsMissing(f"The typefaces {', '.join(missing)} are not in {folder.name}/.")
    regular = [_typeface(path) for path in _files(folder) if "_400" in path.stem]
    order = (*SERIF, *SANS)
    return Typefaces(folder, tuple(sorted(regular, key=lambda face: (face.family not in order, face.family))))


def _typeface(path: Path) -> Typeface:
    with TTFont(path, lazy=True) as font:
        em = font["head"].unitsPerEm
        advances = font["hmtx"].metrics
        widths = {chr(code): advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}
    return Typeface(path.stem.split("_")[0], widths)
