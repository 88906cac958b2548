"""When somebody last read, answered or passed anything of a module (RULE-7). It decides nothing."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from elearning.models.learning import Attempt, CheckAnswer, Enrolment, LessonProgress, Response, Result
from elearning.orm import Instant
from elearning.queries.id_lists import dialect_of, keys_table, packed
from elearning.queries.keys import Key
from elearning.queries.plain_values import instant, plain
from elearning.queries.same_people import NOBODY_MERGED, SamePeople


def latest_of_enrolments() -> Select[*tuple[Any, ...]]:
    """Person, module, and the latest act of each kind by the parameter `until`: a row for each enrolment.

    Each is looked up by its enrolment, so that the cost follows the enrolments asked about and not all that was ever
    done.
    """

    def by_then(table: Any) -> Any:
        return select(func.max(plain(table.recorded_at))).where(
            table.recorded_at <= bindparam("until", type_=Instant())
        )

    tried = Attempt.enrolment_id == Enrolment.id
    return select(
        Enrolment.person_id,
        Enrolment.module_id,
        by_then(LessonProgress).where(LessonProgress.enrolment_id == Enrolment.id).scalar_subquery(),
        by_then(CheckAnswer).where(CheckAnswer.enrolment_id == Enrolment.id).scalar_subquery(),
        by_then(Response).join(Attempt, Attempt.id == Response.attempt_id).where(tried).scalar_subquery(),
        by_then(Result).join(Attempt, Attempt.id == Result.attempt_id).where(tried, Result.passed).scalar_subquery(),
    )


def latest(rows: Iterable[Any], same: SamePeople = NOBODY_MERGED) -> dict[Key, datetime]:
    """The latest of all kinds and of all enrolments, for each key that has any."""
    found: dict[Key, Any] = {}
    for person_id, module_id, *acts in rows:
        done = [act for act in acts if act is not None]
        if done:
            key = Key(same.one(person_id), module_id)
            found[key] = max(*done, found[key]) if key in found else max(done)
    return {key: instant(at) for key, at in found.items()}


@cache
def _of_keys(dialect: str) -> Select[*tuple[Any, ...]]:
    wanted = keys_table("keys", dialect)
    return latest_of_enrolments().join(
        wanted, (wanted.c.person_id == Enrolment.person_id) & (wanted.c.module_id == Enrolment.module_id)
    )


def activity(
    session: Session, keys: Collection[Key], *, until: datetime, same: SamePeople
) -> dict[Key, datetime]:  # fmt: skip
    """The latest act, up to an instant, of each of these people on each of these modules; one statement."""
    if not keys:
        return {}
    dialect = dialect_of(session)
    values = {"keys": packed(same.keys(keys), dialect), "until": until}
    return latest(session.execute(_of_keys(dialect), values), same)
