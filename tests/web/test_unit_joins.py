"""Carys says that a unit which HR's file spells differently is the unit that was there, sees the effect, and undoes it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearning import clock
from elearning.domain.access import EVERYBODY, Actor
from elearning.domain.audience_conditions import Who
from elearning.domain.calendar import london_date
from elearning.domain.exports import Narrowing
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_rows import parse_people
from elearning.domain.hr_undo import reasons_not_to_undo
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.reports import Asked
from elearning.domain.self_audit import Check, finding
from elearning.domain.unit_joins import plan_join
from elearning.extensions import db
from elearning.models.assignments import Assignment
from elearning.models.people import PostDetail, Unit
from elearning.models.unit_joins import UnitJoin
from elearning.queries.audiences import rules
from elearning.queries.compliance import council, dashboard, report_rows
from elearning.queries.exports import export_rows
from elearning.queries.people import current_organisation
from elearning.queries.structure import bare_structure, structure, structure_of
from elearning.queries.undo import newest_run, undo_of
from elearning.services.assignments import assign
from elearning.services.audiences import add_audience
from elearning.services.people import apply_import, begin_import
from elearning.services.recording import begin
from elearning.services.self_audits import keep_findings
from elearning.services.unit_joins import join_units, take_units_apart
from tests import builders
from tests.builders import Town
from tests.guards.visiting import change, visitor
from tests.unit.hr_rows import cells, sheet
from tests.web.browsing import Browser

WHY = "Renamed by HR’s system in November"


@pytest.fixture
def twice(site: Flask, town: Town) -> Town:
    """The service Care, with Kim and Lou in its team Homes; and Care Services, with Pat in a team Homes of its own and Ray
    in no team."""

    def act(session: Any) -> None:
        place = builders.team(session, "People", kind="directorate")
        for key, name, homes in (("care", "Care", "Homes"), ("services", "Care Services", "homes")):
            town.ids[key] = builders.team(session, name, parent_id=place, kind="service")
            town.ids[f"{key}_homes"] = builders.team(session, homes, parent_id=town.ids[key])
        for number, (name, unit) in enumerate(
            [
                ("Kim Care", "care_homes"),
                ("Lou Care", "care_homes"),
                ("Pat New", "services_homes"),
                ("Ray New", "services"),
            ]
        ):
            found = builders.hire(session, number=f"30000{number}", name=name, unit_id=town.ids[unit])
            town.ids[name.split()[0].lower()] = found
        who = [town.ids[one] for one in ("kim", "lou", "pat", "ray")]
        module = builders.publish(session, builders.small_version("sums", title="Sums"))
        builders.assign(session, module_id=module, person_ids=who, due_on=date(2021, 1, 1))
        event = begin(session, actor=builders.SYSTEM, action="test", now=clock.now())
        assign(session, None, act=event, today=clock.today())  # what the two rules say of everybody

    change(site, act)
    return town


def carys(site: Flask, town: Town) -> Browser:
    found = Browser(site)
    found.client = visitor(site, town.carys)
    return found


def join(site: Flask, town: Town, merged: str = "services", kept: str = "care", *, days_ago: int = 0) -> None:
    """Say so, as if it had been done some days ago."""
    now = clock.now() - timedelta(days=days_ago)
    day = london_date(now)

    def act(session: Any) -> None:
        begin_import(session)
        plan = plan_join(bare_structure(session, Asked(day, now)), town.ids[merged], town.ids[kept])
        join_units(session, plan, reason=WHY, actor=Actor(town.carys), now=now, today=day)

    change(site, act)


def apart(site: Flask, town: Town, unit: str = "services") -> None:
    said: dict[str, Any] = {"reason": "Two after all", "actor": Actor(town.carys), "now": clock.now()}
    change(site, lambda session: take_units_apart(session, town.ids[unit], **said, today=clock.today()))


def figures(site: Flask, day: date | None = None, known_on: Any = None) -> dict[str, tuple[int, int]]:
    """Of every unit of a day, by its path, how many people it has and how many of them count."""
    with site.app_context():
        asked = Asked(day or clock.today(), known_on or clock.now())
        totals, where, _ = council(db.session(), asked)
        found = {
            "/".join(filter(None, where.path(id))): (totals.people(unit_id=id), totals.of(unit_id=id).tally.counted)
            for id in where.units
        }
        found["all"] = (totals.people(), totals.of().tally.counted)
        db.session.remove()
        return found


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def test_hr_finds_the_two_sees_the_effect_joins_them_and_takes_them_apart(site: Flask, twice: Town) -> None:
    browser, before = carys(site, twice), figures(site)
    page = browser.go("/hr/units?q=care")
    address = f"/hr/units/{twice.ids['services']}/join"
    assert address in page.text
    page = browser.go(address)
    assert page.main.index("People, Care") < page.main.index("Find another unit")  # the likeliest is offered first
    check = browser.send(other=str(twice.ids["care"]), keep="other", reason=WHY)
    assert check.heading == "Check the two units"
    for told in (
        "From today People, Care Services is People, Care",
        "Joined with them, because both have one of the name: People, Care Services, homes",
        "One with the other",
        WHY,
    ):
        assert told in check.main, told
    assert figures(site) == before  # nothing is done yet
    done = browser.send(step="do")
    assert "The two are one unit from today" in done.main
    assert "Is People, Care since" in done.main
    assert WHY in done.main
    after = figures(site)
    assert after["People/Care"] == (4, 8)
    assert after["People/Care/Homes"] == (3, 6)
    assert {path for path in before if path not in after} == {"People/Care Services", "People/Care Services/homes"}
    assert (after["People"], after["all"]) == (before["People"], before["all"])
    page = browser.go(f"/hr/units/{twice.ids['services']}/apart")
    assert "Posts that a file recorded or changed since then stay in People, Care" in page.main
    done = browser.send(reason="Two after all")
    assert "They are two units again from today" in done.main
    assert figures(site) == before


def test_the_name_and_place_of_either_may_stay(site: Flask, twice: Town) -> None:
    browser = carys(site, twice)
    browser.go(f"/hr/units/{twice.ids['services']}/join")
    browser.send(other=str(twice.ids["care"]), keep="this", reason=WHY)
    browser.send(step="do")
    after = figures(site)
    assert after["People/Care Services"] == (4, 8)
    assert "People/Care" not in after


def test_what_cannot_be_is_refused_at_the_form(site: Flask, twice: Town) -> None:
    browser = carys(site, twice)
    browser.go(f"/hr/units/{twice.ids['services']}/join")
    page = browser.send(keep="other", reason="")
    assert page.status == 400
    assert "Choose the other unit" in page.main
    assert "Say why they are one unit" in page.main
    page = browser.send(other=str(twice.ids["care_homes"]), keep="other", reason=WHY)
    assert page.status == 400  # a team is not offered where a service is asked for
    page = browser.send(step="find", find="nothing such")
    assert (page.status, "No other unit of this kind matches" in page.main) == (200, True)
    join(site, twice)
    assert browser.go(f"/hr/units/{twice.ids['services']}/join").status == 404
    assert browser.go(f"/hr/units/{twice.ids['care']}/apart").status == 404
    with pytest.raises(NotAllowed, match="joined into Care already"):
        join(site, twice, "care", "services")
    with pytest.raises(NotAllowed, match="of its kind"):
        join(site, twice, "care", "care_homes")
    with pytest.raises(NotAllowed, match="one and the same"):
        join(site, twice, "care", "care")
    with pytest.raises(NotFound):
        apart(site, twice, "care")


def test_days_before_stay_as_they_are_and_a_report_known_before_shows_two(site: Flask, twice: Town) -> None:
    before, until, past = figures(site), clock.now(), figures(site, ago(9))
    join(site, twice)
    assert figures(site, ago(9)) == past
    assert figures(site, ago(1)) == past
    assert figures(site, known_on=until) == before
    assert figures(site) != before


def test_taken_apart_later_the_days_between_stay_joined(site: Flask, twice: Town) -> None:
    join(site, twice, days_ago=5)
    joined = figures(site)
    assert joined["People/Care"] == (4, 8)
    apart(site, twice)
    assert "People/Care Services" in figures(site)
    assert figures(site, ago(1)) == joined
    assert figures(site, ago(5)) == joined
    assert "People/Care Services" in figures(site, ago(6))


def test_no_post_and_no_rule_is_touched(site: Flask, twice: Town) -> None:
    def posts() -> list[Any]:
        with site.app_context():
            return list(db.session.execute(select(PostDetail.id, PostDetail.unit_id, PostDetail.superseded_at)).all())

    before = posts()
    join(site, twice)
    assert posts() == before


def load(site: Flask, *rows: dict[str, str]) -> Any:
    """Apply HR's file; what it remarked, and how many units there are then."""

    def act(session: Any) -> Any:
        plan = plan_import(current_organisation(session), parse_people(sheet(*rows)), today=clock.today())
        assert not plan.problems, plan.problems
        apply_import(
            session,
            plan,
            actor=builders.SYSTEM,
            now=clock.now(),
            today=clock.today(),
            file_name="x.csv",
            sha256="0" * 64,
        )
        return [one.value for one in plan.remarks], [one.what for one in plan.affected if one.what]

    found = change(site, act)
    with site.app_context():
        return (*found, len(list(db.session.scalars(select(Unit.id)))))


