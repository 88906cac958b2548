"""From the first screen to the certificate and on to the renewal: what each act writes, and what it leaves alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.assessment import ShownQuestion, mark_attempt
from elearning.domain.calendar import add_months, london_date
from elearning.domain.certificates import Validity as Worth
from elearning.domain.compliance import Basis, Row, Standing, Validity, standing
from elearning.domain.module_plain import digest, from_plain
from elearning.domain.modules import ChangeClass, CompletionCondition, ModuleVersion, Option
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import learning as tables
from elearning.models import modules, people
from elearning.models.certificates import Certificate
from elearning.queries import certificates as certificate_query
from elearning.queries import learning as learning_query
from elearning.queries.facts import Key, facts
from elearning.services import certificates, completions, learning
from elearning.services.completions import revoke
from elearning.services.modules import publish_version
from tests import builders
from tests.acts import COUNCIL, Learner
from tests.builders import SYSTEM, Town

READ, PASSED, ACKNOWLEDGED = CompletionCondition
DUE = date(2026, 12, 31)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

Act = Callable[[Learner], object]


def read_all(learner: Learner) -> object:
    return learner.read()


def pass_assessment(learner: Learner) -> object:
    return learner.take()


def acknowledge(learner: Learner) -> object:
    return learner.acknowledge()


@pytest.fixture
def begin(session: Session, town: Town) -> Callable[..., Learner]:
    """A small module, published and required of Amina and Dev, and Amina before it."""

    def publish(**changes: Any) -> Learner:
        version = builders.small_version(**changes)
        module_id = builders.publish(session, version)
        builders.assign(session, module_id=module_id, person_ids=[town.amina, town.dev], due_on=DUE)
        return Learner(session, town.amina, version)

    return publish


def counts(session: Session) -> tuple[int, int]:
    """How many completions and certificates there are."""
    session.flush()
    return tuple(  # type: ignore[return-value]
        session.scalars(select(func.count()).select_from(model)).one() for model in (tables.Completion, Certificate)
    )


def kept(session: Session) -> dict[str, list[Any]]:
    """Every row of what people earned."""
    session.flush()
    names = ("enrolments", "lesson_progress", "attempts", "responses", "results", "acknowledgements",
             "completions", "certificates", "module_versions")  # fmt: skip
    return {name: list(session.execute(text(f"SELECT * FROM {name} ORDER BY id"))) for name in names}


def where_stands(learner: Learner, day: date) -> Row:
    """The standing of the learner on the module, by the query and the rule."""
    module_id = learner.session.scalars(
        select(modules.Module.id).where(modules.Module.slug == learner.version.slug)
    ).one()
    found = facts(learner.session, Scope(person_ids=frozenset({learner.person_id})), as_at=day)
    row = standing(found[Key(learner.person_id, module_id)], day)
    assert row is not None
    return row


def publish_again(
    session: Session, version: ModuleVersion, at: datetime, change: ChangeClass = ChangeClass.MATERIAL
) -> int:  # fmt: skip
    return publish_version(session, version, change=change, reason="Better", actor=SYSTEM, now=at).number


# Completion


@pytest.mark.parametrize(
    ("rule", "acts"),
    [
        ((READ,), [read_all]),
        ((PASSED,), [pass_assessment]),
        ((ACKNOWLEDGED,), [acknowledge]),
        ((READ, PASSED), [read_all, pass_assessment]),
        ((READ, ACKNOWLEDGED), [read_all, acknowledge]),
        ((PASSED, ACKNOWLEDGED), [pass_assessment, acknowledge]),
        ((READ, PASSED, ACKNOWLEDGED), [read_all, pass_assessment, acknowledge]),
    ],
    ids=lambda value: "-".join(str(one) for one in value) if isinstance(value, tuple) else "",
)
def test_the_act_that_meets_the_last_condition_completes_and_no_act_before_it(
    session: Session, begin: Callable[..., Learner], rule: tuple[CompletionCondition, ...], acts: list[Act]
) -> None:
    learner = begin(completion=rule)
    for act in acts[:-1]:
        act(learner)
        assert counts(session) == (0, 0)
    acts[-1](learner)
    assert counts(session) == (1, 1)
    (completion,), (certificate,) = learner.completions(), learner.certificates()
    assert completion.made_at == completion.recorded_at == certificate.recorded_at == learner.now
    assert (certificate.holder_name, certificate.module_title, certificate.council_name) == (
        "Amina Yusuf", "Small", COUNCIL,
    )  # fmt: skip


def test_where_lessons_need_not_be_read_first_the_last_screen_may_complete(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin(completion=(PASSED,))
    learner.read()
    assert counts(session) == (0, 0)
    assert learner.take().completed


def test_a_failed_assessment_completes_nothing_and_the_next_pass_does(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin(completion=(READ, PASSED))
    learner.read()
    assert learner.take(right=False).passed is False
    assert counts(session) == (0, 0)
    assert learner.take(right=True).completed
    assert counts(session) == (1, 1)


def test_repeating_the_last_act_changes_nothing(session: Session, begin: Callable[..., Learner]) -> None:
    learner = begin()
    learner.read()
    attempt_id = learner.start()
    learner.answer(attempt_id)
    learner.submit(attempt_id)
    learner.acknowledge()
    before = kept(session)
    learner.now += timedelta(minutes=1)
    learner.acknowledge()
    learner.read()
    learner.submit(attempt_id)
    assert kept(session) == before


def test_a_pass_that_waits_for_its_acknowledgement_is_in_progress(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    learner.read()
    learner.take()
    assert where_stands(learner, NOON.date()).standing is Standing.IN_PROGRESS
    task = learning_query.task(session, Scope(person_ids=frozenset({learner.person_id})), slug="small", day=NOON.date())
    assert task.steps_left == 1


def test_the_steps_are_refused_in_the_wrong_order_with_the_reason(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    with pytest.raises(NotAllowed, match="Read all the lessons first"):
        learner.start()
    learner.read()
    with pytest.raises(NotAllowed, match="Pass the final assessment first"):
        learner.acknowledge()
    assert counts(session) == (0, 0)


@pytest.mark.parametrize("rule_and_acts", [((READ,), [read_all]), ((READ, PASSED), [read_all, pass_assessment])])
def test_a_certificate_that_cannot_be_issued_takes_the_whole_act_with_it(
    session: Session, begin: Callable[..., Learner], monkeypatch: pytest.MonkeyPatch, rule_and_acts: Any
) -> None:
    rule, acts = rule_and_acts
    learner = begin(completion=rule)
    for act in acts[:-1]:
        act(learner)
    before = kept(session)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no number could be drawn")

    monkeypatch.setattr(completions, "issue", fail)
    with pytest.raises(RuntimeError), session.begin_nested():
        acts[-1](learner)
    session.expire_all()
    assert kept(session) == before
    monkeypatch.undo()
    acts[-1](learner)
    assert counts(session) == (1, 1)


def test_a_certificate_number_that_exists_already_saves_nothing(
    session: Session, begin: Callable[..., Learner], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "new_number", lambda bits: "0000-0000-0000-0000")
    learner = begin(completion=(READ,))
    learner.read()
    before = kept(session)
    with pytest.raises(DatabaseError), session.begin_nested():
        Learner(session, town.dev, learner.version).read()
    session.expire_all()
    assert kept(session) == before


def test_the_name_on_the_certificate_is_the_name_of_that_day_and_stays(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin(completion=(READ,))
    event = builders.note(session, at=NOON)
    old = session.scalars(select(people.PersonName).where(people.PersonName.person_id == learner.person_id)).one()
    session.execute(
        update(people.PersonName).where(people.PersonName.id == old.id).values(superseded_at=NOON, superseded_by=event)
    )
    common = {"person_id": learner.person_id, "recorded_at": NOON, "recorded_by": event}
    new_from = NOON.date() + timedelta(days=1)
    session.add(people.PersonName(**common, name="Amina Yusuf", known_as="Amina", true_from=old.true_from,
                                  true_to=NOON.date()))  # fmt: skip
    session.add(people.PersonName(**common, name="Amina Khan", known_as="Amina", true_from=new_from))
    session.flush()
    learner.read()
    assert [issued.holder_name for issued in learner.certificates()] == ["Amina Yusuf"]


def test_a_completion_just_after_midnight_in_summer_is_of_londons_day(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin(completion=(READ,))
    learner.now = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    learner.read()
    (completion,) = learner.completions()
    assert (completion.completed_on, completion.expires_on) == (date(2026, 7, 1), date(2027, 7, 1))


def test_nobody_can_touch_somebody_elses_attempt(session: Session, begin: Callable[..., Learner], town: Town) -> None:
    learner = begin()
    learner.read()
    attempt_id = learner.start()
    stranger = Learner(session, town.dev, learner.version)
    before = kept(session)
    for act in (stranger.answer, stranger.submit):
        with pytest.raises(NotFound):
            act(attempt_id)
    assert kept(session) == before


def test_an_answer_after_submitting_is_refused(session: Session, begin: Callable[..., Learner]) -> None:
    learner = begin()
    learner.read()
    attempt_id = learner.start()
    learner.answer(attempt_id, right=False)
    learner.submit(attempt_id)
    before = kept(session)
    with pytest.raises(NotAllowed, match="submitted"):
        learner.answer(attempt_id, right=True)
    assert kept(session) == before


# Versions


def changed_words(version: ModuleVersion) -> ModuleVersion:
    """The same questions with the other option as the key, another pass mark, and no first lesson's second screen."""
    bank = tuple(
        replace(
            question,
            stem=question.stem + " Now?",
            options=tuple(Option(o.id, o.text + "!", o.id == "c", o.feedback) for o in question.options),
        )
        for question in version.bank
    )
    lesson = replace(version.lessons[0], screens=(replace(version.lessons[0].screens[1], id="brand-new"),))
    return replace(version, bank=bank, lessons=(lesson,), assessment=replace(version.assessment, pass_mark=1))


