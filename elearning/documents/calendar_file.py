"""Due dates as a calendar file (RFC 5545): whole days, each known by an id that stays the same."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

MEDIA_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75
"""Bytes in one line, its end not counted."""


class DueDay(NamedTuple):
    """One entry: its id, the day, what it is called, what is said of it, and where it leads."""

    uid: str
    on: date
    title: str
    text: str
    address: str


def calendar_file(entries: Iterable[DueDay], *, name: str, now: datetime) -> bytes:
    """A calendar with a whole-day entry for each day. `now` is when it was made."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//E-learning//Due dates//EN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    for entry in entries:
        lines += _event(entry, now)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _event(entry: DueDay, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(entry.title)}",
        f"DESCRIPTION:{_escaped(entry.text)}",
        f"URL:{entry.address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """Text as a value: white space is folded, for a line break would end it."""
    folded = " ".join(text.split())
    return folded.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[bytes]:
    """A line in parts that are short enough, each but the first begun by a space, and no letter cut in two."""
    part = b""
    for letter in line:
        coded = letter.encode()
        if len(part) + len(coded) > _LONGEST:
            yield part
            part = b" "
        part += coded
    yield part
