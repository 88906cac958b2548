"""Drawings in SVG: shapes, text and gradients alone, so that nothing runs, reaches out or unfolds without end."""

import re
from collections.abc import Iterator
from xml.parsers import expat

from elearning.domain.problems import Problem

NAMESPACE = "http://www.w3.org/2000/svg"
DEEPEST, MOST_ELEMENTS, MOST_FAULTS = 40, 3000, 20
LARGEST_SIDE = 4000.0

_SHAPES = (
    "svg g title desc defs path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop"
)
_GEOMETRY = (
    "viewBox preserveAspectRatio version baseProfile width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points dx dy "
    "rotate textLength lengthAdjust pathLength offset gradientUnits gradientTransform spreadMethod transform id class "
    "lang role aria-hidden aria-label aria-labelledby focusable"
)
_LOOKS = (
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit "
    "stroke-dasharray stroke-dashoffset opacity color display visibility stop-color stop-opacity paint-order "
    "vector-effect shape-rendering text-rendering font-family font-size font-style font-weight font-variant "
    "font-stretch letter-spacing word-spacing text-anchor dominant-baseline alignment-baseline baseline-shift "
    "text-decoration writing-mode direction"
)
_ELEMENTS = frozenset(_SHAPES.split())
_ATTRIBUTES = frozenset(f"{_GEOMETRY} {_LOOKS} style".split())
_STYLES = frozenset(f"{_LOOKS} text-align line-height white-space -inkscape-font-specification".split())
_XML = "http://www.w3.org/XML/1998/namespace "
_REACHES_OUT = re.compile(r"url\s*\(\s*(?!['\"]?#[\w-]+['\"]?\s*\))|[@\\]|expression\s*\(|javascript:", re.IGNORECASE)
_NUMBERS = re.compile(r"[\s,]+")

Size = tuple[int, int]


class _Reader:
    """One pass over a drawing; remembers what must not be in it, and how large it is."""

    def __init__(self, path: str) -> None:
        self.problems: list[Problem] = []
        self.size: Size | None = None
        self._path, self._depth, self._elements = path, 0, 0
        self._parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, text: str) -> None:
        """Everything to say of the drawing; a fault of XML ends the reading."""
        try:
            self._parser.Parse(text.encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            if not self._is_stopped:
                self._complain(
                    f"This is not XML: {expat.ErrorString(error.code)}. Save the drawing again.", error.lineno
                )
            return
        if self.size is None and not self.problems:
            self._complain('The drawing has no size. Give its svg element a viewBox, such as "0 0 400 300".', 1)

    @property
    def _is_stopped(self) -> bool:
        return len(self.problems) >= MOST_FAULTS or self._depth > DEEPEST or self._elements > MOST_ELEMENTS

    def _complain(self, message: str, line: int = 0) -> None:
        self.problems.append(Problem(message, self._path, line or self._parser.CurrentLineNumber))

    def _stop(self, message: str) -> None:
        self._complain(message)
        raise expat.ExpatError(message)

    def _doctype(self, *_: object) -> None:
        self._complain("A drawing has no DOCTYPE and no entities. Take them out.")

    def _instruction(self, target: str, _data: str) -> None:
        self._complain(f"A drawing has no instruction such as <?{target} … ?>. Take it out.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, element = name.rpartition(" ")
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > MOST_ELEMENTS:
            self._stop(f"The drawing is too deep or too long: {DEEPEST} levels and {MOST_ELEMENTS} elements at most.")
        if space != NAMESPACE or element not in _ELEMENTS:
            self._complain(f"<{element}> does not belong into a drawing here. {_instead(element)}")
        elif self._depth == 1:
            self._root(element, attributes)
        for fault in _attribute_faults(attributes):
            self._complain(fault)
        if len(self.problems) >= MOST_FAULTS:
            raise expat.ExpatError("too many faults")

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _root(self, element: str, attributes: dict[str, str]) -> None:
        if element != "svg":
            self._complain("A drawing begins with <svg>. Save it as SVG again.")
            return
        parts = [_number(part) for part in _NUMBERS.split(attributes.get("viewBox", "").strip())]
        if len(parts) == 4 and 1 <= parts[2] <= LARGEST_SIDE and 1 <= parts[3] <= LARGEST_SIDE:
            self.size = (round(parts[2]), round(parts[3]))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _instead(element: str) -> str:
    if element in ("script", "foreignObject", "image", "use", "a", "iframe"):
        return "Draw with shapes and text alone."
    if element == "style":
        return "Put fill, stroke and font-size on the shapes themselves."
    return "Save it as plain SVG, with shapes, text and gradients alone."


def _attribute_faults(attributes: dict[str, str]) -> Iterator[str]:
    for name, value in attributes.items():
        if name.startswith(_XML):
            continue
        short = name.rpartition(" ")[2]
        if name not in _ATTRIBUTES:
            yield f"The attribute {short} does not belong into a drawing here. Take it out, or save as plain SVG."
        elif _REACHES_OUT.search(value):
            yield f"{short} reaches outside the drawing. Only url(#id) of a gradient in it may be named."
        elif name == "style" and (other := _other_styles(value)):
            yield f"The style {other} does not belong into a drawing here. Take it out, or save as plain SVG."


def _other_styles(value: str) -> str:
    names = (part.partition(":")[0].strip() for part in value.split(";"))
    return next((name for name in names if name and name not in _STYLES), "")


def read_svg(text: str, *, path: str) -> tuple[Size | None, list[Problem]]:
    """A drawing's width and height in CSS pixels, and what must be changed in it, by line."""
    reader = _Reader(path)
    reader.read(text)
    return reader.size, reader.problems
