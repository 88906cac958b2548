"""What a publication would change: facts and a proposal, to standings before and after, and the people between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.completions import asked_of, governing
from elearning.domain.compliance import standing_alone
from elearning.domain.facts import Facts, RefresherAsk
from elearning.models import learning as tables
from elearning.models.merges import kept_record
from elearning.models.publications import is_refreshed
from elearning.queries.before_and_after import EffectOn, effects_on, facts_of_module
from elearning.queries.moved_people import Moves

FEWEST_SHOWN = 5
"""Groups of fewer people are not shown on their own outside HR."""


@dataclass(frozen=True)
class Effect:
    """What a publication would do: who would be asked for a refresher by when, how the figures move if nothing else
    changes, and how many are half-way and finish the version that they began.

    `asked` are for HR alone: each with where they stand today and would on the day after the refresher's date.
    Whoever else asks is told `asked_count`, and that only of five or more.
    """

    by: date | None
    asked: tuple[Moves, ...]
    days: tuple[EffectOn, ...]
    half_way: int
    hold: int

    @property
    def asked_count(self) -> int:
        """How many would become due."""
        return len(self.asked)


def of_publication(
    session: Session, *, module_id: int | None, number: int, refresher_by: date | None, day: date, known_on: datetime
) -> Effect:  # fmt: skip
    """The effect of publishing version `number` of a module on a day, worked out from everybody's facts.

    A module that is not published yet has `module_id` None: it concerns nobody. The number of statements is constant.
    """
    if module_id is None:
        return Effect(None, (), (), 0, 0)
    days = [day, *([refresher_by + timedelta(days=1)] if refresher_by else [])]
    known = facts_of_module(session, module_id, as_at=max(days), known_on=known_on)
    after = known
    if refresher_by is not None:
        ask = RefresherAsk(number, day, refresher_by)
        after = {id: of._replace(refresher_asks=(*of.refresher_asks, ask)) for id, of in known.items()}
    return Effect(
        by=refresher_by,
        asked=_asked(known, after, days) if refresher_by else (),
        days=effects_on(days, known, after),
        half_way=_half_way(session, module_id),
        hold=sum(1 for of in known.values() if _holds(of, day)),
    )


def _holds(of: Facts, day: date) -> bool:
    return standing_alone(of, day) is not None and governing(of, day) is not None


def _asked(before: Mapping[int, Facts], after: Mapping[int, Facts], days: Sequence[date]) -> tuple[Moves, ...]:
    """Who must do the module, holds a completion, and would be asked for a refresher of it that they are not asked for
    yet."""
    day, later = days
    return tuple(
        Moves(id, "", standing_alone(before[id], day) or "", standing_alone(of, later) or "")
        for id, of in sorted(after.items())
        if _holds(before[id], day) and _is_asked(of, day)
    )


def _is_asked(of: Facts, day: date) -> bool:
    governs = governing(of, day)
    newest = max(ask.version for ask in of.refresher_asks)
    return governs is not None and any(ask.version == newest for ask in asked_of(governs, of, day))


def _half_way(session: Session, module_id: int) -> int:
    """How many people have begun the module and not completed it."""
    of_module = tables.Enrolment.module_id == module_id
    people = func.count(kept_record(tables.Enrolment.person_id).distinct())
    return session.scalars(select(people).where(of_module, ~tables.is_completed(), ~is_refreshed())).one()
