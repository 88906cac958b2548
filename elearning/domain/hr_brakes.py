"""The brakes on HR's file: too many leavers or changed line managers at once need their number typed.

A first load, with nobody in post, has none.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from elearning.domain.hr_plan import Effect, ImportPlan, NewHolding, Noun
from elearning.domain.people import KnownHolding, KnownPerson, Reporting, is_held

DEFAULT_PERCENT = 10


class Brakes(NamedTuple):
    """How many leave or change their line manager, of how many, and which share (per cent) needs no typing."""

    leavers: int
    in_post: int
    managers: int
    managed: int
    percent: int

    @property
    def asks_leavers(self) -> bool:
        """Whether the number of leavers must be typed."""
        return self.in_post > 0 and self.leavers * 100 > self.percent * self.in_post

    @property
    def asks_managers(self) -> bool:
        """Whether the number of people whose line manager changes must be typed."""
        return self.managed > 0 and self.managers * 100 > self.percent * self.managed


class Consent(NamedTuple):
    """What somebody said about a file before it is applied: rows left out, and the numbers that they typed."""

    leave_out: bool = False
    leavers: int | None = None
    managers: int | None = None
    percent: int = DEFAULT_PERCENT


def faulty_rows(plan: ImportPlan) -> int:
    """How many rows would be left out."""
    return len({one.row for one in (*plan.problems, *plan.waiting)})


def brakes(plan: ImportPlan, *, today: date, percent: int) -> Brakes:
    """Count what a file would do against those who are in post on the day, and those of them with a line manager."""
    if not plan.known.people:
        return Brakes(plan.count(Effect.LEAVER), 0, 0, 0, percent)
    changes = _Managers(plan, today)
    in_post = managed = changed = 0
    for person in plan.known.people.values():
        if any(_is_on(held, today) for held in person.holdings):
            in_post += 1
            if before := changes.before(person):
                managed += 1
                changed += changes.is_changed(person, before)
    return Brakes(plan.count(Effect.LEAVER), in_post, changed, managed, percent)


def _is_on(held: KnownHolding, today: date) -> bool:
    return held.first_on <= today and is_held(held.last_on, today)


class _Managers:
    """Whom people report to before and after a plan."""

    def __init__(self, plan: ImportPlan, today: date) -> None:
        self._known, self._today = plan.known, today
        ended = (one for one in plan.replaced if one.noun is Noun.HOLDING)
        self._ended = {one.fact_id for one in ended if one.last_on is None or one.last_on < today}
        self._begun: dict[str, list[NewHolding]] = {}
        for held in plan.holdings:
            if held.number in plan.known.people:
                self._begun.setdefault(held.number, []).append(held)
        begun = {held.reference for of in self._begun.values() for held in of}
        self._new = {
            post.reference: post.facts.reporting
            for post in plan.posts
            if post.reference in begun or post.reference in plan.known.posts
        }

    def before(self, person: KnownPerson) -> set[Reporting]:
        """To whom somebody's posts of today report; nobody is left out."""
        held = (self._known.posts.get(h.reference) for h in person.holdings if _is_on(h, self._today))
        return {post.facts.reporting for post in held if post} - {Reporting()}

    def is_changed(self, person: KnownPerson, before: set[Reporting]) -> bool:
        """Whether the plan gives somebody who stays another line manager than before, today or later."""
        if not (self._new or self._ended or self._begun):
            return False
        after = {self._reporting(reference) for reference in self._references(person)}
        return bool(after) and after - {Reporting()} != before

    def _references(self, person: KnownPerson) -> Iterator[str]:
        for held in person.holdings:
            if _is_on(held, self._today) and held.fact_id not in self._ended:
                yield held.reference
        for begun in self._begun.get(person.number, ()):
            if is_held(begun.last_on, self._today):
                yield begun.reference

    def _reporting(self, reference: str) -> Reporting:
        known = self._known.posts.get(reference)
        return self._new.get(reference, known.facts.reporting if known else Reporting())


def reasons_not_to_apply(plan: ImportPlan, consent: Consent, *, today: date) -> tuple[str, ...]:
    """Why a plan must not be applied as it is: rows with problems, or brakes whose number was not typed."""
    reasons = []
    faulty = faulty_rows(plan)
    if not plan.row_count:
        reasons.append("Nothing can be read from the file as it is, so nothing was changed.")
    elif faulty and not consent.leave_out:
        rows = "1 row" if faulty == 1 else f"{faulty:,} rows"
        reasons.append(f"{rows} with a problem, so nothing was changed. Mend them, or confirm that they are left out.")
    if plan.is_empty:
        return tuple(reasons)
    found = brakes(plan, today=today, percent=consent.percent)
    if found.asks_leavers and consent.leavers != found.leavers:
        reasons.append(
            f"{found.leavers:,} of {found.in_post:,} people in post would leave, more than {found.percent}%. "
            "Type that number to confirm it."
        )
    if found.asks_managers and consent.managers != found.managers:
        reasons.append(
            f"{found.managers:,} of {found.managed:,} people with a line manager would get another, "
            f"more than {found.percent}%. Type that number to confirm it."
        )
    return tuple(reasons)
