"""Makes the demonstration's HR file, always the same for the same number of people. people.csv holds its
1,000.

`python -m elearning.cli.demo.people_file 1000 elearning/cli/demo/people.csv` writes it.
"""

import csv
import io
import random
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from elearning.cli.demo.names import FAMILY, GIVEN, UNUSUAL
from elearning.cli.demo.structure import AREAS, CHIEF, SERVICES, Service
from elearning.domain.hr_mapping import COLUMNS

PEOPLE_CSV = Path(__file__).parent / "people.csv"
DOMAIN = "marlshire.example"
FEWEST = 60
"""A council of fewer people has no room for the personas and their teams."""

_SEED = 1889
_TEAM_SIZE = 9
_VACANT_TEAM = 5  # its manager's post is vacant
_FIRST_START, _LAST_START = date(2009, 1, 5), date(2025, 9, 29)
_FIRST_NUMBER = 100007  # the personas have those before

Value = TypeVar("Value")


@dataclass(frozen=True)
class Persona:
    """Somebody whom the demonstration speaks of by name."""

    number: str
    name: str
    title: str
    team: str
    start: str
    is_manager: bool = False


PERSONAS = (
    Persona("100001", "Amina Yusuf", "Library assistant", "Branch libraries", "2023-05-02"),
    Persona("100002", "Ben Okafor", "Team manager", "Branch libraries", "2016-09-05", is_manager=True),
    Persona("100003", "Carys Morgan", "HR adviser", "HR advice", "2014-02-03"),
    Persona("100004", "Dev Patel", "Highways technician", "Road maintenance", "2019-11-11"),
    Persona("100005", "Efa Rhys", "Digital content officer", "Digital communications", "2018-06-18"),
    Persona("100006", "Fran Adeyemi", "HR business partner", "HR advice", "2011-10-03"),
)


class SecondLevel(NamedTuple):
    """A team in which some people report to a senior colleague, and some to a vacant post beside them."""

    team: str
    title: str
    below: int
    below_vacant: int


SECOND_LEVELS = (
    SecondLevel("Branch libraries", "Senior librarian", 2, 2),
    SecondLevel("Road maintenance", "Senior technician", 1, 0),
)
"""The first is Ben's. The senior of the second leaves, and whoever is below them has no manager in post."""


@dataclass(frozen=True)
class _Team:
    service: Service
    name: str


@dataclass
class _File:
    """The rows so far, and what has been given out."""

    count: int
    chance: random.Random = field(default_factory=lambda: random.Random(_SEED))
    rows: list[dict[str, str]] = field(default_factory=list)
    emails: set[str] = field(default_factory=set)
    people: int = 0

    def pick(self, values: Sequence[Value]) -> Value:
        """One of the values, by random() alone, which every Python repeats for the same seed."""
        return values[int(self.chance.random() * len(values))]

    def day(self, earliest: date = _FIRST_START) -> str:
        """A working day between a first and the last start."""
        day = earliest + timedelta(days=int(self.chance.random() * ((_LAST_START - earliest).days + 1)))
        return (day - timedelta(days=max(0, day.weekday() - 4))).isoformat()

    def add(self, service: Service, *, service_name: str, team: str, **cells: str) -> dict[str, str]:
        """Add a row; cells that are not given are empty."""
        row = dict.fromkeys(COLUMNS, "")
        reference = f"MC{len(self.rows) + 1:05}"
        row.update(post_reference=reference, directorate=service.directorate, service=service_name, team=team)
        row.update(cells)
        self.rows.append(row)
        return row

    def person(self, *, has_email: bool = True) -> dict[str, str]:
        """The cells of somebody new, but for the post."""
        ordinal = self.people
        self.people += 1
        name, known_as = self._name(ordinal)
        number = str(_FIRST_NUMBER + ordinal)
        if ordinal % 97 == 50:
            number = f"00{number[2:]}"  # numbers of an older payroll begin with zeros
        email = self.email(known_as or name) if has_email else ""
        return {"employee_number": number, "name": name, "known_as": known_as, "email": email, "start_date": self.day()}

    def _name(self, ordinal: int) -> tuple[str, str]:
        if ordinal % 40 == 30 and ordinal // 40 < len(UNUSUAL):
            return UNUSUAL[ordinal // 40]
        given, family = self.pick(GIVEN), self.pick(FAMILY)
        if self.chance.random() < 0.05:
            return f"{given} {self.pick(GIVEN)} {family}", f"{given} {family}"
        return f"{given} {family}", ""

    def email(self, name: str) -> str:
        """An address made of the plain letters of a name, with a number where somebody else has it."""
        plain = unicodedata.normalize("NFKD", name.translate(_PLAIN)).encode("ascii", "ignore").decode()
        words = ["".join(filter(str.isalnum, word)) for word in plain.lower().split()]
        stem = ".".join(word for word in (words[0], *words[1:][-1:]) if word)
        email, again = f"{stem}@{DOMAIN}", 1
        while email in self.emails:
            again += 1
            email = f"{stem}{again}@{DOMAIN}"
        self.emails.add(email)
        return email


_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "ı": "i", "Æ": "Ae", "æ": "ae", "Þ": "Th", "ø": "o", "ß": "ss"})


