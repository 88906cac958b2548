"""Made-up histories for the oracle and the rule: plain dicts, days near a few anchors so that boundaries meet."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from tests import oracle
from tests.oracle import History

Draw = st.DrawFn

RARELY = st.sampled_from((True, *[False] * 5))
FIRST, LAST = date(2023, 1, 1), date(2028, 12, 31)
PLACES = tuple(
    date.fromisoformat(text)
    for text in (
        "2023-05-05", "2024-02-29", "2024-03-31", "2024-10-27", "2024-12-24", "2025-01-31", "2025-04-17", "2025-08-31",
        "2026-03-29", "2026-05-01", "2026-12-24", "2027-02-28", "2027-06-30", "2027-12-24", "2028-02-29", "2028-04-13",
    )
)  # fmt: skip
"""Leap days, clock changes, month ends, and days before long weekends."""

CORONATION = date(2023, 5, 8)
"""Proclaimed for that year alone: known to a history only as a fact."""

STEPS = (1, 2, 3, 5, 7, 10, 14, 30, 60, 90, 180, 365)
WINDOWS = (0, 1, 7, 14, 30, 60, 90)
HOURS = (time(0, 0), time(8, 30), time(12, 0), time(16, 45), time(23, 15))
"""UTC; the last is tomorrow in London while summer time lasts."""


def within(day: date) -> date:
    return min(max(day, FIRST), LAST)


@st.composite
def anchor_pools(draw: Draw) -> list[date]:
    """Four to seven days, each a known step after another, so that windows and leaves begin and end on one another."""
    pool = [draw(st.sampled_from(PLACES))]
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=3, max_size=6)):
        sign = draw(st.sampled_from((1, 1, -1)))
        pool.append(within(draw(st.sampled_from(pool)) + timedelta(days=sign * step)))
    return sorted(set(pool))


class Dates:
    """Draws days and stretches from one pool."""

    def __init__(self, draw: Draw, pool: list[date]) -> None:
        self.draw = draw
        self.pool = pool

    def day(self, *, since: date = FIRST) -> date:
        """An anchor or a neighbour of one; never before `since`, which is itself a likely answer."""
        day = self.draw(st.sampled_from(self.pool)) + timedelta(days=self.draw(st.sampled_from((0, 0, 0, -1, 1))))
        return max(within(day), since)

    def stretch(self, *, can_be_open: bool, since: date = FIRST) -> tuple[date, date | None]:
        first = self.day(since=since)
        is_open = can_be_open and self.draw(st.sampled_from((True, False, False)))
        return first, None if is_open else self.day(since=first)

    def stretches(self, most: int, *, can_be_open: bool) -> list[tuple[date, date | None]]:
        count = self.draw(st.integers(0, most))
        return [self.stretch(can_be_open=can_be_open) for _ in range(count)]

    def apart(self, most: int, *, since: date) -> list[tuple[date, date | None]]:
        """Stretches with at least a day between them: a revocation, lifted, and perhaps another."""
        found: list[tuple[date, date | None]] = []
        for _ in range(self.draw(st.sampled_from((0, 0, 0, *range(1, most + 1))))):
            first, last = self.stretch(can_be_open=True, since=since)
            found.append((first, last))
            if last is None:
                break
            since = last + timedelta(days=2)
        return found

    def instant(self, day: date) -> datetime:
        """A UTC instant whose date in London is the day; which minute it is, is drawn too."""
        at = datetime.combine(day, self.draw(st.sampled_from(HOURS)), tzinfo=UTC)
        at += timedelta(minutes=self.draw(st.integers(0, 30)))
        while oracle.london_date(at) > day:
            at -= timedelta(days=1)
        return at


def _posts(dates: Dates) -> list[tuple[date, date | None]]:
    """Usually one long post; else several, with gaps, overlaps and returns."""
    if dates.draw(st.sampled_from((True, True, False))):
        return [(FIRST, None)]
    return [dates.stretch(can_be_open=True) for _ in range(dates.draw(st.integers(1, 3)))]


def _assignments(dates: Dates) -> list[dict[str, Any]]:
    found = []
    for _ in range(dates.draw(st.sampled_from((1, 1, 1, 2, 3)))):
        first, last = dates.stretch(can_be_open=True)
        if dates.draw(st.sampled_from((True, False))):
            last = None
        found.append({"first": first, "last": last, "due": dates.day(since=first)})
    return found


def _asks(dates: Dates) -> list[dict[str, Any]]:
    """Publications of versions 2, 3 and so on, in order, some a day apart."""
    found: list[dict[str, Any]] = []
    since = FIRST
    for version in range(2, 2 + dates.draw(st.sampled_from((0, 0, 1, 1, 2)))):
        published = dates.day(since=since)
        found.append({"version": version, "published": published, "by": dates.day(since=published)})
        since = published
    return found


def _version_of(dates: Dates, asks: list[dict[str, Any]], day: date) -> int:
    """A version that had been published: the newest, or an older one that somebody was half-way through."""
    published: list[int] = [ask["version"] for ask in asks if ask["published"] <= day]
    return dates.draw(st.sampled_from([1, *published]))


def _completions(dates: Dates, asks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for _ in range(dates.draw(st.sampled_from((0, 1, 1, 2, 2, 3, 4)))):
        day, window = dates.day(), dates.draw(st.sampled_from(WINDOWS))
        opens_first = day + timedelta(days=window)
        found.append({
            "on": day,
            "made": dates.instant(dates.day(since=day) if dates.draw(RARELY) else day),
            "expires": dates.day(since=opens_first) if dates.draw(st.booleans()) else day + timedelta(days=365),
            "version": _version_of(dates, asks, day),
            "window": window,
            "revoked": dates.apart(2, since=day),
        })  # fmt: skip
    return found


def _done(dates: Dates, asks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for _ in range(dates.draw(st.integers(0, 2)) if asks else 0):
        ask = dates.draw(st.sampled_from(asks))
        day = dates.day(since=ask["published"])
        found.append({"on": day, "made": dates.instant(day), "version": ask["version"]})
    return found


def _spread(things: list[dict[str, Any]]) -> None:
    """No two things are made in the same instant: seconds tell them apart and keep the day."""
    for second, thing in enumerate(things):
        thing["made"] += timedelta(seconds=second)


@st.composite
def histories(draw: Draw) -> History:
    """One person's history of one module, 2023 to 2028."""
    dates = Dates(draw, draw(anchor_pools()))
    asks = _asks(dates)
    completions, done = _completions(dates, asks), _done(dates, asks)
    _spread(completions + done)
    activity = [dates.instant(dates.day()) for _ in range(draw(st.integers(0, 3)))]
    if completions and not draw(RARELY):
        activity.append(draw(st.sampled_from([completion["made"] for completion in completions])))
    weekdays = [day for day in dates.pool if day.isoweekday() < 6]
    added = {day for day in weekdays if day not in oracle.BANK_HOLIDAYS and draw(RARELY)}
    nearby = [day for day in sorted(oracle.BANK_HOLIDAYS) if any(abs((day - place).days) < 12 for place in dates.pool)]
    if not draw(RARELY):
        added.add(CORONATION)
    removed = {day for day in nearby if draw(RARELY)}
    return {
        "posts": _posts(dates), "assignments": _assignments(dates), "exemptions": dates.stretches(2, can_be_open=False),
        "leaves": dates.stretches(3, can_be_open=True), "completions": completions, "asks": asks, "done": done,
        "activity": activity, "added": added, "removed": removed,
        "working_days": draw(st.sampled_from((10, 10, 10, 0, 1, 5))),
    }  # fmt: skip


