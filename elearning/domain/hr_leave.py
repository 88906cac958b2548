"""Leave in HR's file: read from a row, held against other rows and the record, and what it changes. Writes nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from elearning.domain.calendar import british_date
from elearning.domain.hr_file import HrRow, Problem, problem
from elearning.domain.hr_mapping import LeaveTo
from elearning.domain.hr_plan import NewLeave, Noun, Replaced
from elearning.domain.hr_reader import RowReader
from elearning.domain.people import ONE_DAY, KnownLeave, KnownPerson, Organisation


class LeaveEdit(NamedTuple):
    """Recorded leave whose last day becomes known or is another, and leave to record."""

    replaced: tuple[Replaced, ...] = ()
    added: tuple[NewLeave, ...] = ()


def read_leave(reader: RowReader, *, is_vacant: bool) -> tuple[date | None, date | None]:
    """First and last day of leave, both included (RULE-1), or neither. Blank cells say nothing."""
    first_on, last_on = reader.date("leave_from"), reader.date("leave_to")
    if any(fault.column in ("leave_from", "leave_to") for fault in reader.problems):
        return None, None
    if last_on and reader.mapping.leave_to is LeaveTo.FIRST_BACK:
        last_on -= ONE_DAY
    if is_vacant and (first_on or last_on):
        told = reader.text("leave_from") or reader.text("leave_to")
        reader.refuse("leave_from", told, "A vacant post has nobody to be on leave.", "Leave both cells empty.")
    elif last_on and not first_on:
        remedy = "Give the first day of the leave, or leave both cells empty."
        reader.refuse("leave_from", "", "The leave has a last day and no first.", remedy)
    elif first_on and last_on and last_on < first_on:
        said = f"The leave ends before it begins, on {british_date(first_on)}."
        reader.refuse("leave_to", reader.text("leave_to"), said, "Correct whichever of the two dates is wrong.")
    return first_on, last_on


def leave_problems(rows: Collection[HrRow], current: Organisation) -> Iterator[Problem]:
    """Leave that shares days with other leave of the same person, or lies outside of all their time in post."""
    away = {row.number for row in rows if row.leave_from}
    of_person: dict[str, list[HrRow]] = {number: [] for number in away}
    for row in rows if away else ():
        if row.number in away:
            of_person[row.number].append(row)
    for number in sorted(away):
        known = current.people.get(number)
        yield from _outside(of_person[number], known)
        yield from _overlapping(of_person[number], known.leaves if known else ())


def _outside(rows: list[HrRow], known: KnownPerson | None) -> Iterator[Problem]:
    listed = {row.reference for row in rows}
    recorded = [held for held in (known.holdings if known else ()) if held.reference not in listed]
    last_on = max([row.last_on or date.max for row in rows] + [held.last_on or date.max for held in recorded])
    first_on = min(
        [row.first_on or date.min for row in rows] + [held.first_on for held in (known.holdings if known else ())]
    )
    for row in rows:
        if row.leave_from and row.leave_from > last_on:
            said = f"The leave begins after the last day in post, {british_date(last_on)}."
            yield _told(row, "leave_from", row.leave_from, said, "Correct that day, or leave both cells empty.")
        elif row.leave_from and row.leave_to and row.leave_to < first_on:
            said = f"The leave ends before the first day in post, {british_date(first_on)}."
            yield _told(row, "leave_to", row.leave_to, said, "Correct that day, or leave both cells empty.")


def _overlapping(rows: list[HrRow], known: tuple[KnownLeave, ...]) -> Iterator[Problem]:
    """One leave told with two last days; and two leaves that share days, in the file or in the record."""
    rows = [row for row in rows if row.leave_from]
    wanted = _wanted(rows)
    ends = {first_on: last_on or _recorded_end(first_on, known) for first_on, last_on in wanted.items()}
    for row in rows:
        for other in rows:
            if other.row != row.row and _disagree(row, other, ends):
                said = f"Row {other.row} has leave of the same person that shares days with this."
                yield _told(row, "leave_from", row.leave_from, said, "Make the two rows agree.")
                break
    others = [leave for leave in known if leave.first_on not in wanted]
    for row in rows:
        assert row.leave_from is not None, "only rows with leave are here"
        for leave in others:
            if _share(row.leave_from, ends[row.leave_from], leave.first_on, leave.last_on):
                until = f"until {british_date(leave.last_on)}" if leave.last_on else "with no last day"
                said = f"Leave from {british_date(leave.first_on)} {until} is on record and shares days with this."
                remedy = "Give the days of that leave, or correct it on the person’s page."
                yield _told(row, "leave_from", row.leave_from, said, remedy)
                break


def _told(row: HrRow, column: str, day: date | None, said: str, remedy: str) -> Problem:
    return problem(row.row, column, day.isoformat() if day else "", (said, remedy))


def _share(first: date, last: date | None, other_first: date, other_last: date | None) -> bool:
    return first <= (other_last or date.max) and other_first <= (last or date.max)


def _disagree(row: HrRow, other: HrRow, ends: Mapping[date, date | None]) -> bool:
    """Whether two rows tell of leave that cannot both be: the same with two last days, or two that share days."""
    assert row.leave_from, "only rows with leave are here"
    assert other.leave_from, "only rows with leave are here"
    if row.leave_from == other.leave_from:
        return None not in (row.leave_to, other.leave_to) and row.leave_to != other.leave_to
    return _share(row.leave_from, ends[row.leave_from], other.leave_from, ends[other.leave_from])


def _wanted(rows: Iterable[HrRow]) -> Mapping[date, date | None]:
    """The leave of one person by first day; of two rows of the same leave, the one that has a last day tells it."""
    wanted: dict[date, date | None] = {}
    for row in rows:
        if row.leave_from:
            ends = [end for end in (wanted.get(row.leave_from), row.leave_to) if end]
            wanted[row.leave_from] = max(ends, default=None)
    return wanted


def _recorded_end(first_on: date, known: Iterable[KnownLeave]) -> date | None:
    return next((leave.last_on for leave in known if leave.first_on == first_on), None)


def edit_leave(known: KnownPerson | None, rows: Iterable[HrRow], *, number: str) -> LeaveEdit:
    """Compare leave with what is on record: who recorded it, HR by hand or a file, makes no difference.

    Leave is the same if it begins on the same day. A blank last day leaves the recorded one as it is.
    """
    replaced: list[Replaced] = []
    added: list[NewLeave] = []
    for first_on, last_on in sorted(_wanted(rows).items()):
        same = [leave for leave in (known.leaves if known else ()) if leave.first_on == first_on]
        if not same:
            added.append(NewLeave(number, first_on, last_on))
        elif last_on is not None:
            replaced += [Replaced(Noun.LEAVE, one.fact_id, last_on) for one in same if one.last_on != last_on]
    return LeaveEdit(tuple(replaced), tuple(added))
