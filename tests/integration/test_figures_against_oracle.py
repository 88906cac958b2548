"""Every figure that is shown or handed out agrees with an oracle, on random councils, days and instants (QUALITY 6).

Page, PDF, CSV, XLSX, JSON and digest against tests/oracle_council.py, which was written from PRODUCT.md alone. The ordinary run
is small; the heavy one asks COUNCILS of them (1,000 unless said), twelve days each and two instants a day. What shows
that these comparisons find anything is in test_figures_defects.py.
"""

import os
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from elearning import clock
from tests.conftest import settings_for
from tests.integration import (
    council_checks,
    council_committee,
    council_comparisons,
    council_digests,
    council_files,
    council_pages,
)
from tests.integration.council_checks import Check, Place
from tests.random_councils import council, questions

COUNCILS, DAYS, INSTANTS, TOGETHER = 15, 3, 2, 20
HEAVY_COUNCILS, HEAVY_DAYS = int(os.environ.get("COUNCILS", "1000")), 12

ALWAYS: tuple[Check, ...] = (council_checks.check_structure, council_checks.check_rows, council_checks.check_summary)
IN_TURN: tuple[Check, ...] = (
    council_pages.check_dashboard, council_files.check_export, council_pages.check_people, council_files.check_team_pdf,
    council_pages.check_team, council_files.check_team_csv, council_pages.check_trend, council_pages.check_no_manager,
    council_files.check_team_files_of_pages, council_committee.check_committee,
    council_comparisons.check_comparison, council_digests.check_digests,
)  # fmt: skip
"""What takes longer: each question of a council is put to the next of these."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Somewhere for the councils to be."""
    with council_checks.founded(tmp_path_factory.mktemp("councils"), settings_for) as place:
        yield place


def ask(place: Place, seed: int, days: int) -> None:
    """Put the council of a seed in place and ask it; what differs is told with what makes it again."""
    lived = council(seed, place.published)
    place.fill(lived)
    for number, (day, instant) in enumerate(questions(lived, days, INSTANTS, clock.now()), seed):
        for check in (*ALWAYS, IN_TURN[number % len(IN_TURN)]):
            differing(place, check, seed, day, instant)


def differing(place: Place, check: Check, seed: int, day: date, instant: datetime) -> None:
    before = len(place.different)
    check(place, day, instant)
    found = place.different[before:]
    assert not found, f"council {seed} as at {day}, as known on {instant.isoformat()}: " + "\n".join(found[:20])


@pytest.mark.parametrize("seed", range(COUNCILS))
def test_every_cell_agrees_with_the_oracle(place: Place, seed: int) -> None:
    ask(place, seed, DAYS)


@pytest.mark.heavy
@pytest.mark.parametrize("first", range(COUNCILS, COUNCILS + HEAVY_COUNCILS, TOGETHER))
def test_every_cell_agrees_with_the_oracle_on_very_many_councils(place: Place, first: int) -> None:
    for seed in range(first, min(first + TOGETHER, COUNCILS + HEAVY_COUNCILS)):
        ask(place, seed, HEAVY_DAYS)
    print(f"{place.cells:,} cells compared so far, {len(place.different)} differ")
