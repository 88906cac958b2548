"""HR's file in the database: what is written, what stays, what it assigns; roles, leave, exemptions."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.documents.tables import read_csv
from elearning.domain.access import Actor, Role
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.hr_brakes import Consent
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import Effect, ImportPlan
from elearning.domain.hr_rows import parse_people
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models import assignments, audit, modules, people
from elearning.orm import WRITES, Base
from elearning.queries import people as queries
from elearning.services import assignments as duties
from elearning.services import audiences as rules
from elearning.services import people as services
from tests.unit.hr_rows import cells, sheet

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ACTOR = Actor(name="test")
BOSS = cells(number="100", name="Ben Okafor", post="A", start="2016-09-05", email="ben@m.example")
CLERK = cells(number="0042", name="Amina Yusuf", post="B", manager="100", start="2023-05-02")


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    with Session(engine) as session:
        session.connection(execution_options={WRITES: True})
        yield session
        session.rollback()


@pytest.fixture
def module_id(session: Session) -> int:
    module = modules.Module(slug="core")
    session.add(module)
    session.flush()
    require(session, module.id)
    return module.id


def require(session: Session, module_id: int, *, name: str = "Everyone in post", notice: int = 14) -> int:
    return rules.add_audience(
        session, module_id=module_id, name=name, first_on=date(2026, 4, 1), fixed_due_on=date(2026, 6, 30),
        days_after_start=28, notice_days=notice, actor=ACTOR, now=NOW, today=date(2026, 4, 1),
    )  # fmt: skip


def load(session: Session, *rows: dict[str, str], today: date = TODAY, leave_out: bool = False) -> ImportPlan:
    plan = plan_import(queries.current_organisation(session), parse_people(sheet(*rows)), today=today)
    services.apply_import(
        session, plan, actor=ACTOR, now=NOW, today=today, file_name="people.csv", sha256="0" * 64,
        consent=Consent(leave_out=leave_out, percent=100),
    )  # fmt: skip
    session.expire_all()
    return plan


def live(session: Session, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    wanted = [getattr(table, column) for column in columns]
    return [
        tuple(row) for row in session.execute(select(*wanted).where(table.superseded_at.is_(None)).order_by(table.id))
    ]


def sizes(session: Session) -> dict[str, int]:
    return {t.name: session.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables}


def amina(session: Session) -> int:
    return queries.person_by_number(session, "0042")


def test_a_file_is_written_with_its_dates_its_tree_and_one_run(session: Session) -> None:
    load(session, BOSS, CLERK)
    assert ("Amina Yusuf", "Amina Yusuf", date(2023, 5, 2)) in live(
        session, people.PersonName, "name", "known_as", "true_from"
    )
    boss = queries.person_by_number(session, "100")
    assert live(session, people.PostDetail, "reference", "manager_id") == [("A", None), ("B", boss)]
    assert [kind for (kind,) in live(session, people.UnitPlace, "kind")] == ["directorate", "service", "team"]
    run = session.scalars(select(people.ImportRun)).one()
    assert (run.rows, run.joiners, run.changes, run.leavers, run.unchanged) == (2, 2, 0, 0, 0)


def test_the_same_file_again_in_any_order_writes_no_row_at_all(session: Session, module_id: int) -> None:
    vacant = cells(number="", name="", post="V", manager="100", start="")
    second = cells(number="0042", name="Amina Yusuf", post="C", manager="V", start="2024-01-08", service="", team="")
    load(session, BOSS, CLERK, vacant, second)
    before = sizes(session)
    plan = load(session, second, vacant, CLERK, BOSS)
    assert plan.count(Effect.UNCHANGED) == 3
    assert sizes(session) == before


def test_a_row_with_a_problem_keeps_the_whole_file_from_being_applied(session: Session) -> None:
    before = sizes(session)
    with pytest.raises(NotAllowed):
        load(session, BOSS, cells(number="7", post="B", manager="100", start="1/1/26"))
    assert sizes(session) == before


def test_the_other_rows_are_applied_when_bad_ones_are_left_out(session: Session) -> None:
    load(session, BOSS, cells(number="7", post="B", manager="100", start="1/1/26"), leave_out=True)
    assert live(session, people.EmployeeNumber, "number") == [("100",)]


def test_people_are_found_by_number_and_address_typed_carelessly(session: Session) -> None:
    load(session, BOSS, CLERK)
    assert queries.person_by_number(session, " 00 42") == amina(session)
    for missing in (lambda: queries.person_by_number(session, "42"),):
        with pytest.raises(NotFound):
            missing()


def test_a_new_name_is_true_from_today_and_the_old_one_until_yesterday(session: Session) -> None:
    load(session, BOSS, CLERK)
    load(session, {**CLERK, "name": "Amina Yusuf-Khan"})
    person = amina(session)
    assert queries.names(session, [person], date(2026, 11, 21))[person].name == "Amina Yusuf"
    assert queries.names(session, [person], TODAY)[person].name == "Amina Yusuf-Khan"
    assert queries.names(session, [person], date(1999, 1, 1))[person].name == "Amina Yusuf"
    before_import = datetime(2026, 11, 1, tzinfo=UTC)
    assert queries.names(session, [person], TODAY, known_on=before_import) == {}


def test_a_leaver_s_assignment_ends_with_the_employment_and_a_return_makes_another(
    session: Session, module_id: int
) -> None:
    columns = ("true_from", "true_to", "due_on")
    load(session, BOSS, CLERK, today=date(2026, 4, 1))
    assert live(session, assignments.Assignment, *columns) == [(date(2026, 4, 1), None, date(2026, 6, 30))] * 2
    load(session, {**CLERK, "end_date": "2026-08-31"})
    assert (date(2026, 4, 1), date(2026, 8, 31), date(2026, 6, 30)) in live(session, assignments.Assignment, *columns)
    load(session, {**CLERK, "start_date": "2026-11-16"})
    assert live(session, assignments.Assignment, *columns) == [
        (date(2026, 4, 1), None, date(2026, 6, 30)),
        (date(2026, 4, 1), date(2026, 8, 31), date(2026, 6, 30)),
        (date(2026, 11, 16), None, date(2026, 12, 14)),
    ]


def test_a_move_between_posts_is_one_employment_with_one_assignment(session: Session, module_id: int) -> None:
    load(session, BOSS, CLERK)
    before = live(session, assignments.Assignment, "id")
    load(session, {**CLERK, "post_reference": "C", "start_date": "2026-11-02", "team": "Pensions"})
    assert live(session, assignments.Assignment, "id") == before
    held = live(session, people.Holding, "true_from", "true_to")
    assert (date(2023, 5, 2), date(2026, 11, 1)) in held
    assert (date(2026, 11, 2), None) in held


def test_an_end_date_that_is_withdrawn_opens_employment_and_assignment_again(session: Session, module_id: int) -> None:
    load(session, BOSS, {**CLERK, "end_date": "2026-12-31"})
    load(session, BOSS, CLERK)
    assert {last for (last,) in live(session, assignments.Assignment, "true_to")} == {None}
    assert {last for (last,) in live(session, people.Holding, "true_to")} == {None}


def test_a_first_day_that_is_put_off_moves_the_assignment_and_its_due_date(session: Session, module_id: int) -> None:
    late = {**CLERK, "start_date": "2026-11-30"}
    load(session, BOSS, late)
    load(session, BOSS, {**late, "start_date": "2026-12-07"})
    assert (date(2026, 12, 7), date(2027, 1, 4)) in live(session, assignments.Assignment, "true_from", "due_on")
    assert len(live(session, assignments.Assignment, "id")) == 2


def test_a_rule_said_twice_changes_nothing_and_another_of_its_name_is_refused(session: Session, module_id: int) -> None:
    load(session, BOSS, CLERK)
    before = sizes(session)
    assert require(session, module_id) == 0
    assert sizes(session) == before
    with pytest.raises(NotAllowed):
        require(session, module_id, notice=7)
    with pytest.raises(NotFound):
        require(session, module_id + 1)
    assert require(session, module_id, name="Everyone, again") == 2


def test_whoever_has_reports_on_the_day_is_a_manager_while_in_post(session: Session) -> None:
    in_place_of = cells(number="8", post="D", manager="C", start="2026-11-02")
    load(session, BOSS, CLERK, cells(number="7", post="C", manager="100"), in_place_of)
    boss, named_by_post = queries.person_by_number(session, "100"), queries.person_by_number(session, "7")
    assert queries.has_reports(session, boss, TODAY)
    assert not queries.has_reports(session, amina(session), TODAY)
    assert queries.has_reports(session, named_by_post, TODAY)
    assert not queries.has_reports(session, named_by_post, date(2026, 11, 1))
    load(session, {**BOSS, "end_date": "2026-11-20"})
    assert queries.has_reports(session, boss, date(2026, 11, 20))
    assert not queries.has_reports(session, boss, TODAY)


def test_a_role_is_granted_once_and_ends_at_once(session: Session) -> None:
    load(session, BOSS, CLERK)
    person, said = amina(session), {"actor": ACTOR, "now": NOW, "today": TODAY}
    assert services.grant_role(session, person, Role.HR, **said)
    assert not services.grant_role(session, person, Role.HR, **said)
    later = {**said, "today": date(2026, 12, 1)}
    assert services.end_role(session, person, Role.HR, **later)
    assert not services.end_role(session, person, Role.HR, **later)
    assert live(session, people.RoleGrant, "role", "true_from", "true_to") == [("hr", TODAY, date(2026, 11, 30))]
    with pytest.raises(NotFound):
        services.grant_role(session, person + 1000, Role.HR, **said)


def test_a_role_granted_and_ended_on_one_day_leaves_nothing_that_holds(session: Session) -> None:
    load(session, BOSS)
    person, said = queries.person_by_number(session, "100"), {"actor": ACTOR, "now": NOW, "today": TODAY}
    services.grant_role(session, person, Role.AUTHOR, **said)
    services.end_role(session, person, Role.AUTHOR, **said)
    assert live(session, people.RoleGrant, "id") == []
    assert services.grant_role(session, person, Role.AUTHOR, **said)


def test_leave_is_recorded_once_never_over_other_leave_and_corrected_by_a_new_record(session: Session) -> None:
    load(session, BOSS, CLERK)
    person, first = amina(session), date(2026, 9, 1)
    said = {"actor": ACTOR, "now": NOW}
    leave = services.record_leave(session, person, first_on=first, last_on=None, **said)
    assert services.record_leave(session, person, first_on=first, last_on=None, **said) == leave
    with pytest.raises(NotAllowed):
        services.record_leave(session, person, first_on=TODAY, last_on=None, **said)
    ended = services.correct_leave(session, leave, first_on=first, last_on=date(2026, 10, 4), reason="Back", **said)
    assert live(session, people.Leave, "id", "true_to") == [(ended, date(2026, 10, 4))]
    with pytest.raises(Stale):
        services.correct_leave(session, leave, first_on=first, last_on=TODAY, reason="Back", **said)
    assert services.record_leave(session, person, first_on=TODAY, last_on=None, **said) != ended
    with pytest.raises(NotAllowed):
        services.record_leave(session, person, first_on=TODAY, last_on=first, **said)


def test_an_exemption_needs_an_approver_who_is_neither_excused_nor_recording_it(
    session: Session, module_id: int
) -> None:
    load(session, BOSS, CLERK, cells(number="7", post="C", manager="100"))
    person, boss, officer = amina(session), *(queries.person_by_number(session, n) for n in ("100", "7"))

    def grant(approver: int, last_on: date = date(2027, 3, 31), **more: Any) -> int:
        return duties.grant_exemption(
            session, person, module_id, reason_code=ExemptionReason.SECONDED_OUT, note="To the health board",
            first_on=TODAY, last_on=last_on, approver_id=approver, actor=Actor(person_id=officer), now=NOW,
            **more,
        )  # fmt: skip

    for approver in (person, officer):
        with pytest.raises(NotAllowed):
            grant(approver)
    assert grant(boss) == grant(boss)
    with pytest.raises(NotAllowed):
        grant(boss, last_on=date(2027, 4, 30))
    with pytest.raises(NotAllowed):
        grant(boss, last_on=date(2026, 1, 1))
    events = session.scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "exemption.grant")).all()
    assert [(event.actor_id, event.subject_id) for event in events] == [(officer, person)]


ROW = st.builds(
    cells,
    number=st.sampled_from(["1", "2", "3", "4", ""]), name=st.sampled_from(["Ann", "Bo", ""]),
    email=st.sampled_from(["", "", "a@m.example", "b@m.example"]), post=st.sampled_from("ABCD"),
    team=st.sampled_from(["Treasury", "Pensions"]), manager=st.sampled_from(["", "1", "2", "A", "D"]),
    start=st.sampled_from(["2020-01-06", "2021-05-01", "2026-11-22", "2026-12-01", "2024-02-01"]),
    end=st.sampled_from(["", "", "", "2024-01-31", "2026-11-21", "2026-12-24"]),
)  # fmt: skip


_HELD = {"name": "Ann", "email": "", "team": "Treasury", "start": "2020-01-06"}
CIRCLE_THROUGH_A_POST_THAT_WAS_LEFT = [
    cells(number="1", post="D", manager="2", end="2024-01-31", **_HELD),
    cells(number="2", post="B", manager="D", end="", **_HELD),
]

WHO_LEFT_THE_POST_THAT_REPORTS_TO_THEM = [
    cells(number="2", post="C", manager="A", end="2024-01-31", **_HELD),
    cells(number="4", post="C", manager="2", **{**_HELD, "start": "2026-11-22", "end": "2026-12-24"}),
    cells(number="1", post="A", manager="", **{**_HELD, "start": "2024-02-01", "end": "2024-01-31"}),
]

_OF_TWO = {"number": "2", "name": "Ann", "email": "", "team": "Treasury", "manager": ""}
MOVED_BEFORE_ITS_PAST_WAS_TOLD = [
    [cells(post="A", start="2026-11-22", end="", **_OF_TWO)],
    [
        cells(post="C", start="2026-11-22", end="", **_OF_TWO),
        cells(post="C", start="2020-01-06", end="2026-11-21", **_OF_TWO),
    ],
]

THE_SUCCESSOR_REPORTS_TO_WHO_IS_STILL_IN_THE_POST = [
    [cells(number="1", post="A", manager="", end="", **_HELD)],
    [
        cells(number="1", post="C", manager="2", end="2026-12-24", **_HELD),
        cells(number="3", post="C", manager="1", end="", **_HELD),
    ],
]

_LEFT = {**_HELD, "end": "2024-01-31"}
A_RECORD_THAT_MAKES_A_CIRCLE_GIVES_WAY_TO_THE_FILE = [
    [cells(number="4", post="D", manager="A", **_LEFT), cells(number="4", post="A", manager="D", **_LEFT)],
    [
        cells(number="3", post="A", manager="A", end="", **_HELD),
        cells(number="1", post="D", manager="A", end="", **_HELD),
    ],
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([CIRCLE_THROUGH_A_POST_THAT_WAS_LEFT])
@example([WHO_LEFT_THE_POST_THAT_REPORTS_TO_THEM])
@example(MOVED_BEFORE_ITS_PAST_WAS_TOLD)
@example(THE_SUCCESSOR_REPORTS_TO_WHO_IS_STILL_IN_THE_POST)
@example(A_RECORD_THAT_MAKES_A_CIRCLE_GIVES_WAY_TO_THE_FILE)
@given(st.lists(st.lists(ROW, min_size=1, max_size=5), min_size=2, max_size=4))
def test_any_files_one_after_another_leave_a_record_that_the_last_of_them_would_not_change(
    engine: Any, files: list[list[dict[str, str]]]
) -> None:
    with Session(engine) as session:
        session.connection(execution_options={WRITES: True})
        module = modules.Module(slug="core")
        session.add(module)
        session.flush()
        require(session, module.id)
        for at, rows in enumerate(files):
            today = date(2026, 11, 22 + at)
            load(session, *rows, today=today, leave_out=True)
            again = plan_import(queries.current_organisation(session), parse_people(sheet(*rows)), today=today)
            assert again.is_empty, (rows, again)
        spans = live(session, people.Holding, "person_id", "post_id", "true_from", "true_to")
        for person, post, first, last in spans:
            same = [s for s in spans if s[:2] == (person, post) and s[2] != first]
            assert not [s for s in same if s[2] <= (last or date.max) and first <= (s[3] or date.max)]
        session.rollback()


def test_a_thousand_people_are_imported_and_each_is_assigned(session: Session, module_id: int) -> None:
    content = (Path(__file__).parents[2] / "elearning/cli/demo/people.csv").read_bytes()
    from_file = parse_people(read_csv(content))
    plan = plan_import(queries.current_organisation(session), from_file, today=TODAY)
    services.apply_import(session, plan, actor=ACTOR, now=NOW, today=TODAY, file_name="people.csv", sha256="0" * 64)
    assert sizes(session)["assignments"] == 1000
