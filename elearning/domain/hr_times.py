"""The times in post that a change of HR's would leave people with: what assignments and standings then follow from."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from elearning.domain.hr_plan import ImportPlan, Noun

Times = tuple[tuple[date, date | None], ...]
"""First and last days in post, both included."""


class TimesAfter(NamedTuple):
    """Times in post afterwards: of people on record, by their id, whose times change; and of each who joins."""

    people: Mapping[int, Times]
    joining: tuple[Times, ...] = ()


def times_after(plan: ImportPlan) -> TimesAfter:
    """Whose times in post a file changes, and to what."""
    replaced = {one.fact_id: one.last_on for one in plan.replaced if one.noun is Noun.HOLDING}
    begun: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for held in plan.holdings:
        begun[held.number].append((held.first_on, held.last_on))
    people: dict[int, Times] = {}
    for number, person in plan.known.people.items():
        if number not in begun and not any(held.fact_id in replaced for held in person.holdings):
            continue
        stand = [
            (held.first_on, replaced.get(held.fact_id, held.last_on))
            for held in person.holdings
            if replaced.get(held.fact_id, date.min) is not None
        ]
        people[person.person_id] = (*stand, *begun.get(number, ()))
    return TimesAfter(people, tuple(tuple(begun[number]) for number in plan.joining))
