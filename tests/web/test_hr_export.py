"""Carys takes compliance away as a file: of the day and the people she asked for, streamed, recorded, explained."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from elearning import clock
from elearning.documents.compliance_table import COLUMNS, HEADINGS, STANDINGS
from elearning.domain.reports import ReportRow
from elearning.extensions import db
from elearning.models.accesses import Access, AccessSubject
from elearning.queries.compliance import report_rows
from elearning.transaction import settled_now
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.web import council
from tests.web.browsing import Browser, words

TODAY = clock.today()


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """The council, settled."""
    return council.settle(site, town)


@pytest.fixture
def carys(site: Flask, town: Town) -> Browser:
    """Carys, signed in."""
    browser = Browser(site)
    browser.client = visitor(site, town.carys)
    return browser


def rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def csv_of(browser: Browser, **asked: object) -> list[dict[str, str]]:
    """The rows of the CSV that is asked for."""
    answer = browser.client.get("/hr/export.csv", query_string=asked)
    assert answer.status_code == 200
    return rows(answer.data)


def accesses(site: Flask) -> list[tuple[str, str, int, set[int]]]:
    """Every look that was recorded: its kind, what was seen, how many people, and who."""
    with site.app_context():
        found = [
            (kind, what, people, set(db.session.scalars(select(AccessSubject.person_id).filter_by(access_id=id))))
            for id, kind, what, people in db.session.execute(
                select(Access.id, Access.kind, Access.what, Access.people).order_by(Access.id)
            ).all()
        ]
        db.session.remove()
    return found


def test_the_page_says_what_every_column_and_standing_means(carys: Browser, ids: dict[str, int]) -> None:
    page = carys.go("/hr/export")
    assert page.status == 200 and page.heading == "Export compliance"
    said = {words(row[0]): words(row[1]) for row in page.all("tr") if len(row) == 2}
    assert {column.name: column.meaning for column in COLUMNS}.items() <= said.items()
    assert {standing.value: meaning for standing, meaning in STANDINGS}.items() <= said.items()


def test_the_form_gives_a_file_of_the_day_that_was_typed(carys: Browser, ids: dict[str, int]) -> None:
    page = carys.go("/hr/export")
    form = page.form("export.xlsx")
    other = [button.get("formaction") for button in page.all("button")]
    assert form["action"] == "/hr/export.xlsx" and "/hr/export.csv" in other
    typed = {"as_at": "1/6/2021", "known_on": "", "unit": "", "module": "", "standing": ""}
    answer = carys.client.get("/hr/export.csv", query_string=typed)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="compliance-2021-06-01.csv"'
    assert answer.mimetype == "text/csv" and answer.headers["Cache-Control"] == "no-store"
    assert {row["as_at"] for row in rows(answer.data)} == {"2021-06-01"}


def test_csv_and_xlsx_of_the_same_instant_say_the_same_and_give_the_same_bytes_again(
    site: Flask, carys: Browser, ids: dict[str, int]
) -> None:
    with site.app_context():
        asked = {"as_at": TODAY.isoformat(), "known_on": settled_now(db.session).isoformat()}
    first = {kind: carys.client.get(f"/hr/export.{kind}", query_string=asked) for kind in ("csv", "xlsx", "ods")}
    assert {answer.status_code for answer in first.values()} == {200}
    assert int(first["xlsx"].headers["Content-Length"]) == len(first["xlsx"].data)
    version = builders.small_version("done", title="Bribery")
    change(site, lambda session: Learner(session, ids["kim"], version, clock.now()).complete())
    for kind, answer in first.items():
        assert carys.client.get(f"/hr/export.{kind}", query_string=asked).data == answer.data
    assert csv_of(carys, **{**asked, "known_on": ""}) != rows(first["csv"].data)
    [headings, *lines] = (
        CalamineWorkbook.from_filelike(io.BytesIO(first["xlsx"].data)).get_sheet_by_index(0).to_python()
    )
    assert tuple(headings) == HEADINGS
    assert [line[0] for line in lines] == [row["employee_number"] for row in rows(first["csv"].data)]


def test_unit_module_and_standing_narrow_the_file_to_the_people_of_that_figure(
    carys: Browser, ids: dict[str, int]
) -> None:
    everybody = csv_of(carys)
    late = [(row["name"], row["module"]) for row in everybody if row["standing"] == "overdue"]
    assert [(row["name"], row["module"]) for row in csv_of(carys, standing="overdue")] == late != []
    assert {row["module"] for row in csv_of(carys, module="done")} == {"done"}
    care = {row["name"] for row in csv_of(carys, unit=ids["care"])}
    assert "Pat Both" in care and "Kim Late" not in care
    place = {row["name"] for row in csv_of(carys, unit=ids["place"])}
    assert {"Kim Late", "Pat Both"} <= place and "Nia Away" not in place
    assert csv_of(carys, unit=0) == [] and len(everybody) > len(care)


def test_a_staff_group_narrows_the_file_and_with_a_unit_one_post_is_in_both(
    site: Flask, carys: Browser, ids: dict[str, int]
) -> None:
    assert {row["name"] for row in csv_of(carys, staff_group="Carers")} == {"Pat Both"}
    assert accesses(site)[-1][1].endswith("Staff group: Carers") and accesses(site)[-1][3] == {ids["pat"]}
    assert csv_of(carys, staff_group="Carers", unit=ids["place"]) == [], "Pat is a carer in Care"
    assert {row["name"] for row in csv_of(carys, staff_group="Carers", unit=ids["care"])} == {"Pat Both"}
    page = carys.go("/hr/export?staff_group=Wizards")
    assert page.status == 400 and "There is no such staff group on this day" in page.main


def test_every_export_is_recorded_with_exactly_those_who_are_in_it(
    site: Flask, carys: Browser, ids: dict[str, int]
) -> None:
    carys.go("/hr/export")
    assert accesses(site) == []
    overdue = csv_of(carys, standing="overdue", module="done", unit=ids["place"])
    carys.client.get("/hr/export.xlsx").close()
    [(kind, what, people, who), (_, second, count, everybody)] = accesses(site)
    assert kind == "export" and people == len(who) == len({row["employee_number"] for row in overdue}) > 0
    assert who == {ids["kim"], ids["lou"], ids["pat"]} and count == len(everybody) > people
    assert what == f"Compliance as CSV, as at {TODAY.isoformat()}: Module: Bribery; Unit: Place; Standing: overdue"
    assert second.startswith("Compliance as XLSX")


def test_nothing_is_read_that_is_not_recorded_first(
    site: Flask, carys: Browser, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[int] = []

    def reading(*args: Any, **more: Any) -> Iterator[ReportRow]:
        recorded.append(len(accesses_now()))
        yield from report_rows(*args, **more)

    def accesses_now() -> list[int]:
        return list(db.session.scalars(select(Access.id)))

    monkeypatch.setattr("elearning.queries.exports.report_rows", reading)
    csv_of(carys)
    assert recorded == [1]


def test_the_first_rows_are_sent_before_the_last_are_asked_for_and_the_rest_still_come(
    site: Flask, carys: Browser, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = []

    def many(*args: Any, **more: Any) -> Iterator[ReportRow]:
        [row, *_] = report_rows(*args, **more)
        for number in range(3_000):
            asked_for.append(db.session.scalar(select(Access.people)))  # the database can still be asked
            yield row._replace(employee_number=f"{number:06d}")

    monkeypatch.setattr("elearning.queries.exports.report_rows", many)
    answer = carys.client.get("/hr/export.csv")
    sent = answer.iter_encoded()
    first = next(iter(sent))
    assert first.startswith(b"\xef\xbb\xbfemployee_number") and len(asked_for) <= 1_000
    assert len(rows(first + b"".join(sent))) == 3_000 == len(asked_for)


def test_a_fault_with_the_first_rows_is_said_by_a_page_and_not_by_half_a_file(
    site: Flask, carys: Browser, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **more: Any) -> Iterator[ReportRow]:
        raise ValueError("a fault")
        yield

    site.testing = False
    site.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("elearning.queries.exports.report_rows", broken)
    for kind in ("csv", "xlsx", "ods"):
        answer = carys.client.get(f"/hr/export.{kind}")
        assert answer.status_code == 500 and answer.mimetype == "text/html"


@pytest.mark.parametrize(
    ("asked", "words_of_error"),
    [
        ({"as_at": "31/13/2026"}, "As at"), ({"known_on": "yesterday"}, "As known on"),
        ({"unit": "999999"}, "There is no such unit on this day"), ({"unit": "x"}, "There is no such unit on this day"),
        ({"module": "none"}, "There is no such module"), ({"standing": "late"}, "There is no such standing"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_on_the_page_and_no_file_is_made(
    site: Flask, carys: Browser, ids: dict[str, int], asked: dict[str, str], words_of_error: str
) -> None:
    for kind in ("csv", "xlsx", "ods"):
        answer = carys.client.get(f"/hr/export.{kind}", query_string={**asked, "endpoint": "x", "_scheme": "y"})
        assert answer.status_code == 303
        page = carys.go(answer.headers["Location"])
        assert page.status == 400 and page.title.startswith("Error: ") and words_of_error in page.main
        [name] = asked
        links = [str(link.get("href")) for link in page.all("a") if words_of_error in words(link)]
        assert links == [f"#{name}"]
        inputs = {one.get("id"): one.get("value") for one in page.all("input")}
        assert name not in inputs or inputs[name] == asked[name]
    assert accesses(site) == []


def test_only_hr_may_take_it_away(site: Flask, town: Town, ids: dict[str, int]) -> None:
    for who in (town.ben, town.amina, town.efa):
        client = visitor(site, who)
        assert {
            client.get(f"/hr/export{kind}").status_code for kind in ("", ".csv", ".xlsx", ".ods", ".csv-metadata.json")
        } == {403}
    assert accesses(site) == []


def test_no_reason_for_an_exemption_or_leave_is_in_a_file(carys: Browser, ids: dict[str, int]) -> None:
    excused = {row["name"]: row for row in csv_of(carys) if row["counted"] == "no"}
    assert {name: row["standing"] for name, row in excused.items()} == {"Nia Away": "on leave", "Oz Excused": "exempt"}
    told = " ".join([*excused["Oz Excused"].values(), *excused["Nia Away"].values()])
    assert "other" not in told and "Mo Done" not in told
