"""WeasyPrint, set up once: HTML to PDF/A-3a that is PDF/UA-1 as well.

Importing this takes most of a second and needs Pango: only `printing.press` does, when something is first drawn.
"""

import threading
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any, NamedTuple

import pydyf
from weasyprint import CSS, HTML, Document
from weasyprint.formatting_structure.boxes import MarginBox, ReplacedBox, TextBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

_ACCESSIBLE = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Which part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
"""A PDF/A file may only say that it is PDF/UA if it also describes the property in which it says so."""

_END = b"</rdf:RDF>"

_MEDIA_TYPES = {
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
}  # fmt: skip

_Place = tuple[bytes, int]
"""Where a piece of content is: the reference of its page, and its number there."""


class _Leaf(NamedTuple):
    """A piece of content, and the element of the tag tree that it is told by."""

    place: _Place
    element: Any


class _OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Gives out typefaces and the pictures of the document being drawn; refuses every other address."""

    def __init__(self, fonts: Path, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._fonts = fonts
        self._pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """The bytes of "font:NAME.ttf" or "picture:NAME.svg". Anything else ends the drawing."""
        kind, _, name = url.partition(":")
        if kind == "font" and name in {path.name for path in self._fonts.glob("*.ttf")}:
            return URLFetcherResponse(url, (self._fonts / name).read_bytes(), {"Content-Type": "font/ttf"})
        if kind == "picture" and name in self._pictures:
            media_type = _MEDIA_TYPES[name.rpartition(".")[2]]
            return URLFetcherResponse(url, self._pictures[name], {"Content-Type": media_type})
        raise FatalURLFetchingError(f"A document may not fetch {url}.")


class Press:
    """One style sheet and one set of typefaces, read once; it draws one document at a time."""

    def __init__(self, css: str, fonts: Path) -> None:
        self._fonts = fonts
        self._font_config = FontConfiguration()
        self._css = CSS(string=css, font_config=self._font_config, url_fetcher=_OwnFilesOnly(fonts, {}))
        # Pango's font map, which the shared configuration holds, is not made for two threads at once.
        self._lock = threading.Lock()

    def pdf(self, html: str, pictures: Mapping[str, bytes]) -> bytes:
        """The document as PDF/A-3a and PDF/UA-1; the same HTML and pictures give the same bytes.

        Raises ValueError if the HTML wants a file that is not its own.
        """
        with self._lock:
            document = self._read(html, pictures)
            try:
                return bytes(
                    document.write_pdf(
                        stylesheets=[self._css],
                        font_config=self._font_config,
                        finisher=_finish,
                        pdf_variant="pdf/a-3a",
                        output_intent="srgb",
                        uncompressed_pdf=True,
                    )
                )
            except FatalURLFetchingError as fault:
                # WeasyPrint's own is no Exception: it would end a whole worker.
                raise ValueError(str(fault)) from fault

    def is_one_page(self, html: str) -> bool:
        """Whether a document without pictures fits on one page: it is laid out, not written."""
        with self._lock:
            laid_out = self._read(html, {}).render(stylesheets=[self._css], font_config=self._font_config)
            return len(laid_out.pages) == 1

    def _read(self, html: str, pictures: Mapping[str, bytes]) -> HTML:
        return HTML(string=html, url_fetcher=_OwnFilesOnly(self._fonts, pictures))


def _finish(document: Document, pdf: pydyf.PDF) -> None:
    """Make a PDF/A-3a into a PDF/UA-1 that can be copied and read aloud in any script; then compress it."""
    metadata = _object(pdf, pdf.catalog["Metadata"])
    before, end, after = metadata.stream[0].rpartition(_END)
    metadata.stream = [before + _ACCESSIBLE + end + after]
    _say_what_is_written(document, pdf)
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream is not metadata and "Filter" not in stream.extra:
            _compress(stream)


def _object(pdf: pydyf.PDF, reference: str | bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _say_what_is_written(document: Document, pdf: pydyf.PDF) -> None:
    """Give words whose glyphs do not follow their letters one by one the letters themselves, as ActualText.

    In Arabic, Devanagari and their like glyphs stand for parts of letters, or elsewhere than their letters: what is
    copied or read aloud would be scrambled. The leaves of the tag tree and the boxes with words come in one order.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    leaves = tuple(_leaves(pdf, root, b""))
    boxes = (box for page in document.pages for box in _boxes(page._page_box))
    shaped: dict[_Place, str] = {}
    told: set[_Place] = set()
    for leaf, box in zip(leaves, boxes, strict=True):
        if box.element is not None and box.element.get("aria-hidden") == "true" and isinstance(box, ReplacedBox):
            _object(pdf, leaf.element["P"])["K"].remove(leaf.element.reference)
            continue
        told.add(leaf.place)
        if isinstance(box, TextBox) and _is_shaped(box.text):
            shaped[leaf.place] = box.text
    for stream in (one for one in pdf.objects if isinstance(one, pydyf.Stream)):
        # A glyph that is no letter by itself may not be said to be nothing; a zero-width space is the least.
        stream.stream = [
            part[:-1] + b"200b>" if isinstance(part, bytes) and part.endswith(b"> <>") else part
            for part in stream.stream
        ]
    _mark(pdf, _object(pdf, root["ParentTree"])["Nums"], shaped, told)


