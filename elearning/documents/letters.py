"""Messages to people in plain English: what is due and by when, where to go, whom to ask, and nothing else."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from elearning.domain.calendar import british_date
from elearning.domain.facts import Standing
from elearning.domain.reminders import Kind, TeamRow, is_late

MOST_LISTED = 40
"""People whom a digest lists one by one; of the rest it says how many they are."""


class Sender(NamedTuple):
    """On whose behalf a message goes: the council, the address of the site, and whom to ask."""

    council_name: str
    address: str
    contact: str


class Line(NamedTuple):
    """One module of a reminder: its title, what is said of it, and the day that matters."""

    title: str
    kind: Kind
    on: date


class Letter(NamedTuple):
    """A message: its subject on one line and its text."""

    subject: str
    text: str


class TeamLine(NamedTuple):
    """One person of a team on one module, by name and title."""

    name: str
    title: str
    row: TeamRow


_SAID = {
    Kind.BEFORE_DUE: "{title} is due on {on}.",
    Kind.DUE: "{title} is due on {on}. This is the last working day before that ends.",
    Kind.OVERDUE: "{title} was due on {on} and is not completed.",
    Kind.EXPIRED: "{title}: your completion has run out, and it was due again on {on}.",
    Kind.EXPIRING: "{title}: your completion runs out at the end of {on}. Complete it again before then.",
}
_SUBJECTS = {
    Kind.BEFORE_DUE: "{title}: due on {on}",
    Kind.DUE: "{title}: due on {on}",
    Kind.OVERDUE: "{title}: was due on {on}",
    Kind.EXPIRED: "{title}: ran out, was due on {on}",
    Kind.EXPIRING: "{title}: runs out on {on}",
}


def _one_line(text: str, most: int) -> str:
    """Text for a header: no line breaks, and not longer than there is room for."""
    folded = " ".join(text.split())
    return folded if len(folded) <= most else folded[: most - 1] + "…"


def _ending(sender: Sender) -> str:
    return (
        f"If this is wrong, or something keeps you from doing it, ask {sender.contact}.\n\n"
        f"{sender.council_name}\n"
        "This message was sent automatically. It cannot be answered.\n"
    )


def reminder_letter(name: str, lines: Sequence[Line], sender: Sender) -> Letter:
    """What one person is told of their own modules: at least one."""
    first = lines[0]
    subject = _SUBJECTS[first.kind].format(title=_one_line(first.title, 120), on=british_date(first.on))
    if len(lines) > 1:
        subject = f"{len(lines)} modules to complete"
    said = "\n".join(_SAID[line.kind].format(title=line.title, on=british_date(line.on)) for line in lines)
    text = f"Hello {name},\n\n{said}\n\nYour tasks: {sender.address}/\n\n{_ending(sender)}"
    return Letter(_one_line(subject, 200), text)


_TEAM_SAID = {
    Standing.OVERDUE: "was due on",
    Standing.EXPIRED: "ran out, was due again on",
    Standing.EXPIRING: "runs out on",
    Standing.IN_PROGRESS: "is due on",
    Standing.NOT_STARTED: "is due on",
}


_ASKS, _ASK = "asks for more time", "ask for more time"


def _people(lines: Sequence[TeamLine], one: str, several: str) -> str:
    """'1 person of your team is late', or how many are; nothing of nobody."""
    people = len({line.row.person_id for line in lines})
    if not people:
        return ""
    return f"1 person of your team {one}" if people == 1 else f"{people} people of your team {several}"


def _team_line(line: TeamLine) -> str:
    row = line.row
    if row.wished_on:
        return f"- {line.name}: {line.title}, due by {british_date(row.on)}, until {british_date(row.wished_on)}"
    return f"- {line.name}: {line.title}, {_TEAM_SAID[row.standing]} {british_date(row.on)}"


def _team_lines(lines: Sequence[TeamLine]) -> str:
    said = [_team_line(line) for line in lines[:MOST_LISTED]]
    if len(lines) > MOST_LISTED:
        said.append(f"- and {len(lines) - MOST_LISTED} more")
    return "\n".join(said)


def digest_letter(name: str, lines: Sequence[TeamLine], sender: Sender) -> Letter:
    """What a line manager is told of their team: who is late, who waits for them to decide about more time, and what
    comes next. At least one is late or waits."""
    ordered = sorted(lines, key=lambda line: (line.row.on, line.name.casefold(), line.title))
    late = [line for line in ordered if is_late(line.row)]
    asking = [line for line in ordered if line.row.wished_on]
    soon = [line for line in ordered if not is_late(line.row) and not line.row.wished_on]
    said = [words for words in (_people(late, "is late", "are late"), _people(asking, _ASKS, _ASK)) if words]
    parts = [f"Hello {name},"]
    if late:
        parts.append(f"{said[0]}:\n{_team_lines(late)}")
    if asking:
        parts.append(f"{said[-1]}. You decide, or HR does:\n{_team_lines(asking)}")
    if soon:
        parts.append(f"Due or running out soon:\n{_team_lines(soon)}")
    parts.append(f"Your team, with what to do about each: {sender.address}/team")
    return Letter(said[0], "\n\n".join(parts) + "\n\n" + _ending(sender))


def nudge_letter(name: str, by: str, lines: Sequence[Line], sender: Sender, *, stands_in_for: str = "") -> Letter:
    """What somebody who is late is told because their line manager, or who stands in for them, asked for it."""
    asks = f"{by}, who stands in for {stands_in_for}," if stands_in_for else by
    subject = f"A reminder from {by}: {lines[0].title}" if len(lines) == 1 else f"A reminder from {by}"
    said = "\n".join(_SAID[line.kind].format(title=line.title, on=british_date(line.on)) for line in lines)
    text = (
        f"Hello {name},\n\n{asks} has asked us to remind you:\n\n{said}\n\n"
        f"You can begin, or go on from where you stopped, at any time: {sender.address}/\n\n"
        f"If something keeps you from it, or you need time in work for it, please tell {by}, or ask {sender.contact}. "
        "If you have just completed it, thank you: there is nothing more to do.\n\n"
        f"{sender.council_name}\n"
        f"This message was sent for {f'{by} and {stands_in_for}' if stands_in_for else by}. It cannot be answered.\n"
    )
    return Letter(_one_line(subject, 200), text)
