"""Two records that are one person's: every figure agrees with the oracle, which is told of one person with every fact of
both from the merge on, and of two before it and after it was taken apart (RULE-23)."""

import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from elearning import clock
from elearning.extensions import db
from elearning.models.merges import Merge
from elearning.queries import facts_of_day
from elearning.queries.same_people import NOBODY_MERGED
from elearning.transaction import committed
from tests import builders
from tests.conftest import settings_for
from tests.integration import council_checks, council_comparisons, council_files, council_pages
from tests.integration.council_checks import Check, Place
from tests.oracle_council import Council, CouncilOnDay
from tests.random_councils import FOUNDED, LAST_ACT, OFFICER, Lived, council, questions

COUNCILS, DAYS, INSTANTS = 4, 1, 2
ALWAYS: tuple[Check, ...] = (council_checks.check_structure, council_checks.check_rows, council_checks.check_summary)
IN_TURN: tuple[Check, ...] = (
    council_pages.check_dashboard, council_files.check_export, council_pages.check_people, council_pages.check_trend,
    council_pages.check_team, council_pages.check_no_manager, council_files.check_team_csv,
    council_comparisons.check_comparison,
)  # fmt: skip


@dataclass(frozen=True)
class Merging:
    """Which record is merged into which, from when, and until when if it was taken apart."""

    kept: int
    merged: int
    at: datetime
    apart: datetime | None

    def is_known(self, instant: datetime) -> bool:
        """Whether the two are one on the instant."""
        return self.at <= instant and (self.apart is None or instant < self.apart)


class MergedPlace(Place):
    """A place whose council has two records of one person."""

    merging: Merging

    def on(self, day: date, instant: datetime) -> CouncilOnDay:
        """The oracle, told of one person while the merge is known."""
        assert self.lived is not None
        tables = self.lived.tables
        return CouncilOnDay(as_one(tables, self.merging) if self.merging.is_known(instant) else tables, day, instant)


def as_one(tables: Council, merging: Merging) -> Council:
    """Every fact of both under the record that is kept, and no name or number of the other."""
    told = deepcopy(tables)
    for name, rows in told.items():
        if name in ("person_names", "employee_numbers"):
            rows[:] = [row for row in rows if row["person"] != merging.merged]
        for row in rows:
            for column in ("person", "manager"):
                if row.get(column) == merging.merged:
                    row[column] = merging.kept
    return told


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MergedPlace]:
    """Somewhere for the councils to be."""
    with council_checks.founded(tmp_path_factory.mktemp("merged"), settings_for) as found:
        yield MergedPlace(found.site, found.url, found.empty, found.published)


def fill(place: MergedPlace, seed: int) -> Lived:
    """The council of a seed, with two of its people merged, and every other time taken apart again."""
    lived, dice = council(seed, place.published), random.Random(seed)
    kept, merged = dice.sample(range(1, lived.people + 1), 2)
    if merged == OFFICER:
        kept, merged = merged, kept
    at = FOUNDED + (LAST_ACT - FOUNDED) * dice.uniform(0.2, 0.6)
    apart = at + (LAST_ACT - at) * dice.uniform(0.3, 0.9) if seed % 2 else None
    place.merging = Merging(kept, merged, at, apart)
    place.fill(lived)
    with place.site.app_context():
        with committed(db.session):
            event = builders.note(db.session(), at=at)
            row = {"kept_id": kept, "merged_id": merged, "recorded_at": at, "recorded_by": event}
            if apart is not None:
                row |= {"superseded_at": apart, "superseded_by": builders.note(db.session(), at=apart)}
            db.session.add(Merge(**row))
        db.session.remove()
    return lived


def asked(place: MergedPlace, lived: Lived) -> Iterator[tuple[date, datetime]]:
    """Questions of any time, and of the very instants about the merge."""
    yield from questions(lived, DAYS, INSTANTS, clock.now())
    merging = place.merging
    day = questions(lived, 1, 1, clock.now())[0][0]
    yield from ((day, merging.at), (day, merging.at - timedelta(microseconds=1)))
    if merging.apart:
        yield from ((day, merging.apart), (day, merging.apart - timedelta(microseconds=1)))


@pytest.mark.parametrize("seed", range(COUNCILS))
def test_figures_of_one_person_with_two_records_agree_with_the_oracle(place: MergedPlace, seed: int) -> None:
    lived = fill(place, seed)
    for number, (day, instant) in enumerate(asked(place, lived), seed):
        for check in (*ALWAYS, IN_TURN[number % len(IN_TURN)]):
            before = len(place.different)
            check(place, day, instant)
            found = place.different[before:]
            told = f"council {seed}, {place.merging}, as at {day}, as known on {instant.isoformat()}, {check.__name__}"
            assert not found, f"{told}: " + "\n".join(found[:20])


def test_that_a_report_forgets_a_merge_is_found(place: MergedPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_of_day, "same_people", lambda *_: NOBODY_MERGED)
    different = 0
    for seed in range(0, COUNCILS, 2):
        lived = fill(place, seed)
        before = len(place.different)
        for day, _ in questions(lived, 4, 1, clock.now()):
            council_checks.check_rows(place, day, clock.now())
        different += len(place.different) - before
    place.different.clear()
    assert different > 0
