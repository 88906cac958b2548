"""What totals and lists read at scale is what every fact of everybody gives: on random councils, days and instants."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from elearning import clock
from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.compliance import standing
from elearning.domain.facts import Row
from elearning.extensions import db
from elearning.queries import gathered
from elearning.queries.facts import facts
from elearning.queries.keys import Key
from elearning.queries.standings import outlines_on, rows_on, standings_on, standings_on_days
from tests.conftest import settings_for
from tests.integration import council_checks
from tests.integration.council_checks import Place
from tests.random_councils import council, questions

COUNCILS = range(310, 318)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Somewhere for the councils to be."""
    with council_checks.founded(tmp_path_factory.mktemp("councils"), settings_for) as place:
        yield place


@pytest.mark.parametrize("look_back", [timedelta(0), timedelta(days=100), timedelta(days=4000)], ids=str)
@pytest.mark.parametrize("seed", COUNCILS)
def test_the_short_ways_to_a_standing_end_where_the_long_one_does(
    place: Place, seed: int, look_back: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathered, "_LOOK_BACK", look_back)
    lived, seen = council(seed, place.published), 0
    place.fill(lived)
    with place.site.app_context():
        for day, instant in questions(lived, 6, 2, clock.now()):
            for scope in (EVERYBODY, Scope(frozenset(range(1, 1 + lived.people // 2)))):
                asked = {"as_at": day, "known_on": instant}
                known = facts(db.session(), scope, **asked)
                expected = {key: row for key, of in known.items() if (row := standing(of, day)) is not None}
                seen += len(expected)
                assert rows_on(db.session(), scope, **asked) == expected
                alone = standings_on(db.session(), scope, **asked)
                assert _flat(alone) == {key: row.standing for key, row in expected.items()}
                outlines = _flat(outlines_on(db.session(), scope, **asked))
                assert {key: _outline(row) for key, row in outlines.items()} == {
                    key: _outline(row) for key, row in expected.items()
                }
        db.session.remove()
    assert seen, "a council in which nobody must do anything proves nothing"


def _flat(found: Mapping[int, Mapping[int, Any]]) -> dict[Key, Any]:
    return {Key(person, module): answer for module, answers in found.items() for person, answer in answers.items()}


def _outline(row: Row) -> tuple[Any, ...]:
    """All of a row but the instant of its completion and the reasons of its assignments."""
    done = row.completion
    assigned = sorted((each.first_on, each.last_on or date.max, each.due_on) for each in row.assignments)
    return (
        *row._replace(completion=None, assignments=()),
        done and (done.completed_on, done.expires_on, done.version), assigned,
    )  # fmt: skip


@pytest.mark.parametrize("seed", COUNCILS)
def test_the_standings_of_many_days_gathered_once_are_those_of_each_day(place: Place, seed: int) -> None:
    lived = council(seed, place.published)
    place.fill(lived)
    with place.site.app_context():
        days = {day for day, _ in questions(lived, 9, 1, clock.now())}
        for scope in (EVERYBODY, Scope(frozenset(range(1, 1 + lived.people // 2)))):
            for _, instant in questions(lived, 1, 2, clock.now()):
                found = dict(standings_on_days(db.session(), scope, days, known_on=instant))
                assert {day: _flat(of) for day, of in found.items()} == {
                    day: _flat(standings_on(db.session(), scope, as_at=day, known_on=instant)) for day in days
                }
        db.session.remove()
