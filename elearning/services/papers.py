"""Papers: drawn for an attempt, with the questions that the person has not met yet, and kept as they will be shown."""

import secrets
from datetime import date, datetime

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from elearning.domain.adjustments import NO_ALLOWANCE, AdjustmentKind, Allowance, Granted, Unit, allowance, hand_in_by
from elearning.domain.drawing import draw
from elearning.domain.learning import Purpose
from elearning.models import learning as tables
from elearning.models.adjustments import granted
from elearning.models.merges import of_one_person
from elearning.services.enrolments import Place

SEED_BITS = 31
"""As many as PostgreSQL's integers hold; more papers than anybody will ever sit."""


def allowance_of(session: Session, place: Place, *, day: date) -> Allowance:
    """What the person's adjustments add on a day; looked up only where the module has a limit to extend."""
    rule = place.version.assessment
    if rule.attempts is None and rule.time_limit is None:
        return NO_ALLOWANCE
    rows = session.execute(granted(place.person_id, day))
    return allowance(Granted(AdjustmentKind(kind), amount, Unit(unit)) for kind, amount, unit in rows)


def new_attempt(
    session: Session, place: Place, purpose: Purpose, *, seed: int | None, extra: Allowance, now: datetime
) -> int:  # fmt: skip
    """Draw a paper from the seed (a random one unless given) and keep it; the attempt's id.

    Questions of all earlier attempts at the module are avoided, most of all those of the last (D.4).
    """
    earlier = _earlier(session, place)
    asked = [frozenset(question_id for question_id, _ in one.shown) for one in earlier]
    seed = secrets.randbits(SEED_BITS) if seed is None else seed
    paper = draw(
        place.version, seed=seed, avoid=frozenset().union(*asked), last=asked[-1] if asked else frozenset()
    )  # fmt: skip
    attempt = tables.Attempt(
        enrolment_id=place.enrolment_id, seed=seed, recorded_at=now, purpose=purpose.value,
        number=sum(one.enrolment_id == place.enrolment_id for one in earlier) + 1,
        shown=[[shown.question_id, list(shown.option_ids)] for shown in paper],
        hand_in_by=hand_in_by(place.version.assessment, extra, now),
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    return attempt.id


_EARLIER = (
    select(tables.Attempt.enrolment_id, tables.Attempt.shown)
    .join(tables.Enrolment, tables.Enrolment.id == tables.Attempt.enrolment_id)
    .where(of_one_person(tables.Enrolment.person_id, bindparam("person_id")))
    .where(tables.Enrolment.module_id == bindparam("module_id"))
    .order_by(tables.Attempt.id)
)


def _earlier(session: Session, place: Place) -> list[Row[int, list[object]]]:
    """The papers of every earlier attempt of the person at the module, of whatever version, oldest first."""
    return list(session.execute(_EARLIER, {"person_id": place.person_id, "module_id": place.module_id}))
