"""THE RULE, a named row for each line of the table and each boundary, with the day on either side."""

from datetime import timedelta

import pytest

from elearning.domain.compliance import Facts, Standing, standing
from tests.unit.histories import assigned, at, d, done, facts, rows, span, words

YEAR = done("2026-02-01", "2027-02-01")
"""Stands to 1 February 2027; its window of 60 days opens on 3 December 2026."""


@rows(
    ("line 1, RULE-1: no row before the first day in post or after the last",
     facts(posts=(span("2026-01-10", "2026-02-10"),)),
     "2026-01-09 no row; 2026-01-10 not started; 2026-02-10 not started; 2026-02-11 no row"),
    ("line 1, RULE-1: no row before the first day of the assignment or after the last",
     facts(assignments=(assigned("2026-01-10", "2026-03-31", last_on="2026-02-10"),)),
     "2026-01-09 no row; 2026-01-10 not started; 2026-02-10 not started; 2026-02-11 no row"),
    ("line 1, RULE-6: post and assignment must hold on the same day",
     facts(posts=(span("2026-01-01", "2026-01-31"), span("2026-03-01")),
           assignments=(assigned("2026-02-01", "2026-03-31"),)),
     "2026-01-31 no row; 2026-02-01 no row; 2026-02-28 no row; 2026-03-01 not started"),
    ("line 1: whoever was never in post or assigned has no row",
     facts(posts=(), assignments=()),
     "2026-01-01 no row"),
    ("line 2: an exemption, both ends included",
     facts(exemptions=(span("2026-02-01", "2026-02-28"),)),
     "2026-01-31 not started; 2026-02-01 exempt; 2026-02-28 exempt; 2026-03-01 not started"),
    ("line 2 before 3 and 4, RULE-20: exempt comes before leave and completion",
     facts(exemptions=(span("2026-02-05", "2026-02-10"),), leaves=(span("2026-02-08", "2026-02-12"),),
           completions=(YEAR,)),
     "2026-02-04 completed; 2026-02-05 exempt; 2026-02-10 exempt; 2026-02-11 on leave; 2026-02-13 completed"),
    ("line 3: leave, both ends included",
     facts(leaves=(span("2026-02-02", "2026-02-13"),)),
     "2026-02-01 not started; 2026-02-02 on leave; 2026-02-13 on leave; 2026-02-14 not started"),
    ("line 3, RULE-17: open leave lasts until an end is recorded",
     facts(leaves=(span("2026-02-02"),)),
     "2026-02-01 not started; 2026-02-02 on leave; 2036-02-02 on leave"),
    ("line 4, RULE-8: a completion stands from its day to the end of its last",
     facts(completions=(done("2026-02-01", "2026-05-31", window=0),)),
     "2026-01-31 not started; 2026-02-01 completed; 2026-05-30 completed; 2026-05-31 expiring; 2026-06-01 expired"),
    ("line 4, RULE-11: expiring from the end minus the window's days, both included",
     facts(completions=(YEAR,)),
     "2026-12-02 completed; 2026-12-03 expiring; 2027-02-01 expiring; 2027-02-02 expired"),
    ("line 4, RULE-8: what was earned before the assignment or in an earlier employment counts",
     facts(posts=(span("2024-01-01", "2024-12-31"), span("2026-01-01")),
           completions=(done("2024-03-01", "2026-03-01", window=30),)),
     "2024-03-01 no row; 2026-01-29 completed; 2026-01-30 expiring; 2026-03-02 not started; 2026-04-01 expired"),
    ("line 5: overdue the day after the due date",
     facts(),
     "2026-03-31 not started; 2026-04-01 overdue"),
    ("line 5: overdue even with work in hand",
     facts(activity=(at("2026-03-30"),)),
     "2026-03-31 in progress; 2026-04-01 overdue"),
    ("line 5: expired, not overdue, if a completion ran out",
     facts(completions=(done("2025-06-01", "2026-02-01"),)),
     "2026-02-01 expiring; 2026-02-02 not started; 2026-03-31 not started; 2026-04-01 expired"),
    ("line 5, RULE-16: due on the end of the completion, if that is later",
     facts(completions=(done("2025-06-01", "2026-06-01"),)),
     "2026-06-01 expiring; 2026-06-02 expired"),
    ("line 6: in progress from the day of the first act",
     facts(activity=(at("2026-02-10"),)),
     "2026-02-09 not started; 2026-02-10 in progress; 2026-03-31 in progress"),
    ("line 6, RULE-7: nothing from before the assignment counts as progress",
     facts(activity=(at("2025-12-31"),)),
     "2026-01-01 not started"),
    ("line 6, RULE-7: something on the assignment's first day counts",
     facts(activity=(at("2026-01-01"),)),
     "2026-01-01 in progress"),
    ("line 6: progress is dated by London, also in summer",
     facts(assignments=(assigned("2026-06-01", "2026-12-31"),), activity=(at("2026-06-30", 23),)),
     "2026-06-30 not started; 2026-07-01 in progress"),
    ("line 7: nothing read, answered or passed",
     facts(),
     "2026-01-01 not started"),
)  # fmt: skip
def test_the_first_line_of_the_table_that_says_yes_decides(history: Facts, day: str, expected: str) -> None:
    assert words(history, day) == expected