def row(number: str, name: str, service: str, team: str = "", **more: str) -> dict[str, str]:
    said = {"post": f"P{number}", "group": "", "start": "2020-01-06", "directorate": "People", **more}
    return cells(number=number, name=name, known_as=name.split()[0], service=service, team=team, **said)


def test_the_next_file_that_spells_either_name_lands_in_the_one_unit(site: Flask, twice: Town) -> None:
    with site.app_context():
        units = len(list(db.session.scalars(select(Unit.id))))
    join(site, twice)
    remarks, changed, after = load(
        site, row("300000", "Kim Care", "Care", "Homes"), row("300002", "Pat New", "Care Services", "homes"),
        row("300003", "Ray New", "care  services"),
    )  # fmt: skip
    assert (changed, after) == ([], units)  # the old names again change nothing
    assert "Care Services" in remarks
    _, changed, after = load(
        site, row("300002", "Pat New", "Care Services", "Nights"), row("310000", "Val Newer", "Care Services", "homes"),
        row("310001", "Wes Newer", "Care", "Nights"),
    )  # fmt: skip
    assert after == units + 1, "the one team that is new"
    assert ("unit",) in changed
    with site.app_context():
        where = structure(db.session(), Asked(clock.today(), clock.now()))
        paths = {post.reference: where.path(where.unit_of(id)) for id, post in where.posts.items()}
    assert paths["P300002"] == paths["P310001"] == ("People", "Care", "Nights")
    assert paths["P310000"] == ("People", "Care", "Homes")


