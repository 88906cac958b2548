"""Refreshers: what a publication asks, what doing one lifts, and what it never does (RULE-10, 11, 14, 16)."""

from elearning.domain.completions import end_of
from elearning.domain.compliance import Facts, governing, standing
from tests.unit.histories import asks, assigned, at, d, done, facts, refreshed, rows, words

OLD = done("2025-09-01", "2026-09-01")
"""Of version 1; its own window opens on 3 July 2026."""
ASK = asks(2, "2026-02-02", "2026-03-31")
LONG_DUE = (assigned("2025-01-01", "2025-12-31"),)


def asked(**changes: object) -> Facts:
    """Somebody with that completion, due long ago, asked for a refresher of version 2 by 31 March 2026."""
    values = {"assignments": LONG_DUE, "completions": (OLD,), "refresher_asks": (ASK,)}
    return facts(**{**values, **changes})


@rows(
    ("not done: expiring from the publication, ended after its date",
     asked(),
     "2026-02-01 completed; 2026-02-02 expiring; 2026-03-31 expiring; 2026-04-01 expired"),
    ("done in time: completed from that day, and its own end stays",
     asked(refreshers_done=(refreshed("2026-03-10", 2),)),
     "2026-03-09 expiring; 2026-03-10 completed; 2026-07-02 completed; 2026-07-03 expiring; 2026-09-02 expired"),
    ("done late: it stands again",
     asked(refreshers_done=(refreshed("2026-05-01", 2),)),
     "2026-04-30 expired; 2026-05-01 completed; 2026-09-01 expiring; 2026-09-02 expired"),
    ("done early: never asked",
     asked(refreshers_done=(refreshed("2026-02-01", 2),)),
     "2026-02-02 completed; 2026-04-01 completed"),
    ("of an older version than the one asked: still asked",
     asked(completions=(OLD._replace(version=0),), refreshers_done=(refreshed("2026-03-10", 1),)),
     "2026-03-10 expiring; 2026-04-01 expired"),
    ("of a newer version than the one asked: done",
     asked(refreshers_done=(refreshed("2026-03-10", 3),)),
     "2026-03-10 completed; 2026-04-01 completed"),
    ("nothing is asked of a completion of the new version",
     asked(completions=(OLD._replace(version=2),)),
     "2026-02-02 completed; 2026-04-01 completed"),
    ("an old version completed after the publication stands to the date",
     asked(completions=(done("2026-03-15", "2027-03-15"),)),
     "2026-03-14 overdue; 2026-03-15 expiring; 2026-03-31 expiring; 2026-04-01 expired"),
    ("an old version completed on the date stands that day",
     asked(completions=(done("2026-03-31", "2027-03-31"),)),
     "2026-03-31 expiring; 2026-04-01 expired"),
    ("an old version completed after the date does not stand until a refresher",
     asked(completions=(done("2026-04-15", "2027-04-15"),), refreshers_done=(refreshed("2026-05-01", 2),)),
     "2026-04-14 overdue; 2026-04-15 overdue; 2026-05-01 completed"),
    ("it lifts no later completion of the old version",
     asked(completions=(done("2026-03-15", "2027-03-15"),), refreshers_done=(refreshed("2026-03-10", 2),)),
     "2026-03-10 overdue; 2026-03-15 expiring; 2026-04-01 expired"),
    ("a whole completion of the new version answers the publication",
     asked(completions=(OLD, done("2026-03-10", "2027-03-10", version=2))),
     "2026-03-09 expiring; 2026-03-10 completed; 2026-04-01 completed"),
    ("alone it changes nothing",
     asked(completions=(), refreshers_done=(refreshed("2026-03-10", 2),)),
     "2026-03-10 overdue; 2026-04-01 overdue"),
    ("done after the completion ran out it changes nothing",
     asked(completions=(done("2025-03-20", "2026-03-20"),), refreshers_done=(refreshed("2026-03-21", 2),)),
     "2026-03-20 expiring; 2026-03-21 not started; 2026-03-31 not started; 2026-04-01 expired"),
    ("done on the day after the day asked about it is not known to have been done",
     asked(refreshers_done=(refreshed("2026-04-02", 2),)),
     "2026-04-01 expired; 2026-04-02 completed"),
)  # fmt: skip
def test_a_refresher_is_asked_of_older_versions_and_lifts_earlier_completions(
    history: Facts, day: str, expected: str
) -> None:
    assert words(history, day) == expected