def _teams(count: int) -> list[_Team]:
    """The teams of a council of this size: one of each service, then a second; then the same by area."""
    wanted = max(len(SERVICES) if count >= 300 else _VACANT_TEAM + 1, count // _TEAM_SIZE)
    rounds = max(len(service.teams) for service in SERVICES)
    plain = [_Team(s, s.teams[at]) for at in range(rounds) for s in SERVICES if at < len(s.teams)]
    teams = list(plain)
    lap = 0
    while len(teams) < wanted:
        area = AREAS[lap % len(AREAS)] + (f" {lap // len(AREAS) + 1}" if lap >= len(AREAS) else "")
        teams.extend(_Team(team.service, f"{team.name}, {area}") for team in plain)
        lap += 1
    return teams[:wanted]


def _add_heads(file: _File, teams: list[_Team]) -> dict[str, str]:
    """The chief executive, the directors and the heads of service; returns the heads' numbers by service."""
    services = list(dict.fromkeys(team.service for team in teams))
    chief = file.add(
        services[0]._replace(directorate=CHIEF), service_name="", team="", post_title="Chief executive",
        staff_group="Management", **file.person(),
    )  # fmt: skip
    directors = {CHIEF: chief["employee_number"]}
    heads: dict[str, str] = {}
    for service in services:
        if service.directorate not in directors:
            row = file.add(
                service, service_name="", team="", post_title=f"Director of {service.directorate}",
                staff_group="Management", line_manager_number=directors[CHIEF], **file.person(),
            )  # fmt: skip
            directors[service.directorate] = row["employee_number"]
        row = file.add(
            service, service_name=service.name, team="", post_title=f"Head of {service.name}",
            staff_group="Management", line_manager_number=directors[service.directorate], **file.person(),
        )  # fmt: skip
        heads[service.name] = row["employee_number"]
    return heads


def _add_managers(file: _File, teams: list[_Team], heads: dict[str, str]) -> list[str]:
    """The team managers; returns for each team the manager's number or the vacant post's reference."""
    managers: list[str] = []
    for at, team in enumerate(teams):
        persona = next((p for p in PERSONAS if p.is_manager and p.team == team.name), None)
        cells = {"employee_number": "", "name": ""}
        if persona:
            cells = _cells(file, persona)
        elif at != _VACANT_TEAM:
            cells = file.person()
        row = file.add(
            team.service, service_name=team.service.name, team=team.name,
            **{"post_title": "Team manager", "staff_group": "Management", **cells},
            line_manager_number=heads[team.service.name],
        )  # fmt: skip
        managers.append(row["employee_number"] or row["post_reference"])
    return managers


def _cells(file: _File, persona: Persona) -> dict[str, str]:
    return {
        "employee_number": persona.number, "name": persona.name, "email": file.email(persona.name),
        "post_title": persona.title, "start_date": persona.start,
    }  # fmt: skip


def _add_members(file: _File, teams: list[_Team], managers: list[str]) -> None:
    """The personas who manage nobody, then everybody else, team by team; some have a second post."""
    for persona in (p for p in PERSONAS if not p.is_manager):
        at = next(at for at, team in enumerate(teams) if team.name == persona.team)
        service = teams[at].service
        file.add(
            service, service_name=service.name, team=persona.team, staff_group="Office",
            line_manager_number=managers[at], **_cells(file, persona),
        )  # fmt: skip
    turn = 0
    while file.people + len(PERSONAS) < file.count:
        at = turn % len(teams)
        turn += 1
        service = teams[at].service
        is_frontline = service.is_frontline and file.chance.random() < 0.8
        person = file.person(has_email=not (is_frontline and file.chance.random() < 0.6))
        where = {"service_name": service.name, "team": teams[at].name, "line_manager_number": managers[at]}
        group = "Frontline" if is_frontline else "Office"
        file.add(service, post_title=file.pick(service.titles), staff_group=group, **where, **person)
        if turn % 60 == 25:
            _add_second_post(file, person, teams, managers, at=(at + 7) % len(teams), group=group)


def _add_second_post(
    file: _File, person: dict[str, str], teams: list[_Team], managers: list[str], *, at: int, group: str
) -> None:
    service = teams[at].service
    later = file.day(date.fromisoformat(person["start_date"]))
    where = {"service_name": service.name, "team": teams[at].name, "line_manager_number": managers[at]}
    cells = {**person, "start_date": max(later, person["start_date"]), "post_title": file.pick(service.titles)}
    file.add(service, staff_group=group, **where, **cells)


def _add_second_level(file: _File) -> None:
    """In two teams some people report to a senior colleague or to a vacant post, and so only further down to the team's
    manager."""
    named = {persona.number for persona in PERSONAS}
    posts = Counter(row["employee_number"] for row in file.rows)
    for team, title, below, below_vacant in SECOND_LEVELS:
        senior, *others = [
            row for row in file.rows
            if row["team"] == team and row["staff_group"] != "Management" and posts[row["employee_number"]] == 1
            and row["employee_number"] not in named
        ]  # fmt: skip
        senior["post_title"] = title
        for row in others[:below]:
            row["line_manager_number"] = senior["employee_number"]
        if not below_vacant:
            continue
        nobody = dict.fromkeys(("employee_number", "name", "known_as", "email", "start_date"), "")
        vacant = {**senior, **nobody, "post_reference": f"MC{len(file.rows) + 1:05}"}
        file.rows.append(vacant)
        for row in others[below : below + below_vacant]:
            row["line_manager_number"] = vacant["post_reference"]


def people_file(count: int = 1000) -> str:
    """The text of an HR file, as CSV, with this many people. Raises ValueError for fewer than FEWEST."""
    if count < FEWEST:
        raise ValueError(f"The demonstration needs at least {FEWEST} people.")
    file = _File(count)
    teams = _teams(count)
    managers = _add_managers(file, teams, _add_heads(file, teams))
    _add_members(file, teams, managers)
    _add_second_level(file)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(file.rows)
    return out.getvalue()


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(people_file(int(sys.argv[1])), encoding="utf-8")
