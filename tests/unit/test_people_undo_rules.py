"""Undoing HR's file: what is counted, why it may be refused, and what makes two undoings the same."""

import pytest

from elearning.domain.hr_undo import FactsOfRun, Undo, reasons_not_to_undo

FACTS = {
    "holdings": FactsOfRun((1, 2), (3,)),
    "person_names": FactsOfRun((4,), ()),
    "unit_names": FactsOfRun((), ()),
    "unit_places": FactsOfRun((5,), ()),
}


def test_what_would_be_taken_away_and_brought_back_is_counted_in_words_where_there_is_anything() -> None:
    assert Undo(1, FACTS).counts() == (("Names", 1, 0), ("Times in post", 2, 1))
    assert Undo(1, {}).counts() == ()


def test_a_run_that_nothing_stands_against_can_be_undone() -> None:
    assert reasons_not_to_undo(Undo(1, FACTS)) == ()


@pytest.mark.parametrize(
    ("said_of", "said"),
    [
        ({"is_undone": True, "is_newest": False}, "This file has been undone already."),
        ({"is_newest": False}, "Another file was applied after this one. Undo that one first"),
        ({"replaced_since": 1}, "1 fact that it recorded was replaced by something done since."),
        ({"replaced_since": 1200}, "1,200 facts that it recorded were replaced"),
        ({"with_role": 1}, "1 person whom it recorded has a role since"),
        ({"with_role": 2}, "2 people whom it recorded have a role since"),
        ({"leave_since": 1}, "1 leave recorded since shares days with what would come back."),
        ({"leave_since": 2}, "2 leaves recorded since share days"),
        ({"units_joined": 1}, "1 unit that it brought is joined with another since."),
        ({"units_joined": 2}, "2 units that it brought are joined"),
        ({"numbers_taken": 1}, "1 new person with a used number has done something of their own since"),
        ({"numbers_taken": 2}, "2 new people with used numbers have done something"),
    ],
)
def test_each_thing_that_stands_against_it_is_said_alone_and_counted(said_of: dict[str, int], said: str) -> None:
    (reason,) = reasons_not_to_undo(Undo(1, FACTS, **said_of))  # type: ignore[arg-type]
    assert reason.startswith(said)


def test_all_that_stands_against_it_is_said_at_once() -> None:
    against = Undo(1, FACTS, replaced_since=1, with_role=1, numbers_taken=1, is_newest=False)
    assert len(reasons_not_to_undo(against)) == 4


def test_an_undoing_is_the_same_by_what_it_would_do() -> None:
    turned = dict(reversed(FACTS.items()))
    assert Undo(1, FACTS).digest == Undo(1, turned, joined=(9,)).digest
    others = [Undo(2, FACTS), Undo(1, {}), Undo(1, FACTS, kept=(9,))]
    assert len({one.digest for one in (Undo(1, FACTS), *others)}) == 4