def _mark(pdf: pydyf.PDF, parents: list[Any], shaped: Mapping[_Place, str], told: Set[_Place]) -> None:
    """Say what shaped words are, and make an artifact of what is not told: pictures that are hidden, and margins.

    `parents` holds the number of each page and then, by number, the elements that its pieces of content belong to.
    """
    for number, reference in enumerate(pdf.page_references):
        content = _object(pdf, _object(pdf, reference)["Contents"]).stream
        for at, marked in enumerate(content):
            if not isinstance(marked, pydyf.Dictionary) or "MCID" not in marked:
                continue
            place = (bytes(reference), marked["MCID"])
            if place in shaped:
                marked["ActualText"] = pydyf.String(shaped[place])
            elif place not in told:
                parents[2 * number + 1][marked["MCID"]] = "null"
                content[at - 1 : at + 1] = ["/Artifact", pydyf.Dictionary({"Type": "/Layout"})]


def _leaves(pdf: pydyf.PDF, element: Any, page: bytes) -> Iterator[_Leaf]:
    """The marked pieces of content in the order of the tag tree."""
    page = bytes(element.get("Pg", page))
    for kid in element.get("K", ()):
        if isinstance(kid, int):
            yield _Leaf((page, kid), element)
        else:
            yield from _leaves(pdf, _object(pdf, kid), page)


def _boxes(box: Any) -> Iterator[Any]:
    """The boxes that hold words or a picture, in the order of the document, without the margins."""
    for child in getattr(box, "children", ()):
        real = getattr(child, "_box", child)
        if isinstance(real, MarginBox):
            continue
        if isinstance(real, TextBox | ReplacedBox):
            yield real
        else:
            yield from _boxes(real)


def _is_shaped(text: str) -> bool:
    """Whether letters of the text join, stack, change places or run from right to left."""
    return any(
        unicodedata.category(letter) in {"Mn", "Mc", "Cf"} or unicodedata.bidirectional(letter) in {"R", "AL"}
        for letter in text
    )


def _compress(stream: pydyf.Stream) -> None:
    """Compress a stream so that it does not end as a line does.

    A last byte that happens to be a carriage return makes one line end with the newline that must follow, and a
    strict checker then finds the stream shorter than it says it is. Another level of compression ends otherwise.
    """
    plain = _plain(stream)
    packed = next(
        (packed for level in range(9, -1, -1) if (packed := zlib.compress(plain, level))[-1:] not in b"\r\n"), None
    )
    if packed is not None:
        stream.stream = [packed]
        stream.extra["Filter"] = "/FlateDecode"


def _plain(stream: pydyf.Stream) -> bytes:
    """The bytes of a stream that is not compressed."""
    return bytes(stream.data).partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
