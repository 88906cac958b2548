"""A second opinion on standing, expiry, due dates and totals: from PRODUCT.md alone, slow and literal on purpose.

It shares no code with elearning.domain and must never import it: what both say independently is worth believing.
Histories are plain dicts (see tests/scenarios.py); every question is answered by walking days one at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

History = dict[str, Any]
Completion = dict[str, Any]
Answer = dict[str, Any]
Stretch = tuple[date, date | None]

ONE_DAY = timedelta(days=1)

BANK_HOLIDAYS_OF_ENGLAND_AND_WALES = """
2018: 01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26
2019: 01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26
2020: 01-01 04-10 04-13 05-04 05-25 08-31 12-25 12-28
2021: 01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28
2022: 01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27
2023: 01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26
2024: 01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26
2025: 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
2026: 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
2027: 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28
2028: 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26
2029: 01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26
2030: 01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26
2031: 01-01 04-11 04-14 05-05 05-26 08-25 12-25 12-26
2032: 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28
2033: 01-03 04-15 04-18 05-02 05-30 08-29 12-26 12-27
2034: 01-02 04-07 04-10 05-01 05-29 08-28 12-25 12-26
2035: 01-01 03-23 03-26 05-07 05-28 08-27 12-25 12-26
2036: 01-01 04-11 04-14 05-05 05-26 08-25 12-25 12-26
2037: 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
"""
"""The weekdays on which offices close, substitutes included, year by year; proclaimed changes are facts (RULE-17)."""


def _table() -> frozenset[date]:
    days: set[date] = set()
    for line in BANK_HOLIDAYS_OF_ENGLAND_AND_WALES.split("\n"):
        year, _, rest = line.partition(":")
        days.update(date.fromisoformat(f"{year}-{month_and_day}") for month_and_day in rest.split())
    return frozenset(days)


BANK_HOLIDAYS = _table()


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included (RULE-1)."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def covers(stretch: Stretch, day: date) -> bool:
    """Whether the day is in the stretch, first and last day included; no last day means still open (RULE-1)."""
    first, last = stretch
    return first <= day and (last is None or day <= last)


def is_working_day(day: date, *, added: Iterable[date] = (), removed: Iterable[date] = ()) -> bool:
    """Monday to Friday, no bank holiday; proclaimed changes come from the facts (RULE-17)."""
    closed = day in set(added) or (day in BANK_HOLIDAYS and day not in set(removed))
    return day.isoweekday() <= 5 and not closed


def add_months(day: date, months: int) -> date:
    """That many calendar months later; a day that the month lacks becomes its last (RULE-5)."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def _last_sunday(year: int, month: int) -> date:
    """The last Sunday of March or October, found backwards from the 31st."""
    day = date(year, month, 31)
    while day.isoweekday() != 7:
        day -= ONE_DAY
    return day


def london_date(instant: datetime) -> date:
    """London's date of a UTC instant: one hour on between 1 a.m. UTC of the last Sundays of March and October."""
    wall = instant.replace(tzinfo=None)
    one = timedelta(hours=1)
    begins = datetime.combine(_last_sunday(wall.year, 3), datetime.min.time()) + one
    ends = datetime.combine(_last_sunday(wall.year, 10), datetime.min.time()) + one
    return (wall + one if begins <= wall < ends else wall).date()