def test_publishing_the_same_content_twice_does_nothing(session: Session, begin: Callable[..., Learner]) -> None:
    learner = begin()
    before = kept(session)
    again = publish_version(session, learner.version, change=None, reason="", actor=SYSTEM, now=NOON)
    assert (again.number, again.is_new) == (1, False)
    assert kept(session) == before


@pytest.mark.parametrize(
    ("change", "reason"), [(None, ""), (None, "Better"), (ChangeClass.TYPO, ""), (ChangeClass.TYPO, "  ")]
)
def test_a_second_version_needs_its_kind_of_change_and_the_reason(
    session: Session, begin: Callable[..., Learner], change: ChangeClass | None, reason: str
) -> None:
    learner = begin()
    before = kept(session)
    with pytest.raises(NotAllowed, match="Version 1 is published already"):
        publish_version(
            session, replace(learner.version, summary="New."), change=change, reason=reason, actor=SYSTEM, now=NOON
        )
    assert kept(session) == before


def test_going_back_to_earlier_content_is_a_version_of_its_own(session: Session, begin: Callable[..., Learner]) -> None:
    learner = begin()
    assert publish_again(session, replace(learner.version, summary="New."), NOON) == 2
    assert publish_again(session, learner.version, NOON) == 3


def test_a_published_version_is_frozen_and_reads_back_as_it_was(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    publish_again(session, changed_words(learner.version), NOON)
    rows = session.scalars(
        select(modules.ModuleVersion).join(modules.Module).where(modules.Module.slug == "small")
        .order_by(modules.ModuleVersion.number)
    ).all()  # fmt: skip
    assert [from_plain(row.content) for row in rows] == [learner.version, changed_words(learner.version)]
    assert [row.digest for row in rows] == [digest(from_plain(row.content)) for row in rows]
    for column, value in {"content": {}, "title": "Other", "window_days": 1, "number": 9}.items():
        statement = update(modules.ModuleVersion).where(modules.ModuleVersion.id == rows[0].id)
        with pytest.raises(DatabaseError, match="evidence is never changed"), session.begin_nested():
            session.execute(statement.values(**{column: value}))


def test_whoever_is_half_way_finishes_the_version_that_they_began(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    learner.read(all_but=1)
    publish_again(session, changed_words(learner.version), NOON)
    learner.now += timedelta(days=1)
    learner.complete()
    (completion,) = learner.completions()
    number = session.scalars(
        select(modules.ModuleVersion.number).where(modules.ModuleVersion.id == completion.version_id)
    ).one()
    assert number == 1


def test_whoever_begins_after_the_publication_gets_the_new_version(
    session: Session, begin: Callable[..., Learner], town: Town
) -> None:
    learner = begin()
    new = changed_words(learner.version)
    publish_again(session, new, NOON)
    with pytest.raises(NotFound):
        learner.read()
    Learner(session, town.dev, new).complete()
    assert learner.completions() == []


def test_a_marked_attempt_comes_to_the_same_score_from_its_own_version_after_every_publication(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    learner.read()
    attempt_id = learner.start()
    learner.answer(attempt_id, right=True)
    for number in range(3):
        content = replace(changed_words(learner.version), summary=f"Summary {number}.")
        publish_again(session, content, NOON, ChangeClass.LAW)
    learner.submit(attempt_id)
    publish_again(session, learner.version, NOON)
    result = session.scalars(select(tables.Result).where(tables.Result.attempt_id == attempt_id)).one()
    assert (result.score, result.out_of, result.pass_mark, result.passed) == (2, 2, 2, True)
    shown, content = session.execute(
        select(tables.Attempt.shown, modules.ModuleVersion.content)
        .join(tables.Enrolment, tables.Enrolment.id == tables.Attempt.enrolment_id)
        .join(modules.ModuleVersion, modules.ModuleVersion.id == tables.Enrolment.version_id)
        .where(tables.Attempt.id == attempt_id)
    ).one()
    saved = session.execute(
        select(tables.Response.question_id, tables.Response.chosen).where(tables.Response.attempt_id == attempt_id)
    )
    paper = [ShownQuestion(question_id, tuple(options)) for question_id, options in shown]
    marking = mark_attempt(from_plain(content), paper, {id: tuple(chosen) for id, chosen in saved})
    assert (marking.score, dict(marking.marks)) == (result.score, result.marks)


# Renewal


def test_a_renewal_inside_the_window_is_a_new_enrolment_on_the_newest_version_and_changes_no_earlier_row(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    learner.complete()
    new = changed_words(learner.version)
    publish_again(session, new, NOON + timedelta(days=30))
    before = kept(session)
    (first,) = learner.completions()
    renewing = Learner(session, learner.person_id, new, NOON + (first.expires_on - NOON.date()) - timedelta(days=60))
    assert where_stands(learner, london_date(renewing.now)).standing is Standing.EXPIRING
    renewing.complete()
    after = kept(session)
    for name, rows in before.items():
        assert after[name][: len(rows)] == rows, name
    assert [row.number for row in after["enrolments"]] == [1, 2]
    numbers = dict(session.execute(select(modules.ModuleVersion.id, modules.ModuleVersion.number)).all())
    assert [numbers[done.version_id] for done in learner.completions()] == [1, 2]


def test_nothing_is_recorded_of_whoever_looks_again_before_the_window_opens(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    learner.complete()
    before = kept(session)
    (first,) = learner.completions()
    learner.now = NOON + (first.expires_on - NOON.date()) - timedelta(days=61)
    assert learner.read() is False
    learning.answer_check(
        session, person_id=learner.person_id, slug="small", question_id="check-1", chosen=("b",), now=learner.now,
        day=london_date(learner.now),
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="completed this module already"):
        learner.start()
    assert learner.acknowledge() is False
    assert kept(session) == before
    assert session.scalars(select(func.count()).select_from(tables.CheckAnswer)).one() == 0
    assert where_stands(learner, london_date(learner.now)).standing is Standing.COMPLETED


@pytest.mark.parametrize(
    ("basis", "days_before_end", "expected"),
    [
        (Basis.COMPLETION, 10, date(2028, 2, 20)),
        (Basis.PREVIOUS_EXPIRY, 60, date(2028, 3, 2)),  # the first day of the window
        (Basis.PREVIOUS_EXPIRY, 0, date(2028, 3, 2)),  # the last day of the completion
        (Basis.PREVIOUS_EXPIRY, -1, date(2028, 3, 3)),  # it has run out: counts from the completion
    ],
)
def test_where_a_renewal_ends_follows_the_basis_of_its_version(
    session: Session, begin: Callable[..., Learner], basis: Basis, days_before_end: int, expected: date
) -> None:
    """RULE-12."""
    learner = begin(validity=Validity(basis, 12, 60))
    learner.complete()
    assert learner.completions()[0].expires_on == date(2027, 3, 2)
    learner.now = datetime(2027, 3, 2, 12, tzinfo=UTC) - timedelta(days=days_before_end)
    learner.complete()
    assert [done.expires_on for done in learner.completions()] == [date(2027, 3, 2), expected]
    assert [issued.expires_on for issued in learner.certificates()] == [date(2027, 3, 2), expected]


def test_of_several_completions_the_one_that_governs_says_from_where_a_renewal_counts(
    session: Session, begin: Callable[..., Learner]
) -> None:
    """RULE-9 and RULE-12: a revoked completion does not govern."""
    learner = begin(validity=Validity(Basis.PREVIOUS_EXPIRY, 12, 60))
    number = learner.complete()
    learner.now = datetime(2027, 2, 1, 12, tzinfo=UTC)
    revoke(session, number=number, reason="Taken by another", true_from=None, actor=SYSTEM, now=learner.now)
    learner.complete()
    assert learner.completions()[-1].expires_on == date(2028, 2, 1)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 3, 2), date(2027, 3, 31)),  # six months and more away: the fixed day after next
        (date(2026, 9, 30), date(2027, 3, 31)),
        (date(2026, 10, 1), date(2028, 3, 31)),  # six months from then is 1 April
    ],
)
def test_a_validity_to_a_fixed_day_ends_on_the_first_such_day_after_the_minimum(
    session: Session, begin: Callable[..., Learner], on: date, expected: date
) -> None:
    """RULE-13."""
    learner = begin(validity=Validity(Basis.FIXED_DAY, 0, 60, fixed_day=(3, 31), minimum_months=6))
    learner.now = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    learner.complete()
    assert learner.completions()[0].expires_on == expected


def test_a_completion_keeps_its_end_whatever_later_versions_say(
    session: Session, begin: Callable[..., Learner]
) -> None:
    """RULE-10."""
    learner = begin()
    learner.complete()
    shorter = replace(learner.version, validity=Validity(Basis.COMPLETION, 1, 5))
    publish_again(session, shorter, NOON)
    day = NOON.date() + timedelta(days=200)
    row = where_stands(learner, day)
    assert (row.standing, row.ends_on) == (Standing.COMPLETED, add_months(NOON.date(), 12))


# Revocation


def worth(learner: Learner, number: str, day: date) -> Worth:
    return certificate_query.by_number(learner.session, number, day=day).validity


def test_a_revoked_completion_counts_as_though_never_made_so_the_person_is_overdue_not_expired(
    session: Session, begin: Callable[..., Learner]
) -> None:
    """RULE-15."""
    learner = begin()
    number = learner.complete()
    revoke(session, number=number, reason="Somebody else sat it", true_from=None, actor=SYSTEM, now=NOON)
    assert where_stands(learner, DUE + timedelta(days=1)).standing is Standing.OVERDUE
    assert worth(learner, number, NOON.date()) is Worth.REVOKED


def test_a_revocation_from_a_later_day_leaves_the_days_before_it_alone(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    number = learner.complete()
    first = NOON.date() + timedelta(days=100)
    revoke(session, number=number, reason="Malpractice", true_from=first, actor=SYSTEM, now=NOON)
    assert where_stands(learner, first - timedelta(days=1)).standing is Standing.COMPLETED
    assert where_stands(learner, first).standing is Standing.NOT_STARTED
    assert worth(learner, number, first - timedelta(days=1)) is Worth.VALID
    assert worth(learner, number, first) is Worth.REVOKED


def test_after_a_revocation_the_module_can_be_done_again_at_once(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    number = learner.complete()
    learner.now += timedelta(days=1)
    revoke(session, number=number, reason="Malpractice", true_from=None, actor=SYSTEM, now=learner.now)
    again = learner.complete()
    day = london_date(learner.now)
    assert where_stands(learner, day).standing is Standing.COMPLETED
    assert [worth(learner, one, day) for one in (number, again)] == [Worth.REVOKED, Worth.VALID]


def test_a_revocation_needs_a_reason_an_existing_number_and_happens_once(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    number = learner.complete()
    common = {"true_from": None, "actor": SYSTEM, "now": NOON}
    for reason in ("", "  "):
        with pytest.raises(NotAllowed, match="Say why"):
            revoke(session, number=number, reason=reason, **common)
    with pytest.raises(NotFound):
        revoke(session, number="0000-0000-0000-0000", reason="Malpractice", **common)
    revoke(session, number=number, reason="Malpractice", **common)
    with pytest.raises(NotAllowed, match="revoked already"):
        revoke(session, number=number, reason="Again", **common)
    assert session.scalars(select(func.count()).select_from(tables.Revocation)).one() == 1


def test_after_a_renewal_the_old_certificate_is_superseded_and_then_expired(
    session: Session, begin: Callable[..., Learner]
) -> None:
    """RULE-24."""
    learner = begin()
    first = learner.complete()
    learner.now = datetime(2027, 2, 1, 12, tzinfo=UTC)
    second = learner.complete()
    told = {day: (worth(learner, first, day), worth(learner, second, day)) for day in (
        date(2027, 2, 1), date(2027, 3, 3), date(2028, 2, 2),
    )}  # fmt: skip
    assert told == {
        date(2027, 2, 1): (Worth.SUPERSEDED, Worth.VALID),
        date(2027, 3, 3): (Worth.EXPIRED, Worth.VALID),
        date(2028, 2, 2): (Worth.EXPIRED, Worth.EXPIRED),
    }


# What the database refuses


def test_the_database_itself_refuses_a_second_completion_of_one_enrolment(
    session: Session, begin: Callable[..., Learner]
) -> None:
    learner = begin()
    learner.complete()
    (done,) = learner.completions()
    columns = [column for column in tables.Completion.__table__.columns if column.name != "id"]
    twice = {column.name: getattr(done, column.name) for column in columns}
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(insert(tables.Completion), twice)
    assert counts(session) == (1, 1)
