"""XML from somebody else as a tree that knows its lines: no document types, so no entities, and no tree without end."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from elearning.authoring.formats.carrying import LARGEST_FILE, Unreadable

MOST_ELEMENTS, DEEPEST = 200_000, 60


class _Parser(DefusedXMLParser):
    """Notes the line of each element, and stops at trees that are no file of questions."""

    def __init__(self) -> None:
        super().__init__(forbid_dtd=True)
        self.count = self.depth = 0

    def _start(self, tag: str, attributes: Any) -> Any:
        self.count, self.depth = self.count + 1, self.depth + 1
        if self.count > MOST_ELEMENTS or self.depth > DEEPEST:
            raise Unreadable(
                "The file has too many parts within each other to be questions.", self.parser.CurrentLineNumber
            )
        element = super()._start(tag, attributes)  # type: ignore[misc]  # defusedxml's parser is Python's own
        element.line = self.parser.CurrentLineNumber
        return element

    def _end(self, tag: str) -> Any:
        self.depth -= 1
        return super()._end(tag)  # type: ignore[misc]


def line_of(element: Element) -> int:
    """The line on which an element begins."""
    return int(getattr(element, "line", 0))


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def read_xml(content: bytes) -> Element:
    """The root of a document. Raises Unreadable for what is no XML, is cut off, too large, or declares entities."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it.")
    parser = _Parser()
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise Unreadable("The file declares a document type or entities, which are refused. Take them out.") from error
    except ParseError as error:
        line = error.position[0] if error.position else 0
        raise Unreadable(f"This is not XML, or it is cut off: {error.msg}. Export it again.", line) from error
    except (ValueError, LookupError) as error:  # an encoding that is not known
        raise Unreadable(f"The file cannot be read: {error}. Save it as UTF-8.") from error
    return root


def named(element: Element, name: str) -> Iterator[Element]:
    """The children of an element with this name, whatever their namespace."""
    return (child for child in element if local(str(child.tag)) == name)


def first(element: Element, name: str) -> Element | None:
    """The first child with this name."""
    return next(named(element, name), None)


def text_of(element: Element | None) -> str:
    """All text within an element; nothing for none."""
    return "" if element is None else "".join(element.itertext())
