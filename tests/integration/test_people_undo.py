"""Undoing HR's file: every answer for every day is as it was, nothing earned is touched, and what stands in the way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Actor, Role
from elearning.domain.audience_conditions import PostTag, Who
from elearning.domain.hr_brakes import Consent
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import Noun
from elearning.domain.hr_reuse import Decided
from elearning.domain.hr_rows import parse_people
from elearning.domain.hr_undo import Undo, reasons_not_to_undo
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models import assignments, learning
from elearning.models.imported import IMPORTED
from elearning.models.people import Leave, PostDetail
from elearning.orm import WRITES
from elearning.queries.facts import facts
from elearning.queries.import_effects import between, snapshot
from elearning.queries.imports import import_run, import_runs
from elearning.queries.people import current_organisation, person_by_number
from elearning.queries.undo import newest_run, undo_of
from elearning.services import audiences as rules
from elearning.services.people import apply_import, correct_leave, grant_role, record_leave
from elearning.services.post_tags import tag_posts
from elearning.services.undo_import import undo_import
from tests import builders
from tests.acts import Learner
from tests.unit.hr_rows import cells, sheet

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ACTOR = Actor(name="test")
BOSS = cells(number="100", name="Ben Okafor", post="A", start="2016-09-05", email="ben@m.example")
CLERK = cells(number="0042", name="Amina Yusuf", post="B", manager="100", start="2023-05-02")
NEW = cells(number="7", name="Nia New", post="N", manager="100", start="2026-11-02", email="nia@m.example")
AT_RISK, ACCOUNT = "works-with-people-at-risk", "runs-an-account"
Rows = tuple[dict[str, str], ...]


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
    {"leave_from": "2026-11-02"}, {"leave_from": "2026-05-04", "leave_to": "2026-10-30"}, {"post_tags": AT_RISK},
    {"leave_from": "2026-05-04"}, {"post_tags": ACCOUNT, "leave_from": "2027-01-04", "leave_to": "2027-02-01"},
    {"team": "TREASURY"}, {"end_date": "2027-01-29", "line_manager_number": "999"}, {"known_as": "Bo"}, {"start_date": "bad"},
)  # fmt: skip


def by_hand(session: Session) -> None:
    """Leave and a tag that HR recorded, and a module for whoever holds such a post."""
    said: Any = {"actor": ACTOR, "now": NOW - timedelta(days=100)}
    record_leave(session, person_by_number(session, "5"), first_on=date(2026, 5, 4), last_on=None, **said)
    post = session.scalars(select(PostDetail.post_id).where(PostDetail.reference == "C")).one()
    when: Any = {"first_on": date(2026, 9, 1), "reason": "A page of the council", "today": date(2026, 8, 14), **said}
    tag_posts(session, [post], PostTag.ACCOUNT, **when)
    require_of(session, PostTag.ACCOUNT)
    require_of(session, PostTag.AT_RISK)


def require_of(session: Session, tag: PostTag) -> int:
    """A module that whoever holds a post with a tag must do."""
    module_id = builders.publish(session, builders.small_version(tag.value))
    rules.add_audience(
        session, module_id=module_id, name=tag.value, first_on=date(2026, 4, 1), fixed_due_on=date(2026, 6, 30),
        days_after_start=28, notice_days=14, who=Who(tags=(tag,)), actor=ACTOR, now=NOW, today=date(2026, 4, 1),
    )  # fmt: skip
    return module_id


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_undone_leaves_every_answer_for_every_day_as_it_was(engine: Any, data: st.DataObject) -> None:
    with Session(engine) as session:
        session.connection(execution_options={WRITES: True})
        require(session)
        load(session, *STAFF, at=NOW - timedelta(days=200))
        by_hand(session)
        before, days = stands(session), [TODAY + timedelta(days=n) for n in (-400, -20, -1, 0, 1, 90)]
        answers = [told(session, day) for day in days]
        rows = [{**row, **data.draw(st.sampled_from(({}, *CHANGES)))} for row in data.draw(st.permutations(STAFF))]
        rows += data.draw(st.sampled_from([[], [NEW], [NEW, {**NEW, "post_reference": "N2"}]]))
        if load(session, *rows) is not None:
            again = plan_import(current_organisation(session), parse_people(sheet(*reversed(rows))), today=TODAY)
            nouns = {one.noun for one in again.replaced}
            assert not (again.leaves or again.taggings or nouns & {Noun.LEAVE, Noun.TAG}), "twice changes nothing"
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


def on_leave(session: Session) -> list[tuple[date, date | None]]:
    live = select(Leave.true_from, Leave.true_to).where(Leave.superseded_at.is_(None))
    return sorted((first, last) for first, last in session.execute(live))


def test_leave_of_a_file_counts_as_leave_by_hand_does_and_an_end_is_a_fact_of_its_own(session: Session) -> None:
    require(session)
    load(session, BOSS, CLERK, at=NOW - timedelta(days=200))
    amina, first, last = person_by_number(session, "0042"), date(2026, 5, 4), date(2026, 10, 30)
    by_file = {**CLERK, "leave_from": "04/05/2026"}

    def of_amina() -> list[Any]:
        return [of for key, of in told(session, TODAY).items() if key.person_id == amina]

    load(session, BOSS, by_file)
    assert on_leave(session) == [(first, None)]
    load(session, BOSS, {**by_file, "leave_to": "30/10/2026"}, at=NOW + timedelta(minutes=1))
    assert on_leave(session) == [(first, last)]
    ended = session.scalars(select(Leave).where(Leave.superseded_at.is_not(None))).one()
    assert (ended.true_to, ended.recorded_at) == (None, NOW), "what was known before is kept"
    by_the_file = of_amina()
    undone(session)
    assert on_leave(session) == [(first, None)]
    leave = session.scalars(select(Leave.id).where(Leave.superseded_at.is_(None))).one()
    correct_leave(session, leave, first_on=first, last_on=last, reason="Back", actor=ACTOR, now=NOW)
    assert of_amina() == by_the_file
    again = load(session, BOSS, {**by_file, "leave_to": "2026-10-30"}, at=NOW + timedelta(hours=2))
    assert again is None, "leave that was entered by hand is not doubled"


def test_leave_entered_since_stands_in_the_way_of_an_undo_that_would_bring_back_leave_of_the_same_days(
    session: Session,
) -> None:
    load(session, BOSS, CLERK)
    amina, said = person_by_number(session, "0042"), {"actor": ACTOR, "now": NOW}
    record_leave(session, amina, first_on=date(2026, 5, 4), last_on=None, **said)
    run = load(session, BOSS, {**CLERK, "leave_from": "2026-05-04", "leave_to": "2026-10-30"})
    since = record_leave(session, amina, first_on=date(2026, 11, 16), last_on=None, **said)
    assert "share" in refused(session, run or 0)
    correct_leave(session, since, first_on=date(2026, 11, 16), last_on=date(2026, 11, 20), reason="Back", **said)
    assert "share" in refused(session, run or 0)


def test_whoever_joined_and_was_given_leave_by_hand_since_stays_on_record(session: Session) -> None:
    load(session, BOSS, CLERK)
    load(session, BOSS, CLERK, {**NEW, "leave_from": "2026-11-09", "leave_to": "2026-11-13"})
    assert undo_of(session, newest_run(session)).kept == (), "leave that the file told is no doing of their own"
    nia = person_by_number(session, "7")
    record_leave(session, nia, first_on=date(2026, 11, 20), last_on=None, actor=ACTOR, now=NOW)
    assert undone(session).kept == (nia,)
    assert on_leave(session) == [(date(2026, 11, 20), None)]


def test_whose_assignments_follow_from_the_tags_of_a_file_in_the_same_act_and_go_with_its_undo(
    session: Session,
) -> None:
    load(session, BOSS, CLERK)
    module_id = require_of(session, PostTag.AT_RISK)

    def assigned() -> list[tuple[int, date | None]]:
        live = assignments.Assignment.superseded_at.is_(None), assignments.Assignment.module_id == module_id
        columns = assignments.Assignment.person_id, assignments.Assignment.true_to
        return [(person, last) for person, last in session.execute(select(*columns).where(*live))]

    amina = person_by_number(session, "0042")
    assert assigned() == []
    load(session, BOSS, {**CLERK, "post_tags": AT_RISK})
    assert assigned() == [(amina, None)]
    undone(session)
    assert assigned() == []
    load(session, BOSS, {**CLERK, "post_tags": AT_RISK})
    load(session, BOSS, {**CLERK, "post_tags": ACCOUNT}, at=NOW + timedelta(days=9))
    assert assigned() == [(amina, TODAY + timedelta(days=8))], "yesterday was the last day of the tag"
    undone(session, at=NOW + timedelta(days=10))
    assert assigned() == [(amina, None)]


def test_history_tells_who_what_when_and_whether_it_was_undone(session: Session) -> None:
    run = load(session, BOSS, CLERK)
    undone(session)
    (told,) = import_runs(session)
    assert told == import_run(session, run or 0)
    assert (told.applied_by, told.undone_by, told.undone_why) == ("test", "test", "It was the wrong file")
    assert told.undone_at == NOW + timedelta(hours=1)
    assert len(import_runs(session, most=None)) == 1
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
    assert counts(between(session, before, after, day=TODAY, now=NOW).modules) == [(1, 1, 1, 2, 1, 0, 1, 2, 0, 1)]
    people = between(session, before, after, day=TODAY, now=NOW, named=1).people
    assert (len(people.rows), people.total, people.people) == (1, 2, 2)
    undone(session, at=NOW)
    assert snapshot(session, day=TODAY, now=NOW) == before
