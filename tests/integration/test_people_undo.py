"""Undoing HR's file: every answer for every day is as it was, nothing earned is touched, and what stands in the way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Actor, Role
from elearning.domain.hr_brakes import Consent
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_reuse import Decided
from elearning.domain.hr_rows import parse_people
from elearning.domain.hr_undo import Undo, reasons_not_to_undo
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models import assignments, learning
from elearning.models.evidence import evidence_tables, triggers
from elearning.models.imported import IMPORTED
from elearning.orm import WRITES, Base, prepare_engine
from elearning.queries.facts import facts
from elearning.queries.import_effects import between, snapshot
from elearning.queries.imports import count_runs, import_run, import_runs
from elearning.queries.people import current_organisation, person_by_number
from elearning.queries.undo import newest_run, undo_of
from elearning.services import audiences as rules
from elearning.services.people import apply_import, grant_role
from elearning.services.undo_import import undo_import
from tests import builders, databases
from tests.acts import Learner
from tests.unit.hr_rows import cells, sheet

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ACTOR = Actor(name="test")
BOSS = cells(number="100", name="Ben Okafor", post="A", start="2016-09-05", email="ben@m.example")
CLERK = cells(number="0042", name="Amina Yusuf", post="B", manager="100", start="2023-05-02")
NEW = cells(number="7", name="Nia New", post="N", manager="100", start="2026-11-02", email="nia@m.example")
Rows = tuple[dict[str, str], ...]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    url = databases.new_url(tmp_path_factory.mktemp("undo"))
    engine = create_engine(url)
    prepare_engine(engine)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        Base.metadata.create_all(connection)
        for table in evidence_tables():
            for statement in triggers(table, engine.dialect.name):
                connection.execute(text(statement))
    yield engine
    engine.dispose()
    databases.drop(url)


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    with Session(engine) as session:
        session.connection(execution_options={WRITES: True})
        yield session
        session.rollback()


def require(session: Session) -> int:
    """A small module that everybody must do."""
    module_id = builders.publish(session, builders.small_version())
    rules.add_audience(
        session, module_id=module_id, name="Everyone", first_on=date(2026, 4, 1), fixed_due_on=date(2026, 6, 30),
        days_after_start=28, notice_days=14, actor=ACTOR, now=NOW, today=date(2026, 4, 1),
    )  # fmt: skip
    return module_id


def load(session: Session, *rows: dict[str, str], at: datetime = NOW, decided: Decided = Decided()) -> int | None:
    """Apply a file; the id of its run."""
    today = at.date()
    plan = plan_import(current_organisation(session), parse_people(sheet(*rows)), today=today, decided=decided)
    run = apply_import(
        session, plan, actor=ACTOR, now=at, today=today, file_name="people.csv", sha256="0" * 64,
        consent=Consent(leave_out=True, percent=100),
    )  # fmt: skip
    session.expire_all()
    return run


def undone(session: Session, *, at: datetime = NOW + timedelta(hours=1)) -> Undo:
    """Undo the newest file."""
    undo = undo_of(session, newest_run(session))
    undo_import(session, undo, reason="It was the wrong file", actor=ACTOR, now=at, today=at.date())
    session.expire_all()
    return undo


def stands(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the record says now, for every day, without when it came to be known."""
    aside = {"id", "recorded_at", "recorded_by", "superseded_at", "superseded_by"}
    found = {}
    for table in IMPORTED:
        columns = [column for column in table.__table__.columns if column.name not in aside]
        rows = session.execute(select(*columns).where(table.superseded_at.is_(None)))
        found[table.__tablename__] = sorted((tuple(row) for row in rows), key=repr)
    return found


def told(session: Session, day: date) -> dict[Any, tuple[Any, ...]]:
    """Everybody's facts as at a day; in which order the database gives spans does not matter."""
    known = facts(session, EVERYBODY, as_at=day)
    return {key: (*map(sorted_spans, of[:5]), *of[5:]) for key, of in known.items()}


