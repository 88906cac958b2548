"""The comparison of two days as the product gives it, beside what the oracle's own rows come to."""

from datetime import date, datetime, timedelta
from typing import Any

from elearning.domain.comparisons import flows
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.comparison import Pair, comparison
from tests.integration.council_checks import Place
from tests.oracle_council import NO_UNIT, CouncilOnDay

EARLIER = timedelta(days=70)

Told = dict[tuple[int, int], str]


def check_comparison(place: Place, day: date, instant: datetime) -> None:
    """An earlier day, the same day as known earlier, and both; of the council and of its largest unit."""
    said = place.on(day, instant)
    largest = max([NO_UNIT, *said.units], key=lambda one: len(said.in_unit(one)))
    for first in ((day - EARLIER, instant), (day, instant - EARLIER), (day - EARLIER, instant - EARLIER)):
        for unit in (None, largest):
            _check(place, Pair(Asked(*first), Asked(day, instant)), unit)


def _check(place: Place, pair: Pair, unit: int | None) -> None:
    where = f"comparison of {pair}, unit {unit}"
    with place.site.app_context():
        found = comparison(db.session(), pair, unit_id=unit)
        db.session.remove()
    first, second = (_told(place.on(*asked), unit) for asked in pair)
    between = _told(place.on(pair.first.as_at, pair.second.known_on), unit)
    expected = {
        (key, _kind(first.get(key), between.get(key), second.get(key)), first.get(key), second.get(key))
        for key in first.keys() | second.keys()
        if first.get(key) != second.get(key)
    }
    changes = {((one.person_id, one.module_id), one.change.value, one.was, one.now) for one in found.changes}
    place.same(f"{where}, changes", changes, expected)
    place.same(f"{where}, listed twice", len(found.changes), len(changes))
    for told, figures in ((first, found.before), (second, found.after)):
        numbers = {standing.value: number for standing, number in figures.standings.items()}
        place.same(f"{where}, figures", {word: n for word, n in numbers.items() if n}, _counted(told))
    for part, came, went in flows(found.changes):
        if part == "assigned":
            place.same(f"{where}, assigned", len(first) + came - went, len(second))


def _told(said: CouncilOnDay, unit: int | None) -> Told:
    rows: list[dict[str, Any]] = said.rows() if unit is None else said.in_unit(unit)
    return {(row["person"], row["module_id"]): row["standing"] for row in rows}


def _counted(told: Told) -> dict[str, int]:
    words = list(told.values())
    return {word: words.count(word) for word in set(words)}


def _kind(was: str | None, between: str | None, now: str | None) -> str:
    """Why the second answer differs, as the guide for HR says it."""
    if between == now:
        return "corrected"
    if was is None:
        return "joined"
    return "left" if now is None else "moved"
