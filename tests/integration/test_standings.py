"""What totals and lists read at scale is what every fact of everybody gives: on random councils, days and instants."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from elearning import clock
from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.compliance import standing
from elearning.extensions import db
from elearning.queries import standings
from elearning.queries.facts import facts
from elearning.queries.standings import rows_on, standings_on
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
    monkeypatch.setattr(standings, "_LOOK_BACK", look_back)
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
                assert {
                    (person_id, module_id): answer
                    for module_id, answers in alone.items()
                    for person_id, answer in answers.items()
                } == {tuple(key): row.standing for key, row in expected.items()}
        db.session.remove()
    assert seen, "a council in which nobody must do anything proves nothing"