def test_a_rule_that_names_either_means_both_from_that_day(site: Flask, twice: Town) -> None:
    first = ago(60)
    modules = {}
    for name in ("care", "services"):
        module = change(
            site, lambda session, name=name: builders.publish(session, builders.small_version(name, title=name))
        )
        modules[name] = module
        change(site, lambda session, name=name, module=module: add_audience(
            session, module_id=module, name=name, first_on=first, fixed_due_on=None, days_after_start=30, notice_days=0,
            who=Who(units=(twice.ids[name],)), reason="", digest=None, actor=builders.SYSTEM, now=clock.now(),
            today=clock.today(),
        ))  # fmt: skip

    def assigned(name: str) -> set[tuple[int, date]]:
        with site.app_context():
            rows = db.session.execute(
                select(Assignment.person_id, Assignment.true_from).where(
                    Assignment.module_id == modules[name],
                    Assignment.superseded_at.is_(None),
                    Assignment.true_to.is_(None),
                )
            )
            return {(person, since) for person, since in rows}

    old, new = {(twice.ids[one], first) for one in ("kim", "lou")}, {(twice.ids[one], first) for one in ("pat", "ray")}
    assert (assigned("care"), assigned("services")) == (old, new)
    browser = carys(site, twice)
    browser.go(f"/hr/units/{twice.ids['services']}/join")
    check = browser.send(other=str(twice.ids["care"]), keep="other", reason=WHY)
    assert "services: services" in check.main
    assert "care: care" in check.main
    assert re.search(r"care 2 new assignments of care0\d", check.main), (
        "two new assignments of the module and none that ends: Pat's and Ray's"
    )
    past = figures(site, ago(1))
    join(site, twice)
    today = clock.today()
    assert figures(site, ago(1)) == past
    assert assigned("care") == old | {(person, today) for person, _ in new}
    assert assigned("services") == new | {(person, today) for person, _ in old}
    page = browser.go("/hr/rules")
    assert page.main.count("Everybody in Care and below") == 2
    page = browser.go(f"/hr/rules/{rule_of(site, modules['services'])}/change")
    assert "People, Care" in page.main
    apart(site, twice)
    assert (assigned("care"), assigned("services")) == (old, new)


def rule_of(site: Flask, module_id: int) -> int:
    with site.app_context():
        found = rules(db.session(), Asked(clock.today(), clock.now()))
        return next(one.rule_id for one in found if one.module.module_id == module_id)


