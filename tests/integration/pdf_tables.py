"""The rows of the tables of a tagged PDF, cell by cell, as a screen reader gets them: from its structure and its marks."""

import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import pikepdf

Words = dict[tuple[int, int], str]
"""What is written under each mark of each page."""


def rows_of(pdf: bytes) -> list[list[str]]:
    """Every row of every table, the headings included, in the order in which they are read."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = {page.objgen: number for number, page in enumerate(opened.pages)}
        words = {key: text for page in opened.pages for key, text in _written(page, pages[page.objgen]).items()}
        root = opened.Root.StructTreeRoot
        return [
            [_folded(_said(cell, words, pages, None)) for cell in _kids(row) if _kind(cell) in ("/TH", "/TD")]
            for row in _all(root, "/TR")
        ]


def text_of(pdf: bytes) -> str:
    """All that is read, in order."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = {page.objgen: number for number, page in enumerate(opened.pages)}
        words = {key: text for page in opened.pages for key, text in _written(page, pages[page.objgen]).items()}
        return _folded(_said(opened.Root.StructTreeRoot, words, pages, None))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _kind(element: pikepdf.Object) -> str:
    return str(element.get("/S", "")) if isinstance(element, pikepdf.Dictionary) else ""


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array | list) else [kids]


def _all(element: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    for kid in _kids(element):
        if _kind(kid) == kind:
            yield kid
        elif isinstance(kid, pikepdf.Dictionary):
            yield from _all(kid, kind)


def _said(element: pikepdf.Object, words: Words, pages: dict[tuple[int, int], int], page: int | None) -> str:
    """What stands under an element, its kids' words one after another."""
    pieces = []
    page = pages[element.Pg.objgen] if "/Pg" in element else page
    for kid in _kids(element):
        if not isinstance(kid, pikepdf.Dictionary):
            pieces.append(words.get((page or 0, int(kid)), ""))
        elif str(kid.get("/Type", "")) == "/MCR":
            on = pages[kid.Pg.objgen] if "/Pg" in kid else page
            pieces.append(words.get((on or 0, int(kid.MCID)), ""))
        elif "/S" in kid:
            pieces.append(_said(kid, words, pages, page))
    return " ".join(pieces)


def _written(page: pikepdf.Page, number: int) -> Words:
    """The words under each mark of a page: ActualText where there is one, else what the glyphs stand for."""
    maps = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: Words = defaultdict(str)
    font, marks = "", list[tuple[int | None, bool]]()
    for operands, operator in pikepdf.parse_content_stream(page):
        mark, is_said = marks[-1] if marks else (None, False)
        match str(operator):
            case "BMC":
                marks.append((mark, is_said))
            case "BDC":
                own = operands[1] if isinstance(operands[1], pikepdf.Dictionary) else {}
                mark = int(own["/MCID"]) if "/MCID" in own else mark
                if "/ActualText" in own and mark is not None:
                    found[number, mark] += str(own["/ActualText"])
                marks.append((mark, is_said or "/ActualText" in own))
            case "EMC":
                marks.pop()
            case "Tf":
                font = str(operands[0])
            case "TJ" | "Tj" if mark is not None and not is_said:
                parts = operands[0] if str(operator) == "TJ" else operands
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                found[number, mark] += "".join(
                    maps[font].get(codes[at : at + 2], "?") for at in range(0, len(codes), 2)
                )
    return found


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>\n", font.ToUnicode.read_bytes())
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}