def _dates_in(thing: Any) -> set[date]:
    """Every date anywhere in a history, instants by their day."""
    if isinstance(thing, datetime):
        return {oracle.london_date(thing)}
    if isinstance(thing, date):
        return {thing}
    if isinstance(thing, dict):
        return set().union(*map(_dates_in, thing.values()))
    if isinstance(thing, list | tuple | set | frozenset):
        return set().union(*map(_dates_in, thing))
    return set()


def telling_days(history: History) -> list[date]:
    """Every day on which a history may change its answer, with the day before and the day after."""
    days = _dates_in({key: value for key, value in history.items() if key not in ("added", "removed")})
    for completion in history["completions"]:
        ends = {completion["expires"], *(ask["by"] for ask in history["asks"])}
        days |= {end - timedelta(days=completion["window"]) for end in ends}
    days |= {later for day in _ends_of_absences(history) for later in _returns(history, day)}
    around = {day + timedelta(days=step) for day in days for step in (-1, 0, 1)}
    return sorted(day for day in around if FIRST <= day <= LAST + timedelta(days=365))


def _ends_of_absences(history: History) -> list[date]:
    return [last for _, last in history["leaves"] + history["exemptions"] if last is not None]


def _returns(history: History, last: date) -> list[date]:
    """The day of return, and the day so many working days later."""
    day, left, found = last, history["working_days"] + 1, []
    while left:
        day += timedelta(days=1)
        if oracle.is_working_day(day, added=history["added"], removed=history["removed"]):
            found.append(day)
            left -= 1
    return [found[0], found[-1]]


