"""The decision about HR's file: which rows are in order, and what applying them would change.

Pure; writes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from elearning.domain.hr_conflicts import Groups, conflicts, grouped, likely_numbers
from elearning.domain.hr_file import HrFile, HrRow, Problem, problem
from elearning.domain.hr_people import HoldingEdit, TextEdit, edit_holdings, edit_text, first_day
from elearning.domain.hr_plan import Affected, Effect, ImportPlan, NewText, Noun, Replaced
from elearning.domain.hr_posts import PostEdit, plan_posts, plan_units
from elearning.domain.line_managers import COLUMN, Names, faults_of_tree, names_of, own_managers, unknown_managers
from elearning.domain.people import KnownPerson, Organisation, Reporting, is_held


class _PersonEdit(NamedTuple):
    number: str
    name: TextEdit
    email: TextEdit
    holdings: HoldingEdit


def plan_import(current: Organisation, file: HrFile, *, today: date) -> ImportPlan:
    """Compare a file with the record as it is now.

    Rows with a problem take no part; nor do rows that name somebody who is only in such a row, until nothing
    more falls away. People and posts that the file leaves out stay as they were.
    """
    names = names_of(file, current)
    problems = [*file.problems, *_relations(file, current, names, today)]
    bad = {one.row for one in problems}
    rows, waiting = _without_waiting([row for row in file.rows if row.row not in bad], current, names)
    kept = {row.row for row in rows}
    partial = file.spoiled | {row.number for row in file.rows if row.row not in kept}
    people = grouped(rows, lambda row: row.number)
    edits = [
        _edit_person(number, people[number], current, is_whole=number not in partial, today=today)
        for number in sorted(people)
    ]
    posts = plan_posts(
        grouped(rows, lambda row: row.reference), current, names,
        begun=[h for edit in edits for h in edit.holdings.begun],
        written=[h for edit in edits for h in edit.holdings.added], today=today,
    )  # fmt: skip
    units = plan_units(posts.posts, current)
    return ImportPlan(
        known=current,
        row_count=file.row_count,
        problems=tuple(sorted(problems)),
        waiting=tuple(sorted(waiting)),
        affected=(*_people(people, edits, current, posts, today), *_vacancies(rows, posts)),
        missing=_missing(current, file.numbers | likely_numbers(file.numbers, current), today)
        if file.row_count
        else (),
        replaced=(*(r for edit in edits for r in _replaced(edit)), *posts.replaced, *units.replaced),
        joining=tuple(number for number in sorted(people) if number not in current.people),
        names=tuple(text for edit in edits for text in edit.name.added),
        emails=tuple(text for edit in edits for text in edit.email.added),
        units=units.units,
        posts=posts.posts,
        holdings=tuple(h for edit in edits for h in edit.holdings.added),
    )


def _relations(file: HrFile, current: Organisation, names: Names, today: date) -> list[Problem]:
    """What is wrong with rows that can each be read on their own."""
    rows = list(file.rows)
    return [
        *conflicts(file.rows, current, file.numbers),
        *unknown_managers(rows, names),
        *own_managers(rows, names),
        *faults_of_tree(rows, current, names, today),
    ]


def _without_waiting(rows: list[HrRow], current: Organisation, names: Names) -> tuple[list[HrRow], list[Problem]]:
    """Leave out rows that rest on a row left out: on its person or post as line manager, or its address."""
    waiting: list[Problem] = []
    while True:
        people = {row.number for row in rows}
        posts = {row.reference for row in rows}
        holders = {p.email.text: p.number for p in current.people.values() if p.email and p.number not in people}
        found: list[Problem] = []
        for row in rows:
            target = names.meant_by(row.manager) or Reporting()
            if (target.person and target.person not in people and target.person not in current.people) or (
                target.post and target.post not in posts and target.post not in current.posts
            ):
                said = ("The row of this line manager has a problem.", "Mend that row first.")
                found.append(problem(row.row, COLUMN, row.manager, said))
            elif row.email in holders:
                said = (f"The row of {holders[row.email]}, who has this address now, has a problem.", "Mend it first.")
                found.append(problem(row.row, "email", row.email, said))
        if not found:
            return rows, waiting
        waiting.extend(found)
        gone = {one.row for one in found}
        rows = [row for row in rows if row.row not in gone]


def _edit_person(number: str, rows: list[HrRow], current: Organisation, *, is_whole: bool, today: date) -> _PersonEdit:
    known = current.people.get(number)
    since, row = min(first_day(rows, today), today), rows[0]
    email = NewText(number, since if known is None else today, row.email, row.email)
    return _PersonEdit(
        number,
        edit_text(Noun.NAME, known and known.name, NewText(number, since, row.name, row.known_as), today),
        edit_text(Noun.EMAIL, known and known.email, email, today),
        edit_holdings(known, rows, number=number, is_whole=is_whole, today=today),
    )


def _replaced(edit: _PersonEdit) -> Iterable[Replaced]:
    return (*edit.name.replaced, *edit.email.replaced, *edit.holdings.replaced)


def _people(
    people: Groups, edits: list[_PersonEdit], current: Organisation, posts: PostEdit, today: date
) -> Iterable[Affected]:
    for edit in edits:
        rows = people[edit.number]
        what = list(_changes(edit))
        for row in rows:
            what.extend(word for word in posts.changed.get(row.reference, ()) if word not in what)
        effect = _effect(current.people.get(edit.number), edit.holdings, is_changed=bool(what), today=today)
        yield Affected(edit.number, rows[0].name, effect, tuple(what))


def _changes(edit: _PersonEdit) -> Iterable[str]:
    if edit.name.added:
        yield "name"
    if edit.email.added or edit.email.replaced:
        yield "e-mail address"
    if edit.holdings.added or edit.holdings.replaced:
        yield "time in post"


def _effect(known: KnownPerson | None, holdings: HoldingEdit, *, is_changed: bool, today: date) -> Effect:
    """A joiner was in no post and will be; a leaver's last post now has a last day."""
    before = known.holdings if known else ()
    was_in_post = any(is_held(holding.last_on, today) for holding in before)
    had_no_end = any(holding.last_on is None for holding in before)
    last = holdings.after[-1] if holdings.after else None
    if known is None or (not was_in_post and last is not None and is_held(last.last_on, today)):
        return Effect.JOINER
    if had_no_end and (last is None or last.last_on is not None):
        return Effect.LEAVER
    return Effect.CHANGE if is_changed else Effect.UNCHANGED


def _vacancies(rows: list[HrRow], posts: PostEdit) -> Iterable[Affected]:
    for row in sorted(rows, key=lambda row: row.reference):
        if row.is_vacant:
            what = posts.changed.get(row.reference, ())
            yield Affected(row.reference, row.title, Effect.CHANGE if what else Effect.UNCHANGED, what)


def _missing(current: Organisation, numbers: frozenset[str], today: date) -> tuple[tuple[str, str], ...]:
    """People in post, or about to be, whom the file does not mention, not even without the zeros of their number."""
    in_post: Mapping[str, str] = {
        number: person.name.text
        for number, person in current.people.items()
        if any(is_held(holding.last_on, today) for holding in person.holdings)
    }
    return tuple((number, name) for number, name in sorted(in_post.items()) if number not in numbers)
