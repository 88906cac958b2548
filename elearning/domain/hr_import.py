"""The decision about HR's file: which rows are in order, and what applying them would change.

Pure; writes nothing.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain
from typing import NamedTuple

from elearning.domain.hr_conflicts import conflicts, in_turn, likely_numbers
from elearning.domain.hr_file import HrFile, HrRow, Problem, problem
from elearning.domain.hr_leave import LeaveEdit, edit_leave, leave_problems
from elearning.domain.hr_managers import settle_managers
from elearning.domain.hr_mapping import Missing
from elearning.domain.hr_people import HoldingEdit, TextEdit, edit_holdings, edit_text, first_day
from elearning.domain.hr_plan import Affected, Effect, ImportPlan, NewHolding, NewLeave, NewText, Noun, Replaced
from elearning.domain.hr_posts import PostEdit, UnitEdit, by_reference, plan_posts, plan_units
from elearning.domain.hr_reuse import Decided, Reuse, reused
from elearning.domain.hr_silence import filled
from elearning.domain.hr_tags import TagEdit, plan_tags
from elearning.domain.hr_units import one_spelling
from elearning.domain.line_managers import Names, names_of
from elearning.domain.packed import Ordered, Packed, packed
from elearning.domain.people import ONE_DAY, KnownPerson, Organisation, is_held

_NEW_POST = ("new post",)


class _Structure(NamedTuple):
    """What changes of posts, their tags, and units; what changes of a post is told with it."""

    record: Organisation
    posts: PostEdit
    tags: TagEdit
    units: UnitEdit
    changed: Mapping[str, tuple[str, ...]]

    @property
    def replaced(self) -> Iterable[Replaced]:
        return chain(self.posts.replaced, self.tags.replaced, self.units.replaced)

    def of_post(self, reference: str) -> tuple[str, ...]:
        """What changes of a post of the file, in words."""
        return self.changed.get(reference, ()) if reference in self.record.posts else _NEW_POST


def plan_import(current: Organisation, file: HrFile, *, today: date, decided: Decided = Decided()) -> ImportPlan:
    """Compare a file with the record as it is now.

    Rows with a problem take no part, nor do rows whose address somebody has who is only in such a row. A line manager
    who cannot be right is listed, and the people are loaded. People and posts that the file leaves out stay as they
    were, unless the mapping says that whoever is missing has left.
    """
    kept = _sort(current, file, today, decided)
    record = kept.reuse.current
    people = _People(kept, today)
    made = _structure(kept, people, today)
    missing = _missing(record, file, today) if file.row_count else ()
    is_gone = file.missing is Missing.LEFT and file.names_everybody
    gone = _gone(missing, record, today) if is_gone else []
    return replace(
        kept.told(file),
        affected=packed(people.affected(made), _vacancies(kept.rows, made), _leavers(gone, record)),
        missing=missing,
        replaced=packed(
            people.replaced, (one for _, ended in gone for one in ended), made.replaced, kept.reuse.replaced
        ),
        joining=Packed(one.number for one in people.told if one.number not in record.people),
        names=people.names,
        emails=people.emails,
        units=made.units.units,
        posts=made.posts.posts,
        holdings=people.holdings,
        leaves=people.leaves,
        taggings=made.tags.added,
        retagged=made.tags.retagged,
        are_missing_gone=is_gone,
    )  # fmt: skip


def _structure(kept: "_Kept", people: "_People", today: date) -> _Structure:
    ordered, record = Ordered(kept.rows, by_reference), kept.reuse.current
    posts = plan_posts(
        ordered, record, kept.names, begun=people.begun, written=people.holdings, today=today,
    )  # fmt: skip
    tags = plan_tags(ordered, record.posts, posts.posts, today=today)
    retagged = {one.reference: (*posts.changed.get(one.reference, ()), "tags of the post") for one in tags.retagged}
    return _Structure(record, posts, tags, plan_units(posts.posts, record), {**posts.changed, **retagged})


class _Kept(NamedTuple):
    """The rows that take part, what is said of the others, and the record to compare them with."""

    rows: Packed[HrRow]
    problems: list[Problem]
    waiting: list[Problem]
    listed: tuple[Problem, ...]
    partial: frozenset[str]
    reuse: Reuse
    names: Names
    remarks: tuple[Problem, ...]

    def told(self, file: HrFile) -> ImportPlan:
        """A plan that says all this and changes nothing yet."""
        called = _Called(file)
        return ImportPlan(
            known=self.reuse.current, row_count=file.row_count, problems=called(sorted(self.problems)),
            waiting=called(sorted(self.waiting)), affected=(), missing=(), replaced=(), joining=(), names=(),
            emails=(), units=(), posts=(), holdings=(), listed=called(sorted(self.listed)),
            held=tuple(sorted({one.value for one in self.reuse.held})), remarks=called(sorted(self.remarks)),
        )  # fmt: skip


def _sort(current: Organisation, file: HrFile, today: date, decided: Decided) -> _Kept:
    """Which rows take part."""
    every_row, respelt = one_spelling(filled(file, current), current)
    reuse = reused(every_row, current, decided, today)
    record, names = reuse.current, names_of(file, current)
    problems = [*file.problems, *conflicts(every_row, record, file.numbers), *reuse.held]
    bad = {one.row for one in problems}
    left_out = {row.number for row in chain(file.unreadable, every_row) if row.row in bad}
    rows, waiting = _without_waiting(_without(every_row, bad), left_out, record)
    rows, listed = settle_managers(rows, every_row, record, names, today)
    bad |= {one.row for one in waiting}
    partial = frozenset(row.number for row in chain(file.unreadable, every_row) if row.row in bad)
    return _Kept(rows, problems, waiting, listed, partial, reuse, names, (*file.remarks, *respelt))


class _Called:
    """Problems with their columns called as the file calls them."""

    def __init__(self, file: HrFile) -> None:
        self._called = file.called

    def __call__(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        return tuple(one._replace(column=self._called.get(one.column, one.column)) for one in problems)


def _without(rows: Packed[HrRow], left_out: Set[int]) -> Packed[HrRow]:
    return Packed(row for row in rows if row.row not in left_out) if left_out else rows


def _without_waiting(
    rows: Packed[HrRow], left_out: set[str], current: Organisation
) -> tuple[Packed[HrRow], list[Problem]]:  # fmt: skip
    """Leave out rows whose address is that of somebody whose own row is left out, or whose leave shares days with what
    such a row would have ended, until nothing more falls away.

    `left_out` are the numbers in the rows that are left out already.
    """
    waiting: list[Problem] = []
    while True:
        people = (current.people.get(number) for number in left_out.difference(row.number for row in rows))
        holders = {person.email.text: person.number for person in people if person and person.email}
        found = list(leave_problems(rows, current))
        for row in rows if holders else ():
            if row.email in holders:
                said = (f"The row of {holders[row.email]}, who has this address now, has a problem.", "Mend it first.")
                found.append(problem(row.row, "email", row.email, said))
        if not found:
            return rows, waiting
        waiting.extend(found)
        gone = {one.row for one in found}
        left_out = left_out | {row.number for row in rows if row.row in gone}
        rows = _without(rows, gone)


class _People:
    """What changes about people, in the order of their numbers: only what is to be recorded is kept of each."""

    def __init__(self, kept: _Kept, today: date) -> None:
        self._record, self._today = kept.reuse.current, today
        self.replaced = Packed[Replaced]()
        self.names = Packed[NewText]()
        self.emails = Packed[NewText]()
        self.holdings = Packed[NewHolding]()
        self.begun = Packed[NewHolding]()
        self.leaves = Packed[NewLeave]()
        self.told = Packed[Affected]()
        self._ordered = Ordered(kept.rows, _by_number)
        for number, rows in in_turn(self._ordered, _by_number):
            self._edit(number, rows, is_whole=number not in kept.partial)

    def _edit(self, number: str, rows: list[HrRow], *, is_whole: bool) -> None:
        known, today = self._record.people.get(number), self._today
        since, row = min(first_day(rows, today), today), rows[0]
        name = edit_text(Noun.NAME, known and known.name, NewText(number, since, row.name, row.known_as), today)
        wanted = NewText(number, since if known is None else today, row.email, row.email)
        email = edit_text(Noun.EMAIL, known and known.email, wanted, today)
        holdings = edit_holdings(known, rows, number=number, is_whole=is_whole, today=today)
        leave = edit_leave(known, rows, number=number)
        for edit in (name, email, holdings, leave):
            self.replaced.extend(edit.replaced)
        self.names.extend(name.added)
        self.emails.extend(email.added)
        self.holdings.extend(holdings.added)
        self.begun.extend(holdings.begun)
        self.leaves.extend(leave.added)
        effect, what = _effect(known, holdings, today=today), _changes(name, email, holdings, leave)
        self.told.append(Affected(number, row.name, effect, what))

    def affected(self, made: _Structure) -> Iterable[Affected]:
        """Everybody in the file with what changes about them, and about their posts."""
        for one, (_, rows) in zip(self.told, in_turn(self._ordered, _by_number), strict=True):
            what = tuple(dict.fromkeys(chain(one.what, *(made.of_post(row.reference) for row in rows))))
            effect = Effect.CHANGE if what and one.effect is Effect.UNCHANGED else one.effect
            yield Affected(one.number, one.name, effect, what)


def _by_number(row: HrRow) -> str:
    return row.number


_WORDS = ("name", "e-mail address", "time in post", "leave")


@cache
def _said(*are_changed: bool) -> tuple[str, ...]:
    return tuple(word for word, is_changed in zip(_WORDS, are_changed, strict=True) if is_changed)


def _changes(name: TextEdit, email: TextEdit, holdings: HoldingEdit, leave: LeaveEdit) -> tuple[str, ...]:
    """What changes about somebody, in words."""
    return _said(
        bool(name.added), bool(email.added or email.replaced), bool(holdings.added or holdings.replaced),
        bool(leave.added or leave.replaced),
    )  # fmt: skip


def _effect(known: KnownPerson | None, holdings: HoldingEdit, *, today: date) -> Effect:
    """A joiner was in no post and will be; a leaver's last post now has a last day. Everybody else seems unchanged."""
    before = known.holdings if known else ()
    was_in_post = any(is_held(holding.last_on, today) for holding in before)
    had_no_end = any(holding.last_on is None for holding in before)
    last = holdings.after[-1] if holdings.after else None
    if known is None or (not was_in_post and last is not None and is_held(last.last_on, today)):
        return Effect.JOINER
    if had_no_end and (last is None or last.last_on is not None):
        return Effect.LEAVER
    return Effect.UNCHANGED


