"""Exports made in the background: offered, followed, fetched by whoever asked alone, and the same bytes as at once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from elearning import clock
from elearning.domain.jobs import Timing
from elearning.domain.reports import ReportRow
from elearning.extensions import db
from elearning.jobs import exporting
from elearning.jobs.worker import Worker
from elearning.models.accesses import Access, AccessSubject
from elearning.models.audit import AuditEvent
from elearning.models.exports import ExportFile, ExportPart
from elearning.models.jobs import Job
from elearning.queries.compliance import report_rows
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.conftest import settings_for
from tests.guards.visiting import change, visitor
from tests.web import council
from tests.web.browsing import Browser

KINDS = ("csv", "xlsx", "ods")


@pytest.fixture
def site(site: Flask) -> Flask:
    """A site on which every export is a long one."""
    site.config["ELEARNING"] = settings_for(site.config["SQLALCHEMY_DATABASE_URI"], export_rows=0, export_hours=2)
    return site


@pytest.fixture
def ids(site: Flask, town: Town) -> dict[str, int]:
    """A small council, settled."""
    return council.settle(site, town)


@pytest.fixture
def carys(site: Flask, town: Town) -> Browser:
    """Carys, signed in."""
    browser = Browser(site)
    browser.client = visitor(site, town.carys)
    return browser


def worker(site: Flask, **timing: Any) -> Worker:
    """A worker on the site's database."""
    with site.app_context():
        return Worker(db.engine, site.config["ELEARNING"], timing=Timing(**timing))


def asked(carys: Browser, kind: str = "csv", **more: str) -> str:
    """Ask for a file as somebody does: the button of the export, then the one of the offer. Its address."""
    offer = carys.go(f"/hr/export.{kind}?" + "&".join(f"{name}={value}" for name, value in more.items()))
    assert offer.heading.startswith("Make a file of ")
    page = carys.send("/hr/exports")
    assert page.heading == "Your file: waiting"
    return re.findall(r"/hr/exports/\d+", page.text)[0]


def exports_recorded(site: Flask) -> list[tuple[str, int, int]]:
    """What was recorded as taken away: in words, of how many people, and how many of them are named."""
    with site.app_context():
        found = [
            (what, people, db.session.scalar(select(func.count()).where(AccessSubject.access_id == id)) or 0)
            for id, what, people in db.session.execute(
                select(Access.id, Access.what, Access.people).filter_by(kind="export").order_by(Access.id)
            ).all()
        ]
        db.session.remove()
    return found


def breaking(monkeypatch: pytest.MonkeyPatch, error: BaseException, after: int = 2) -> None:
    """Let the rows of an export end in an error."""

    def rows(*args: Any, **more: Any) -> Iterator[ReportRow]:
        yield from list(report_rows(*args, **more))[:after]
        raise error

    monkeypatch.setattr("elearning.queries.exports.report_rows", rows)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_made_later_has_the_bytes_that_it_would_have_had_at_once(
    site: Flask, carys: Browser, ids: dict[str, int], kind: str
) -> None:
    address = asked(carys, kind, standing="overdue")
    version = builders.small_version("done", title="Bribery")
    change(site, lambda session: Learner(session, ids["kim"], version, clock.now()).complete())
    assert worker(site).work() >= 1
    page = carys.go(address)
    assert page.heading == "Your file: ready" and "Only you can fetch it" in page.main
    fetched = carys.client.get(f"{address}/file", buffered=True)
    with site.app_context():
        job = db.session.scalars(select(Job).filter_by(work="export")).one()
        from_row = db.session.scalars(select(ExportFile)).one()
        instant, day = from_row.known_on.isoformat(), from_row.as_at.isoformat()
        assert job.outcome.endswith(" rows") and from_row.rows == from_row.rows_done > 0
        db.session.remove()
    site.config["ELEARNING"] = settings_for(site.config["SQLALCHEMY_DATABASE_URI"])
    at_once = carys.client.get(
        f"/hr/export.{kind}", query_string={"standing": "overdue", "as_at": day, "known_on": instant}
    )
    assert fetched.data == at_once.data and fetched.data != b""
    assert int(fetched.headers["Content-Length"]) == len(fetched.data)
    assert fetched.headers["Content-Disposition"] == at_once.headers["Content-Disposition"]


def test_a_file_of_a_staff_group_made_later_is_of_that_group_alone(
    site: Flask, carys: Browser, ids: dict[str, int]
) -> None:
    address = asked(carys, staff_group="Carers")
    assert worker(site).work() >= 1
    text = carys.client.get(f"{address}/file", buffered=True).get_data(as_text=True)
    assert "Pat Both" in text and "Kim Late" not in text
    assert exports_recorded(site)[-1][0].endswith("Staff group: Carers")


def test_nothing_is_made_and_nobody_recorded_before_it_is_asked_for_and_each_fetching_is(
    site: Flask, carys: Browser, ids: dict[str, int]
) -> None:
    carys.go("/hr/export.csv")
    with site.app_context():
        assert db.session.scalar(select(func.count()).select_from(Job).filter_by(work="export")) == 0
    address = asked(carys)
    worker(site).work()
    carys.go(address)
    assert exports_recorded(site) == []
    for _ in range(2):
        carys.client.get(f"{address}/file", buffered=True)
    [first, second] = exports_recorded(site)
    assert first == second and first[0].startswith("Compliance as CSV") and first[1] == first[2] > 5
    with site.app_context():
        actions = db.session.scalars(select(AuditEvent.actor_id).filter_by(action="export.asked")).all()
        assert len(actions) == 1
        db.session.remove()