@rows(
    ("only what was done since the window opened counts",
     facts(assignments=(assigned("2025-01-01", "2026-12-31"),),
           completions=(done("2025-06-01", "2026-06-01"),), activity=(at("2026-04-01"),)),
     "2026-06-02 not started"),
    ("what was done in the window counts",
     facts(assignments=(assigned("2025-01-01", "2026-12-31"),),
           completions=(done("2025-06-01", "2026-06-01"),), activity=(at("2026-04-02"),)),
     "2026-06-01 expiring; 2026-06-02 in progress"),
    ("what led to the last completion is no progress towards the next",
     facts(assignments=(assigned("2026-01-01", "2026-12-31"),),
           completions=(done("2026-02-01", "2026-03-01"),), activity=(at("2026-02-01", 11), at("2026-02-01", 12))),
     "2026-01-31 not started; 2026-03-02 not started"),
    ("what was done later on the day of the completion is",
     facts(assignments=(assigned("2026-01-01", "2026-12-31"),),
           completions=(done("2026-02-01", "2026-03-01"),), activity=(at("2026-02-01", 13),)),
     "2026-03-02 in progress"),
    ("evidence recorded later ends progress on its own date",
     facts(assignments=(assigned("2026-01-01", "2026-12-31"),),
           completions=(done("2026-02-01", "2026-03-01")._replace(made_at=at("2026-02-20")),),
           activity=(at("2026-02-10"),)),
     "2026-03-02 in progress"),
    ("a completion that is revoked ends no progress",
     facts(completions=(done("2026-02-01", "2027-02-01", revoked=(span("2026-02-01"),)),),
           activity=(at("2026-02-01", 11),)),
     "2026-02-01 in progress; 2026-03-31 in progress"),
)  # fmt: skip
def test_progress_is_what_was_done_since_the_module_became_required(history: Facts, day: str, expected: str) -> None:
    assert words(history, day) == expected


