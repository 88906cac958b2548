"""A QTI package: a zip of items with a list of them. Nothing is unpacked to the disk, and no more than its limits."""

import io
import zipfile

from elearning.authoring.formats.carrying import LARGEST_FILE, MOST_QUESTIONS, Carried, Unreadable
from elearning.authoring.formats.qti_read import read_item
from elearning.authoring.formats.qti_write import items, manifest
from elearning.authoring.formats.xml_tree import local, read_xml

_MANIFEST = "imsmanifest.xml"
_DAY = (2026, 1, 1, 0, 0, 0)
"""The same questions make the same bytes."""


def _documents(content: bytes) -> list[tuple[str, bytes]]:
    """Each XML document of a package by its name; the list of them is not needed. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            inside = [one for one in package.infolist() if one.filename.casefold().endswith(".xml")]
            if len(inside) > MOST_QUESTIONS + 10:
                raise Unreadable(f"The package has more than {MOST_QUESTIONS:,} documents. Split it.")
            found, left = [], LARGEST_FILE
            for one in inside:
                with package.open(one) as file:
                    text = file.read(left + 1)
                left -= len(text)
                if left < 0:
                    raise Unreadable(f"The package holds more than {LARGEST_FILE // 1024 // 1024} MB. Split it.")
                found.append((one.filename, text))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Unreadable("The package is damaged, cut off or locked with a password. Export it again.") from error
    return found


def _read_document(name: str, content: bytes, carried: Carried) -> None:
    """Take the item of one document; lists, tests and whatever else a package holds are passed by."""
    root = read_xml(content)
    if local(str(root.tag)) == "assessmentItem":
        read_item(root, carried)
    elif local(str(root.tag)) == "assessmentTest":
        carried.note(name, 0, "The test's own order and rules are left out: a module has its own.")
    elif local(str(root.tag)) not in ("manifest",):
        carried.lose(name, 0, f"It is no item of QTI 2.1 or 2.2: it begins with <{local(str(root.tag))}>.")


def read_qti(content: bytes) -> Carried:
    """Every item of a package, or of one document, and what could not be taken. Raises Unreadable."""
    carried = Carried()
    if not content.startswith(b"PK"):
        _read_document("the file", content, carried)
        return carried
    for name, document in _documents(content):
        try:
            _read_document(name, document, carried)
        except Unreadable as reason:
            carried.lose(name, reason.line, reason.message)
    if not carried.drafts and not carried.remarks:
        raise Unreadable("There is no item of QTI in this package.")
    return carried


def write_qti(carried: Carried) -> bytes:
    """The questions as a package of QTI 2.1; remarks on what it has no place for go to `carried`."""
    made = items(carried)
    documents = {_MANIFEST: manifest(list(made)), **{f"items/{name}.xml": item for name, item in made.items()}}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in documents.items():
            package.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
