"""The rule in elearning.domain against the independent oracle, on made-up histories and every day that tells.

ORACLE_EXAMPLES=20000 makes it a long hunt with fresh histories; without it the same few hundred come every time.
"""

import ast
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from elearning.domain import calendar, completions, compliance, due_dates
from elearning.domain.assignments import Audience
from elearning.domain.assignments import due_on as rule_due_on
from elearning.domain.completions import Basis, Validity
from elearning.domain.facts import AssignedFact, CompletionFact, Facts, RefresherAsk, RefresherDone, Row, Span, Standing
from tests import oracle, scenarios
from tests.oracle import Answer, History, Oracle

Rule = Callable[[Facts, date], Row | None]
Change = Callable[[Facts], Facts]

settings.register_profile(
    "oracle",
    max_examples=int(os.environ.get("ORACLE_EXAMPLES", "300")),
    derandomize="ORACLE_EXAMPLES" not in os.environ,
    deadline=None, database=None, print_blob=False, suppress_health_check=list(HealthCheck),
)  # fmt: skip
CHECKED = settings.get_profile("oracle")
ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))


# --- the same history in the rule's shape, and the rule's answer in the oracle's words


def facts_of(history: History) -> Facts:
    """A history as the rule reads it."""
    return Facts(
        posts=tuple(Span(*post) for post in history["posts"]),
        assignments=tuple(AssignedFact(a["first"], a["last"], a["due"], "All staff") for a in history["assignments"]),
        exemptions=tuple(Span(*stretch) for stretch in history["exemptions"]),
        leaves=tuple(Span(*stretch) for stretch in history["leaves"]),
        completions=tuple(completion_of(completion) for completion in history["completions"]),
        refresher_asks=tuple(RefresherAsk(a["version"], a["published"], a["by"]) for a in history["asks"]),
        refreshers_done=tuple(RefresherDone(done["on"], done["made"], done["version"]) for done in history["done"]),
        activity=tuple(history["activity"]),
        bank_holidays_added=frozenset(history["added"]),
        bank_holidays_removed=frozenset(history["removed"]),
        working_days_after_return=history["working_days"],
    )


def completion_of(completion: dict[str, Any]) -> CompletionFact:
    return CompletionFact(
        completed_on=completion["on"], made_at=completion["made"], expires_on=completion["expires"],
        version=completion["version"], window_days=completion["window"],
        revoked=tuple(Span(*stretch) for stretch in completion["revoked"]),
    )  # fmt: skip


def answer_of(rule: Rule, facts: Facts, day: date) -> Answer | None:
    row = rule(facts, day)
    if row is None:
        return None
    return {
        "standing": row.standing.value, "due_on": row.due_on, "became_required_on": row.became_required_on,
        "ends_on": row.ends_on, "until": row.until,
    }  # fmt: skip