def test_only_whoever_asked_may_see_or_fetch_a_file(
    site: Flask, town: Town, carys: Browser, ids: dict[str, int]
) -> None:
    address = asked(carys)
    worker(site).work()
    change(site, lambda session: builders.grant(session, town.dev, "hr"))
    other = visitor(site, town.dev)
    none = other.get("/hr/exports/999999")
    for page in (address, f"{address}/file"):
        answer = other.get(page)
        assert answer.status_code == none.status_code == 404
    assert "Asked for" not in other.get("/hr/exports").text.split("<main", 1)[1]
    assert visitor(site, town.ben).get(f"{address}/file").status_code == 403


def test_the_page_says_how_far_a_file_is_and_there_is_nothing_to_fetch_before(
    site: Flask, carys: Browser, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "ROWS_A_STEP", 5)
    breaking(monkeypatch, SystemExit(), after=12)  # as a process that is killed
    address = asked(carys)
    with pytest.raises(SystemExit):
        worker(site).work()
    page = carys.go(address)
    said = re.search(r"10 of (\d+) rows are made", page.main)
    assert page.heading == "Your file: being made" and said
    [bar] = page.all("progress")
    assert bar.get("value") == str(10 * 100 // int(said[1])) and bar.get("max") == "100"
    assert carys.client.get(f"{address}/file").headers["Location"].endswith(address)


def test_a_file_whose_worker_died_is_begun_again_by_another_and_is_whole(
    site: Flask, carys: Browser, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = asked(carys)
    with monkeypatch.context() as broken:
        broken.setattr(exporting, "PART", 300)

        def killed(*args: Any, **more: Any) -> None:
            raise SystemExit

        broken.setattr(exporting, "finish_export", killed)
        with pytest.raises(SystemExit):
            worker(site).work()
    with site.app_context():
        left = db.session.scalar(select(func.count()).select_from(ExportPart)) or 0
        db.session.remove()
    assert left > 3 and carys.go(address).heading == "Your file: being made"
    assert worker(site).work() == 0  # the one that died has it still
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        worker(site).work()
        assert carys.go(address).heading == "Your file: ready"
        content = carys.client.get(f"{address}/file").data
    assert content.count(b"employee_number,") == 1 and content.endswith(b"\r\n")


def test_a_worker_that_lost_its_job_writes_nothing_more(
    site: Flask, carys: Browser, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(carys)

    def taken(*args: Any, **more: Any) -> Iterator[ReportRow]:
        yield from report_rows(*args, **more)
        db.session.execute(update(Job).filter_by(work="export").values(lease="another"))
        db.session.commit()

    monkeypatch.setattr("elearning.queries.exports.report_rows", taken)
    with site.app_context():
        worker(site).work()
        assert db.session.scalar(select(func.count()).select_from(ExportPart)) == 0
        assert db.session.scalars(select(Job.finished_at).filter_by(work="export")).one() is None
        db.session.remove()


def test_a_file_that_failed_says_so_and_can_be_asked_for_again(
    site: Flask, carys: Browser, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = asked(carys)
    with monkeypatch.context() as broken:
        breaking(broken, ValueError("a fault"))
        worker(site).work()
    page = carys.go(address)
    assert page.heading == "Your file: failed" and "Ask for it again" in page.main and "a fault" not in page.main
    assert worker(site).work() == 0
    again = carys.send("/again")
    assert again.heading == "Your file: waiting"
    worker(site).work()
    [newest, before] = [words for words in re.findall(r">(Ready|Failed)<", carys.go("/hr/exports").text)]
    assert (newest, before) == ("Ready", "Failed")


def test_a_file_that_was_begun_three_times_is_given_up(site: Flask, carys: Browser, ids: dict[str, int]) -> None:
    address = asked(carys)
    with site.app_context():
        db.session.execute(update(ExportFile).values(times_begun=3))
        db.session.commit()
    worker(site).work()
    page = carys.go(address)
    assert page.heading == "Your file: failed" and "begun three times" in page.main


def test_a_file_is_kept_for_the_hours_that_are_set_and_then_is_gone_but_can_be_asked_for_again(
    site: Flask, town: Town, carys: Browser, ids: dict[str, int]
) -> None:
    address = asked(carys)
    worker(site).work()
    with time_machine.travel(clock.now() + timedelta(hours=2, minutes=1)):
        carys.client = visitor(site, town.carys)  # the first session has ended by now
        page = carys.go(address)
        assert page.heading == "Your file: no longer kept"
        assert carys.client.get(f"{address}/file").status_code == 303
        worker(site).work()
        with site.app_context():
            assert db.session.scalar(select(func.count()).select_from(ExportPart)) == 0
            db.session.remove()
        assert carys.send("/again").heading == "Your file: waiting"
    assert exports_recorded(site) == []


def test_a_short_export_is_not_sent_to_the_background(site: Flask, carys: Browser, ids: dict[str, int]) -> None:
    rows = int(re.sub(r"\D", "", carys.go("/hr/export.csv").heading))
    url = site.config["SQLALCHEMY_DATABASE_URI"]
    site.config["ELEARNING"] = settings_for(url, export_rows=rows)
    assert carys.client.get("/hr/export.csv").mimetype == "text/csv"
    site.config["ELEARNING"] = settings_for(url, export_rows=rows - 1)
    assert carys.client.get("/hr/export.csv").status_code == 303


def test_what_cannot_be_asked_is_said_on_the_page_of_exports_and_nothing_is_made(
    site: Flask, carys: Browser, ids: dict[str, int]
) -> None:
    for address in ("/hr/exports/new?kind=doc", "/hr/exports/new?kind=csv&as_at=x", "/hr/exports/new"):
        assert carys.client.get(address).headers["Location"].startswith("/hr/export")
