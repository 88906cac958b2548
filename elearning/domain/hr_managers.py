"""Line managers that HR's file names wrongly: listed, while the people are loaded.

Authority is never guessed (RULE-18): such a post keeps the line manager on record, or has none.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import NamedTuple

from elearning.domain.hr_file import HrRow, Problem, problem
from elearning.domain.line_managers import COLUMN, Names, Tree, own_managers, still_held, unknown_managers
from elearning.domain.packed import Packed
from elearning.domain.people import NOBODY, Organisation, Reporting


class Settled(NamedTuple):
    """Rows whose line managers can be recorded without a fault, and what was listed."""

    rows: Packed[HrRow]
    listed: tuple[Problem, ...]


def settle_managers(
    rows: Packed[HrRow], every_row: Packed[HrRow], current: Organisation, names: Names, today: date
) -> Settled:  # fmt: skip
    """List line managers who are nobody, the person themselves, in a circle or not loaded, and further tops.

    `rows` will be loaded; `every_row` are those that could be read, each of which is told what is wrong with it.
    """
    tree = Tree(rows, current, names, today)
    circled, tops = list(tree.circles()), list(tree.several_tops())
    wrong = [
        *unknown_managers(every_row, names),
        *own_managers(every_row, names),
        *_not_loaded(rows, current, names),
        *circled,
    ]
    listed = [*wrong, *tops]
    if not wrong:
        return Settled(rows, tuple(listed))
    last_days = _last_days(rows, {one.row for one in wrong})

    def instead(row: HrRow) -> str:
        """Of a time in post that ends before another of the same post nothing is told of the post's line manager."""
        return _on_record(row, current, names) if _last_day(row) == last_days[row.reference] else ""

    rows = _with_manager(rows, {one.row for one in wrong}, instead)
    # What is on record gives way before what the file says, else the same file would say something else the next time.
    on_record = {one.row for one in wrong}
    again = _faults(rows, current, names, today)
    if given_way := on_record & {one.row for one in again}:
        rows = _with_manager(rows, given_way, lambda _: "")
        again = _faults(rows, current, names, today)
    rows = _with_manager(rows, {one.row for one in again}, lambda _: "")
    told = {one.row for one in listed}
    return Settled(rows, (*listed, *(one for one in again if one.row not in told)))


def _faults(rows: Packed[HrRow], current: Organisation, names: Names, today: date) -> list[Problem]:
    """Circles, and who is their own line manager. Whoever has left a post is not in its way: it may report to them."""
    return [*own_managers(still_held(rows, today), names), *Tree(rows, current, names, today).circles()]


def _last_day(row: HrRow) -> date:
    return row.last_on or date.max


def _last_days(rows: Packed[HrRow], wrong: Collection[int]) -> dict[str, date]:
    """The latest last day that any row tells of the posts of the wrong ones."""
    found = {row.reference: date.min for row in rows if row.row in wrong}
    for row in rows:
        if row.reference in found:
            found[row.reference] = max(found[row.reference], _last_day(row))
    return found


def _with_manager(rows: Packed[HrRow], wrong: Collection[int], manager: Callable[[HrRow], str]) -> Packed[HrRow]:
    """The rows with another line manager for the posts of the wrong ones: all rows of a post still agree."""
    posts = {(row.reference, row.manager) for row in rows if row.row in wrong}
    return Packed(
        row._replace(manager=manager(row)) if (row.reference, row.manager) in posts else row for row in rows
    )  # fmt: skip


def _on_record(row: HrRow, current: Organisation, names: Names) -> str:
    """The number or reference of the line manager whom the post has on record, if any."""
    known = current.posts.get(row.reference)
    reporting = known.facts.reporting if known else Reporting()
    text = reporting.person or reporting.post
    return text if names.meant_by(text) == reporting else ""


def _not_loaded(rows: Packed[HrRow], current: Organisation, names: Names) -> Iterator[Problem]:
    """Rows whose line manager is neither on record nor loaded now, because of a problem in that row."""
    named = {names.meant_by(manager) or NOBODY for manager in names.managers}
    people = {one.person for one in named if one.person not in current.people} - {""}
    people.difference_update(row.number for row in rows)
    posts = {one.post for one in named if one.post not in current.posts} - {""}
    posts.difference_update(row.reference for row in rows)
    for row in rows if people or posts else ():
        target = names.meant_by(row.manager) or NOBODY
        if target.person in people or target.post in posts:
            said = ("The row of this line manager has a problem.", "Mend that row first.")
            yield problem(row.row, COLUMN, row.manager, said)