class Oracle:
    """One person's history of one module, asked about any day. Remembers what it walked; knows nothing else."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._walked: dict[tuple[str, int, date], Any] = {}

    def _once(self, name: str, number: int, day: date, ask: Callable[[], Any]) -> Any:
        """Ask once for each completion and day: walks overlap a great deal."""
        key = (name, number, day)
        if key not in self._walked:
            self._walked[key] = ask()
        return self._walked[key]

    # --- completions

    def is_revoked(self, number: int, day: date) -> bool:
        """RULE-15: from the revocation's day, included, until lifted."""
        return any(covers(stretch, day) for stretch in self.history["completions"][number]["revoked"])

    def lifts(self, done: dict[str, Any], number: int) -> bool:
        """RULE-14: the completion is earlier and had not expired; revocation is asked of the day in question."""
        completion = self.history["completions"][number]
        is_earlier = (completion["on"], completion["made"]) < (done["on"], done["made"])
        return bool(is_earlier and done["on"] <= completion["expires"])

    def unanswered(self, number: int, day: date) -> list[dict[str, Any]]:
        """Refreshers that have been asked of a completion by the day and not been done by it (RULE-10, 14)."""
        found: list[dict[str, Any]] = self._once("asked", number, day, lambda: self._unanswered(number, day))
        return found

    def _unanswered(self, number: int, day: date) -> list[dict[str, Any]]:
        completion = self.history["completions"][number]
        found = []
        for ask in self.history["asks"]:
            if ask["version"] <= completion["version"] or ask["published"] > day:
                continue
            if ask["published"] > completion["expires"]:
                continue
            answers = [
                done for done in self.history["done"]
                if done["on"] <= day and done["version"] >= ask["version"] and self.lifts(done, number)
            ]  # fmt: skip
            if not answers:
                found.append(ask)
        return found

    def end(self, number: int, day: date) -> date:
        """RULE-10: its expiry, or the date of a refresher asked of it and not done, whichever comes first."""
        expires: date = self.history["completions"][number]["expires"]
        asked: list[date] = [ask["by"] for ask in self.unanswered(number, day)]
        return min([expires, *asked])

    def stands(self, number: int, day: date) -> bool:
        """RULE-8."""
        is_made = self.history["completions"][number]["on"] <= day
        return is_made and not self.is_revoked(number, day) and day <= self.end(number, day)

    def is_expiring(self, number: int, day: date) -> bool:
        """RULE-11, revocations aside: in the window before the end, or asked a refresher."""
        found: bool = self._once("expiring", number, day, lambda: self._is_expiring(number, day))
        return found

    def _is_expiring(self, number: int, day: date) -> bool:
        completion = self.history["completions"][number]
        end = self.end(number, day)
        if not completion["on"] <= day <= end:
            return False
        return day >= end - completion["window"] * ONE_DAY or bool(self.unanswered(number, day))

    def became_expiring(self, number: int, day: date) -> date | None:
        """The first of its expiring days, as they are known on the day; not before it was made, which nothing can be.

        It may lie ahead: what is due at the end of a completion is required from its window, whoever is away before.
        A refresher done late mends the lapse it ends: then the window counts back from the expiry all the same.
        """
        completion = self.history["completions"][number]
        opens = completion["expires"] - completion["window"] * ONE_DAY
        asked = [ask["published"] for ask in self.unanswered(number, day)]
        for walked in each_day(completion["on"], self.end(number, day)):
            if walked >= opens or any(walked >= published for published in asked):
                return walked
        return None

    def known(self, day: date) -> list[int]:
        """Completions made on or before the day and not revoked on it."""
        numbers = range(len(self.history["completions"]))
        return [n for n in numbers if self.history["completions"][n]["on"] <= day and not self.is_revoked(n, day)]

    def longest(self, numbers: list[int], day: date) -> int | None:
        """RULE-9: the latest end; of equals the later made."""
        best = None
        for number in numbers:
            rank = (self.end(number, day), self.history["completions"][number]["made"])
            if best is None or rank > (self.end(best, day), self.history["completions"][best]["made"]):
                best = number
        return best

    def governing(self, day: date) -> int | None:
        """The completion that governs on the day, of those that stand on it."""
        return self.longest([number for number in self.known(day) if self.stands(number, day)], day)

    def ran_out(self, day: date) -> int | None:
        """The completion that stood once and ran out last before the day; one that never stood never ran out."""
        return self.longest([n for n in self.known(day) if self._has_stood(n, day)], day)

    def _has_stood(self, number: int, day: date) -> bool:
        return bool(self.history["completions"][number]["on"] <= self.end(number, day) < day)

    # --- required and due

    def revoked_from(self, day: date) -> list[date]:
        """The days of the revocations, true on the day, of completions that would have governed but for them."""
        found = []
        for number, completion in enumerate(self.history["completions"]):
            for stretch in completion["revoked"]:
                if completion["on"] <= day and covers(stretch, day):
                    without = {**completion, "revoked": [other for other in completion["revoked"] if other != stretch]}
                    others = list(self.history["completions"])
                    others[number] = without
                    if Oracle({**self.history, "completions": others}).governing(stretch[0]) == number:
                        found.append(stretch[0])
        return found

    def became_required(self, first: date, day: date) -> date:
        """RULE-7, for an assignment with that first day."""
        number = self.governing(day)
        if number is None:
            number = self.ran_out(day)
        expiring = None if number is None else self.became_expiring(number, day)
        return max([first, *self.revoked_from(day), *([] if expiring is None else [expiring])])

    def due(self, assignment: dict[str, Any], day: date) -> date:
        """RULE-16, then RULE-17."""
        dates = [assignment["due"]]
        for number in self.known(day):
            dates.append(self.end(number, day))
            dates.extend(ask["by"] for ask in self.unanswered(number, day))
        return self.moved(max(dates), self.became_required(assignment["first"], day), day)

    def moved(self, due: date, required: date, day: date) -> date:
        """RULE-17: what leave and exemptions that were over by the day made of a due date."""
        for first, last in sorted(
            stretch for stretch in self.history["leaves"] + self.history["exemptions"] if stretch[1] is not None
        ):
            back = self._first_working_day_after(last)
            if back <= day and any(required <= away <= due for away in each_day(first, last)):
                due = max(due, self._working_days_after(back, self.history["working_days"]))
        return due

    def _works(self, day: date) -> bool:
        return is_working_day(day, added=self.history["added"], removed=self.history["removed"])

    def _first_working_day_after(self, day: date) -> date:
        day += ONE_DAY
        while not self._works(day):
            day += ONE_DAY
        return day

    def _working_days_after(self, day: date, count: int) -> date:
        while count:
            day = self._first_working_day_after(day)
            count -= 1
        return day

    # --- the table

    def has_progress(self, required: date, day: date) -> bool:
        """RULE-7: something done since it became required, and after the last completion or refresher."""
        last = [self.history["completions"][number] for number in self.known(day)]
        for done in self.history["done"]:
            if done["on"] <= day and any(self.lifts(done, number) for number in self.known(day)):
                last.append(done)
        return any(
            required <= london_date(instant) <= day
            and all((london_date(instant), instant) > (thing["on"], thing["made"]) for thing in last)
            for instant in self.history["activity"]
        )

    def standing(self, day: date) -> Answer | None:
        """The table of "The rule at the centre": the first yes wins."""
        history = self.history
        held = [a for a in history["assignments"] if covers((a["first"], a["last"]), day)]
        if not held or not any(covers(post, day) for post in history["posts"]):
            return None
        governing = self.governing(day)
        shown = self.ran_out(day) if governing is None else governing
        answer: Answer = {
            "standing": "", "due_on": None, "became_required_on": None, "until": None,
            "ends_on": None if shown is None else self.end(shown, day),
        }  # fmt: skip
        if any(covers(exemption, day) for exemption in history["exemptions"]):
            return {**answer, "standing": "exempt", "until": _until(history["exemptions"], day)}
        if any(covers(leave, day) for leave in history["leaves"]):
            return {**answer, "standing": "on leave", "until": _until(history["leaves"], day)}
        answer["due_on"] = min(self.due(assignment, day) for assignment in held)
        if governing is not None and not self.is_expiring(governing, day):
            return {**answer, "standing": "completed"}
        required = self.became_required(min(assignment["first"] for assignment in held), day)
        answer["became_required_on"] = required
        if governing is not None:
            return {**answer, "standing": "expiring"}
        if day > answer["due_on"]:
            return {**answer, "standing": "overdue" if shown is None else "expired"}
        return {**answer, "standing": "in progress" if self.has_progress(required, day) else "not started"}


