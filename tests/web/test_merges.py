"""Carys finds two records of one person, sees them side by side and merges them; and takes them apart again."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.access import EVERYBODY, Actor, Scope
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import Asked
from elearning.domain.sign_in import token_key
from elearning.extensions import db
from elearning.models.learning import Completion
from elearning.models.merges import Merge
from elearning.queries import certificates
from elearning.queries.compliance import report_rows
from elearning.queries.people import person_by_number
from elearning.queries.sign_in import session_viewer
from elearning.services.merges import merge_people, unmerge_people
from elearning.services.sign_in import open_session
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.web.browsing import Browser

WHY = "Re-hired in March under a new number"


def browser(site: Flask, person_id: int) -> Browser:
    found = Browser(site)
    found.client = visitor(site, person_id)
    return found


@pytest.fixture
def twice(site: Flask, town: Town) -> Town:
    """Amina, who completed a small module, and is on record a second time, with another completion of another module."""
    first, second = builders.small_version("first", title="First"), builders.small_version("second", title="Second")

    def act(session: Any) -> None:
        unit = builders.team(session, "Archives")
        again = builders.hire(session, number="200001", name="Amina Yusuf-Lee", unit_id=unit)
        town.ids["again"] = again
        for version in (first, second):
            module_id = builders.publish(session, version)
            due_on = clock.today() + timedelta(days=30)
            builders.assign(session, module_id=module_id, person_ids=[town.amina, again], due_on=due_on)
        Learner(session, town.amina, first, clock.now()).complete()
        Learner(session, again, second, clock.now()).complete()

    change(site, act)
    return town


def merge(site: Flask, town: Town, **more: Any) -> None:
    said: dict[str, Any] = {
        "kept_id": town.amina, "merged_id": town.ids["again"], "reason": WHY, "actor": Actor(town.carys), **more,
    }  # fmt: skip
    change(site, lambda session: merge_people(session, **said, now=clock.now()))


def report(site: Flask) -> list[tuple[Any, ...]]:
    """Number, module, standing and certificate of everybody."""
    with site.app_context():
        rows = report_rows(db.session(), EVERYBODY, Asked(clock.today(), clock.now()))
        found = [(one.employee_number, one.module, one.row.standing.value, one.certificate_number) for one in rows]
        db.session.remove()
        return found


def completions(site: Flask) -> list[tuple[int, int]]:
    with site.app_context():
        return list(db.session.execute(select(Completion.id, Completion.person_id).order_by(Completion.id)).all())  # type: ignore[arg-type]


def test_hr_sees_both_side_by_side_and_the_effect_before_it_is_done(site: Flask, twice: Town) -> None:
    carys, address = browser(site, twice.carys), f"/hr/people/{twice.amina}/merge"
    assert carys.go(f"/hr/people/{twice.amina}").link("Merge with another record") == address
    carys.go(address)
    check = carys.send(other="200001", keep="this", reason=WHY)
    assert check.heading == "Check the two records"
    assert "They will be one person, known as Amina Yusuf, 100001, with 2 completions" in check.main
    for told in ("Amina Yusuf-Lee", "200001", "First", "Second", "Not started", WHY):
        assert told in check.main, told
    assert len({number for number, *_ in report(site)}) == 6  # nothing is done yet
    done = carys.send(step="do")
    assert (done.status, done.address.split("?")[0]) == (200, f"/hr/people/{twice.amina}")
    assert "The two records are one person’s now" in done.main
    assert "Amina Yusuf-Lee" in done.main
    assert WHY in done.main
    assert len({number for number, *_ in report(site)}) == 5
    assert carys.go(f"/hr/people/{twice.ids['again']}").address.endswith(f"/hr/people/{twice.amina}")


def test_one_person_has_every_completion_of_both_and_apart_every_figure_is_as_before(site: Flask, twice: Town) -> None:
    before, rows = report(site), completions(site)
    merge(site, twice)
    as_one = {(module, standing) for number, module, standing, _ in report(site) if number == "100001"}
    assert {("first", "completed"), ("second", "completed")} <= as_one
    assert completions(site) == rows
    change(site, lambda session: unmerge_people(
        session, one_id=twice.ids["again"], other_id=twice.amina, reason="Two sisters", actor=Actor(twice.carys),
        now=clock.now(),
    ))  # fmt: skip
    assert report(site) == before
    assert completions(site) == rows


def test_a_report_as_known_before_still_shows_two(site: Flask, twice: Town) -> None:
    before, until = report(site), clock.now()
    merge(site, twice)
    with site.app_context():
        rows = list(report_rows(db.session(), EVERYBODY, Asked(clock.today(), until)))
    assert [(one.employee_number, one.module, one.row.standing.value, one.certificate_number) for one in rows] == before


def test_both_numbers_and_a_session_of_either_lead_to_the_one_person_whose_certificates_stay_valid(
    site: Flask, twice: Town
) -> None:
    token = change(site, lambda session: open_session(session, person_id=twice.ids["again"], now=clock.now()))
    merge(site, twice)
    with site.app_context():
        session = db.session()
        assert {person_by_number(session, number) for number in ("100001", "200001")} == {twice.amina}
        found = session_viewer(
            session, token_key(token), now=clock.now(), idle=timedelta(hours=1), absolute=timedelta(hours=9),
            day=clock.today(),
        )  # fmt: skip
        assert found is not None
        assert (found.viewer.person_id, found.viewer.name) == (twice.amina, "Amina Yusuf")
        mine = certificates.of_person(session, Scope(frozenset({twice.amina})), day=clock.today())
        assert sorted((one.module_title, one.validity.value) for one in mine) == [
            ("First", "valid"),
            ("Second", "valid"),
        ]
    amina = browser(site, twice.amina)
    page = amina.go("/record")
    assert page.text.count(">Valid<") == 2
    assert "First" in amina.go("/record/timeline?kind=completion").main
    assert "Completed Second" in amina.go("/record/timeline?kind=completion").main


def test_what_was_half_way_under_the_other_number_goes_on(site: Flask, twice: Town) -> None:
    half = builders.small_version("half", title="Half")

    def begin(session: Any) -> int:
        module_id = builders.publish(session, half)
        due_on = clock.today() + timedelta(days=30)
        builders.assign(session, module_id=module_id, person_ids=[twice.amina, twice.ids["again"]], due_on=due_on)
        learner = Learner(session, twice.ids["again"], half, clock.now())
        learner.read()
        return learner.start()

    attempt = change(site, begin)
    merge(site, twice)
    assert browser(site, twice.amina).go(f"/modules/half/assessment/{attempt}/1").status == 200
    change(site, lambda session: Learner(session, twice.amina, half, clock.now()).take())
    change(site, lambda session: Learner(session, twice.amina, half, clock.now()).acknowledge())
    assert ("100001", "half", "completed") in {row[:3] for row in report(site)}


@pytest.mark.parametrize("who", ["kept_id", "merged_id"])
def test_nobody_merges_their_own_record(site: Flask, twice: Town, who: str) -> None:
    with pytest.raises(NotAllowed, match="your own"):
        merge(site, twice, **{who: twice.carys})


def test_a_chain_is_refused_and_the_same_again_changes_nothing(site: Flask, twice: Town) -> None:
    merge(site, twice)
    merge(site, twice)
    with site.app_context():
        assert len(db.session.scalars(select(Merge)).all()) == 1
    for more in (
        {"kept_id": twice.ids["again"], "merged_id": twice.dev}, {"kept_id": twice.dev, "merged_id": twice.amina},
        {"kept_id": twice.dev}, {"merged_id": twice.amina}, {"kept_id": twice.dev, "merged_id": twice.ben, "reason": " "},
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            merge(site, twice, **more)


def test_hr_takes_them_apart_after_seeing_what_that_changes(site: Flask, twice: Town) -> None:
    before = report(site)
    merge(site, twice)
    carys, address = browser(site, twice.carys), f"/hr/people/{twice.amina}/merged/{twice.ids['again']}"
    assert carys.go(f"/hr/people/{twice.amina}").link("Take them apart") == address
    page = carys.go(address)
    assert "As one person today" in page.main
    assert "As two people today" in page.main
    assert carys.send().status == 400
    done = carys.send(reason="Two sisters")
    assert "two people’s again" in done.main
    assert report(site) == before
    told = carys.go(f"/hr/people/{twice.amina}/timeline?kind=who").main
    assert "Two records merged 100001 and 200001" in told
    assert "Two records taken apart 100001 and 200001" in told
    own = browser(site, twice.amina).go("/record/timeline").main
    assert "Two records taken apart" in own
    assert "200001" not in own
    assert carys.go(address).status == 404


def test_the_list_of_people_finds_the_person_by_either_name_and_number_once(site: Flask, twice: Town) -> None:
    merge(site, twice)
    carys = browser(site, twice.carys)
    for typed in ("Yusuf-Lee", "200001", "100001"):
        page = carys.go(f"/hr/people?q={typed}")
        assert page.link("Amina Yusuf").split("?")[0] == f"/hr/people/{twice.amina}", typed
    assert "also on record as Amina Yusuf-Lee" in carys.go("/hr/people?q=Yusuf-Lee").main
    assert "1 person" in carys.go("/hr/people?q=Yusuf").main
