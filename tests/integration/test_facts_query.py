"""The query that gathers facts agrees with facts written by hand, on every day and for every instant asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.calendar import end_of_day
from elearning.domain.compliance import Span, Standing, standing
from elearning.models import learning
from elearning.queries.facts import Key, facts
from tests import builders
from tests.builders import Town
from tests.integration import facts_checks
from tests.integration.facts_checks import END_OF_YEAR, FOURTH, SECOND, THIRD, tell


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_what_was_known_at_an_instant_is_told_to_the_letter(session: Session, town: Town) -> None:
    facts_checks.check_known_on(session, town)


def test_nobody_is_told_of_people_out_of_scope(session: Session, town: Town) -> None:
    facts_checks.check_scope(session, town)


def test_a_scope_of_nobody_is_told_nothing(session: Session, town: Town) -> None:
    tell(session, town)
    assert facts(session, Scope(), as_at=END_OF_YEAR) == {}


def test_only_the_modules_asked_for_are_told_of(session: Session, town: Town) -> None:
    history = tell(session, town)
    asked = facts(session, EVERYBODY, as_at=END_OF_YEAR, module_ids=[history.module_id])
    assert set(asked) == {Key(town.amina, history.module_id), Key(town.dev, history.module_id)}
    assert facts(session, EVERYBODY, as_at=END_OF_YEAR, module_ids=[]) == {}
    assert {key.module_id for key in facts(session, EVERYBODY, as_at=END_OF_YEAR)} == {
        town.module_id,
        history.module_id,
    }


def test_five_statements_gather_the_facts_of_however_many_people(session: Session, town: Town) -> None:
    history = tell(session, town)
    scopes = [Scope(person_ids=frozenset({town.amina})), EVERYBODY]
    unit = builders.team(session, "Highways")
    crowd = [builders.hire(session, number=f"2{n:05}", name=f"Person {n}", unit_id=unit) for n in range(60)]
    module_id = builders.publish(session, builders.small_version("other"))
    builders.assign(session, module_id=module_id, person_ids=crowd, due_on=END_OF_YEAR)
    counts = []
    for scope in [*scopes, Scope(person_ids=frozenset(crowd))]:
        with statements(session) as sent:
            facts(session, scope, as_at=END_OF_YEAR, module_ids=[history.module_id, module_id])
        counts.append(len(sent))
    assert counts == [5, 5, 5]


def test_what_is_done_after_the_day_asked_about_is_no_activity_of_it(session: Session, town: Town) -> None:
    history = tell(session, town)
    key, only = Key(town.amina, history.module_id), Scope(person_ids=frozenset({town.amina}))
    on = {day: facts(session, only, as_at=day)[key].activity for day in (date(2026, 1, 9), date(2026, 1, 10))}
    assert on == {date(2026, 1, 9): (), date(2026, 1, 10): (facts_checks.FIRST,)}


@pytest.mark.parametrize(
    ("read_at", "is_of_the_day"),
    [(datetime(2026, 6, 30, 22, 59, 59, 999999, tzinfo=UTC), True), (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), False)],
)
def test_a_day_ends_when_londons_does(session: Session, town: Town, read_at: datetime, is_of_the_day: bool) -> None:
    day = date(2026, 6, 30)
    module_id = builders.publish(session, builders.small_version())
    builders.assign(session, module_id=module_id, person_ids=[town.amina], due_on=END_OF_YEAR)
    writer = facts_checks._Writer(session)
    writer.read(writer.enrol(town.amina, module_id), "first", read_at)
    found = facts(session, EVERYBODY, as_at=day)[Key(town.amina, module_id)]
    assert found.activity == ((read_at,) if is_of_the_day else ())
    row = standing(found, day)
    assert row is not None
    assert row.standing is (Standing.IN_PROGRESS if is_of_the_day else Standing.NOT_STARTED)
    assert end_of_day(day) == datetime(2026, 6, 30, 22, 59, 59, 999999, tzinfo=UTC)


def test_the_standings_of_a_past_day_follow_what_was_known(session: Session, town: Town) -> None:
    history = tell(session, town)
    key, only, day = Key(town.amina, history.module_id), Scope(person_ids=frozenset({town.amina})), date(2026, 4, 2)
    told = {}
    for known_on in (facts_checks.FIRST, SECOND, THIRD, FOURTH):
        row = standing(facts(session, only, as_at=day, known_on=known_on)[key], day)
        assert row is not None
        told[known_on] = row.standing
    assert told == {
        facts_checks.FIRST: Standing.ON_LEAVE, SECOND: Standing.COMPLETED, THIRD: Standing.NOT_STARTED,
        FOURTH: Standing.COMPLETED,
    }  # fmt: skip


def test_a_completion_with_two_revocations_is_one_completion(session: Session, town: Town) -> None:
    history = tell(session, town)
    key, writer = Key(town.amina, history.module_id), facts_checks._Writer(session)
    completion = session.query(learning.Completion).filter_by(person_id=town.amina).one()
    spans = (Span(date(2026, 5, 1), date(2026, 5, 9)), Span(date(2026, 6, 1), None))
    for first, last in spans:
        revocation = learning.Revocation(completion_id=completion.id, true_from=first, true_to=last, reason="Again")
        writer.add(revocation, FOURTH + timedelta(days=1))
    completions = facts(session, EVERYBODY, as_at=END_OF_YEAR)[key].completions
    assert len(completions) == 1
    assert sorted(completions[0].revoked) == sorted(spans)


def test_whoever_completed_a_module_without_having_to_is_told_of_too(session: Session, town: Town) -> None:
    history = tell(session, town)
    writer = facts_checks._Writer(session)
    enrolment = writer.enrol(town.efa, history.module_id)
    row = learning.Completion(
        person_id=town.efa, module_id=history.module_id, enrolment_id=enrolment.id, version_id=enrolment.version_id,
        made_at=SECOND, completed_on=SECOND.date(), expires_on=END_OF_YEAR,
    )  # fmt: skip
    writer.add(row, SECOND)
    found = facts(session, EVERYBODY, as_at=END_OF_YEAR)[Key(town.efa, history.module_id)]
    assert found.assignments == ()
    assert [done.completed_on for done in found.completions] == [SECOND.date()]
    assert standing(found, END_OF_YEAR) is None
