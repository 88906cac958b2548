"""Carys uploads HR's file: what she is shown, what she must confirm, and what is never done by accident."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearning import clock
from elearning.documents.tables import MOST_BYTES
from elearning.domain.access import Actor
from elearning.domain.hr_mapping import COLUMNS
from elearning.extensions import db
from elearning.models import people
from elearning.models.staged_files import StagedFile
from elearning.services.people import record_leave
from elearning.transaction import begin_writing
from tests.builders import Town
from tests.guards.visiting import Rows, csrf_token, rows, visitor
from tests.spreadsheets_written import xlsx
from tests.web.browsing import Browser, Page, words

STAFF = {
    "100001": ("Amina Yusuf", "amina.yusuf@marlshire.example", "Library events", "100002"),
    "100002": ("Ben Okafor", "ben.okafor@marlshire.example", "Library events", ""),
    "100003": ("Carys Morgan", "carys.morgan@marlshire.example", "Road safety", "100002"),
    "100004": ("Dev Patel", "", "Road safety", "100002"),
    "100005": ("Efa Rhys", "efa.rhys@marlshire.example", "Road safety", "100002"),
}


def line(number: str, **changes: str) -> dict[str, str]:
    """One row for somebody of the town, or for somebody new."""
    name, email, unit, manager = STAFF.get(number, (f"Person {number}", "", "Road safety", "100002"))
    row = {
        "employee_number": number, "name": name, "email": email, "post_reference": f"P{number}", "post_title": "Officer",
        "directorate": "Places", "service": "", "team": unit, "line_manager_number": manager, "start_date": "06/01/2020",
    }  # fmt: skip
    return {**dict.fromkeys(COLUMNS, ""), **row, **changes}


def table(*lines: dict[str, str]) -> list[list[str]]:
    return [list(COLUMNS), *([row[column] for column in COLUMNS] for row in lines)]


def a_csv(*lines: dict[str, str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(table(*lines))
    return text.getvalue().encode()


def everybody(**changes: dict[str, str]) -> list[dict[str, str]]:
    return [line(number, **changes.get(f"n{number}", {})) for number in STAFF]


class Carys(Browser):
    """Carys at her browser."""

    def __init__(self, site: Flask, town: Town) -> None:
        super().__init__(site)
        self.client = visitor(site, town.carys)

    def upload(self, content: bytes, name: str = "people.csv") -> Page:
        self.go("/hr/people-file")
        return self.send("/hr/people-file", file=(io.BytesIO(content), name))

    def apply(self, **values: str) -> Page:
        page = self.page
        address = page.address.split("?")[0]
        forms = [f for f in page.all("form") if f.get("action") == address]
        assert len(forms) == 1, page.main
        fields = {str(i.get("name")): i.get("value") or "" for i in forms[0].iter() if i.get("type") == "hidden"}
        self.sent = (address, {**fields, **values})
        return self._read(self.client.post(address, data=self.sent[1]))


@pytest.fixture
def carys(site: Flask, town: Town) -> Carys:
    browser = Carys(site, town)
    browser.upload(a_csv(*everybody()))  # the town's units and managers become those of the file
    browser.apply(managers="4")
    assert "File applied" in browser.page.heading, browser.page.main
    return browser


def people_count(site: Flask) -> int:
    return count(site, people.Person)


def count(site: Flask, table: Any) -> int:
    with site.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_file_is_looked_at_first_and_applied_when_confirmed(site: Flask, carys: Carys) -> None:
    before = rows(site)
    page = carys.upload(a_csv(*everybody(), line("200001"), line("200002")))
    assert page.heading == "Check what the file would change"
    assert "Joiners 2" in page.main
    after = rows(site)
    assert {name for name in before if before[name] != after[name]} == {"staged_files"}
    page = carys.apply()
    assert page.heading == "File applied"
    assert "By Carys Morgan" in page.main
    assert people_count(site) == 7
    assert count(site, StagedFile) == 0
    assert "Carys Morgan" in carys.go("/hr/people-file").main


def test_a_spreadsheet_is_taken_too_whatever_its_name(site: Flask, carys: Carys) -> None:
    page = carys.upload(xlsx(table(*everybody(), line("0042")), [["more"]]), "people.csv")
    assert "Joiners 1" in page.main
    assert "Only the sheet Sheet1 was read" in page.main
    carys.apply()
    assert people_count(site) == 6


def test_names_are_shown_for_checking_where_the_encoding_is_not_certain(carys: Carys) -> None:
    page = carys.upload(a_csv(*everybody(), line("200001", name="Zoë Núñez")).decode().encode("cp1252"))
    assert "read as Windows Western European" in page.main
    assert "Zoë Núñez" in page.main


def test_every_problem_is_shown_with_row_column_value_and_remedy_and_the_rest_only_after_leaving_out(
    site: Flask, carys: Carys
) -> None:
    bad = line("200001", start_date="1/3/26", email="nobody")
    page = carys.upload(a_csv(*everybody(), bad, line("200002")))
    cells = [["".join(cell.itertext()) for cell in row] for row in page.all("tbody")[0]]
    assert [row[:3] for row in cells] == [["7", "email", "nobody"], ["7", "start_date", "1/3/26"]]
    assert all(row[3] and row[4] for row in cells)
    page = carys.apply()
    assert (page.status, page.title[:6]) == (400, "Error:")
    assert "Confirm that 1 row is left out" in page.main
    assert people_count(site) == 5
    page = carys.apply(leave_out="yes")
    assert "1 row left out" in page.main
    assert people_count(site) == 6


def test_problems_are_paged_and_downloaded_whole_with_nothing_that_runs(carys: Carys) -> None:
    bad = [line(f"3{n:05}", start_date="=1+1") for n in range(150)]
    page = carys.upload(a_csv(*everybody(), *bad))
    assert "Problems 150 in 150 rows" in page.main
    assert len(list(page.all("tbody")[0])) == 100
    assert "Apply the file" not in page.main
    second = carys.go(page.link("Next"))
    assert len(list(second.all("tbody")[0])) == 50
    assert carys.go(page.address + "?page=3").status == 404
    content = carys.client.get(second.link("Download all problems").replace("&amp;", "&")).data.decode("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(content)))
    assert [one["row"] for one in told] == [str(n) for n in range(7, 157)]
    assert {one["value"] for one in told} == {"'=1+1"}


def test_a_change_is_shown_as_it_is_and_as_it_would_be(carys: Carys) -> None:
    changed = {"n100004": {"name": "Dev Patel-Jones", "team": "Library events", "line_manager_number": "100001"}}
    page = carys.upload(a_csv(*everybody(**changed)))
    found = [["".join(cell.itertext()) for cell in row if "td" in cell.tag] for row in page.all("tbody")[0]]
    assert found == [
        ["Name", "Dev Patel", "Dev Patel-Jones"], ["Known as", "Dev Patel", "Dev Patel-Jones"],
        ["Unit", "Places / Road safety", "Places / Library events"],
        ["Line manager", "Ben Okafor (100002)", "Amina Yusuf (100001)"],
    ]  # fmt: skip


def test_leave_and_tags_are_previewed_applied_and_undone_and_other_capitals_make_no_new_unit(
    site: Flask, carys: Carys
) -> None:
    more = {"leave_from": "02/03/2026", "leave_to": "", "post_tags": "runs-an-account", "team": "ROAD  SAFETY"}
    lines = [{"leave_from": "", "leave_to": "", "post_tags": "", **row} for row in everybody(n100004=more)]
    text = io.StringIO()
    csv.writer(text).writerows([list(lines[0]), *(list(line.values()) for line in lines)])
    units = count(site, people.Unit)
    page = carys.upload(text.getvalue().encode())
    found = [["".join(cell.itertext()) for cell in row if "td" in cell.tag] for row in page.all("tbody")[0]]
    assert found == [
        ["Leave", "none", "from 2 March 2026 with no last day"],
        ["Tags of the post", "none", "runs an account of the council"],
    ]
    said = carys.go(page.address + "?show=remarks").main
    assert "taken as the same as Road safety." in said
    run = carys.apply()
    assert run.heading == "File applied"
    assert (count(site, people.Leave), count(site, people.PostTagging), count(site, people.Unit)) == (1, 1, units)
    assert "nothing to apply" in carys.upload(text.getvalue().encode()).main
    page = carys.go(run.link("Undo this file"))
    assert "Leave10" in page.main
    assert "Tags of posts10" in page.main
    assert carys.send(page.address, reason="The wrong file").heading == "File undone"
    with site.app_context():
        assert not db.session.scalars(select(people.Leave).where(people.Leave.superseded_at.is_(None))).all()


def test_leave_and_tags_of_a_joiner_are_shown_before_the_file_is_applied(carys: Carys) -> None:
    lines = [{"leave_from": "", "leave_to": "", "post_tags": "", **row} for row in everybody()]
    lines.append({
        **lines[0], "employee_number": "200001", "name": "Nia New", "email": "", "post_reference": "P200001",
        "leave_from": "2026-03-02", "leave_to": "2026-06-30", "post_tags": "runs-an-account",
    })  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows([list(lines[0]), *(list(line.values()) for line in lines)])
    page = carys.go(carys.upload(text.getvalue().encode()).address + "?show=joiners")
    [row] = page.all("tbody")[0]
    number, name, in_post, leave, brings = ["".join(cell.itertext()) for cell in row]
    assert (number, name) == ("200001", "Nia New") and in_post.startswith("P200001 from ")
    assert (leave, brings) == ("from 2 March 2026 to 30 June 2026", "runs an account of the council")


def test_too_many_leavers_and_changed_managers_need_their_numbers_typed(site: Flask, carys: Carys) -> None:
    left = {"end_date": "01/01/2021"}
    moved = {"line_manager_number": "100001"}
    page = carys.upload(a_csv(*everybody(n100004=left, n100005=moved)))
    assert "1 of 5 people in post would leave" in page.main
    assert "1 of 4 people with a line manager would get another" in page.main
    for typed in (
        {},
        {"leavers": "1"},
        {"managers": "1"},
        {"leavers": "2", "managers": "1"},
        {"leavers": "all", "managers": "1"},
    ):
        page = carys.apply(**typed)
        assert page.status == 400
        assert "There is a problem" in page.main
    assert [i.get("value") for i in page.all("input") if i.get("name") == "leavers"] == ["all"]
    assert carys.apply(leavers="1", managers="1").heading == "File applied"


def test_who_is_missing_is_listed_and_left(site: Flask, carys: Carys) -> None:
    page = carys.upload(a_csv(*everybody()[:3]))
    assert "Not in the file 2 in post, and left as they are" in page.main
    assert "there is nothing to apply" in page.main
    page = carys.go(page.address + "?show=missing")
    assert "Dev Patel" in page.main
    assert "Efa Rhys" in page.main


def test_a_preview_that_has_become_stale_is_refused_and_shown_anew(site: Flask, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(), line("200001")))
    first = carys.page
    carys.upload(a_csv(*everybody(), line("200001"), line("200002")), "other.csv")
    carys.apply()
    carys.page = first
    page = carys.apply()
    assert (page.status, page.title[:6]) == (409, "Error:")
    assert "The record has changed since you looked" in page.main
    assert "Unchanged 6" in page.main
    assert people_count(site) == 7


def test_what_does_not_touch_the_plan_does_not_make_it_stale(site: Flask, town: Town, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(), line("200001")))
    with site.app_context():
        now = begin_writing(db.session)
        record_leave(db.session(), town.dev, first_on=now.date(), last_on=None, actor=Actor(name="test"), now=now)
        db.session.commit()
    assert carys.apply().heading == "File applied"


def test_a_double_click_applies_once_and_answers_with_what_was_done(site: Flask, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(), line("200001")))
    first = carys.apply()
    address, data = carys.sent
    again = carys._read(carys.client.post(address, data=data))
    assert (again.status, again.address) == (200, first.address)
    assert count(site, people.ImportRun) == 2


def test_a_file_that_is_none_is_refused_with_what_to_do(site: Flask, carys: Carys) -> None:
    for content, said in ((b"%PDF-1.4", "PDF"), (b"\x00\x01\x02", "not text"), (b"PK\x03\x04", "damaged")):
        page = carys.upload(content)
        assert (page.status, page.title[:6]) == (400, "Error:")
        assert said in page.main
    page = carys.send("/hr/people-file")
    assert "Select a file" in page.main
    assert count(site, StagedFile) == 0


@pytest.mark.parametrize("content", [b"", b"\n\n", b"name\nAnn\n", ",".join(COLUMNS).encode()])
def test_a_file_without_usable_rows_says_so_and_cannot_be_applied(site: Flask, carys: Carys, content: bytes) -> None:
    page = carys.upload(content) if content else carys.upload(b" ")
    assert "cannot be used as it is" in page.main
    assert "(whole file)" in page.main or "does not have this column" in page.main
    assert "Apply the file" not in page.main


def test_only_hr_may_send_twenty_megabytes_and_nobody_more(site: Flask, town: Town, carys: Carys) -> None:
    big = b"a,b\n" * (3 * 1024 * 1024 // 4)
    assert carys.upload(big).status == 200
    carys.go("/hr/people-file")
    assert carys.send("/hr/people-file", file=(io.BytesIO(b"x" * (MOST_BYTES + 100_000)), "big.csv")).status == 413
    amina = visitor(site, town.amina)
    data = {"csrf_token": csrf_token(amina), "file": (io.BytesIO(big), "people.csv")}
    assert amina.post("/hr/people-file", data=data).status_code == 413


def test_the_same_upload_twice_is_one_file_and_a_file_can_be_given_up(site: Flask, carys: Carys) -> None:
    first = carys.upload(a_csv(*everybody(), line("200001")))
    assert carys.upload(a_csv(*everybody(), line("200001"))).address == first.address
    assert carys.send("discard").heading == "HR file"
    assert count(site, StagedFile) == 0
    assert carys.go(first.address).status == 404


def test_the_template_holds_the_headings_alone(carys: Carys) -> None:
    answer = carys.client.get(carys.go("/hr/people-file").link("Download an empty file"))
    assert answer.data.decode("utf-8-sig").strip().split(",") == list(COLUMNS)


def test_staged_files_of_yesterday_are_cleared_at_the_next_upload(site: Flask, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(), line("200001")))
    with site.app_context():
        begin_writing(db.session)
        for staged in db.session.scalars(select(StagedFile)):
            staged.staged_at = staged.staged_at.replace(year=2020)
        db.session.commit()
    carys.upload(a_csv(*everybody(), line("200002")))
    assert count(site, StagedFile) == 1


THEIR_HEADINGS = ("Staff ID", "Full name", "Post Unique Reference", "Job", "Reports to", "Started", "Org path")


def their_csv(*extra: tuple[str, ...]) -> bytes:
    """The town as the HR system itself would write it."""
    own = [
        (row["employee_number"], row["name"], row["post_reference"], "Officer", row["line_manager_number"], "06/01/2020",
         f"Marlshire > Places > > {row['team']}")
        for row in everybody()
    ]  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows([THEIR_HEADINGS, *own, *extra])
    return text.getvalue().encode()


CHOSEN = {
    "column_employee_number": "Staff ID", "column_name": "Full name", "column_post_reference": "Post Unique Reference",
    "column_post_title": "Job", "column_line_manager_number": "Reports to", "column_start_date": "Started",
    "path_column": "Org path", "path_separator": ">", "path_left_out": "1", "last_day": "first day away",
    "blank": "leave as it is", "missing": "list and leave as they were", "nobody": "Not disclosed\nVacant",
}  # fmt: skip


def test_columns_are_chosen_from_the_files_own_headings_saved_and_offered_again(site: Flask, carys: Carys) -> None:
    page = carys.upload(their_csv(("7", "Nia New", "N", "Clerk", "100002", "2.11.2026", "Marlshire > Places")))
    assert "does not have this column" in page.main
    page = carys.go(page.link("Say which column is which"))
    assert "Amina Yusuf, Ben Okafor" in page.main, "values are shown beside the headings"
    offered = {s.get("name"): [o.get("value") for o in s if o.get("selected") is not None] for s in page.all("select")}
    assert offered["column_employee_number"] == ["Staff ID"]
    assert offered["column_line_manager_number"] == ["Reports to"]
    page = carys.send(page.address, **{**CHOSEN, "column_start_date": ""})
    assert (page.status, page.title[:6]) == (400, "Error:")
    assert "start_date has no column" in page.main
    assert {s.get("name"): [o.get("value") for o in s if o.get("selected") is not None] for s in page.all("select")}[
        "path_column"
    ] == ["Org path"], "what was chosen is kept"
    page = carys.send(page.address, **CHOSEN)
    assert "Read by a saved column mapping" in page.main
    assert "Joiners 1" in page.main, page.main
    assert carys.apply(managers="4").heading == "File applied"
    again = carys.upload(
        their_csv(
            ("7", "Nia New", "N", "Clerk", "100002", "2.11.2026", "Marlshire > Places"), ("", "", "", "", "", "", "")
        )
    )
    assert "Unchanged 6" in again.main, "the mapping is known from the headings"
    assert "nothing to apply" in again.main


def test_a_mapping_travels_as_a_file(site: Flask, carys: Carys) -> None:
    first = carys.upload(their_csv())
    carys.go(first.link("Say which column is which"))
    carys.send(carys.page.address, **CHOSEN)
    yaml = carys.client.get(first.address + "/mapping.yaml").data
    assert b"end_date_is: first day away" in yaml
    other = carys.upload(their_csv().replace(b"Job", b"Job title"))
    carys.go(other.link("Say which column is which"))
    page = carys.send(carys.page.address, yaml=(io.BytesIO(yaml.replace(b"blank_cell", b"blank")), "hr.yaml"))
    assert page.status == 400
    assert "Line 1" in page.main
    page = carys.send(page.address, yaml=(io.BytesIO(yaml.replace(b": Job", b": Job title")), "hr.yaml"))
    assert "Read by a saved column mapping" in page.main


def test_names_in_a_guessed_encoding_must_be_confirmed(site: Flask, carys: Carys) -> None:
    page = carys.upload(a_csv(*everybody(), line("200001", name="Zoë Núñez")).decode().encode("cp1252"))
    assert "Are these names right?" in page.main
    page = carys.apply()
    assert page.status == 400
    assert "Confirm that the names are right" in page.main
    assert carys.apply(names_right="yes").heading == "File applied"


def test_a_number_used_again_waits_until_it_is_said_whose_it_is(site: Flask, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(n100004={"end_date": "01/06/2026"})))
    carys.apply(leavers="1")
    page = carys.upload(a_csv(*everybody(n100004={"name": "Zoe Quite-Other", "start_date": "06/07/2026"})))
    assert "Numbers that seem to be another person’s now" in page.main
    assert "Dev Patel, who left on 1 June 2026" in page.main
    page = carys.send("whose-number", number="100004", whose="same")
    assert "The same people with new names: 100004" in page.main
    carys._read(
        carys.client.post(
            page.address + "/whose-number",
            data={"csrf_token": csrf_token(carys.client), "number": "100004", "whose": "new"},
        )
    )
    page = carys.go(page.address)
    assert "The same people with new names: 100004" in page.main, "only what is asked is answered"


def test_a_new_person_with_a_used_number_begins_a_record_of_their_own(site: Flask, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(n100004={"end_date": "01/06/2026"})))
    carys.apply(leavers="1")
    carys.upload(a_csv(*everybody(n100004={"name": "Zoe Quite-Other", "start_date": "06/07/2026"})))
    before = people_count(site)
    page = carys.send("whose-number", number="100004", whose="new")
    assert "New people with numbers used before: 100004" in page.main
    assert carys.apply().heading == "File applied"
    assert people_count(site) == before + 1


def test_line_managers_who_cannot_be_right_are_listed_while_their_people_are_loaded(site: Flask, carys: Carys) -> None:
    page = carys.upload(a_csv(*everybody(), line("200001", line_manager_number="200001")))
    assert "Line managers to look at 1 row, loaded all the same" in page.main
    assert "Nobody is guessed to manage them" in page.main
    assert carys.apply().heading == "File applied"
    assert people_count(site) == 6


def but_for_looks(found: Rows) -> Rows:
    """Everything but that somebody looked."""
    return {name: kept for name, kept in found.items() if name not in ("accesses", "access_subjects")}


def test_the_effect_on_compliance_is_shown_before_a_file_is_applied(site: Flask, carys: Carys) -> None:
    page = carys.upload(a_csv(*everybody(n100004={"end_date": "01/06/2026"}), line("200001")))
    before = rows(site)
    page = carys.send("effect")
    assert "Effect on compliance on" in page.main
    assert "People concerned: 2 people" in page.main
    assert {cell for row in page.all("tr") for cell in map(words, row)} >= {"Dev Patel100004", "Person 200001200001"}
    file = carys.client.post(page.address, data={**page.form("effect")["fields"], "people": "csv"})
    told = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert {one["number"]: one["assignment"] for one in told} == {"100004": "ends", "200001": "begins"}
    assert but_for_looks(rows(site)) == but_for_looks(before)


def test_the_newest_file_is_undone_with_a_reason_after_a_look_at_what_that_does(site: Flask, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(), line("200001")))
    run = carys.apply()
    page = carys.go(run.link("Undo this file"))
    assert "1 of the people whom the file recorded" in page.main
    cells = [["".join(cell.itertext()) for cell in row] for row in page.all("tr")]
    assert ["Times in post", "1", "0"] in cells
    page = carys.send(page.address)
    assert (page.status, "Say why the file is undone" in page.main) == (400, True)
    page = carys.send(page.address, reason="The wrong file")
    assert page.heading == "File undone"
    assert "The wrong file" in page.main
    page = carys.go("/hr/people-file/runs")
    assert "by Carys Morgan: The wrong file" in page.main
    told = list(csv.DictReader(io.StringIO(carys.client.get("/hr/people-file/runs.csv").data.decode("utf-8-sig"))))
    assert [(one["joiners"], one["undone_why"]) for one in told] == [("1", "The wrong file"), ("0", "")]
    assert len(told[0]["sha256"]) == 64
    page = carys.go("/hr/people-file/runs?undone=yes&sort=joiners")
    assert "1 file" in page.main and "The wrong file" in page.main
    kept = carys.client.get(page.link("Download the list")).get_data(as_text=True)
    assert "The wrong file" in kept and len(kept.splitlines()) == 2
    assert "undone=yes" in page.link("Leavers")
    assert carys.go("/hr/people-file/runs?undone=maybe").status == 404
    page = carys.go(run.address + "/undo")
    assert "undone already" in page.main
    assert carys.go("/hr/people-file/runs?page=2").status == 404


def test_the_effect_of_an_undo_on_compliance_is_shown_first_and_keeps_what_was_typed(site: Flask, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(), line("200001")))
    run = carys.apply()
    carys.go(run.link("Undo this file"))
    before = rows(site)
    page = carys.send(run.address + "/undo", step="effect", reason="The wrong file")
    cells = [["".join(cell.itertext()) for cell in row] for row in page.all("tr")]
    effect = next(row for row in cells if len(row) == 9 and row[0] != "Module")
    assert [one[0] for one in effect[1:3]] == ["0", "1"]
    assert "People concerned: 1 person" in page.main
    assert [one.text.strip() for one in page.all("textarea")] == ["The wrong file"]
    assert but_for_looks(rows(site)) == but_for_looks(before)


def test_a_file_without_headings_is_not_asked_which_column_is_which(carys: Carys) -> None:
    assert "Say which column is which" not in carys.upload(b"").main
    assert "Say which column is which" in carys.upload(b"Payroll no;Full name\n1;Bryn\n").main


def test_a_file_that_changed_since_it_was_looked_at_is_not_undone(site: Flask, carys: Carys) -> None:
    carys.upload(a_csv(*everybody(), line("200001")))
    run = carys.apply()
    carys.go(run.address + "/undo")
    page = carys.send(run.address + "/undo", reason="The wrong file", digest="0")
    assert (page.status, "Nothing was undone" in page.main) == (409, True)


def test_each_count_of_a_file_that_was_applied_leads_to_as_many_people(site: Flask, carys: Carys) -> None:
    left = {"end_date": clock.today().strftime("%d/%m/%Y")}
    vacant = line("", name="", known_as="", email="", start_date="", post_reference="V1", post_title="Vacant post")
    carys.upload(a_csv(
        *everybody(n100004=left, n100005={"name": "Efa Rhys-Jones"}, n100003={"post_title": "Head of roads"}),
        line("200001"), line("200002"), vacant,
    ))  # fmt: skip
    run = carys.apply(leavers="1")
    told = {}
    for said, effect in (("2 joiners", "joiner"), ("3 changes", "change"), ("1 leavers", "leaver")):
        page = carys.go(run.link(said))
        assert page.address.endswith(f"?effect={effect}")
        assert f"{said.split()[0]} pe" in page.main, page.main
        assert "The file counted" not in page.main
        listed = carys.client.get(page.link("Download the list")).data.decode("utf-8-sig")
        told[effect] = {one["number"]: one["what"] for one in csv.DictReader(io.StringIO(listed))}
    assert told == {
        "joiner": {"200001": "name, time in post, new post", "200002": "name, time in post, new post"},
        "change": {"100003": "post title", "100005": "name", "V1": "new post"}, "leaver": {"100004": "time in post"},
    }  # fmt: skip
    before = carys.go(run.link("1 leavers")).main
    carys.upload(a_csv(*everybody(n100004={"end_date": ""})))
    carys.apply()
    assert carys.go(run.link("1 leavers")).main == before, "what was done since changes nothing there"
    assert carys.go(run.address + "/people?effect=moved").status == 404
    assert carys.go("/hr/people-file/runs/999/people").status == 404
