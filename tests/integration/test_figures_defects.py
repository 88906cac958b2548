"""The comparison with the oracle is tested itself: each planted defect must be found, and must still fit where it goes.

A defect whose place in the product is gone cannot be planted, and fails too.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from jinja2.utils import LRUCache

from elearning import clock
from elearning.cli.compliance import team as team_command
from elearning.domain import compliance as rule
from elearning.domain import facts as values
from elearning.domain.facts import Standing
from elearning.domain.reports import Totals
from elearning.domain.structure import HoldingOnDay, Structure
from elearning.queries import (
    committee,
    comparison,
    completions,
    compliance,
    gathered,
    on_day,
    people_list,
    reminders,
    standings,
    structure,
    teams,
)
from elearning.queries.completions import Completions
from elearning.queries.gathered import Gathered
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
from tests.oracle_council import NO_STAFF_GROUP
from tests.random_councils import council, questions

COUNCILS, DAYS, INSTANTS = 15, 3, 2


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Somewhere for the councils to be."""
    with council_checks.founded(tmp_path_factory.mktemp("councils"), settings_for) as place:
        yield place


@pytest.fixture(autouse=True)
def fresh_statements() -> Iterator[None]:
    """Statements that are built once are built anew, with the defect and after it."""
    built_once = [made for made in vars(structure).values() if hasattr(made, "cache_clear")]
    assert built_once
    for made in built_once:
        made.cache_clear()
    yield
    for made in built_once:
        made.cache_clear()


Plant = Callable[[pytest.MonkeyPatch, Place], None]


def _as_of_today(patch: pytest.MonkeyPatch, module: Any, name: str, place_of_day: int) -> None:
    """Let a query of a module be asked about today whatever day it is asked about."""
    real = getattr(module, name)

    def of_today(*arguments: Any, **named: Any) -> Any:
        given = list(arguments)
        asked = given[place_of_day]
        given[place_of_day] = clock.today() if isinstance(asked, date) else asked._replace(as_at=clock.today())
        return real(*given, **named)

    patch.setattr(module, name, of_today)


def _as_known_now(patch: pytest.MonkeyPatch, module: Any, name: str, place_of_asked: int) -> None:
    real = getattr(module, name)

    def now(*arguments: Any, **named: Any) -> Any:
        given = list(arguments)
        given[place_of_asked] = given[place_of_asked]._replace(known_on=clock.now())
        return real(*given, **named)

    patch.setattr(module, name, now)


def _rate_rounded(patch: pytest.MonkeyPatch, _: Place) -> None:
    def rounded(compliant: int, counted: int) -> Decimal | None:
        share = Decimal(100 * compliant) / counted if counted else None
        return None if share is None else share.quantize(Decimal("0.1"), ROUND_HALF_UP)

    patch.setattr(rule, "rate", rounded)


