"""Numbers that HR's file gives to somebody who seems another person than the one who had them: held for a human."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from elearning.domain.calendar import british_date
from elearning.domain.hr_conflicts import grouped
from elearning.domain.hr_file import HrRow, Problem, problem
from elearning.domain.hr_plan import Noun, Replaced
from elearning.domain.name_search import folded
from elearning.domain.overlaid import Overlaid
from elearning.domain.people import ONE_DAY, KnownPerson, Organisation, Reporting


class Decided(NamedTuple):
    """What somebody said of numbers: they belong to a new person now, or still to the same one."""

    new_people: frozenset[str] = frozenset()
    same_people: frozenset[str] = frozenset()


class Reuse(NamedTuple):
    """The record without those whose number passes to a new person, what ends for it, and whom to ask about."""

    current: Organisation
    replaced: tuple[Replaced, ...]
    held: tuple[Problem, ...]


def reused(rows: Iterable[HrRow], current: Organisation, decided: Decided, today: date) -> Reuse:
    """Find the numbers of people who had left by when their rows begin and whose name and address are others'."""
    fresh: dict[str, list[HrRow]] = {}
    held: list[Problem] = []
    gone = {number for number, person in current.people.items() if _ends(person)}
    for number, of_number in grouped((row for row in rows if row.number in gone), lambda row: row.number).items():
        known = current.people[number]
        left_on = _left_on(known, of_number)
        if left_on is None:
            continue
        if number in decided.new_people and left_on < today:
            fresh[number] = of_number
        elif number not in decided.same_people and _seems_another(known, of_number[0]):
            held.extend(_asked(known, left_on, of_number, today))
    if not fresh:
        return Reuse(current, (), tuple(held))
    return Reuse(_without(current, fresh), tuple(_ended(fresh, current, today)), tuple(held))


def _ends(known: KnownPerson) -> list[date]:
    """The last days in post of somebody who has left all of them, or will; nothing of anybody else."""
    ends = [holding.last_on for holding in known.holdings if holding.last_on]
    return ends if len(ends) == len(known.holdings) else []


def _left_on(known: KnownPerson, rows: list[HrRow]) -> date | None:
    """The last day in post of somebody who had left before these rows begin."""
    left_on = max(_ends(known))
    return left_on if all(row.first_on and row.first_on > left_on for row in rows) else None


def _words(*names: str) -> set[str]:
    return {word for name in names for word in folded(name).replace("-", " ").split()}


def _seems_another(known: KnownPerson, row: HrRow) -> bool:
    """Not one word of the name is the same, and the address is not."""
    if known.email and known.email.text == row.email:
        return False
    return not _words(known.name.text, known.name.known_as) & _words(row.name, row.known_as)


def _asked(known: KnownPerson, left_on: date, rows: list[HrRow], today: date) -> Iterator[Problem]:
    leaves = "left" if left_on < today else "leaves"
    said = f"This is the number of {known.name.text}, who {leaves} on {british_date(left_on)}; the row names another."
    remedy = "Say whether this is a new person with the same number, or the same person with a new name."
    if left_on >= today:
        remedy = "Load the new person after that day, or say that this is the same person with a new name."
    for row in rows:
        yield problem(row.row, "employee_number", row.number, (said, remedy))


def _without(current: Organisation, fresh: Mapping[str, list[HrRow]]) -> Organisation:
    """The record in which nobody has these numbers, and no post reports to them by number."""
    posts = {
        reference: post._replace(facts=post.facts._replace(reporting=Reporting()))
        for reference, post in current.posts.items()
        if post.facts.reporting.person in fresh
    }
    return replace(
        current, people=Overlaid(current.people, without=fresh.keys()), posts=Overlaid(current.posts, posts)
    )  # fmt: skip


def _ended(fresh: Mapping[str, list[HrRow]], current: Organisation, today: date) -> Iterator[Replaced]:
    """The number, and an address that passes with it, end before the new person begins."""
    for number in sorted(fresh):
        known, rows = current.people[number], fresh[number]
        last_on = min(today, *(row.first_on for row in rows if row.first_on)) - ONE_DAY
        yield Replaced(Noun.NUMBER, known.number_fact_id, last_on)
        if known.email and known.email.text == rows[0].email:
            yield Replaced(Noun.EMAIL, known.email.fact_id, last_on if last_on >= known.email.true_from else None)
