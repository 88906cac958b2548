"""The files that are handed out about a random council, opened again and read cell by cell beside the oracle's answers."""

import codecs
import csv
import io
import re
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from python_calamine import CalamineWorkbook

from elearning import clock
from tests import oracle
from tests.guards.visiting import visitor
from tests.integration import pdf_tables
from tests.integration.council_checks import Place, asked_words, run
from tests.integration.council_pages import _day, days_of_year, managers, team_months, team_of, title, told
from tests.oracle_council import CouncilOnDay, Figures, Row, figures
from tests.random_councils import OFFICER


def made(place: Place, day: date, instant: datetime, *arguments: str) -> bytes:
    """The bytes of the file that a command writes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "file"
        run(place, "compliance", *arguments, *asked_words(day, instant), "--out", str(out))
        return out.read_bytes()


COLUMNS = (
    "employee_number", "name", "directorate", "service", "team", "line_manager_number", "line_manager", "module",
    "version", "standing", "counted", "assigned_on", "due_on", "completed_on", "expires_on", "certificate_number",
    "as_at", "known_on",
)  # fmt: skip
"""Of every export, in this order, as issue 3 has it."""


def cells(said: CouncilOnDay, row: Row, **changes: Any) -> list[Any]:
    """A row of an export: texts, whole numbers and dates, with None where there is nothing."""
    counted = "no" if row["standing"] in ("exempt", "on leave") else "yes"
    asked = {"counted": counted, "as_at": said.day, "known_on": said.instant}
    return [{**row, **asked, **changes}[column] for column in COLUMNS]


def read_csv(content: bytes) -> list[list[str]]:
    """The rows of a CSV file, with exactly one leading apostrophe taken away from a cell that has one."""
    assert content.startswith(codecs.BOM_UTF8)
    read = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return [[cell.removeprefix("'") for cell in row] for row in read]


def _same_csv(place: Place, where: str, content: bytes, expected: list[list[Any]]) -> None:
    heading, *found = read_csv(content)
    place.same_rows(where, [heading], [list(COLUMNS)])
    place.same_rows(
        where, [[*row[:-1], datetime.fromisoformat(row[-1])] for row in found], list(map(_as_text, expected))
    )


def _as_text(row: list[Any]) -> list[Any]:
    texts = ["" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell) for cell in row[:-1]]
    return [*texts, row[-1]]


def check_export(place: Place, day: date, instant: datetime) -> None:
    """`compliance export` as CSV, XLSX and ODS, and the same files from the pages: every cell, with its type."""
    said = place.on(day, instant)
    expected = [cells(said, row) for row in said.rows()]
    client = visitor(place.site, OFFICER)
    address = f"?{urlencode({'as_at': day.isoformat(), 'known_on': instant.isoformat()})}"
    by_command = made(place, day, instant, "export", "--format", "csv")
    _same_csv(place, "CSV", by_command, expected)
    place.same(
        "CSV of the page is that of the command", client.get(f"/hr/export.csv{address}").data == by_command, True
    )
    for where, content in (
        ("XLSX", made(place, day, instant, "export", "--format", "xlsx")),
        ("ODS", made(place, day, instant, "export", "--format", "ods")),
        ("XLSX of the page", client.get(f"/hr/export.xlsx{address}").data),
    ):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Compliance")
        heading, *found = sheet.to_python(skip_empty_area=False)
        place.same_rows(where, [heading], [list(COLUMNS)])
        typed = [[*row[:-1], datetime.fromisoformat(str(row[-1]))] for row in found]
        place.same_rows(where, typed, [["" if cell is None else cell for cell in row] for row in expected])


def check_team_csv(place: Place, day: date, instant: datetime) -> None:
    """`compliance team --format csv`: the rows that the export of everybody has of these people."""
    said = place.on(day, instant)
    whole = day.toordinal() % 2 == 1
    manager = largest_team(place, said, whole=whole)
    if manager is None:
        return
    number = place.on(clock.today(), clock.now()).numbers[manager]
    content = made(place, day, instant, "team", number, "--format", "csv", *(["--whole-tree"] if whole else []))
    team = said.reports(manager, whole_tree=whole)
    expected = [cells(said, row) for row in said.rows() if row["person"] in team]
    _same_csv(place, f"CSV of the team of {manager}, whole {whole}", content, expected)


def largest_team(place: Place, said: CouncilOnDay, *, whole: bool) -> int | None:
    """Who has most reports on the day, of those with an employee number today."""
    numbered = place.on(clock.today(), clock.now()).numbers
    return max(numbered, key=lambda one: (len(said.reports(one, whole_tree=whole)), -one), default=None)


def check_team_pdf(place: Place, day: date, instant: datetime) -> None:
    """`compliance team --format pdf`: every cell of its tables, and every figure above them."""
    said = place.on(day, instant)
    whole = day.toordinal() % 2 == 0
    manager = largest_team(place, said, whole=whole)
    if manager is None:
        return
    number = place.on(clock.today(), clock.now()).numbers[manager]
    tree = ["--whole-tree"] if whole else []
    pdf = made(place, day, instant, "team", number, "--format", "pdf", *tree)
    team = said.reports(manager, whole_tree=whole)
    months = [
        figures([row for row in on.rows() if row["person"] in on.reports(manager, whole_tree=whole)])
        for on in (place.on(one, instant) for one in days_of_year(day))
    ]
    _compare_pdf(place, said, f"PDF of the team of {manager}, whole {whole}", pdf, team, months)


def _compare_pdf(
    place: Place, said: CouncilOnDay, where: str, pdf: bytes, team: set[int], months: list[Figures]
) -> None:  # fmt: skip
    rows = [row for row in said.rows() if row["person"] in team]
    in_pdf = pdf_tables.rows_of(pdf)
    found = [row for row in in_pdf if len(row) == 4 and row[0] != "Name"]
    by_month = [row[1:] for row in in_pdf if len(row) == 13][1:]
    if by_month:  # it is there where the document stays one page
        place.same_rows(f"{where}, by month", by_month, [
            ["none" if one["rate"] is None else f"{one['rate']} %" for one in months],
            *([str(one[key]) for one in months] for key in ("compliant", "counted")),
        ])  # fmt: skip
    lines = [[row["name"], row["employee_number"], row["standing"].capitalize(), told(row)] for row in rows]
    place.same_rows(where, sorted(found), sorted(lines))
    text = pdf_tables.text_of(pdf)
    known_on = _day(oracle.london_date(said.instant))
    place.same(f"{where}, as at", f"As at {_day(said.day)}, as known on {known_on} at " in text, True)
    slugs = {title(slug, said.instant): slug for slug in said.by_module() if any(row["module"] == slug for row in rows)}
    totals = [rows, *([row for row in rows if row["module"] == slugs[name]] for name in sorted(slugs))]
    groups = [figures(group) for group in (totals if len(slugs) > 1 else totals[:1]) if group]
    place.same_rows(f"{where}, rates", _RATES.findall(text), [_rate_numbers(one) for one in groups if one["rate"]])
    place.same_rows(f"{where}, sums", _SUMS.findall(text), [_sum_numbers(one) for one in groups])


def check_team_files_of_pages(place: Place, day: date, instant: datetime) -> None:
    """What a manager downloads: the PDF and the CSV of the page, without what is not hers to see (decision 13)."""
    said, now = place.on(day, instant), clock.now()
    whole = day.toordinal() % 2 == 0
    asked = {"as_at": day.isoformat(), "known_on": instant.isoformat(), **({"whole": "1"} if whole else {})}
    for manager in managers(place, day, instant, 1):
        where, client = f"{{}} of the page of the team of {manager}, whole {whole}", visitor(place.site, manager)
        team = team_of(place, manager, day, instant, whole=whole)
        months = [of_day for _, of_day in team_months(place, manager, day, instant, whole=whole)]
        _compare_pdf(place, said, where.format("PDF"), client.get(f"/team.pdf?{urlencode(asked)}").data, team, months)
        may_open = place.on(clock.today(), now).all_reports(manager)
        hidden = {"version": None, "certificate_number": ""}
        expected = [
            cells(said, row, **({} if row["person"] in may_open else hidden))
            for row in said.rows() if row["person"] in team
        ]  # fmt: skip
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"/team.xlsx?{urlencode(asked)}").data))
        in_sheet = sheet.get_sheet_by_index(0).to_python()
        place.same(f"{where.format('XLSX')}, rows", len(in_sheet) - 1, len(expected))
        who = sorted((str(row[0]), str(row[7]), str(row[9])) for row in in_sheet[1:])
        place.same_rows(where.format("XLSX"), who, sorted((one[0], one[7], one[9]) for one in expected))
        heading, *found = read_csv(client.get(f"/team.csv?{urlencode(asked)}").data)
        place.same_rows(where.format("CSV"), [heading], [list(COLUMNS)])
        dated = [[*row[:-1], datetime.fromisoformat(row[-1])] for row in found]
        place.same_rows(where.format("CSV"), sorted(dated), sorted(map(_as_text, expected)))


_RATES = re.compile(r"([\d.]+) % compliant: (\d+) of (\d+) counted")
_SUMS = re.compile(
    r"(\d+) assigned = (\d+) counted \+ (\d+) exempt \+ (\d+) on leave; "
    r"(\d+) counted = (\d+) compliant \+ (\d+) not compliant \+ (\d+) not yet due"
)


def _rate_numbers(of: Figures) -> tuple[str, ...]:
    return of["rate"], str(of["compliant"]), str(of["counted"])


def _sum_numbers(of: Figures) -> tuple[str, ...]:
    names = ("assigned", "counted", "exempt", "on_leave", "counted", "compliant", "not_compliant", "not_yet_due")
    return tuple(str(of[name]) for name in names)
