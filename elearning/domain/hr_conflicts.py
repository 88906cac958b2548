"""What rows of HR's file say against each other or against the record.

Every row of a conflict is named, whatever its order in the file, so that nothing is overwritten in silence.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date

from elearning.domain.hr_file import HrRow, Problem, problem
from elearning.domain.hr_leave import leave_problems
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
        if len(rows) == 1:
            continue
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
    holders = {p.email.text: p for p in current.people.values() if p.email and p.number not in numbers}
    for email, group in grouped(rows, lambda row: row.email).items():
        for row in group:
            against = [other for other in group if other.number != row.number]
            if against:
                said = f"Another person has the same address in {_others(row, against)}."
                yield problem(row.row, "email", email, (said, remedy))
            elif email in holders:
                known = holders[email]
                said = f"This address is that of {known.name.text} ({known.number}), who is already on record."
                yield problem(row.row, "email", email, (said, remedy))


def without_zeros(numbers: Iterable[str]) -> Mapping[str, str]:
    """Numbers that begin with zeros, by what is left of them when a spreadsheet takes those away.

    Only numbers of figures alone: a spreadsheet takes no zeros from anything else.
    """
    return {number.lstrip("0"): number for number in sorted(numbers) if number.startswith("0") and number.isdigit()}


def likely_numbers(numbers: Iterable[str], current: Organisation) -> frozenset[str]:
    """Who is on record and probably meant by numbers that are nobody's: the same but for their leading zeros."""
    shortened = without_zeros(current.people)
    return frozenset(shortened[number] for number in numbers if number not in current.people and number in shortened)


def _lost_zeros(rows: tuple[HrRow, ...], people: Mapping[str, KnownPerson]) -> Iterator[Problem]:
    """New numbers that are those of somebody on record, or of somebody of the same name in the file, but for zeros."""
    shortened = without_zeros(people)
    named = {(row.number, row.name): row for row in rows}
    in_file = without_zeros(row.number for row in rows)
    for row in rows:
        if row.is_vacant or row.number in people:
            continue
        likely, twin = shortened.get(row.number), in_file.get(row.number, "")
        if likely is None and (twin, row.name) in named:
            likely = twin
        if likely is not None:
            name = people[likely].name.text if likely in people else row.name
            said = f"The number has lost its leading zeros: this is probably {name}, {likely}."
            remedy = "Format the column as text and type the number again."
            yield problem(row.row, "employee_number", row.number, (said, remedy))


def conflicts(rows: tuple[HrRow, ...], current: Organisation, numbers: frozenset[str]) -> list[Problem]:
    """Every conflict between rows, and between rows and the record; `numbers` are all that the file names."""
    return [
        *_people(grouped(rows, lambda row: row.number)),
        *_posts(grouped(rows, lambda row: row.reference)),
        *_emails(rows, current, numbers),
        *_lost_zeros(rows, current.people),
        *leave_problems(rows, current),
    ]