def test_addresses_and_files_of_the_old_unit_lead_to_the_one_it_is(site: Flask, twice: Town) -> None:
    join(site, twice)
    browser, old = carys(site, twice), twice.ids["services"]
    for page in ("/hr", "/hr/people", "/hr/trend", "/hr/heat-map", "/hr/export", "/hr/never-signed-in"):
        found = browser.go(f"{page}?unit={old}")
        assert found.status == 200, page
    people = browser.go(f"/hr/people?unit={old}")
    assert "Kim Care" in people.main
    assert "Unit: People, Care" in people.main
    with site.app_context():
        session, asked = db.session(), Asked(clock.today(), clock.now())
        rows = list(export_rows(session, asked, Narrowing(old, None, None, "everybody", None)))
        assert {one.employee_number for one in rows} == {"300000", "300001", "300002", "300003"}
        assert dashboard(session, asked, unit_id=old).people == 4
        one = structure_of(session, [twice.ids["ray"]], asked)
        assert one.path(one.unit_of(one.holdings[0].post_id)) == ("People", "Care", "")
        units = {one.employee_number: one.unit for one in report_rows(session, EVERYBODY, asked)}
        assert units["300002"] == ("People", "Care", "Homes")
    page = browser.go(f"/hr/people/{twice.ids['ray']}/timeline")
    assert "Unit: Care Services, People" in page.main  # as it was on the day on which Ray began


def test_a_chain_is_followed_to_its_end(site: Flask, twice: Town) -> None:
    def act(session: Any) -> None:
        other = builders.team(session, "Wellbeing", kind="directorate")
        twice.ids["third"] = builders.team(session, "Adult Care", parent_id=other, kind="service")

    change(site, act)
    join(site, twice)
    join(site, twice, "care", "third")
    assert figures(site)["Wellbeing/Adult Care"] == (4, 8)
    with site.app_context():
        joined = current_organisation(db.session()).joined
    assert joined[("People", "Care", "")] == ("Wellbeing", "Adult Care", "")
    assert joined[("People", "Care Services", "")] == ("Wellbeing", "Adult Care", "")
    apart(site, twice, "care")
    assert figures(site)["People/Care"] == (4, 8)


def test_the_self_audit_leads_here_and_has_nothing_to_say_once_they_are_joined(site: Flask, twice: Town) -> None:
    browser = carys(site, twice)

    def act(session: Any) -> None:
        twice.ids["spelt"] = builders.team(session, "HOMES", parent_id=twice.ids["care"])
        builders.hire(session, number="300009", name="Una Alike", unit_id=twice.ids["spelt"])

    change(site, act)
    said = finding(Check.UNIT_SPELT_TWICE, ["HOMES and Homes"])
    change(site, lambda session: keep_findings(
        session, said, day=clock.today(), actor=builders.SYSTEM, now=clock.now()
    ))  # fmt: skip
    assert "say so on the page Units. Units" in browser.go("/hr/self-audit").main
    page = browser.go("/hr/units")
    assert "Spelt alike" in page.main
    assert "People, Care, Homes and People, Care, HOMES" in page.main
    join(site, twice, "spelt", "care_homes")
    assert "Spelt alike" not in browser.go("/hr/units").main


def test_two_joins_of_one_unit_are_refused_by_the_database(site: Flask, twice: Town) -> None:
    join(site, twice)
    with site.app_context():
        live = list(db.session.scalars(select(UnitJoin).where(UnitJoin.superseded_at.is_(None))))
    assert {(one.unit_id, one.into_id) for one in live} == {
        (twice.ids["services"], twice.ids["care"]), (twice.ids["services_homes"], twice.ids["care_homes"]),
    }  # fmt: skip


def test_a_file_that_brought_one_of_the_two_cannot_be_undone_while_they_are_joined(site: Flask, twice: Town) -> None:
    load(site, row("320000", "Xan Brought", "Caring"))

    def reasons() -> tuple[str, ...]:
        with site.app_context():
            return reasons_not_to_undo(undo_of(db.session(), newest_run(db.session())))

    assert reasons() == ()
    with site.app_context():
        units = current_organisation(db.session()).units
    twice.ids["caring"] = units["People", "Caring", ""].unit_id
    join(site, twice, "services", "care")
    assert reasons() == (), "neither is of the file"
    join(site, twice, "caring", "care")
    assert [one[:35] for one in reasons()] == ["1 unit that it brought is joined wi"]
    apart(site, twice, "caring")
    assert reasons() == ()


def test_a_timeline_names_the_unit_as_it_was_known_on_the_day(site: Flask, twice: Town) -> None:
    join(site, twice, days_ago=5)
    begun: dict[str, Any] = {"unit_id": twice.ids["services"], "first_on": ago(2)}
    later = change(site, lambda session: builders.hire(session, number="330000", name="Yan Later", **begun))
    browser = carys(site, twice)
    assert "Unit: Care, People" in browser.go(f"/hr/people/{later}/timeline").main
    assert "Unit: Care Services, People" in browser.go(f"/hr/people/{twice.ids['ray']}/timeline").main