def _vacancies(rows: Iterable[HrRow], made: _Structure) -> Iterable[Affected]:
    for row in Ordered((row for row in rows if row.is_vacant), by_reference):
        what = made.of_post(row.reference)
        yield Affected(row.reference, row.title, Effect.CHANGE if what else Effect.UNCHANGED, what)


def _missing(current: Organisation, file: HrFile, today: date) -> tuple[tuple[str, str], ...]:
    """People in post, or about to be, whom the file does not mention, not even as somebody who is not disclosed, or
    without the zeros of their number."""
    likely = likely_numbers(file.numbers, current)
    absent = (
        current.people[number]
        for number in current.people
        if not (number in file.numbers or number in file.stands_for or number in likely)
    )
    return tuple(
        sorted(
            (person.number, person.name.text)
            for person in absent
            if any(is_held(holding.last_on, today) for holding in person.holdings)
        )
    )


_Gone = tuple[str, tuple[Replaced, ...]]


def _gone(missing: Iterable[tuple[str, str]], current: Organisation, today: date) -> list[_Gone]:
    """Whoever is missing, where that means that they have left: yesterday was their last day, at the latest."""
    yesterday = today - ONE_DAY
    return [
        (
            number,
            tuple(
                Replaced(Noun.HOLDING, held.fact_id, yesterday if held.first_on <= yesterday else None)
                for held in current.people[number].holdings
                if is_held(held.last_on, today)
            ),
        )
        for number, _ in missing
    ]


def _leavers(gone: Iterable[_Gone], current: Organisation) -> Iterable[Affected]:
    for number, _ in gone:
        yield Affected(number, current.people[number].name.text, Effect.LEAVER, ("time in post",))
