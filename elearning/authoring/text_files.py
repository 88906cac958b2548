"""Authors' files to text with Unix line endings, or to the reason why they cannot be read. It gives no meaning."""

import re
from pathlib import Path

from elearning.domain.problems import Problem

LARGEST_FILE, LARGEST_LESSON, LARGEST_REFERENCE = 256 * 1024, 16 * 1024, 48 * 1024
"""Bytes. A lesson has a few thousand; Markdown takes time with the square of its length."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]")


def shown_path(path: Path) -> str:
    """The path as a person would type it: from the current folder where it is inside."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError, RuntimeError):  # RuntimeError: links that lead in a circle
        return str(path)


def strange_character(text: str) -> str | None:
    """The name of the first character that no file may hold: control, half a pair, or for private use."""
    found = _CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def decoded(content: bytes, path: str) -> tuple[str | None, list[Problem]]:
    """The text of UTF-8 bytes with Unix line endings, or None and on which line it is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, [Problem("This line is not UTF-8 text. Save the file as UTF-8.", path, line)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for line, content_of_line in enumerate(text.split("\n"), 1):
        if strange := strange_character(content_of_line):
            message = f"This line holds the character {strange}, which cannot be shown. Take it out."
            return None, [Problem(message, path, line)]
    return text, []


def read_text(path: Path, *, largest: int = LARGEST_FILE) -> tuple[str | None, list[Problem]]:
    """A file's text, or None and what is wrong with it."""
    shown = shown_path(path)
    try:
        if not path.is_file():
            return None, [Problem("There is no such file. Write it.", shown)]
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except (OSError, ValueError) as error:
        return None, [Problem(f"The file cannot be read: {getattr(error, 'strerror', None) or error}.", shown)]
    if len(content) > largest:
        return None, [Problem(f"The file is larger than {largest // 1024} KB. Split it.", shown)]
    return decoded(content, shown)