@rows(
    ("from the revocation, included: overdue if nothing else is left",
     facts(completions=(YEAR._replace(revoked=(span("2026-05-01"),)),)),
     "2026-04-30 completed; 2026-05-01 overdue"),
    ("before the due date the person begins again",
     facts(completions=(YEAR._replace(revoked=(span("2026-03-01"),)),), activity=(at("2026-02-20"),)),
     "2026-02-28 completed; 2026-03-01 not started; 2026-03-31 not started; 2026-04-01 overdue"),
    ("what is done from the day of the revocation is progress",
     facts(completions=(YEAR._replace(revoked=(span("2026-03-01"),)),), activity=(at("2026-03-01"),)),
     "2026-03-01 in progress"),
    ("a revocation from the day of the completion: it never counted",
     facts(completions=(YEAR._replace(revoked=(span("2026-02-01"),)),)),
     "2026-02-01 not started; 2026-04-01 overdue"),
    ("lifted: it counts again from the next day",
     facts(completions=(YEAR._replace(revoked=(span("2026-05-01", "2026-05-10"),)),)),
     "2026-05-10 overdue; 2026-05-11 completed"),
    ("expired if an earlier completion is left that ran out",
     facts(completions=(done("2025-02-01", "2026-02-01"), YEAR._replace(revoked=(span("2026-05-01"),)))),
     "2026-04-30 completed; 2026-05-01 expired"),
    ("an earlier completion that still stands carries on",
     facts(completions=(done("2025-08-01", "2026-08-01"), YEAR._replace(revoked=(span("2026-05-01"),)))),
     "2026-05-01 completed; 2026-06-02 expiring; 2026-08-02 expired"),
    ("the due date is as though the revoked completion had never been",
     facts(completions=(done("2026-02-01", "2027-02-01", revoked=(span("2026-03-10"),)),)),
     "2026-03-31 not started; 2026-04-01 overdue"),
)  # fmt: skip
def test_a_revoked_completion_counts_as_never_made_until_the_revocation_is_lifted(
    history: Facts, day: str, expected: str
) -> None:
    assert words(history, day) == expected


def test_only_a_revocation_of_the_completion_that_governed_makes_the_module_required_anew() -> None:
    lesser = done("2025-01-01", "2026-01-15", revoked=(span("2026-01-10"),))
    main = done("2025-02-01", "2026-02-01", window=45)
    row = standing(
        facts(assignments=(assigned("2025-01-01", "2026-03-31"),), completions=(lesser, main)), d("2026-02-02")
    )
    assert row and row.became_required_on == d("2025-12-18")


@pytest.mark.parametrize("revoked_on", ["2026-02-02", "2026-02-10"])
def test_revoking_what_had_run_out_already_makes_nothing_required_anew(revoked_on: str) -> None:
    ran_out = done("2025-02-01", "2026-02-01", revoked=(span(revoked_on),))
    row = standing(facts(completions=(ran_out,)), d("2026-03-01"))
    assert row and row.became_required_on == d("2026-01-01")


def test_a_completion_or_its_revocation_after_the_day_changes_nothing() -> None:
    later = done("2026-05-01", "2027-05-01", revoked=(span("2026-01-05"),))
    assert standing(facts(completions=(later,)), d("2026-03-01")) == standing(facts(), d("2026-03-01"))


def test_the_row_of_a_completed_module_says_what_governs_and_when_it_can_be_renewed() -> None:
    row = standing(facts(completions=(YEAR,)), d("2026-06-01"))
    assert row is not None
    assert (row.standing, row.line) == (Standing.COMPLETED, 4)
    assert (row.completion, row.ends_on, row.window_opens_on) == (YEAR, d("2027-02-01"), d("2026-12-03"))
    assert (row.due_on, row.became_required_on, row.until) == (d("2027-02-01"), None, None)
    assert row.assignments == (assigned("2026-01-01", "2026-03-31"),)


def test_the_row_of_an_expiring_module_says_since_when_it_is_required_again() -> None:
    row = standing(facts(completions=(YEAR,)), d("2026-12-03"))
    assert row and (row.line, row.became_required_on, row.due_on) == (4, d("2026-12-03"), d("2027-02-01"))


def test_the_row_of_an_expired_module_keeps_the_last_completion() -> None:
    row = standing(facts(completions=(YEAR,)), d("2027-02-02"))
    assert row and (row.line, row.completion, row.ends_on) == (5, YEAR, d("2027-02-01"))


@pytest.mark.parametrize(
    ("history", "line"),
    [
        (facts(exemptions=(span("2026-01-01", "2026-12-31"),)), 2),
        (facts(leaves=(span("2026-01-01", "2026-12-31"),)), 3),
        (facts(completions=(YEAR,)), 4),
        (facts(assignments=(assigned("2026-01-01", "2026-01-31"),)), 5),
        (facts(activity=(at("2026-02-01"),)), 6),
        (facts(), 7),
    ],
)
def test_the_row_names_the_line_that_decided(history: Facts, line: int) -> None:
    row = standing(history, d("2026-02-15"))
    assert row and row.line == line


