"""WeasyPrint, set up once: HTML to PDF/A-3a that is PDF/UA-1 as well.

Importing this takes most of a second and needs Pango: only `certificate_pdf.draw` does, when it first draws.
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pydyf
from weasyprint import CSS, HTML, Document
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


class _OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Gives out typefaces and the pictures of the document being drawn; refuses every other address."""

    def __init__(self, fonts: Path, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._fonts = fonts
        self._pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The bytes of "font:NAME.ttf" or "picture:NAME.svg". Anything else ends the drawing."""
        kind, _, name = url.partition(":")
        if kind == "font" and name in {path.name for path in self._fonts.glob("*.ttf")}:
            return URLFetcherResponse(url, (self._fonts / name).read_bytes(), {"Content-Type": "font/ttf"})
        if kind == "picture" and name in self._pictures:
            return URLFetcherResponse(url, self._pictures[name], {"Content-Type": "image/svg+xml"})
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
        """The document as PDF/A-3a and PDF/UA-1; the same HTML and pictures give the same bytes."""
        with self._lock:
            document = HTML(string=html, url_fetcher=_OwnFilesOnly(self._fonts, pictures))
            return bytes(
                document.write_pdf(
                    stylesheets=[self._css], font_config=self._font_config, finisher=_say_accessible,
                    pdf_variant="pdf/a-3a", output_intent="srgb",
                )  # fmt: skip
            )


def _say_accessible(_: Document, pdf: pydyf.PDF) -> None:
    """Add the PDF/UA claim to the metadata, and leave them uncompressed so that any tool can read them."""
    metadata: Any = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    before, end, after = metadata.stream[0].rpartition(_END)
    metadata.stream = [before + _ACCESSIBLE + end + after]
    metadata.compress = False
