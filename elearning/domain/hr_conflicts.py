"""What rows of HR's file say against each other or against the record.

Every row of a conflict is named, whatever its order in the file, so that nothing is overwritten in silence.
"""

from array import array
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby, pairwise

from elearning.domain.hr_file import HrRow, Problem, problem
from elearning.domain.hr_leave import leave_problems
from elearning.domain.packed import Ordered, Packed
from elearning.domain.people import KnownPerson, Organisation

Groups = Mapping[str, list[HrRow]]


def grouped(rows: Iterable[HrRow], key: Callable[[HrRow], str]) -> Groups:
    """Rows by a key; rows for which it is empty are left out."""
    groups: dict[str, list[HrRow]] = {}
    for row in rows:
        if value := key(row):
            if value in groups:
                groups[value].append(row)
            else:
                groups[value] = [row]
    return groups


def in_turn(rows: Ordered[HrRow], key: Callable[[HrRow], str]) -> Iterator[tuple[str, list[HrRow]]]:
    """Rows that are in the order of a key, by that key, one group after the other; those without it are left out."""
    return ((value, list(group)) for value, group in groupby(rows, key) if value)


def _of_several(rows: Iterable[HrRow], key: Callable[[HrRow], str], also: Container[str] = ()) -> Groups:
    """Rows by a key that several of them have, or that is one of those: no other row contradicts anybody.

    They are found by their hashes, which are small. Of two that are the same by chance, a row alone is in a group too.
    """
    hashes = array("q", (hash(key(row)) for row in rows))
    several = {one for one, other in pairwise(sorted(hashes)) if one == other}
    return grouped((row for row in rows if hash(key(row)) in several or key(row) in also), key)


def latest_rows(rows: list[HrRow]) -> list[HrRow]:
    """The rows of one post that say what it is now: those with its latest last day, or with none."""
    if len(rows) == 1:
        return rows
    latest = max(row.last_on or date.max for row in rows)
    return [row for row in rows if (row.last_on or date.max) == latest]


def _others(row: HrRow, rows: list[HrRow]) -> str:
    numbers = sorted(other.row for other in rows if other.row != row.row)
    listed = ", ".join(str(number) for number in numbers[:5])
    return f"row{'s' if len(numbers) > 1 else ''} {listed}{' and others' if len(numbers) > 5 else ''}"


def _disagreeing(
    rows: list[HrRow], column: str, value: Callable[[HrRow], Hashable], shown: Callable[[HrRow], str], said: str
) -> Iterator[Problem]:
    """A problem for every row, if they do not all have the same value."""
    if len({value(row) for row in rows}) == 1:
        return
    for row in rows:
        against = [other for other in rows if value(other) != value(row)]
        remedy = "Make the rows agree, or give different people or posts numbers of their own."
        yield problem(row.row, column, shown(row), (f"{said} in {_others(row, against)}.", remedy))


def _chosen_name(row: HrRow) -> str:
    """What the person asks to be called, if that is not simply their name."""
    return "" if row.known_as == row.name else row.known_as


def _people(groups: Groups) -> Iterator[Problem]:
    for rows in groups.values():
        same = "The same employee number has another"
        yield from _disagreeing(rows, "name", lambda r: r.name, lambda r: r.name, f"{same} name")
        yield from _disagreeing(rows, "known_as", _chosen_name, lambda r: r.known_as, f"{same} known_as")
        yield from _disagreeing(rows, "email", lambda r: r.email, lambda r: r.email, f"{same} e-mail address")
        yield from _repeated_posts(rows)


def _repeated_posts(rows: list[HrRow]) -> Iterator[Problem]:
    """Rows that put one person into one post twice on the same day."""
    for row in rows:
        against = [other for other in rows if other.row != row.row and other.reference == row.reference]
        against = [other for other in against if _overlap(row, other)]
        if against:
            said = f"The same person and post are also in {_others(row, against)}."
            yield problem(row.row, "post_reference", row.reference, (said, "Keep one of the rows."))


def _overlap(one: HrRow, other: HrRow) -> bool:
    """Whether two rows of people share a day; a row of a person has a first day."""
    first, second = one.first_on or date.min, other.first_on or date.min
    return first <= (other.last_on or date.max) and second <= (one.last_on or date.max)


