"""Spreadsheets for tests, written by hand where no library would write what is needed."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

import xlsxwriter

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_ROOT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
)


def zipped(members: Mapping[str, str | bytes], *, stored: Sequence[str] = ()) -> bytes:
    """A zip file of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, text in members.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            package.writestr(name, text, compress_type=kind)
    return content.getvalue()


def raw_xlsx(rows: str, *, head: str = '<?xml version="1.0"?>', more: Mapping[str, str | bytes] | None = None) -> bytes:
    """An XLSX file whose one sheet holds this XML of rows."""
    relation = '<Relationship Id="{}" Type="' + _OFFICE + '/{}" Target="{}"/>'
    relations = '<?xml version="1.0"?><Relationships>{}</Relationships>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": relations.format(relation.format("r1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations.format(relation.format("r1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
            **(more or {}),
        }
    )


def xlsx(*sheets: Iterable[Sequence[object]]) -> bytes:
    """An XLSX file of sheets of rows; every value is written as its own kind."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "default_date_format": "dd/mm/yyyy", "remove_timezone": True}
    )
    for rows in sheets:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
    book.close()
    return content.getvalue()


def raw_ods(body: str, *, head: str = '<?xml version="1.0"?>', manifest: str = "<manifest/>") -> bytes:
    """An ODS file whose spreadsheet holds this XML of tables."""
    content = f"{head}{_ODS_ROOT}<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    return zipped({"mimetype": _ODS, "content.xml": content, "META-INF/manifest.xml": manifest}, stored=["mimetype"])


def ods(rows: Iterable[Sequence[str]]) -> bytes:
    """An ODS file with one table of texts."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            if cell else "<table:table-cell/>" for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )  # fmt: skip
    return raw_ods(f'<table:table table:name="People">{lines}</table:table>')
