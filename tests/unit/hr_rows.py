"""Rows of HR's file for tests: short words in, all thirteen columns out; optional ones stand where a row has them."""

from datetime import date

from elearning.domain.hr_file import SheetRow
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_mapping import COLUMNS, OPTIONAL_COLUMNS
from elearning.domain.hr_plan import ImportPlan
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import Organisation

TODAY = date(2026, 11, 22)


def cells(
    *, number: str, name: str = "Somebody", known_as: str = "", email: str = "", post: str = "A",
    title: str = "Officer",
    directorate: str = "Resources", service: str = "Finance", team: str = "Treasury", manager: str = "",
    start: str = "2020-01-06", end: str = "", group: str = "Office",
) -> dict[str, str]:  # fmt: skip
    """One row by its headings."""
    values = (number, name, known_as, email, post, title, directorate, service, team, manager, start, end, group)
    return dict(zip(COLUMNS, values, strict=True))


def sheet(*rows: dict[str, str]) -> list[SheetRow]:
    """Headings and rows, numbered as a spreadsheet shows them."""
    headings = (*COLUMNS, *(column for column in OPTIONAL_COLUMNS if any(column in row for row in rows)))
    lines = (tuple(row.get(heading, "") for heading in headings) for row in rows)
    return [SheetRow(1, headings), *(SheetRow(at, line) for at, line in enumerate(lines, 2))]


def plan(*rows: dict[str, str], current: Organisation | None = None, today: date = TODAY) -> ImportPlan:
    """What these rows would change."""
    return plan_import(current or Organisation(), parse_people(sheet(*rows)), today=today)
