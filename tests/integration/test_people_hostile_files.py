"""Files that HR systems and people get wrong, generated with what is wrong known: all of it is named, nothing else is done."""

import csv
import io
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from elearning.cli.demo.people_file import people_file
from elearning.documents.tables import NotATable, read_table
from elearning.domain.access import Actor
from elearning.domain.hr_brakes import Consent, brakes
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_mapping import COLUMNS, heading_key
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import Organisation
from elearning.orm import WRITES
from elearning.queries.people import current_organisation
from elearning.services.people import apply_import
from tests.spreadsheets_written import ods, xlsx

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
PEOPLE = list(csv.DictReader(io.StringIO(people_file(60))))
FAULTS = {
    "employee_number": ["1.00001E+05", "=A1", "#N/A", "x" * 50],
    "name": ["", "#REF!", "\x07", "N\ufffd"],
    "email": ["nobody", "a@b", "a b@c.example", "#VALUE!"],
    "post_reference": ["", "=A2", "y" * 80],
    "post_title": ["", "z" * 300],
    "directorate": [""],
    "line_manager_number": ["999999", "=B1", "1.0E5", "#N/A"],
    "start_date": ["", "1/3/26", "31/02/2026", "soon", "46082", "2026-13-01", "#NOT CALCULATED"],
    "end_date": ["never", "1/3/26", "01/01/1900", "#NAME?"],
}


@dataclass
class Spoilt:
    """A file with what is wrong with it: the rows and columns that must be named, as a spreadsheet numbers them."""

    rows: list[list[str]]
    faults: set[tuple[int, str]] = field(default_factory=set)

    def encoded(self, chance: random.Random) -> bytes:
        kind = chance.choice(["csv", "csv", "csv", "cp1252", "utf-16", "semicolons", "xlsx", "ods"])
        if kind == "xlsx" and not self._has("\x07"):
            return xlsx(self.rows)
        if kind == "ods" and not self._has("\x07"):
            return ods(self.rows)
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";" if kind == "semicolons" else ",").writerows(self.rows)
        try:
            return out.getvalue().encode(kind if kind in ("cp1252", "utf-16") else "utf-8")
        except UnicodeEncodeError:  # Windows has no letter for some names
            return out.getvalue().encode()

    def column(self, name: str) -> int:
        """Where a column stands."""
        return next(at for at, heading in enumerate(self.rows[0]) if heading_key(heading) == heading_key(name))

    def without_manager(self) -> set[int]:
        """Rows that name somebody whose own number was spoilt."""
        number, post, manager = map(self.column, ("employee_number", "post_reference", "line_manager_number"))
        named = {row[at] for row in self.rows[1:] for at in (number, post)} | {""}
        return {at for at, row in enumerate(self.rows[1:], 2) if row[manager] not in named}

    def _has(self, letter: str) -> bool:
        return any(letter in cell for row in self.rows for cell in row)


def spoilt(chance: random.Random) -> Spoilt:
    """A whole council of sixty with faults in up to a third of its rows, in any order, among blank rows."""
    columns = list(COLUMNS)
    chance.shuffle(columns)
    people = [dict(row) for row in PEOPLE]
    chance.shuffle(people)
    headings = [chance.choice([c, c.upper(), c.replace("_", " ").title(), c.replace("_", "")]) for c in columns]
    made = Spoilt([headings])
    share = chance.choice([0, 0.05, 0.3])
    for person in people:
        while chance.random() < 0.05:
            made.rows.append([""] * len(columns))
        if person["name"] and chance.random() < share:
            column = chance.choice(sorted(FAULTS))
            person[column] = chance.choice(FAULTS[column])
            made.faults.add((len(made.rows) + 1, column))
        made.rows.append([person[column] for column in columns])
    return made


def check_named(seed: int) -> None:
    """Every fault is named by row and column, and no row that has none is called wrong."""
    chance = random.Random(seed)
    made = spoilt(chance)
    plan = plan_import(Organisation(), parse_people(read_table(made.encoded(chance)).rows), today=TODAY)
    below = {one for one in plan.listed if one.remedy == "Mend that row first."}
    named = {(one.row, one.column) for one in {*plan.problems, *plan.listed} - below}
    assert made.faults <= named, (seed, made.faults - named)
    assert all(one.problem and one.remedy for one in (*plan.problems, *plan.waiting, *plan.listed))
    bad_rows = {row for row, _ in made.faults} | made.without_manager()
    assert {row for row, _ in named} == bad_rows, (seed, named)


def check_applied(engine: Any, seed: int) -> None:
    """The rest is applied when its faults are left out, and the same file again changes nothing."""
    chance = random.Random(seed)
    content = spoilt(chance).encoded(chance)
    with Session(engine) as session:
        session.connection(execution_options={WRITES: True})
        for is_second in (False, True):
            plan = plan_import(current_organisation(session), parse_people(read_table(content).rows), today=TODAY)
            assert plan.is_empty or not is_second, seed
            apply_import(
                session, plan, actor=Actor(name="test"), now=NOW, today=TODAY, file_name="f", sha256="0" * 64,
                consent=Consent(leave_out=True),
            )  # fmt: skip
            session.expire_all()
        session.rollback()


def check_survived(seed: int) -> None:
    """Whatever is done to the bytes of a file, it is read or refused with what to do, in little time."""
    chance = random.Random(seed)
    content = bytearray(spoilt(chance).encoded(chance))
    for _ in range(chance.choice([1, 3, 40])):
        at = chance.randrange(len(content))
        piece = chance.choice([b'"', b"\0", b"\r", b"\xff", b",", b"=", b"\xff\xfe", bytes([chance.randrange(256)])])
        content[at : at + chance.choice([0, 1, 200])] = piece
    began = time.process_time()
    try:
        plan = plan_import(Organisation(), parse_people(read_table(bytes(content)).rows), today=TODAY)
        brakes(plan, today=TODAY, percent=10)
    except NotATable as refused:
        assert len(refused.reasons) == 2, seed  # noqa: PT017
    assert time.process_time() - began < 30


@pytest.mark.parametrize("block", range(10))
def test_a_hundred_spoilt_files_are_told_all_that_is_wrong(engine: Any, block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        check_named(seed)
        check_survived(seed)
    check_applied(engine, block)


@pytest.mark.heavy
@pytest.mark.parametrize("block", range(50))
def test_five_thousand_spoilt_files_are_told_all_that_is_wrong(engine: Any, block: int) -> None:
    for seed in range(1_000 + block * 100, 1_100 + block * 100):
        check_named(seed)
        check_survived(seed)
        if seed % 10 == 0:
            check_applied(engine, seed)
