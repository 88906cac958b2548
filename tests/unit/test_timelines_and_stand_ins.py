"""The part of a timeline that is for the person themself; who may stand in for a line manager, and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest

from elearning.domain.access import Actor, reasons_not_to_delegate
from elearning.domain.decisions import Outcome
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.timeline import Entry, EntryKind, newest_first, own_part

TODAY = date(2026, 11, 27)
AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
BEN, DEV = 2, 4


def entry(kind: EntryKind, on: date = TODAY, at: datetime = AT) -> Entry:
    return Entry(kind, on, at, "What", ("A fact",), ExemptionReason.OTHER, ("A note",), "Carys")


def test_the_persons_own_part_has_no_reason_no_note_no_name_and_no_adjustment() -> None:
    (own,) = own_part([entry(EntryKind.EXEMPTION), entry(EntryKind.ADJUSTMENT)])
    assert (own.facts, own.code, own.private, own.by) == (("A fact",), None, (), "")


def test_what_is_newest_comes_first_by_its_day_and_then_by_when_it_was_recorded() -> None:
    old, late = entry(EntryKind.POST, on=date(2020, 1, 6)), entry(EntryKind.LEAVE, at=AT + timedelta(hours=1))
    assert newest_first([old, entry(EntryKind.WHO), late])[0] == late
    assert newest_first([old, entry(EntryKind.WHO), late])[-1] == old


@pytest.mark.parametrize(
    ("actor", "is_hr", "delegate", "first", "last", "said"),
    [
        (BEN, False, DEV, TODAY, TODAY, ""),
        (None, False, DEV, TODAY, TODAY, ""),
        (9, True, DEV, TODAY, TODAY + timedelta(days=365), ""),
        (9, False, DEV, TODAY, TODAY, "for yourself alone"),
        (BEN, False, BEN, TODAY, TODAY, "Nobody stands in for themself"),
        (BEN, False, DEV, TODAY + timedelta(days=1), TODAY, "before the first"),
        (BEN, False, DEV, TODAY - timedelta(days=9), TODAY - timedelta(days=1), "has passed"),
        (BEN, False, DEV, TODAY, TODAY + timedelta(days=366), "longer than a year"),
    ],
)
def test_who_may_stand_in_for_a_line_manager(
    actor: int | None, is_hr: bool, delegate: int, first: date, last: date, said: str
) -> None:
    found = reasons_not_to_delegate(
        Actor(actor, name="a command"),
        is_hr=is_hr,
        manager_id=BEN,
        delegate_id=delegate,
        first_on=first,
        last_on=last,
        today=TODAY,
    )
    assert (found == ()) if not said else (len(found) == 1 and said in found[0])


def test_how_a_request_ended_is_kept_in_these_words() -> None:
    assert [*Outcome] == ["agreed", "declined", "withdrawn"]