def sorted_spans(spans: Any) -> list[Any]:
    return sorted(spans, key=repr)


STAFF: Rows = (
    BOSS, CLERK, cells(number="", name="", post="V", manager="100", start=""),
    cells(number="5", name="Cai Two-Posts", post="C", manager="V", start="2020-02-03", email="c@m.example"),
    cells(number="5", name="Cai Two-Posts", post="D", manager="0042", start="2024-02-05", email="c@m.example"),
    cells(number="6", name="Gone Before", post="E", manager="100", start="2019-01-07", end="2024-03-29"),
)  # fmt: skip
CHANGES: tuple[dict[str, str], ...] = (
    {"name": "Other Name"}, {"email": "new@m.example"}, {"end_date": "2026-10-30"}, {"end_date": "2027-01-29"},
    {"line_manager_number": "5"}, {"team": "Pensions"}, {"post_title": "Clerk"}, {"start_date": "2026-11-09"},
    {"post_reference": "Z", "start_date": "2026-11-16"}, {"post_reference": "Z"}, {"staff_group": "Field"},
    {"end_date": "2027-01-29", "line_manager_number": "999"}, {"known_as": "Bo"}, {"start_date": "bad"},
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_undone_leaves_every_answer_for_every_day_as_it_was(engine: Any, data: st.DataObject) -> None:
    with Session(engine) as session:
        session.connection(execution_options={WRITES: True})
        require(session)
        load(session, *STAFF, at=NOW - timedelta(days=200))
        before, days = stands(session), [TODAY + timedelta(days=n) for n in (-400, -20, -1, 0, 1, 90)]
        answers = [told(session, day) for day in days]
        rows = [{**row, **data.draw(st.sampled_from(({}, *CHANGES)))} for row in data.draw(st.permutations(STAFF))]
        rows += data.draw(st.sampled_from([[], [NEW], [NEW, {**NEW, "post_reference": "N2"}]]))
        if load(session, *rows) is not None:
            undone(session)
        assert stands(session) == before
        assert [told(session, day) for day in days] == answers
        session.rollback()


def test_whoever_joined_and_did_nothing_is_no_longer_on_record(session: Session) -> None:
    load(session, BOSS, CLERK)
    load(session, BOSS, CLERK, NEW)
    assert len(undone(session).joined) == 1
    with pytest.raises(NotFound):
        person_by_number(session, "7")


def test_whoever_learned_since_keeps_name_number_and_learning_and_loses_the_post(session: Session) -> None:
    module_id = require(session)
    load(session, BOSS, CLERK)
    load(session, BOSS, CLERK, NEW)
    nia = person_by_number(session, "7")
    Learner(session, nia, builders.small_version(), NOW).complete()
    earned = session.execute(select(learning.Completion.id, learning.Completion.expires_on)).all()
    undo = undone(session)
    assert undo.kept == (nia,)
    assert person_by_number(session, "7") == nia
    assert session.execute(select(learning.Completion.id, learning.Completion.expires_on)).all() == earned
    known = facts(session, EVERYBODY, as_at=TODAY)
    (of_nia,) = [of for key, of in known.items() if key.person_id == nia and key.module_id == module_id]
    assert (of_nia.posts, of_nia.assignments, len(of_nia.completions)) == ((), (), 1)
    load(session, BOSS, CLERK, NEW, at=NOW + timedelta(days=1))
    assert person_by_number(session, "7") == nia, "a corrected file finds the same person again"


def test_a_rule_made_since_is_kept_to_after_an_undo(session: Session) -> None:
    load(session, BOSS, CLERK)
    load(session, BOSS, {**CLERK, "end_date": "2026-10-30"}, NEW)
    require(session)
    undone(session)
    live = session.execute(
        select(assignments.Assignment.person_id, assignments.Assignment.true_to).where(
            assignments.Assignment.superseded_at.is_(None)
        )
    ).all()
    assert sorted(live) == sorted((person_by_number(session, number), None) for number in ("100", "0042"))


def refused(session: Session, run: int) -> str:
    undo = undo_of(session, run)
    with pytest.raises(NotAllowed):
        undo_import(session, undo, reason="No", actor=ACTOR, now=NOW, today=TODAY)
    return " ".join(reasons_not_to_undo(undo))


def test_only_the_newest_file_can_be_undone_and_only_once(session: Session) -> None:
    first, second = load(session, BOSS, CLERK), load(session, BOSS, {**CLERK, "name": "Amina Khan"}, NEW)
    assert first
    assert second
    assert "Another file" in refused(session, first)
    with pytest.raises(NotAllowed):
        undo_import(session, undo_of(session, second), reason=" ", actor=ACTOR, now=NOW, today=TODAY)
    undone(session)
    assert "already" in refused(session, second)
    assert "replaced" in refused(session, first)
    with pytest.raises(NotFound):
        undo_of(session, 999)
    seen = undo_of(session, load(session, BOSS, CLERK, NEW) or 0)
    undone(session)
    with pytest.raises(Stale):
        undo_import(session, seen, reason="Twice", actor=ACTOR, now=NOW, today=TODAY)


def test_what_stands_in_the_way_is_said(session: Session) -> None:
    load(session, BOSS, CLERK, {**NEW, "end_date": "2026-11-06", "email": ""})
    again = cells(number="7", name="Quite Other", post="N", manager="100", start="2026-11-16")
    run = load(session, BOSS, CLERK, again, decided=Decided(frozenset({"7"})))
    other = person_by_number(session, "7")
    grant_role(session, other, Role.HR, actor=ACTOR, now=NOW, today=TODAY)
    said = refused(session, run or 0)
    assert "a role since" in said
    assert "the number cannot go back" in said


def test_a_number_given_on_goes_back_to_whoever_had_it(session: Session) -> None:
    load(session, BOSS, CLERK, {**NEW, "end_date": "2026-11-06", "email": ""})
    nia, before = person_by_number(session, "7"), stands(session)
    again = cells(number="7", name="Quite Other", post="N", manager="100", start="2026-11-16")
    load(session, BOSS, CLERK, again, decided=Decided(frozenset({"7"})))
    assert person_by_number(session, "7") != nia
    undone(session)
    assert person_by_number(session, "7") == nia
    assert stands(session) == before


def test_history_tells_who_what_when_and_whether_it_was_undone(session: Session) -> None:
    run = load(session, BOSS, CLERK)
    undone(session)
    (told,) = import_runs(session)
    assert told == import_run(session, run or 0)
    assert (told.applied_by, told.undone_by, told.undone_why) == ("test", "test", "It was the wrong file")
    assert told.undone_at == NOW + timedelta(hours=1)
    assert count_runs(session) == 1
    with pytest.raises(NotFound):
        newest_run(session)


def counts(effects: Any) -> list[tuple[int, ...]]:
    return [
        (one.begun, one.ended, *(figure for tally in (one.on.before.tally, one.on.after.tally) for figure in
         (tally.compliant, tally.counted, tally.not_compliant, tally.not_yet_due)))
        for one in effects
    ]  # fmt: skip


def test_the_effect_that_is_shown_is_what_then_happens(session: Session) -> None:
    require(session)
    load(session, BOSS, CLERK, at=NOW - timedelta(days=200))
    Learner(session, person_by_number(session, "100"), builders.small_version(), NOW).complete()
    before = snapshot(session, day=TODAY, now=NOW)
    load(session, BOSS, {**CLERK, "end_date": "2026-11-20"}, NEW)
    after = snapshot(session, day=TODAY, now=NOW)
    assert counts(between(session, before, after, day=TODAY, now=NOW)) == [(1, 1, 1, 2, 1, 0, 1, 2, 0, 1)]
    undone(session, at=NOW)
    assert snapshot(session, day=TODAY, now=NOW) == before
