"""What a module adds up to on a day without a change and with it: shared by all who show an effect beforehand."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY
from elearning.domain.compliance import standing_alone
from elearning.domain.facts import Facts, Standing
from elearning.domain.reports import Figures, figures
from elearning.queries.facts import facts

FactsOf = Mapping[int, Facts]
"""Facts of one module by person."""


class EffectOn(NamedTuple):
    """What everybody on a module adds up to on one day, without a change and with it."""

    day: date
    before: Figures
    after: Figures


def facts_of_module(session: Session, module_id: int, *, as_at: date, known_on: datetime) -> dict[int, Facts]:
    """Everybody's facts of a module, up to a day. The number of statements is constant."""
    found = facts(session, EVERYBODY, as_at=as_at, known_on=known_on, module_ids=[module_id])
    return {key.person_id: of for key, of in found.items()}


def effects_on(days: Iterable[date], before: FactsOf, after: FactsOf) -> tuple[EffectOn, ...]:
    """The effect on each day, from everybody's facts as they are and as they would be."""
    return tuple(EffectOn(day, figures_on(before, day), figures_on(after, day)) for day in days)


def figures_on(known: FactsOf, day: date) -> Figures:
    """What people add up to on a day by their facts."""
    answers = (standing_alone(of, day) for of in known.values())
    return figures(answer for answer in answers if answer is not None)


def figures_of(answers: Iterable[Mapping[int, Standing]]) -> Figures:
    """What people add up to by where they stand on one or more modules."""
    return figures(chain.from_iterable(of.values() for of in answers))
