"""Later HR files of the demonstration, made from the first: who left, who came back, who started."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date

from elearning.cli.demo.people_file import PERSONAS, SECOND_LEVELS

LEAVERS = 6
STARTERS = 42
STARTER_NAMES = (
    "Abena Mensah", "Bartek Nowak", "Chidi Eze", "Deirdre Quinn", "Emre Yıldız", "Fatima Zahra", "Gwen Pritchard",
    "Hana Svobodová", "Ifeoma Obi", "Jodie Marsh", "Kwame Asante", "Leila Haddad", "Mei Chen", "Nadia Rahman",
    "Oisín Byrne", "Priya Nair", "Rhodri Bevan", "Soraya Amiri", "Tunde Bello", "Usha Rao", "Wiktor Zieliński",
)  # fmt: skip


def _rows(hr_file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(hr_file.decode("utf-8"))))


def _file(rows: Sequence[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _members(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """People with one post who manage nobody and are no persona."""
    managers = {row["line_manager_number"] for row in rows}
    others_than_members = managers | {persona.number for persona in PERSONAS}
    posts = Counter(row["employee_number"] for row in rows)
    return [
        row for row in rows
        if row["employee_number"] and posts[row["employee_number"]] == 1
        and row["employee_number"] not in others_than_members
    ]  # fmt: skip


def departures(hr_file: bytes, last_on: date) -> bytes:
    """A file in which a few people have a last day; one of them is the manager of somebody who stays."""
    rows = _rows(hr_file)
    senior = [row for row in rows if row["post_title"] == SECOND_LEVELS[-1].title]
    leaving = [*senior, *_members(rows)[len(senior) - LEAVERS :]]
    return _file([{**row, "end_date": last_on.isoformat()} for row in leaving])


def returns(hr_file: bytes, first_on: date) -> bytes:
    """A file in which one who left has come back to the same post."""
    returning = _members(_rows(hr_file))[-1]
    return _file([{**returning, "start_date": first_on.isoformat(), "end_date": ""}])


def arrivals(hr_file: bytes, days: Sequence[date]) -> bytes:
    """A file of people who start on these days, in the teams of others."""
    beside = _members(_rows(hr_file))
    rows = []
    for place, first_on in enumerate(days[:STARTERS]):
        name = STARTER_NAMES[place % len(STARTER_NAMES)]
        again = place // len(STARTER_NAMES)
        rows.append(
            {
                **beside[place * 7 % len(beside)],
                "employee_number": f"{300001 + place}",
                "name": name if not again else f"{name.split()[0]} {STARTER_NAMES[place % 5].split()[-1]}",
                "known_as": "",
                "email": f"starter.{300001 + place}@marlshire.example",
                "post_reference": f"NS{place + 1:04}",
                "start_date": first_on.isoformat(),
                "end_date": "",
            }
        )
    return _file(rows)
