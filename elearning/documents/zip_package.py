"""Opening a spreadsheet's zip package within limits: what is declared is checked before anything is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn

from elearning.documents.not_a_table import NotATable

MOST_MEMBERS = 1_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
"""How much smaller than its content a member of more than a megabyte may be packed."""

_ENTRY = b"PK\x01\x02"
_CHUNK = 64 * 1024
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError)


def damaged() -> NotATable:
    """The refusal of a package that cannot be unpacked."""
    return NotATable("The spreadsheet is damaged.", "Open it, save it again and try the new file.")


def _refuse_bomb() -> NoReturn:
    raise NotATable(
        "The file unpacks to far more than a file of people needs.", "Save it again, or save it as CSV UTF-8."
    )


class Package:
    """A zip package. Raises NotATable wherever it is damaged, locked or out of proportion."""

    def __init__(self, content: bytes) -> None:
        if content.count(_ENTRY) > MOST_MEMBERS:
            _refuse_bomb()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _DAMAGED as error:
            raise damaged() from error
        members = self._zip.infolist()
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            _refuse_bomb()
        for member in members:
            if member.file_size > max(1024 * 1024, MOST_RATIO * member.compress_size):
                _refuse_bomb()
            if member.flag_bits & 1:
                raise locked()
        self.names = frozenset(member.filename for member in members)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of a member, a little at a time; zipfile stops at the size that was declared."""
        try:
            with self._zip.open(name) as member:
                while chunk := member.read(_CHUNK):
                    yield chunk
        except _DAMAGED as error:
            raise damaged() from error

    def start(self, name: str, most: int = 1024) -> bytes:
        """The first bytes of a member, or none if it is not there."""
        return next(self.chunks(name), b"")[:most] if name in self.names else b""


def locked() -> NotATable:
    """The refusal of a file that asks for a password."""
    return NotATable("The file is protected by a password.", "Save a copy without a password and try again.")