def _on(text: str) -> date:
    return date.fromisoformat(text)


def _at_noon(text: str) -> datetime:
    return datetime.combine(_on(text), time(12), tzinfo=UTC)


def _completed(on: str, expires: str, **changes: Any) -> dict[str, Any]:
    return {
        "on": _on(on), "made": _at_noon(on), "expires": _on(expires), "version": 1, "window": 0, "revoked": [],
        **changes,
    }  # fmt: skip


def _asked(published: str, by: str, version: int = 2) -> dict[str, Any]:
    return {"version": version, "published": _on(published), "by": _on(by)}


def _history(first: str, due: str, **changes: Any) -> History:
    """Somebody in post throughout, assigned once, with what else is given."""
    return {
        "posts": [(FIRST, None)], "assignments": [{"first": _on(first), "last": None, "due": _on(due)}],
        "exemptions": [], "leaves": [], "completions": [], "asks": [], "done": [], "activity": [],
        "added": set(), "removed": set(), "working_days": 10, **changes,
    }  # fmt: skip


KNOWN: dict[str, History] = {
    "an old version passed after the refresher's date never stood, so it never ran out": _history(
        "2025-07-31", "2025-08-31", asks=[_asked("2025-08-01", "2025-08-31")],
        completions=[_completed("2027-08-31", "2028-08-30")],
    ),
    "absence moves nothing when it became required after the due date": _history(
        "2024-03-31", "2024-03-31", exemptions=[(_on("2024-03-30"), _on("2026-03-31"))],
        completions=[_completed("2026-03-31", "2027-03-31", revoked=[(_on("2026-03-31"), None)])],
    ),
    "a completion is not expiring before it is made": _history(
        "2026-03-21", "2026-03-29", asks=[_asked("2026-03-22", "2026-03-29")],
        leaves=[(_on("2026-03-22"), _on("2026-03-24"))],
        completions=[_completed("2026-03-28", "2027-03-28", window=90)],
    ),
    "a refresher published on a completion's last day is asked of it": _history(
        "2025-01-06", "2025-02-03", asks=[_asked("2026-01-31", "2026-03-31")],
        completions=[_completed("2025-01-31", "2026-01-31", window=30)],
    ),
    "a refresher published the day after asks nothing": _history(
        "2025-01-06", "2025-02-03", asks=[_asked("2026-02-01", "2026-03-31")],
        completions=[_completed("2025-01-31", "2026-01-31", window=30)],
    ),
    "what was read between two completions is not progress after both": _history(
        "2025-01-06", "2025-12-31", activity=[_at_noon("2025-03-03")],
        completions=[_completed("2025-02-03", "2025-04-03"), _completed("2025-04-01", "2025-05-01")],
    ),
    "of two equal ends the later made governs, with its own window": _history(
        "2025-01-06", "2025-02-03", completions=[
            _completed("2025-01-10", "2026-01-31", window=60), _completed("2025-02-10", "2026-01-31", window=7),
        ],
    ),
    "who is back from leave on a Friday returns on the Tuesday after a bank holiday": _history(
        "2025-03-03", "2025-04-30", leaves=[(_on("2025-04-01"), _on("2025-05-02"))], working_days=5,
    ),
    "a refresher done while the completion was revoked counts once that is lifted": _history(
        "2025-01-06", "2025-02-03", asks=[_asked("2025-06-02", "2025-06-30")],
        completions=[_completed("2025-01-31", "2026-01-31", revoked=[(_on("2025-06-02"), _on("2025-07-04"))])],
        done=[{"on": _on("2025-06-20"), "made": _at_noon("2025-06-20"), "version": 2}],
    ),
}  # fmt: skip
"""Cases that were argued about, each by its name."""