Corpus = list[tuple[Facts, Oracle, dict[date, Answer | None]]]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Histories as the rule reads them, with the oracle and its answers; always the same."""
    histories: list[History] = list(scenarios.KNOWN.values())

    @settings(CHECKED, max_examples=400, derandomize=True, phases=[Phase.generate])
    @given(scenarios.histories())
    def collect(history: History) -> None:
        histories.append(history)

    collect()
    found: Corpus = []
    for history in histories:
        person = Oracle(history)
        found.append((facts_of(history), person, {d: person.standing(d) for d in scenarios.telling_days(history)}))
    return found


# --- agreement


def check(history: History) -> None:
    """The rule agrees on every telling day: the row, the governing completion, and the row from facts turned round."""
    facts, person = facts_of(history), Oracle(history)
    backwards: dict[str, Any] = {k: v[::-1] for k, v in facts._asdict().items() if isinstance(v, tuple)}
    turned_round = facts._replace(**backwards)
    for day in scenarios.telling_days(history):
        expected, number = person.standing(day), person.governing(day)
        assert answer_of(compliance.standing, facts, day) == expected, day
        assert answer_of(compliance.standing, turned_round, day) == expected, day
        assert compliance.governing(facts, day) == (None if number is None else facts.completions[number]), day


@pytest.mark.parametrize("name", scenarios.KNOWN)
def test_the_rule_and_the_oracle_agree_on_what_was_argued_about(name: str) -> None:
    check(scenarios.KNOWN[name])


@CHECKED
@given(scenarios.histories())
def test_the_rule_and_the_oracle_say_the_same_on_every_telling_day(history: History) -> None:
    check(history)


def test_totals_add_up_to_what_the_oracle_counts(corpus: Corpus) -> None:
    for day in oracle.each_day(date(2025, 4, 1), date(2025, 4, 30)):
        found = compliance.tally(compliance.standing(facts, day) for facts, _, _ in corpus)
        expected = oracle.tally(person.standing(day) for _, person, _ in corpus)
        assert {
            "compliant": found.compliant, "not compliant": found.not_compliant, "not yet due": found.not_yet_due,
            "exempt": found.exempt, "on leave": found.on_leave, "counted": found.counted, "assigned": found.assigned,
        } == expected, day  # fmt: skip
        assert len(set(expected.values())) > 3, "a day on which everybody stands alike would prove little"


@pytest.mark.parametrize("standing", Standing, ids=str)
def test_each_standing_is_in_the_part_that_the_table_says(standing: Standing) -> None:
    part = oracle.PART_OF[standing.value]
    assert standing.part == part
    assert standing.is_compliant == (part == "compliant")
    assert standing.is_counted == (part not in ("exempt", "on leave"))


def test_every_standing_of_the_rule_is_known_to_the_oracle() -> None:
    assert {standing.value for standing in Standing} == set(oracle.PART_OF)


@pytest.mark.parametrize("counted", [0, 1, 2, 3, 6, 7, 9, 11, 13, 64, 999, 1000, 1001, 9999])
def test_the_rate_is_the_tenth_below(counted: int) -> None:
    for compliant in {0, 1, counted // 3, counted // 2, counted - counted // 1000, counted - 1, counted}:
        if 0 <= compliant <= counted:
            found = compliance.rate(compliant, counted)
            assert (None if found is None else str(found)) == oracle.rate(compliant, counted), compliant


@CHECKED
@given(
    st.sampled_from(Basis), DAYS | st.sampled_from(scenarios.PLACES), st.integers(1, 48),
    st.sampled_from(((1, 31), (2, 28), (2, 29), (4, 1), (9, 30), (12, 31))), st.integers(0, 90),
    st.sampled_from((0, 1, 30, 60)), st.integers(-3, 3), st.booleans(), st.booleans(),
)  # fmt: skip
def test_expiry_follows_the_three_bases(
    basis: Basis, day: date, months: int, fixed: tuple[int, int], window: int, held_window: int, step: int,
    at_opening: bool, has_governing: bool,
) -> None:  # fmt: skip
    """What governed is drawn so that the pass falls just in or just out of its window."""
    ends = day + ONE_DAY * (step + (held_window if at_opening else 0))
    held = {"on": day - 400 * ONE_DAY, "made": datetime(2020, 1, 1, tzinfo=UTC), "expires": ends, "version": 1,
            "window": held_window, "revoked": []}  # fmt: skip
    is_fixed = basis is Basis.FIXED_DAY
    rule = Validity(basis, months, window, fixed if is_fixed else None, months if is_fixed else None)
    words = {Basis.COMPLETION: "completion", Basis.PREVIOUS_EXPIRY: "previous expiry", Basis.FIXED_DAY: "fixed day"}
    said = {"basis": words[basis], "months": months, "fixed_day": fixed, "minimum_months": months}
    has_governing = has_governing and ends >= day
    governing = completion_of(held) if has_governing else None
    found = completions.expires_on(rule, completed_on=day, governing=governing)
    assert found == oracle.expires_on(said, completed_on=day, governing=held if has_governing else None)


@CHECKED
@given(
    DAYS, st.integers(-3, 3), st.none() | st.integers(-30, 90), st.integers(0, 60), st.integers(0, 28),
    st.integers(-9, 9),
)  # fmt: skip
def test_the_date_stored_with_an_assignment_is_the_audiences(
    first: date, step: int, fixed: int | None, days: int, notice: int, recorded: int
) -> None:
    fixed_on = None if fixed is None else first + fixed * ONE_DAY
    joined, written = first + step * ONE_DAY, first + (step + recorded) * ONE_DAY
    audience = Audience(
        module="awareness", name="All staff", first_on=first, fixed_due_on=fixed_on, days_after_start=days,
        notice_days=notice,
    )  # fmt: skip
    said = {"first": first, "fixed": fixed_on, "days": days, "notice": notice}
    found = rule_due_on(audience, in_audience_on=joined, recorded_on=written)
    assert found == oracle.due_on(said, joined=joined, recorded=written)


# --- the calendar beneath it


@pytest.mark.parametrize("year", range(2018, 2038))
def test_bank_holidays_by_rule_are_those_of_the_table(year: int) -> None:
    days = oracle.each_day(date(year, 1, 1), date(year, 12, 31))
    assert [day for day in days if calendar.is_working_day(day) != oracle.is_working_day(day)] == []


def test_proclaimed_changes_are_facts_added_and_removed() -> None:
    changes = {"added": calendar.PROCLAIMED_ADDED, "removed": calendar.PROCLAIMED_REMOVED}
    for day in oracle.each_day(date(2020, 1, 1), date(2023, 12, 31)):
        assert calendar.is_working_day(day, **changes) == oracle.is_working_day(day, **changes), day


@CHECKED
@given(DAYS | st.sampled_from(scenarios.PLACES), st.integers(0, 60))
def test_months_are_added_alike(day: date, months: int) -> None:
    assert calendar.add_months(day, months) == oracle.add_months(day, months)


@pytest.mark.parametrize("year", range(2018, 2038))
def test_london_changes_its_date_in_the_same_hour(year: int) -> None:
    for month in range(1, 13):
        for number in (1, 24, 25, 26, 27, 28, 29, 30, 31):
            for hour in (0, 1, 22, 23):
                try:
                    instant = datetime(year, month, number, hour, 30, tzinfo=UTC)
                except ValueError:
                    continue
                assert calendar.london_date(instant) == oracle.london_date(instant), instant


# --- the comparison itself is tested: a rule with a small defect must not agree


def disagrees(rule: Rule, corpus: Corpus) -> bool:
    return any(
        answer_of(rule, facts, day) != expected for facts, _, answers in corpus for day, expected in answers.items()
    )


def _completions_changed(change: Callable[[CompletionFact], CompletionFact]) -> Change:
    return lambda facts: facts._replace(completions=tuple(change(completion) for completion in facts.completions))


def _later(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(Span(span.first_on + ONE_DAY, span.last_on) for span in spans)


def _shorter(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(Span(span.first_on, span.last_on and span.last_on - ONE_DAY) for span in spans)


def _expiry_moved_by_leave(facts: Facts) -> Facts:
    ended = [leave.last_on for leave in facts.leaves if leave.last_on is not None]
    back = max(ended, default=date.min)
    change = _completions_changed(lambda c: c._replace(expires_on=max(c.expires_on, back)))
    return change(facts)


DEFECTS_IN_WHAT_IS_READ: dict[str, Change] = {
    "the window opens a day early": _completions_changed(lambda c: c._replace(window_days=c.window_days + 1)),
    "a completion lasts a day too long": _completions_changed(lambda c: c._replace(expires_on=c.expires_on + ONE_DAY)),
    "a completion counts from the day after": _completions_changed(
        lambda c: c._replace(completed_on=c.completed_on + ONE_DAY)
    ),
    "the day of a revocation is excluded": _completions_changed(lambda c: c._replace(revoked=_later(c.revoked))),
    "a revocation is never lifted": _completions_changed(
        lambda c: c._replace(revoked=tuple(Span(span.first_on, None) for span in c.revoked))
    ),
    "leave moves an expiry": _expiry_moved_by_leave,
    "the last day of leave is excluded": lambda facts: facts._replace(leaves=_shorter(facts.leaves)),
    "the first day of a post is excluded": lambda facts: facts._replace(posts=_later(facts.posts)),
    "an exemption does not move a date": lambda facts: facts._replace(
        exemptions=tuple(span for span in facts.exemptions if span.last_on is None)
    ),
    "only the first assignment is read": lambda facts: facts._replace(assignments=facts.assignments[:1]),
    "a refresher is never asked": lambda facts: facts._replace(refresher_asks=()),
    "a refresher done late does nothing": lambda facts: facts._replace(refreshers_done=tuple(
        done for done in facts.refreshers_done
        if all(done.done_on <= ask.by for ask in facts.refresher_asks if ask.version == done.version)
    )),
    "proclaimed bank holidays are ignored": lambda facts: facts._replace(bank_holidays_added=frozenset()),
    "a day more after the return": lambda facts: facts._replace(
        working_days_after_return=facts.working_days_after_return + 1
    ),
    "progress is dated by UTC": lambda facts: facts._replace(
        activity=tuple(at.replace(hour=12) if at.hour == 23 else at for at in facts.activity)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEFECTS_IN_WHAT_IS_READ)
def test_a_rule_that_misreads_a_fact_is_caught(name: str, corpus: Corpus) -> None:
    change = DEFECTS_IN_WHAT_IS_READ[name]
    assert disagrees(lambda facts, day: compliance.standing(change(facts), day), corpus)


def _due_day_excluded(facts: Facts, day: date) -> Row | None:
    row = compliance.standing(facts, day)
    if row is not None and day == row.due_on and row.standing.part == "not yet due":
        return row._replace(standing=Standing.EXPIRED if row.completion else Standing.OVERDUE)
    return row


def _leave_before_exemption(facts: Facts, day: date) -> Row | None:
    row = compliance.standing(facts, day)
    away = any(span.first_on <= day and (span.last_on is None or day <= span.last_on) for span in facts.leaves)
    return row._replace(standing=Standing.ON_LEAVE) if row is not None and away else row


def _never_in_progress(facts: Facts, day: date) -> Row | None:
    row = compliance.standing(facts, day)
    return row and row._replace(standing=Standing(row.standing.value.replace("in progress", "not started")))


@pytest.mark.parametrize("rule", [_due_day_excluded, _leave_before_exemption, _never_in_progress])
def test_a_rule_that_answers_wrongly_is_caught(rule: Rule, corpus: Corpus) -> None:
    assert disagrees(rule, corpus)


def test_a_reversed_tie_break_is_caught(corpus: Corpus) -> None:
    """Of two equal ends the earlier made: shown on the history in which nothing but the tie tells them apart."""
    place = list(scenarios.KNOWN).index("of two equal ends the later made governs, with its own window")
    facts = corpus[place][0]
    first, second = facts.completions
    swapped = (first._replace(made_at=second.made_at), second._replace(made_at=first.made_at))
    assert disagrees(lambda facts, day: compliance.standing(facts._replace(completions=swapped), day), [corpus[place]])


def test_the_comparison_finds_nothing_in_the_rule_as_it_is(corpus: Corpus) -> None:
    assert not disagrees(compliance.standing, corpus)


# Every comparison in the source of the rule, turned one at a time into its neighbour.

SOURCES = (completions, due_dates, compliance)
"""In the order in which they import one another."""
NEIGHBOUR: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
OTHER: dict[str, str] = {"min": "max", "max": "min", "any": "all", "all": "any"}


def source_of(module: ModuleType) -> str:
    with open(str(module.__file__), encoding="utf-8") as file:
        return file.read()


def places_in(module: ModuleType) -> Iterator[tuple[int, str]]:
    """Where a comparison or a choice can be turned round: the how-many-eth node of the tree, and what stands there."""
    for number, node in enumerate(ast.walk(ast.parse(source_of(module)))):
        is_comparison = isinstance(node, ast.Compare) and any(type(sign) in NEIGHBOUR for sign in node.ops)
        is_choice = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OTHER
        if isinstance(node, ast.expr) and (is_comparison or is_choice):
            yield number, f"{module.__name__}, line {node.lineno}: {ast.unparse(node)}"


def turned(module: ModuleType, place: int, *, is_broken: bool) -> ast.Module:
    """The module's tree with one place turned round, or broken so that whoever reaches it falls over."""
    tree = ast.parse(source_of(module))
    for number, node in enumerate(ast.walk(tree)):
        if number == place and isinstance(node, ast.Compare):
            node.ops = [NEIGHBOUR.get(type(sign), type(sign))() for sign in node.ops]
            node.left = ast.Name("nowhere", ast.Load()) if is_broken else node.left
        elif number == place and isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            node.func.id = "nowhere" if is_broken else OTHER[node.func.id]
    return ast.fix_missing_locations(tree)