def _until(stretches: list[Stretch], day: date) -> date | None:
    """The last day that those which cover the day reach; None while one of them is open."""
    lasts = [last for first, last in stretches if covers((first, last), day)]
    return None if None in lasts else max(last for last in lasts if last is not None)


def standing(history: History, day: date) -> Answer | None:
    """Where one person stands on one module on one day; None is line 1, no row."""
    return Oracle(history).standing(day)


# --- expiry, audiences, totals


def expires_on(rule: dict[str, Any], *, completed_on: date, governing: Completion | None) -> date:
    """RULE-5, 12 and 13, for a completion made on a day on which another may have governed."""
    if rule["basis"] == "fixed day":
        day = add_months(completed_on, rule["minimum_months"])
        while not _is_fixed_day(day, rule["fixed_day"]):
            day += ONE_DAY
        return day
    start: date = completed_on
    if rule["basis"] == "previous expiry" and governing is not None:
        window = each_day(governing["expires"] - governing["window"] * ONE_DAY, governing["expires"])
        if any(day == completed_on for day in window):
            start = governing["expires"]
    return add_months(start, rule["months"])


def _is_fixed_day(day: date, fixed_day: tuple[int, int]) -> bool:
    if fixed_day == (2, 29):
        return day.month == 2 and (day + ONE_DAY).month == 3
    return (day.month, day.day) == fixed_day


def due_on(audience: dict[str, Any], *, joined: date, recorded: date) -> date:
    """RULE-16: the date that is stored with an assignment."""
    is_here = joined <= audience["first"]
    due: date = audience["fixed"] if is_here and audience["fixed"] else joined + audience["days"] * ONE_DAY
    known: date = max(joined, audience["first"], recorded)
    notice: int = audience["notice"]
    return max(due, known + notice * ONE_DAY)


PART_OF = {
    "completed": "compliant", "expiring": "compliant", "expired": "not compliant", "overdue": "not compliant",
    "in progress": "not yet due", "not started": "not yet due", "exempt": "exempt", "on leave": "on leave",
}  # fmt: skip
"""The last column of the table."""


def tally(answers: Iterable[Answer | None]) -> dict[str, int]:
    """How many are in each part; counted and assigned are the sums that the page shows."""
    parts = dict.fromkeys(PART_OF.values(), 0)
    for answer in answers:
        if answer is not None:
            parts[PART_OF[answer["standing"]]] += 1
    parts["counted"] = parts["compliant"] + parts["not compliant"] + parts["not yet due"]
    parts["assigned"] = parts["counted"] + parts["exempt"] + parts["on leave"]
    return parts


def rate(compliant: int, counted: int) -> str | None:
    """RULE-21: the largest tenth of a per cent that is not above the share; None with nobody counted."""
    if not counted:
        return None
    tenths = 0
    while Fraction(tenths + 1, 1000) <= Fraction(compliant, counted):
        tenths += 1
    return f"{tenths // 10}.{tenths % 10}"