def test_while_exempt_no_due_date_is_shown_and_the_completion_still_is() -> None:
    row = standing(facts(exemptions=(span("2026-02-05", "2026-02-10"),), completions=(YEAR,)), d("2026-02-06"))
    assert row is not None
    assert (row.due_on, row.became_required_on, row.until) == (None, None, d("2026-02-10"))
    assert (row.completion, row.ends_on) == (YEAR, d("2027-02-01"))


@pytest.mark.parametrize(
    ("leaves", "until"),
    [
        pytest.param((span("2026-02-01", "2026-02-20"),), "2026-02-20", id="its last day"),
        pytest.param(
            (span("2026-02-01", "2026-02-20"), span("2026-02-10", "2026-03-20")), "2026-03-20", id="the later"
        ),
        pytest.param((span("2026-02-01", "2026-02-20"), span("2026-02-10")), None, id="open, if one of them is"),
        pytest.param((span("2026-02-01", "2026-02-20"), span("2026-02-25")), "2026-02-20", id="not another's"),
    ],
)
def test_while_on_leave_the_row_says_until_when(leaves: tuple[object, ...], until: str | None) -> None:
    row = standing(facts(leaves=leaves), d("2026-02-15"))
    assert row and (row.due_on, row.until) == (None, d(until) if until else None)


def test_of_several_completions_the_one_that_ends_latest_governs_whatever_their_order() -> None:
    short, long = done("2026-02-10", "2026-08-01"), done("2026-02-01", "2027-02-01")
    for completions in ((short, long), (long, short)):
        row = standing(facts(completions=completions), d("2026-07-01"))
        assert row and row.completion == long


def test_of_completions_that_end_on_the_same_day_the_later_made_governs() -> None:
    morning, evening = done("2026-02-01", "2027-02-01", hour=9), done("2026-02-01", "2027-02-01", hour=18)
    for completions in ((morning, evening), (evening, morning)):
        row = standing(facts(completions=completions), d("2026-07-01"))
        assert row and row.completion == evening


def test_several_assignments_are_one_row_with_the_earliest_due_date_and_every_reason() -> None:
    both = (
        assigned("2026-02-01", "2026-06-30", reason="everyone must"),
        assigned("2026-03-01", "2026-04-30", last_on="2026-05-31", reason="it came with the post"),
        assigned("2026-07-01", "2026-07-02", reason="it comes later"),
    )
    row = standing(facts(assignments=both), d("2026-04-30"))
    assert row is not None
    assert (row.due_on, row.became_required_on) == (d("2026-04-30"), d("2026-02-01"))
    assert [each.reason for each in row.assignments] == ["everyone must", "it came with the post"]
    assert words(facts(assignments=both), "2026-05-01") == "overdue"
    assert words(facts(assignments=both), "2026-06-01") == "not started"


def test_a_return_begins_with_its_own_assignment_and_keeps_what_was_earned() -> None:
    history = facts(
        posts=(span("2020-01-01", "2026-02-28"), span("2026-06-01")),
        assignments=(assigned("2026-01-01", "2026-03-31", last_on="2026-02-28"), assigned("2026-06-01", "2026-07-01")),
        completions=(done("2025-06-15", "2026-06-15", window=14),),
    )
    assert [words(history, day) for day in ("2026-03-01", "2026-06-01", "2026-06-16", "2026-07-02")] == [
        "no row",
        "expiring",
        "not started",
        "expired",
    ]


def test_each_day_of_a_plain_history_follows_in_order() -> None:
    history = facts(completions=(done("2026-02-01", "2026-08-01", window=30),), activity=(at("2026-01-20"),))
    days = [d("2025-12-31") + timedelta(days=n) for n in range(300)]
    seen: list[str] = []
    for day in days:
        word = words(history, day.isoformat())
        if not seen or seen[-1] != word:
            seen.append(word)
    assert seen == ["no row", "not started", "in progress", "completed", "expiring", "expired"]
