"""The parts of an ODS file that are the same whatever its rows: styles, properties, the panes that stay in sight."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO, Self
from xml.sax.saxutils import escape, quoteattr

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in (
        ("office", f"{_OASIS}office:1.0"), ("table", f"{_OASIS}table:1.0"), ("text", f"{_OASIS}text:1.0"),
        ("style", f"{_OASIS}style:1.0"), ("number", f"{_OASIS}datastyle:1.0"), ("meta", f"{_OASIS}meta:1.0"),
        ("config", f"{_OASIS}config:1.0"), ("fo", f"{_OASIS}xsl-fo-compatible:1.0"),
        ("svg", f"{_OASIS}svg-compatible:1.0"), ("dc", "http://purl.org/dc/elements/1.1/"),
        ("ooo", "http://openoffice.org/2004/office"),
    )
)  # fmt: skip
_VERSION = 'office:version="1.3"'

CONTENT = f"{_HEAD}<office:document-content {_NAMES} {_VERSION}>"
"""How the part with the cells begins."""

_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="{_OASIS}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MIMETYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml", "settings.xml")
    )
    + "</manifest:manifest>"
)

_PAGE = (
    '<style:page-layout style:name="{name}"><style:page-layout-properties fo:page-width="{width}" '
    'fo:page-height="{height}" style:print-orientation="{way}" fo:margin="1.5cm" style:scale-to-X="1" '
    'style:scale-to-Y="0"/></style:page-layout>'
)
_MASTER = '<style:master-page style:name="{name}" style:display-name="{name}" style:page-layout-name="{name}"/>'
_STYLES = (
    f"{_HEAD}<office:document-styles {_NAMES} {_VERSION}>"
    '<office:font-face-decls><style:font-face style:name="Arial" svg:font-family="Arial"/>'
    "</office:font-face-decls>"
    '<office:styles><style:default-style style:family="table-cell"><style:text-properties style:font-name="Arial" '
    'fo:font-size="11pt" fo:language="en" fo:country="GB"/></style:default-style>'
    '<style:style style:name="Default" style:family="table-cell"/></office:styles>'
    "<office:automatic-styles>"
    + _PAGE.format(name="Rows", width="42cm", height="29.7cm", way="landscape")
    + _PAGE.format(name="About", width="21cm", height="29.7cm", way="portrait")
    + "</office:automatic-styles><office:master-styles>"
    + _MASTER.format(name="Rows")
    + _MASTER.format(name="About")
    + "</office:master-styles></office:document-styles>"
)

_FROZEN = {
    "HorizontalSplitMode": ("short", 0), "VerticalSplitMode": ("short", 2), "HorizontalSplitPosition": ("int", 0),
    "VerticalSplitPosition": ("int", 1), "ActiveSplitRange": ("short", 2), "PositionTop": ("int", 0),
    "PositionBottom": ("int", 1),
}  # fmt: skip
"""The first row stays where it is: a split of the kind 2 (frozen) below row 1."""


class Packing:
    """A zip package with the same bytes whoever writes it and when: every part is dated by one instant."""

    def __init__(self, file: IO[bytes], created: datetime) -> None:
        self._zip, self._created = zipfile.ZipFile(file, "w"), created.astimezone(UTC)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._zip.close()

    def begin(self, name: str, *, kind: int = zipfile.ZIP_DEFLATED) -> IO[bytes]:
        """A part to be written to, a piece at a time, and closed before the next."""
        part = zipfile.ZipInfo(name, self._created.timetuple()[:6])
        part.compress_type, part.create_system, part.external_attr = kind, 3, 0o600 << 16
        return self._zip.open(part, "w")

    def add(self, name: str, text: str, *, kind: int = zipfile.ZIP_DEFLATED) -> None:
        """A whole part."""
        with self.begin(name, kind=kind) as part:
            part.write(text.encode())

    def begin_package(self) -> None:
        """What a reader must find first: what kind of file this is."""
        self.add("mimetype", MIMETYPE, kind=zipfile.ZIP_STORED)

    def end_package(self, title: str, sheets: Sequence[str]) -> None:
        """Everything beside the cells. The first row of each of `sheets` stays in sight."""
        self.add("styles.xml", _STYLES)
        self.add("meta.xml", _meta(title, self._created))
        self.add("settings.xml", _settings(sheets))
        self.add("META-INF/manifest.xml", _MANIFEST)


def _meta(title: str, created: datetime) -> str:
    at = created.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return (
        f"{_HEAD}<office:document-meta {_NAMES} {_VERSION}><office:meta><dc:title>{escape(title)}</dc:title>"
        f"<meta:creation-date>{at}</meta:creation-date><dc:date>{at}</dc:date><dc:language>en-GB</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _settings(sheets: Sequence[str]) -> str:
    def item(name: str, kind: str, value: object) -> str:
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    def of(kind: str, name: str, content: Iterable[str]) -> str:
        return (
            f"<config:config-item-{kind} config:name={quoteattr(name)}>{''.join(content)}</config:config-item-{kind}>"
        )

    frozen = "".join(item(name, kind, value) for name, (kind, value) in _FROZEN.items())
    tables = of("map-named", "Tables", (of("map-entry", sheet, [frozen]) for sheet in sheets))
    view = f"<config:config-item-map-entry>{item('ViewId', 'string', 'view1')}{tables}</config:config-item-map-entry>"
    views = of("map-indexed", "Views", [view])
    return (
        f"{_HEAD}<office:document-settings {_NAMES} {_VERSION}><office:settings>"
        f"{of('set', 'ooo:view-settings', [views])}</office:settings></office:document-settings>"
    )
