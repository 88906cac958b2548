"""Reasonable adjustments: what each act of HR writes, and what they change in the rules of attempts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.adjustments import AdjustmentKind, Granted, Unit
from elearning.domain.modules import Assessment
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.domain.reports import Asked
from elearning.models import learning as tables
from elearning.models.recorded import Recorded
from elearning.orm import Base
from elearning.queries import corrections as corrected
from elearning.queries.adjustments import adjustments, to_review
from elearning.queries.corrections import corrections
from elearning.services.adjustments import end_adjustment, grant_adjustment, keep_adjustment
from tests import builders
from tests.acts import Learner
from tests.builders import Town

TODAY = date(2026, 3, 2)
QUARTER = Granted(AdjustmentKind.EXTRA_TIME, 25, Unit.PERCENT)
TWICE = Granted(AdjustmentKind.MORE_ATTEMPTS, 2, Unit.ATTEMPTS)
RULE = Assessment(minutes=1, pass_mark=2, draw={"lesson-1": 2}, attempts=1, time_limit=10)


@pytest.fixture
def amina(session: Session, town: Town) -> Learner:
    """Amina, with all lessons read of a module that allows one attempt of ten minutes."""
    version = builders.small_version(assessment=RULE)
    builders.publish(session, version)
    learner = Learner(session, town.amina, version)
    learner.read()
    return learner


@pytest.fixture
def grant(session: Session, town: Town, amina: Learner) -> Callable[..., int]:
    def act(granted: Granted = QUARTER, **changes: Any) -> int:
        values = {"note": "as agreed", "first_on": TODAY, "review_on": date(2026, 9, 1), **changes}
        return grant_adjustment(
            session, values.pop("person_id", amina.person_id), granted, actor=Actor(town.carys), now=amina.now, **values
        )

    return act


def hand_in_by(learner: Learner, attempt_id: int) -> Any:
    return learner.session.scalars(select(tables.Attempt.hand_in_by).where(tables.Attempt.id == attempt_id)).one()


@pytest.mark.parametrize(
    ("granted", "minutes"),
    [(None, 10), (QUARTER, 13), (Granted(AdjustmentKind.EXTRA_TIME, 20, Unit.MINUTES), 30), (TWICE, 10)],
    ids=["none", "a quarter more, rounded up", "20 minutes more", "another kind"],
)
def test_extra_time_moves_the_instant_of_handing_in(
    amina: Learner, grant: Callable[..., int], granted: Granted | None, minutes: int
) -> None:
    if granted:
        grant(granted)
    assert hand_in_by(amina, amina.start()) == amina.now + timedelta(minutes=minutes)


def test_an_adjustment_counts_for_its_person_alone_and_on_its_days(
    amina: Learner, grant: Callable[..., int], town: Town
) -> None:
    grant(person_id=town.dev)
    grant(Granted(AdjustmentKind.EXTRA_TIME, 50, Unit.PERCENT), first_on=TODAY + timedelta(days=1))
    assert hand_in_by(amina, amina.start()) == amina.now + timedelta(minutes=10)


def test_more_attempts_are_more_attempts(amina: Learner, grant: Callable[..., int]) -> None:
    amina.take(right=False)
    with pytest.raises(NotAllowed, match="once, which is all"):
        amina.start()
    grant(TWICE)
    amina.take(right=False)
    amina.take(right=False)
    with pytest.raises(NotAllowed, match="3 times, which is as often"):
        amina.start()


@pytest.mark.parametrize(
    ("granted", "changes", "said"),
    [
        (replace_amount, {}, "from 1 to 1,000")
        for replace_amount in (
            QUARTER._replace(amount=0), QUARTER._replace(amount=1001), QUARTER._replace(unit=Unit.ATTEMPTS),
            Granted(AdjustmentKind.ASSISTED, 1, Unit.NONE),
        )
    ]
    + [(QUARTER, {"review_on": TODAY}, "after the first day")],
)  # fmt: skip
def test_an_adjustment_that_makes_no_sense_is_refused(
    grant: Callable[..., int], granted: Granted, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(NotAllowed, match=said):
        grant(granted, **changes)


def test_the_same_again_is_the_same_and_another_of_its_kind_is_refused(grant: Callable[..., int]) -> None:
    first = grant()
    assert grant() == first
    with pytest.raises(NotAllowed, match="of this kind already"):
        grant(QUARTER._replace(amount=50))
    assert grant(TWICE) != first


def test_reviews_are_due_once_their_date_has_passed_and_until_they_are_done(
    session: Session, town: Town, amina: Learner, grant: Callable[..., int]
) -> None:
    id = grant()
    later = amina.now + timedelta(days=250)

    def due(day: date) -> list[tuple[int, AdjustmentKind]]:
        return [(one.person_id, one.kind) for one in to_review(session, Asked(day, later))]

    assert due(date(2026, 9, 1)) == []
    assert due(date(2026, 9, 2)) == [(town.amina, AdjustmentKind.EXTRA_TIME)]
    act = {"reason": "still needed", "actor": Actor(town.carys), "now": amina.now + timedelta(days=200)}
    with pytest.raises(NotAllowed, match="after today"):
        keep_adjustment(session, town.amina, id, review_on=TODAY, **act)  # type: ignore[arg-type]
    kept = keep_adjustment(session, town.amina, id, review_on=date(2027, 3, 1), **act)  # type: ignore[arg-type]
    assert due(date(2026, 9, 2)) == []
    with pytest.raises(Stale):
        end_adjustment(session, town.amina, id, last_on=None, **act)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        end_adjustment(session, town.dev, kept, last_on=None, **act)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="before the first"):
        end_adjustment(session, town.amina, kept, last_on=TODAY - timedelta(days=1), **act)  # type: ignore[arg-type]
    end_adjustment(session, town.amina, kept, last_on=date(2026, 12, 31), **act)  # type: ignore[arg-type]
    (held,) = adjustments(session, town.amina, Asked(date(2026, 9, 30), later))
    assert (held.last_on, held.review_on, held.note) == (date(2026, 12, 31), date(2027, 3, 1), "as agreed")
    assert due(date(2027, 4, 1)) == [], "an adjustment that has ended needs no review"


def test_one_that_was_taken_away_is_gone_and_kept_in_the_record(
    session: Session, town: Town, amina: Learner, grant: Callable[..., int]
) -> None:
    id, later = grant(), amina.now + timedelta(hours=1)
    end_adjustment(session, town.amina, id, last_on=None, reason="a mistake", actor=Actor(town.carys), now=later)
    assert adjustments(session, town.amina, Asked(TODAY, later)) == ()
    assert len(adjustments(session, town.amina, Asked(TODAY, amina.now))) == 1
    assert hand_in_by(amina, amina.start()) == amina.now + timedelta(minutes=10)


def test_an_adjustment_that_was_replaced_is_among_what_was_corrected(
    session: Session, town: Town, amina: Learner, grant: Callable[..., int]
) -> None:
    id, later = grant(), amina.now + timedelta(hours=1)
    carys: dict[str, Any] = {"actor": Actor(town.carys)}
    kept = keep_adjustment(
        session, town.amina, id, review_on=date(2027, 3, 1), reason="still needed", now=later, **carys
    )  # fmt: skip
    end_adjustment(
        session, town.amina, kept, last_on=None, reason="a mistake", now=later + timedelta(hours=1), **carys
    )  # fmt: skip
    asked = Asked(TODAY, later + timedelta(days=1))
    removed, reviewed = (one for one in corrections(session, town.amina, asked) if one.what == "Adjustment")
    assert (reviewed.granted, reviewed.words, reviewed.reason) == (
        QUARTER,
        "review by 1 September 2026",
        "still needed",
    )
    assert (removed.words, removed.reason) == ("review by 1 March 2027", "a mistake")
    assert (removed.first_on, removed.last_on, removed.action) == (TODAY, None, "adjustment.end")
    assert not any(one.what == "Adjustment" for one in corrections(session, town.dev, asked))
    before = Asked(TODAY, later)
    assert [one.reason for one in corrections(session, town.amina, before) if one.granted] == ["still needed"]


def test_every_fact_of_a_person_that_can_be_replaced_is_among_what_was_corrected() -> None:
    facts = {mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Recorded)}
    of_a_person = {one for one in facts if {"person_id", "completion_id"} & set(one.__table__.columns.keys())}
    unread = {one.__name__ for one in of_a_person if not hasattr(corrected, one.__name__)}
    kept = {"Extension", "ExtensionRequest", "PriorLearning", "RefresherDone"}
    assert unread == kept, "what nothing replaces, and no other, is missing"
