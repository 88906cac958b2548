"""Who reports to whom in HR's file: finding the person or post that is meant, and the faults of the tree."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from elearning.domain.hr_conflicts import without_zeros
from elearning.domain.hr_file import HrFile, HrRow, Problem, problem
from elearning.domain.packed import Packed
from elearning.domain.people import NOBODY, Organisation, Reporting, is_held

COLUMN = "line_manager_number"

Edges = Mapping[Reporting, tuple[Reporting, ...]]


@dataclass(frozen=True)
class Names:
    """Everything that a row may name as a line manager: of the file, bad rows included, and of the record.

    `managers` is what the rows of the file do name, `posts` those of them that are posts of the file.
    """

    file: HrFile
    record: Organisation
    managers: frozenset[str]
    posts: frozenset[str]
    _found: dict[str, Reporting | None] = field(default_factory=dict, repr=False, compare=False)

    def meant_by(self, text: str) -> Reporting | None:
        """The person or, failing that, the post of this number; None if there is neither.

        The number of somebody who is not disclosed means their post, which holds its place in the tree.
        """
        if not text:
            return NOBODY
        if text not in self._found:
            self._found[text] = self._find(text)
        return self._found[text]

    def _find(self, text: str) -> Reporting | None:
        if text in self.file.stands_for:
            return Reporting(post=self.file.stands_for[text])
        if text in self.file.numbers or text in self.record.people:
            return Reporting(person=text)
        return Reporting(post=text) if text in self.posts or text in self.record.posts else None


def names_of(file: HrFile, current: Organisation) -> Names:
    """What may be named."""
    managers = frozenset(row.manager for row in file.rows)
    return Names(file, current, managers, managers.intersection(file.references))


def unknown_managers(rows: Iterable[HrRow], names: Names) -> Iterator[Problem]:
    """Rows whose line manager is neither in the file nor on record."""
    unknown = [row for row in rows if names.meant_by(row.manager) is None]
    wanted = {row.manager for row in unknown}
    shortened = without_zeros(chain(names.file.numbers, names.record.people), wanted) if unknown else {}
    for row in unknown:
        remedy = "Give the employee number of the line manager or, if that post is vacant, its post reference."
        if likely := shortened.get(row.manager):
            said = f"The number has lost its leading zeros: it is probably {likely}."
        else:
            said = "Nobody in the file or on record has this number."
        yield problem(row.row, COLUMN, row.manager, (said, remedy))


def _node(row: HrRow) -> Reporting:
    return Reporting(post=row.reference) if row.is_vacant else Reporting(person=row.number)


def still_held(rows: Iterable[HrRow], today: date) -> Iterator[HrRow]:
    """The rows that tell of a post that is held today or will be."""
    return (row for row in rows if is_held(row.last_on, today))


class _Reports:
    """Who will report to whom once the rows are loaded: gone through again and again, and never all in memory.

    From everybody, and every vacant post, to whom they report; from a held post to its holders, if somebody reports to
    it or a row says that it is vacant. A row that has ended leaves its post vacant, with the line manager it names.
    """

    def __init__(self, rows: Packed[HrRow], current: Organisation, names: Names, today: date) -> None:
        self._rows, self._names, self._today = rows, names, today
        self.named = {names.meant_by(manager) or NOBODY for manager in names.managers}
        tops = []
        for reference, post in current.posts.items():
            self.named.add(post.facts.reporting)
            if post.facts.reporting == NOBODY:
                tops.append(reference)
        self._told_vacant = {row.reference for row in rows if row.is_vacant}
        self._held = list(_still_held(rows, current, today))
        self._managers = self._of_posts({reference for _, reference in self._held}, current)
        self._vacant = self._of_vacant(chain(tops, (one.post for one in self.named)), current)

    def _of_posts(self, references: Iterable[str], current: Organisation) -> Mapping[str, Reporting | None]:
        """To whom these posts report: as the last row says, else as it is on record."""
        found = ((reference, current.posts.get(reference)) for reference in references)
        managers: dict[str, Reporting | None] = {at: post.facts.reporting for at, post in found if post}
        for row in self._rows if managers else ():
            if row.reference in managers:
                managers[row.reference] = self._names.meant_by(row.manager)
        return managers

    def _of_vacant(self, references: Iterable[str], current: Organisation) -> Mapping[str, Reporting | None]:
        """To whom posts report that nobody holds and no current row tells of, if somebody reports to them or they
        report to nobody: those of the file, and these of the record."""
        found = ((reference, current.posts.get(reference)) for reference in references)
        vacant: dict[str, Reporting | None] = {at: post.facts.reporting for at, post in found if post}
        for row in self._rows:
            target = self._names.meant_by(row.manager)
            if row.reference in vacant or target == NOBODY or Reporting(post=row.reference) in self.named:
                vacant[row.reference] = target
        for reference in chain(
            (row.reference for row in still_held(self._rows, self._today)), (reference for _, reference in self._held)
        ):
            vacant.pop(reference, None)
        return vacant

    def _is_followed(self, reference: str) -> bool:
        """Whether it matters who holds this post."""
        return reference in self._told_vacant or Reporting(post=reference) in self.named

    def __iter__(self) -> Iterator[tuple[Reporting, Reporting | None]]:
        for row in still_held(self._rows, self._today):
            node = _node(row)
            if not row.is_vacant and self._is_followed(row.reference):
                yield Reporting(post=row.reference), node
            yield node, self._names.meant_by(row.manager)
        for number, reference in self._held:
            person = Reporting(person=number)
            if self._is_followed(reference):
                yield Reporting(post=reference), person
            yield person, self._managers.get(reference)
        for reference, target in self._vacant.items():
            yield Reporting(post=reference), target


def _still_held(rows: Packed[HrRow], current: Organisation, today: date) -> Iterator[tuple[str, str]]:
    """Who holds which post on record, of those whom no current row tells of, save what a row has ended."""
    told = {row.number for row in still_held(rows, today)}
    ended = {(row.number, row.reference) for row in rows if row.number not in told}
    for number in (number for number in current.people if number not in told):
        for holding in current.people[number].holdings:
            held = (number, holding.reference)
            if held not in ended and is_held(holding.last_on, today):
                yield held


def _edges(reports: Iterable[tuple[Reporting, Reporting | None]], nodes: Container[Reporting]) -> Edges:
    """To whom these nodes report; the targets of a node are few, and in tuples, which are small."""
    edges: dict[Reporting, tuple[Reporting, ...]] = {}
    for node, target in reports:
        if node in nodes and target is not None and target not in edges.get(node, ()):
            edges[node] = (*edges.get(node, ()), target)
    return edges


def _circled(edges: Edges) -> set[Reporting]:
    """What is left after taking away, again and again, whatever reports to nobody or has nobody below.

    Whoever has nobody below goes first: where there is no circle, that is everybody in the end.
    """
    below: dict[Reporting, int] = {}
    for targets in edges.values():
        for target in targets:
            if target != NOBODY:
                below[target] = below.get(target, 0) + 1
    idle = [node for node in edges if node not in below]
    while idle:
        for target in edges.get(idle.pop(), ()):
            if target in below:
                below[target] -= 1
                if not below[target]:
                    del below[target]
                    idle.append(target)
    return _without_ends(set(below), edges)


def _without_ends(left: set[Reporting], edges: Edges) -> set[Reporting]:
    """What is left after taking away, again and again, whatever reports to nobody who is left."""
    above = {node: [target for target in edges.get(node, ()) if target in left] for node in left}
    below: dict[Reporting, list[Reporting]] = defaultdict(list)
    for node, targets in above.items():
        for target in targets:
            below[target].append(node)
    idle = [node for node, targets in above.items() if not targets]
    while idle:
        node = idle.pop()
        left.discard(node)
        for other in below[node]:
            above[other].remove(node)
            if not above[other]:
                idle.append(other)
    return left


def _round(start: Reporting, edges: Edges, circled: set[Reporting]) -> str:
    """The people one meets on the way round, as text."""
    path: list[Reporting] = []
    node = start
    while node not in path:
        path.append(node)
        node = min(target for target in edges[node] if target in circled)
    members = [met.person for met in path[path.index(node) :] if met.person]
    return ", ".join(members[:6]) + (" and others" if len(members) > 6 else "")


def _is_own(row: HrRow, target: Reporting) -> bool:
    return target in (_node(row), Reporting(post=row.reference))


def own_managers(rows: Iterable[HrRow], names: Names) -> Iterator[Problem]:
    """Rows whose line manager is the person themselves, or the very post."""
    for row in rows:
        target = names.meant_by(row.manager)
        if target is not None and _is_own(row, target):
            said = ("The person is their own line manager.", "Give the number of another line manager.")
            yield problem(row.row, COLUMN, row.manager, said)


class Tree:
    """Who will report to whom once these rows are loaded: for the faults that no row shows by itself."""

    def __init__(self, rows: Packed[HrRow], current: Organisation, names: Names, today: date) -> None:
        self._rows, self._names, self._today = rows, names, today
        self._reports = _Reports(rows, current, names, today)

    def circles(self) -> Iterator[Problem]:
        """Rows that have not ended whose line manager reports to the person, however far down."""
        below_somebody = self._reports.named
        holders = {target for node, target in self._reports if node.post and node in below_somebody and target}
        edges = _edges(self._reports, below_somebody | holders)  # nobody else has anybody below, nor is in a circle
        circled = _circled(edges)
        for row in still_held(self._rows, self._today) if circled else ():
            target, own = self._names.meant_by(row.manager), _node(row)
            if target is None or _is_own(row, target) or own not in circled or target not in circled:
                continue
            said = f"The line managers go round in a circle: {_round(own, edges, circled)}."
            yield problem(row.row, COLUMN, row.manager, (said, "Correct the line manager of one of them."))

    def several_tops(self) -> Iterator[Problem]:
        """Rows that have not ended with no line manager, but for that of the person who has most people below them."""
        free = {node for node, target in self._reports if target == NOBODY}
        tops = {node for node, targets in _edges(self._reports, free).items() if targets == (NOBODY,)}
        if len(tops) < 2:
            return
        below = self._below()
        ranked = sorted(tops, key=lambda node: (-_number_below(node, below), node))
        real = ranked[0].person or ranked[0].post
        for row in still_held(self._rows, self._today):
            if not row.manager and _node(row) in tops and _node(row) != ranked[0]:
                said = f"The row has no line manager, and {real} is already at the top."
                yield problem(row.row, COLUMN, "", (said, "Give the number of the line manager."))

    def _below(self) -> Mapping[Reporting, list[Reporting]]:
        below: dict[Reporting, list[Reporting]] = defaultdict(list)
        for node, target in self._reports:
            if target is not None and target != NOBODY:
                below[target].append(node)
        return below


def _number_below(top: Reporting, below: Mapping[Reporting, list[Reporting]]) -> int:
    """How many people, not posts."""
    seen = {top}
    waiting = [top]
    while waiting:
        for other in below.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return sum(bool(node.person) for node in seen - {top})