def _posts(groups: Groups) -> Iterator[Problem]:
    for rows in groups.values():
        now = latest_rows(rows)
        if len(now) == 1:
            continue
        same = "The same post has another"
        yield from _disagreeing(now, "post_title", lambda r: r.title, lambda r: r.title, f"{same} title")
        yield from _disagreeing(now, "team", lambda r: r.unit, lambda r: " / ".join(r.unit), f"{same} unit")
        yield from _disagreeing(
            now, "staff_group", lambda r: r.staff_group, lambda r: r.staff_group, f"{same} staff group"
        )
        yield from _disagreeing(
            now, "line_manager_number", lambda r: r.manager, lambda r: r.manager, f"{same} line manager"
        )
        told = [row for row in now if row.tags is not None]
        yield from _disagreeing(
            told, "post_tags", lambda r: r.tags, lambda r: "; ".join(r.tags or ()), "The same post has other tags"
        )
        for row in (row for row in now if row.is_vacant):
            held = [other for other in now if not other.is_vacant] or now
            said = f"The post is vacant here and not in {_others(row, held)}."
            yield problem(row.row, "post_reference", row.reference, (said, "Keep one of the rows."))


def _emails(rows: Iterable[HrRow], current: Organisation, numbers: frozenset[str]) -> Iterator[Problem]:
    """An address that two people of the file have, or somebody whom the file does not mention."""
    remedy = "Give each person an address of their own; if it is one person, use the number they already have."
    holders = _absent_holders(rows, current, numbers)
    for email, group in _of_several(rows, lambda row: row.email, holders.keys()).items():
        for row in group:
            against = [other for other in group if other.number != row.number]
            if against:
                said = f"Another person has the same address in {_others(row, against)}."
                yield problem(row.row, "email", email, (said, remedy))
            elif email in holders:
                name, number = holders[email]
                said = f"This address is that of {name} ({number}), who is already on record."
                yield problem(row.row, "email", email, (said, remedy))


def _absent_holders(
    rows: Iterable[HrRow], current: Organisation, numbers: Container[str]
) -> Mapping[str, tuple[str, str]]:  # fmt: skip
    """Names and numbers of people on record whom the file does not mention, by their addresses that it does."""
    people = (current.people[number] for number in current.people if number not in numbers)
    absent = Packed((p.email.text, p.name.text, p.number) for p in people if p.email)
    told = {row.email for row in rows} if absent else set()
    return {email: (name, number) for email, name, number in absent if email in told}


def without_zeros(numbers: Iterable[str], wanted: Container[str]) -> Mapping[str, str]:
    """Numbers that begin with zeros, by what is left of them when a spreadsheet takes those away, if that is wanted.

    Only numbers of figures alone: a spreadsheet takes no zeros from anything else.
    """
    begun = (number for number in numbers if number.startswith("0") and number.isdigit())
    return {number.lstrip("0"): number for number in sorted(one for one in begun if one.lstrip("0") in wanted)}


def likely_numbers(numbers: Iterable[str], current: Organisation) -> frozenset[str]:
    """Who is on record and probably meant by numbers that are nobody's: the same but for their leading zeros."""
    new = {number for number in numbers if not number.startswith("0") and number not in current.people}
    return frozenset(without_zeros(current.people, new).values())


def _lost_zeros(rows: Iterable[HrRow], people: Mapping[str, KnownPerson]) -> Iterator[Problem]:
    """New numbers that are those of somebody on record, or of somebody of the same name in the file, but for zeros."""
    new = {row.number for row in rows if row.number and row.number[0] != "0" and row.number not in people}
    shortened, in_file = without_zeros(people, new), without_zeros((row.number for row in rows), new)
    twins = set(in_file.values())
    named = {(row.number, row.name) for row in rows if row.number in twins} if twins else set()
    for row in rows if shortened or in_file else ():
        if row.number not in new:
            continue
        likely, twin = shortened.get(row.number), in_file.get(row.number, "")
        if likely is None and (twin, row.name) in named:
            likely = twin
        if likely is not None:
            name = people[likely].name.text if likely in people else row.name
            said = f"The number has lost its leading zeros: this is probably {name}, {likely}."
            remedy = "Format the column as text and type the number again."
            yield problem(row.row, "employee_number", row.number, (said, remedy))


def conflicts(rows: Collection[HrRow], current: Organisation, numbers: frozenset[str]) -> list[Problem]:
    """Every conflict between rows, and between rows and the record; `numbers` are all that the file names."""
    return [
        *_people(_of_several(rows, lambda row: row.number)),
        *_posts(_of_several(rows, lambda row: row.reference)),
        *_emails(rows, current, numbers),
        *_lost_zeros(rows, current.people),
        *leave_problems(rows, current),
    ]