def rule_with(module: ModuleType, place: int, *, is_broken: bool = False) -> Rule:
    """A copy of the rule in memory with one place changed; what is on disk and imported stays as it is."""
    copies: dict[str, ModuleType] = {}
    with pytest.MonkeyPatch.context() as patch:
        for original in SOURCES:
            spec = importlib.util.find_spec(original.__name__)
            assert spec is not None
            copy = importlib.util.module_from_spec(spec)
            tree = ast.parse(source_of(original))
            patch.setitem(sys.modules, original.__name__, copy)
            changed = turned(original, place, is_broken=is_broken) if original is module else tree
            exec(compile(changed, str(original.__file__), "exec"), vars(copy))
            copies[original.__name__] = copy
    rule: Rule = copies[compliance.__name__].standing
    return rule


def is_caught(rule: Rule, corpus: Corpus) -> bool:
    """Whether the comparison notices; a rule that falls over is noticed as surely as one that answers wrongly."""
    try:
        return disagrees(rule, corpus)
    except Exception:
        return True


def test_nearly_every_comparison_in_the_rule_turned_round_is_caught(corpus: Corpus) -> None:
    """What no standing ever reaches (expiry, the checks of a module's validity) is not counted: other tests hold it."""
    reached, kept = 0, []
    for module in SOURCES:
        for place, words in places_in(module):
            caught = is_caught(rule_with(module, place), corpus)
            if caught or is_caught(rule_with(module, place, is_broken=True), corpus):
                reached += 1
                kept += [] if caught else [words]
    assert reached >= 25
    assert len(kept) <= reached // 8, "\n".join(kept)