def _twice_by_two_posts(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = Totals.__init__

    def per_post(self: Any, standings: Any, units_of: Any) -> None:
        real(self, standings, units_of)
        for module, answers in standings.items():
            for person, standing in answers.items():
                self._of_unit[None][module][standing] += len(units_of[person]) > 3  # in more than one team

    patch.setattr(Totals, "__init__", per_post)


def _stops_at_a_vacant_post(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = Structure.direct_reports

    def through_people(self: Structure, person_id: int) -> frozenset[int]:
        found, waiting = set[int](), [person_id]
        while waiting:
            below = real(self, waiting.pop()) - found
            found |= below
            waiting.extend(below)
        return frozenset(found - {person_id})

    patch.setattr(Structure, "all_reports", through_people)


def _stops_at_a_vacant_post_on_the_page(patch: pytest.MonkeyPatch, _: Place) -> None:
    real, posts_under = structure._ask, structure._posts_under

    def of_people(session: Any, statement: Any, asked: Any, **lists: Any) -> Any:
        if statement is posts_under(structure.dialect_of(session)):
            held = structure._holdings(session, asked, lists["people"])
            lists["posts"] = {one.post_id for one in held}
        return real(session, statement, asked, **lists)

    patch.setattr(structure, "_ask", of_people)


def _departed_managers_stay(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = Structure.managers_of_post

    def whoever(self: Structure, post_id: int) -> tuple[int, ...]:
        post = self.posts.get(post_id)
        return (post.manager_id,) if post is not None and post.manager_id else real(self, post_id)

    patch.setattr(Structure, "managers_of_post", whoever)


def _main_post_by_reference(patch: pytest.MonkeyPatch, _: Place) -> None:
    def lowest(self: Structure, person_id: int) -> HoldingOnDay | None:
        return min(self.holdings_of.get(person_id, ()), key=self._reference, default=None)

    patch.setattr(Structure, "main_holding", lowest)


def _units_of_people(patch: pytest.MonkeyPatch, change: Callable[[Structure, frozenset[int]], frozenset[int]]) -> None:
    real = compliance.units_of_people

    def changed(*args: Any, **named: Any) -> tuple[Structure, dict[int, frozenset[int]]]:
        where, units_of = real(*args, **named)
        return where, {person: change(where, units) for person, units in units_of.items()}

    patch.setattr(compliance, "units_of_people", changed)


def _only_where_one_post_is(patch: pytest.MonkeyPatch, _: Place) -> None:
    def of_one(where: Structure, units: frozenset[int]) -> frozenset[int]:
        return frozenset(max((where.with_above(unit) for unit in units), key=lambda path: (len(path), path)))

    _units_of_people(patch, of_one)


def _not_in_the_units_above(patch: pytest.MonkeyPatch, _: Place) -> None:
    patch.setattr(Structure, "with_above", lambda self, unit_id: (unit_id,))


def _no_unit_is_left_out(patch: pytest.MonkeyPatch, _: Place) -> None:
    _units_of_people(patch, lambda _, units: units - {0})


def _leave_is_counted(patch: pytest.MonkeyPatch, _: Place) -> None:
    def counted(self: rule.Tally) -> int:
        return self.compliant + self.not_compliant + self.not_yet_due + self.on_leave

    patch.setattr(rule.Tally, "counted", property(counted))


def _exempt_is_compliant(patch: pytest.MonkeyPatch, _: Place) -> None:
    assert values._PARTS[Standing.EXEMPT] == "exempt"
    patch.setitem(values._PARTS, Standing.EXEMPT, "compliant")


def _supersession_included(patch: pytest.MonkeyPatch, _: Place) -> None:
    def holds(table: Any, day: date, on: datetime) -> Any:
        known = (table.recorded_at <= on) & (table.superseded_at.is_(None) | (table.superseded_at >= on))
        return known & (table.true_from <= day) & (table.true_to.is_(None) | (table.true_to >= day))

    patch.setattr(structure, "holds", holds)


def _last_day_excluded(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = structure.holds

    def holds(table: Any, day: date, on: datetime) -> Any:
        return real(table, day, on) & (table.true_to.is_(None) | (table.true_to > day))

    patch.setattr(structure, "holds", holds)


def _known_on_is_ignored(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = standings.FactsOfDay
    patch.setattr(standings, "FactsOfDay", lambda *args, known_on, **named: real(*args, known_on=clock.now(), **named))


def _known_on_is_ignored_in_totals(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = compliance.standings_on
    patch.setattr(compliance, "standings_on", lambda *a, known_on, **named: real(*a, known_on=clock.now(), **named))


def _completions_that_ran_out_are_forgotten(patch: pytest.MonkeyPatch, _: Place) -> None:
    assert Gathered.ran_out
    patch.setattr(Gathered, "ran_out", lambda self, keys: {})


def _the_completion_that_ends_last_is_always_enough(patch: pytest.MonkeyPatch, _: Place) -> None:
    assert completions.tells_enough
    patch.setattr(completions, "tells_enough", lambda *found, **more: True)
    real = Completions._last
    patch.setattr(Completions, "_last", lambda self, keys: real(self, keys)._replace(revoked=set()))


def _activity_counts_though_a_completion_came_later(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = Completions.all
    patch.setattr(Completions, "all", lambda self, keys: {key: () for key in real(self, keys)})


def _what_came_before_a_pass_is_progress(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = Gathered.read_completely

    def without_instants(self: Gathered, keys: Any) -> Any:
        read = real(self, keys).items()
        return {key: tuple(one._replace(made_at=gathered.UNKNOWN) for one in done) for key, done in read}

    patch.setattr(Gathered, "read_completely", without_instants)


def _progress_is_not_looked_for(patch: pytest.MonkeyPatch, _: Place) -> None:
    assert on_day.activity
    patch.setattr(on_day, "activity", lambda *arguments, **named: {})


def _leave_is_not_seen_in_totals(patch: pytest.MonkeyPatch, _: Place) -> None:
    assert on_day.is_told_on
    patch.setattr(on_day, "is_told_on", lambda absence, day, **named: False)


def _whole_per_cent_on_pages(patch: pytest.MonkeyPatch, place: Place) -> None:
    filters = place.site.jinja_env.filters
    assert "rate_number" in filters
    patch.setattr(place.site.jinja_env, "cache", LRUCache(50))  # what is drawn already has the filter in it
    patch.setitem(filters, "rate_number", lambda of: "" if of.tally.rate is None else f"{of.tally.rate:.0f} %")


def _people_of_the_unit_itself(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = people_list.people_with_a_post

    def alone(session: Any, asked: Any, **where: Any) -> set[int]:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(Structure, "with_above", lambda self, unit: (unit,))
            return real(session, asked, **where)

    patch.setattr(people_list, "people_with_a_post", alone)


def _staff_groups_told(patch: pytest.MonkeyPatch, change: Callable[[frozenset[str]], frozenset[str]]) -> None:
    real = compliance.staff_groups_of_people

    def changed(*args: Any, **named: Any) -> dict[int, frozenset[str]]:
        return {person: change(groups) for person, groups in real(*args, **named).items()}

    patch.setattr(compliance, "staff_groups_of_people", changed)


def _one_staff_group_each(patch: pytest.MonkeyPatch, _: Place) -> None:
    _staff_groups_told(patch, lambda groups: frozenset({min(groups)}))


def _no_staff_group_is_left_out(patch: pytest.MonkeyPatch, _: Place) -> None:
    _staff_groups_told(patch, lambda groups: groups - {NO_STAFF_GROUP})


def _unit_and_staff_group_of_two_posts(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = people_list.people_with_a_post

    def of_any_post(session: Any, asked: Any, *, units: Any = (), staff_group: Any = None) -> set[int]:
        return real(session, asked, units=units) & real(session, asked, staff_group=staff_group)

    patch.setattr(people_list, "people_with_a_post", of_any_post)


def _team_of_today(patch: pytest.MonkeyPatch, _: Place) -> None:
    _as_of_today(patch, teams, "reports", 2)


def _direct_reports_in_every_pdf(patch: pytest.MonkeyPatch, _: Place) -> None:
    def direct(session: Any, person_id: int, asked: Any, *, whole_tree: bool) -> frozenset[int]:
        return structure.reports(session, person_id, asked, whole_tree=False)

    patch.setattr(team_command, "reports", direct)


def _every_unit_alone(patch: pytest.MonkeyPatch, _: Place) -> None:
    def alone(days: Any) -> Any:
        return [frozenset({unit}) for unit in sorted({unit for day in days for units in day for unit in units})]

    patch.setattr(committee, "lines_of_units", alone)


def _last_day_twice(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = committee._directorates
    patch.setattr(committee, "_directorates", lambda _, last: real(last, last))


def _digests_of_the_whole_tree(patch: pytest.MonkeyPatch, _: Place) -> None:
    patch.setattr(Structure, "managers_of_post", lambda self, post_id: tuple(self.holdings_of))


def _who_ran_out_is_not_told_of(patch: pytest.MonkeyPatch, _: Place) -> None:
    real = reminders.team_row

    def not_run_out(person_id: int, module_id: int, row: Any, *others: Any) -> Any:
        return None if row.standing is Standing.EXPIRED else real(person_id, module_id, row, *others)

    patch.setattr(reminders, "team_row", not_run_out)


rows, summary = council_checks.check_rows, council_checks.check_summary
of_structure = council_checks.check_structure
DEFECTS: dict[str, tuple[Plant, Check]] = {
    "the rate is rounded to the nearest": (_rate_rounded, summary),
    "a person with two posts counts twice": (_twice_by_two_posts, summary),
    "the chain stops at a vacant post": (_stops_at_a_vacant_post, of_structure),
    "the chain stops at a vacant post, asked for alone": (_stops_at_a_vacant_post_on_the_page, of_structure),
    "who has left is shown as line manager": (_departed_managers_stay, rows),
    "the main post is the lowest reference": (_main_post_by_reference, rows),
    "a person counts where one of two posts is, alone": (_only_where_one_post_is, summary),
    "a person does not count in the units above": (_not_in_the_units_above, summary),
    "no unit is in no list": (_no_unit_is_left_out, summary),
    "leave is counted": (_leave_is_counted, summary),
    "exempt is shown as compliant": (_exempt_is_compliant, council_pages.check_dashboard),
    "names of today on another day": (lambda patch, _: _as_of_today(patch, compliance, "names", 2), rows),
    "numbers of today on another day": (lambda patch, _: _as_of_today(patch, compliance, "numbers", 2), rows),
    "units of today on another day": (lambda patch, _: _as_of_today(patch, compliance, "structure_of", 2), rows),
    "the organisation of today on another day": (
        lambda patch, _: _as_of_today(patch, compliance, "units_of_people", 1), summary,
    ),
    "the staff groups of today on another day": (
        lambda patch, _: _as_of_today(patch, compliance, "staff_groups_of_people", 1), summary,
    ),
    "what is known now of staff groups": (
        lambda patch, _: _as_known_now(patch, compliance, "staff_groups_of_people", 1), summary,
    ),
    "a person counts in one staff group alone": (_one_staff_group_each, summary),
    "posts without a staff group are left out": (_no_staff_group_is_left_out, summary),
    "a unit by one post and a staff group by another": (_unit_and_staff_group_of_two_posts, council_pages.check_people),
    "certificates that were not yet issued": (
        lambda patch, _: _as_known_now(patch, compliance, "_certificates", 2), rows,
    ),
    "what is known now, whatever the instant": (_known_on_is_ignored, rows),
    "what is known now, whatever the instant, in totals": (_known_on_is_ignored_in_totals, summary),
    "completions that ran out are forgotten in totals": (_completions_that_ran_out_are_forgotten, summary),
    "what was read on the day of a pass, before it, is progress": (_what_came_before_a_pass_is_progress, summary),
    "progress is not looked for in totals": (_progress_is_not_looked_for, summary),
    "the completion that ends last is enough, in rows": (_the_completion_that_ends_last_is_always_enough, rows),
    "every completion is forgotten of whoever did anything": (_activity_counts_though_a_completion_came_later, rows),
    "leave is not seen in totals": (_leave_is_not_seen_in_totals, summary),
    "known still at the instant of its supersession": (_supersession_included, of_structure),
    "the last day is excluded": (_last_day_excluded, of_structure),
    "pages show whole per cent": (_whole_per_cent_on_pages, council_pages.check_dashboard),
    "a unit's people without those below": (_people_of_the_unit_itself, council_pages.check_people),
    "the team of today on another day": (_team_of_today, council_pages.check_team),
    "a team's PDF without those further down": (_direct_reports_in_every_pdf, council_files.check_team_pdf),
    "today's organisation at every end of a month": (
        lambda patch, _: _as_of_today(patch, compliance, "units_of_people", 1), council_pages.check_trend,
    ),
    "a comparison with today's organisation on both days": (
        lambda patch, _: _as_of_today(patch, comparison, "units_of_people", 1), council_comparisons.check_comparison,
    ),
    "a comparison of what is known now with itself": (
        lambda patch, _: _as_known_now(patch, comparison, "_answers", 1), council_comparisons.check_comparison,
    ),
    "everybody is told of everybody": (_digests_of_the_whole_tree, council_digests.check_digests),
    "a digest without whose completion ran out": (_who_ran_out_is_not_told_of, council_digests.check_digests),
    "a digest of today's organisation": (
        lambda patch, _: _as_of_today(patch, reminders, "structure", 1), council_digests.check_digests,
    ),
    "a committee is shown every directorate on its own": (_every_unit_alone, council_committee.check_committee),
    "a committee's first day has the figures of the last": (_last_day_twice, council_committee.check_committee),
}  # fmt: skip


def falls_over(check: Check, place: Place, day: date, instant: datetime) -> bool:
    """Whether a command or a page refuses to answer at all, which is found as surely as a wrong answer."""
    try:
        check(place, day, instant)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_found(place: Place, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, check = DEFECTS[name]
    plant(monkeypatch, place)
    before = len(place.different)
    for seed in range(COUNCILS):
        lived = council(seed, place.published)
        place.fill(lived)
        for day, instant in questions(lived, DAYS, INSTANTS, clock.now()):
            if falls_over(check, place, day, instant) or len(place.different) > before:
                return
    pytest.fail(f"no council shows that {name}")
