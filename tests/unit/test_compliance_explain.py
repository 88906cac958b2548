"""The explanation says which line decided and prints every fact, in plain English with British dates."""

import pytest

from elearning.domain.compliance import Facts, explain, standing
from tests.unit.histories import asks, assigned, at, d, done, facts, refreshed, span

YEAR = done("2026-02-01", "2027-02-01")
AWAY = span("2026-03-16", "2026-04-24")


@pytest.mark.parametrize(
    ("history", "day", "sentence"),
    [
        (
            facts(posts=()),
            "2026-02-15",
            "Line 1: on 15 February 2026 the person is in no post, so they have no standing and are in no total.",
        ),
        (
            facts(assignments=()),
            "2026-02-15",
            (
                "Line 1: on 15 February 2026 the person is not assigned the module, so they have no standing and are in "
                "no total."
            ),
        ),
        (
            facts(exemptions=(AWAY,)),
            "2026-03-16",
            "Line 2: on 16 March 2026 the standing is exempt, because an exemption covers the day, until 24 April 2026.",
        ),
        (
            facts(leaves=(span("2026-03-16"),)),
            "2026-03-16",
            (
                "Line 3: on 16 March 2026 the standing is on leave, because recorded leave covers the day, and no last day "
                "is recorded."
            ),
        ),
        (
            facts(completions=(YEAR,)),
            "2026-03-16",
            (
                "Line 4: on 16 March 2026 the standing is completed, because a completion stands until 1 February 2027; it "
                "can be renewed from 3 December 2026."
            ),
        ),
        (
            facts(completions=(YEAR,)),
            "2026-12-25",
            (
                "Line 4: on 25 December 2026 the standing is expiring, because a completion stands until 1 February 2027, "
                "and it has been inside its renewal window, or asked for a refresher, since 3 December 2026."
            ),
        ),
        (
            facts(completions=(YEAR,)),
            "2027-02-02",
            (
                "Line 5: on 2 February 2027 the standing is expired, because the due date, 1 February 2027, has passed and "
                "the last completion ran out on 1 February 2027."
            ),
        ),
        (
            facts(),
            "2026-04-01",
            (
                "Line 5: on 1 April 2026 the standing is overdue, because the due date, 31 March 2026, has passed and no "
                "completion counts."
            ),
        ),
        (
            facts(activity=(at("2026-02-02"),)),
            "2026-03-01",
            (
                "Line 6: on 1 March 2026 the standing is in progress, because it is due by 31 March 2026 and something was "
                "read, answered or passed since it became required on 1 January 2026."
            ),
        ),
        (
            facts(),
            "2026-03-01",
            (
                "Line 7: on 1 March 2026 the standing is not started, because it is due by 31 March 2026 and nothing was "
                "read, answered or passed since it became required on 1 January 2026."
            ),
        ),
    ],
)
def test_the_first_sentence_names_the_line_that_decided_and_why(history: Facts, day: str, sentence: str) -> None:
    assert explain(history, d(day))[0] == sentence


def test_after_it_every_fact_is_printed() -> None:
    history = Facts(
        posts=(span("2020-01-01", "2025-12-31"), span("2026-01-01")),
        assignments=(assigned("2026-01-01", "2026-03-31", reason="everyone must complete it"),),
        exemptions=(span("2025-03-01", "2025-03-31"),),
        leaves=(AWAY,),
        completions=(
            done("2025-06-01", "2026-06-01"),
            done("2026-02-01", "2027-02-01", version=2, revoked=(span("2026-02-05", "2026-02-07"), span("2026-05-01"))),
        ),
        refresher_asks=(asks(3, "2026-05-01", "2026-05-20"),),
        refreshers_done=(refreshed("2025-07-01", 1),),
        activity=(at("2026-01-20"), at("2026-05-02"), at("2026-09-01")),
        bank_holidays_added=frozenset({d("2026-06-19"), d("2026-06-12")}),
        bank_holidays_removed=frozenset({d("2026-05-04")}),
    )
    assert explain(history, d("2026-05-10"))[1:] == (
        (
            "Due by 20 May 2026: the assignment says 31 March 2026; the end of a completion, a refresher, or a return "
            "from leave or exemption moved it."
        ),
        (
            "The completion of 1 June 2025 ends on 20 May 2026, before its certificate does, because a refresher is asked "
            "by then."
        ),
        "Post: from 1 January 2020 to 31 December 2025.",
        "Post: from 1 January 2026 with no last day, which covers the day.",
        (
            "Assignment: from 1 January 2026 with no last day; due by 31 March 2026 when it was recorded, because everyone "
            "must complete it."
        ),
        "Exemption: from 1 March 2025 to 31 March 2025.",
        "Leave: from 16 March 2026 to 24 April 2026.",
        "Completion: on 1 June 2025, of version 1, to the end of 1 June 2026, with a renewal window of 60 days.",
        (
            "Completion: on 1 February 2026, of version 2, to the end of 1 February 2027, with a renewal window of 60 "
            "days; revoked from 5 February 2026 to 7 February 2026; revoked from 1 May 2026 with no last day; so on the "
            "day it counts as never made."
        ),
        "Refresher asked: version 3, published on 1 May 2026, asks for one by 20 May 2026.",
        "Refresher done: on 1 July 2025, up to version 1.",
        "Something was last read, answered or passed on 2 May 2026.",
        "Bank holidays proclaimed: 12 June 2026, 19 June 2026.",
        "Bank holidays taken away: 4 May 2026.",
    )


def test_what_is_not_there_is_said() -> None:
    assert explain(Facts(posts=(), assignments=()), d("2026-05-10"))[1:] == (
        "No post is recorded.",
        "No assignment is recorded.",
        "No completion is recorded.",
        "Nothing was read, answered or passed by then.",
    )


def test_while_away_it_says_that_no_due_date_is_shown() -> None:
    assert "No due date is shown while exempt or on leave." in explain(facts(leaves=(AWAY,)), d("2026-03-20"))


def test_a_due_date_that_did_not_move_needs_no_explanation() -> None:
    assert not [line for line in explain(facts(), d("2026-03-20")) if line.startswith("Due by")]


def test_the_explanation_and_the_row_agree() -> None:
    history = facts(completions=(YEAR,), leaves=(AWAY,))
    for day in ("2026-01-15", "2026-03-20", "2026-12-25", "2027-02-02"):
        row = standing(history, d(day))
        assert row and explain(history, d(day))[0].startswith(f"Line {row.line}: ")