@rows(
    ("each later version asks until it is done",
     asked(refresher_asks=(ASK, asks(3, "2026-03-01", "2026-05-31")), refreshers_done=(refreshed("2026-03-10", 2),)),
     "2026-03-10 expiring; 2026-04-01 expiring; 2026-05-31 expiring; 2026-06-01 expired"),
    ("the newest answers all",
     asked(refresher_asks=(ASK, asks(3, "2026-03-01", "2026-05-31")), refreshers_done=(refreshed("2026-03-10", 3),)),
     "2026-03-09 expiring; 2026-03-10 completed; 2026-06-01 completed"),
    ("the earliest date not met ends the completion; due by the latest",
     asked(refresher_asks=(ASK, asks(3, "2026-03-01", "2026-05-31"))),
     "2026-03-31 expiring; 2026-04-01 not started; 2026-05-31 not started; 2026-06-01 expired"),
    ("asked by a date after the completion's own end: due by that date",
     asked(completions=(done("2025-03-10", "2026-03-10"),)),
     "2026-03-10 expiring; 2026-03-11 not started; 2026-03-31 not started; 2026-04-01 expired"),
    ("asked on the last day of the completion",
     asked(completions=(done("2025-02-02", "2026-02-02"),)),
     "2026-02-03 not started; 2026-04-01 expired"),
    ("nothing is asked of a completion that had run out before",
     asked(completions=(done("2025-02-01", "2026-02-01"),)),
     "2026-02-02 expired; 2026-04-01 expired"),
)  # fmt: skip
def test_several_publications_and_their_dates(history: Facts, day: str, expected: str) -> None:
    assert words(history, day) == expected


@rows(
    ("what came before the refresher is no progress after it",
     asked(completions=(OLD,), refreshers_done=(refreshed("2026-08-01", 2),), activity=(at("2026-07-20"),),
           assignments=(assigned("2025-01-01", "2026-12-31"),)),
     "2026-09-02 not started"),
    ("what came after it is",
     asked(completions=(OLD,), refreshers_done=(refreshed("2026-08-01", 2),), activity=(at("2026-08-02"),),
           assignments=(assigned("2025-01-01", "2026-12-31"),)),
     "2026-09-02 in progress"),
    ("a refresher alone ends no progress",
     facts(refreshers_done=(refreshed("2026-02-10", 2),), activity=(at("2026-02-09"),)),
     "2026-02-11 in progress"),
)  # fmt: skip
def test_progress_counts_from_the_last_refresher(history: Facts, day: str, expected: str) -> None:
    assert words(history, day) == expected


def test_it_became_required_on_the_publication_and_ends_on_the_refreshers_date() -> None:
    row = standing(asked(), d("2026-03-01"))
    assert row is not None
    assert (row.became_required_on, row.window_opens_on) == (d("2026-02-02"), d("2026-02-02"))
    assert (row.ends_on, row.due_on) == (d("2026-03-31"), d("2026-03-31"))


def test_inside_its_own_window_a_later_publication_does_not_open_it_again() -> None:
    ask = asks(2, "2026-08-01", "2026-08-20")
    row = standing(asked(refresher_asks=(ask,)), d("2026-08-10"))
    assert row and (row.window_opens_on, row.ends_on) == (d("2026-07-03"), d("2026-08-20"))


def test_before_its_publication_nothing_is_asked() -> None:
    assert standing(asked(), d("2026-02-01")) == standing(asked(refresher_asks=()), d("2026-02-01"))


def test_a_completion_that_missed_its_refresher_governs_no_more() -> None:
    assert governing(asked(), d("2026-03-31")) == OLD
    assert governing(asked(), d("2026-04-01")) is None
    assert governing(asked(completions=()), d("2026-03-31")) is None


def test_with_refreshers_the_end_on_the_day_decides_which_completion_governs() -> None:
    newer = done("2026-01-20", "2026-06-01", version=2)
    history = asked(completions=(OLD, newer))
    assert governing(history, d("2026-02-01")) == OLD
    assert governing(history, d("2026-02-02")) == newer


def test_a_completion_ends_at_its_expiry_or_at_the_date_of_a_refresher_that_is_not_done() -> None:
    earned = done("2026-01-01", "2026-12-31")
    asked = Facts((), (), completions=(earned,), refresher_asks=(asks(2, "2026-03-01", "2026-04-01"),))
    assert end_of(earned, asked, d("2026-02-28")) == d("2026-12-31"), "not asked yet"
    assert end_of(earned, asked, d("2026-03-01")) == d("2026-04-01")
