"""The formats by the names that the commands know."""

from collections.abc import Callable, Mapping

from elearning.authoring.formats.aiken import read_aiken, write_aiken
from elearning.authoring.formats.carrying import LARGEST_FILE, Carried, Unreadable
from elearning.authoring.formats.gift_read import read_gift
from elearning.authoring.formats.gift_write import write_gift
from elearning.authoring.formats.moodle_read import read_moodle
from elearning.authoring.formats.moodle_write import write_moodle
from elearning.authoring.formats.qti_package import read_qti, write_qti
from elearning.authoring.text_files import decoded


def _of_text(read: Callable[[str], Carried]) -> Callable[[bytes], Carried]:
    def read_bytes(content: bytes) -> Carried:
        text, problems = decoded(content, "")
        if text is None:
            raise Unreadable(problems[0].message, problems[0].line)
        return read(text)

    return read_bytes


def _to_text(write: Callable[[Carried], str]) -> Callable[[Carried], bytes]:
    return lambda carried: write(carried).encode("utf-8")


READERS: Mapping[str, Callable[[bytes], Carried]] = {
    "gift": _of_text(read_gift), "aiken": _of_text(read_aiken), "moodle-xml": read_moodle, "qti": read_qti,
}  # fmt: skip
WRITERS: Mapping[str, Callable[[Carried], bytes]] = {
    "gift": _to_text(write_gift), "aiken": _to_text(write_aiken), "moodle-xml": write_moodle, "qti": write_qti,
}  # fmt: skip


def read_questions_of(format: str, content: bytes) -> Carried:
    """The questions of a file of another system. Raises Unreadable for a file that is refused as a whole."""
    if len(content) > LARGEST_FILE:
        raise Unreadable(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it.")
    return READERS[format](content)
