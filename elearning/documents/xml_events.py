"""Reading XML from somebody else: events only, no document types and so no entities, and no end without progress."""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from elearning.documents.not_a_table import NotATable
from elearning.documents.zip_package import damaged

_MOST_WITHOUT_EVENT = 4 * 1024 * 1024
"""Bytes of one tag or comment: more is no spreadsheet, and makes some parsers crawl."""

_MOST_NAMES = 2_000

Attributes = dict[str, str]


def local(name: str) -> str:
    """A name, or that of an attribute, without its prefix."""
    return name.rpartition(":")[2]


def attribute(attributes: Attributes, wanted: str) -> str:
    """The value of an attribute whatever its prefix, or an empty text."""
    found = attributes.get(wanted)
    if found is not None:
        return found
    return next((value for name, value in attributes.items() if local(name) == wanted), "")


def _refuse_document_type(*_told: object) -> None:
    raise NotATable(
        "The spreadsheet holds instructions that a file of people does not need.", "Save it again as .xlsx."
    )


class Reader:
    """Receives the events of one document: override what is needed. Rows that are ready go to `ready`."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; its name has no prefix."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Some text; a longer one comes in parts."""

    def is_done(self) -> bool:
        """Whether the rest of the document does not matter."""
        return False


def feed(chunks: Iterable[bytes], reader: Reader) -> Iterator[None]:
    """Let a reader hear a document; stops after each chunk, so that what it has found can be taken.

    Raises NotATable where the document is not in order.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    silent = [0]
    _listen(parser, reader, silent)
    try:
        for chunk in chunks:
            silent[0] += len(chunk)
            parser.Parse(chunk, False)
            if silent[0] > _MOST_WITHOUT_EVENT:
                raise damaged()
            yield
            if reader.is_done():
                return
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, OverflowError, LookupError) as error:
        raise damaged() from error
    yield


def _listen(parser: expat.XMLParserType, reader: Reader, silent: list[int]) -> None:
    names: dict[str, str] = {}

    def start(name: str, attributes: Attributes) -> None:
        silent[0] = 0
        if name not in names:
            if len(names) > _MOST_NAMES:
                raise damaged()
            names[name] = local(name)
        reader.start(names[name], attributes)

    def end(name: str) -> None:
        reader.end(names[name])

    def text(text: str) -> None:
        silent[0] = 0
        reader.text(text)

    handlers: tuple[Callable[..., None], ...] = (start, end, text)
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = handlers
