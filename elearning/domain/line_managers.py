"""Who reports to whom in HR's file: finding the person or post that is meant, and the faults of the tree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from elearning.domain.hr_conflicts import without_zeros
from elearning.domain.hr_file import HrFile, HrRow, Problem, problem
from elearning.domain.people import NOBODY, Organisation, Reporting, is_held

COLUMN = "line_manager_number"

Edges = Mapping[Reporting, tuple[Reporting, ...]]


@dataclass(frozen=True)
class Names:
    """Everything that a row may name as a line manager: of the file, bad rows included, and of the record."""

    people: frozenset[str]
    posts: frozenset[str]
    stands_for: Mapping[str, str] = field(default_factory=dict)
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
        if text in self.stands_for:
            return Reporting(post=self.stands_for[text])
        if text in self.people:
            return Reporting(person=text)
        return Reporting(post=text) if text in self.posts else None


def names_of(file: HrFile, current: Organisation) -> Names:
    """What may be named."""
    return Names(file.numbers | current.people.keys(), file.references | current.posts.keys(), file.stands_for)


def unknown_managers(rows: Iterable[HrRow], names: Names) -> Iterator[Problem]:
    """Rows whose line manager is neither in the file nor on record."""
    shortened = without_zeros(names.people)
    for row in rows:
        if names.meant_by(row.manager) is not None:
            continue
        remedy = "Give the employee number of the line manager or, if that post is vacant, its post reference."
        if likely := shortened.get(row.manager):
            said = f"The number has lost its leading zeros: it is probably {likely}."
        else:
            said = "Nobody in the file or on record has this number."
        yield problem(row.row, COLUMN, row.manager, (said, remedy))


def _node(row: HrRow) -> Reporting:
    return Reporting(post=row.reference) if row.is_vacant else Reporting(person=row.number)


def still_held(rows: Iterable[HrRow], today: date) -> list[HrRow]:
    """The rows that tell of a post that is held today or will be."""
    return [row for row in rows if is_held(row.last_on, today)]


class _Edges:
    """Edges as they are found; the targets of a node are few, and in tuples, which are small."""

    def __init__(self) -> None:
        self.found: dict[Reporting, tuple[Reporting, ...]] = {}

    def add(self, node: Reporting, target: Reporting | None) -> None:
        """Let a node be there and, if there is a target, report to it."""
        targets = self.found.setdefault(node, ())
        if target is not None and target not in targets:
            self.found[node] = (*targets, target)


def _edges(rows: list[HrRow], now: list[HrRow], current: Organisation, names: Names, today: date) -> Edges:
    """From everybody, and every vacant post, to whom they report; from a held post to its holders.

    As it will be once the rows are loaded: a row that has ended leaves its post vacant, with the line manager it names.
    """
    edges = _Edges()
    for row in now:
        node = _node(row)
        if not row.is_vacant:
            edges.add(Reporting(post=row.reference), node)
        edges.add(node, names.meant_by(row.manager))
    managers: dict[str, Reporting | None] = {at: post.facts.reporting for at, post in current.posts.items()}
    managers.update((row.reference, names.meant_by(row.manager)) for row in rows)
    for number, reference in _still_held(rows, now, current, today):
        edges.add(Reporting(post=reference), Reporting(person=number))
        edges.add(Reporting(person=number), managers.get(reference))
    for reference, target in managers.items():
        if Reporting(post=reference) not in edges.found:
            edges.add(Reporting(post=reference), target)
    return edges.found


def _still_held(
    rows: list[HrRow], now: list[HrRow], current: Organisation, today: date
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Who holds which post on record, of those whom no current row tells of, save what a row has ended."""
    told, ended = {row.number for row in now}, {(row.number, row.reference) for row in rows}
    for person in current.people.values():
        for holding in person.holdings:
            held = (person.number, holding.reference)
            if person.number not in told and held not in ended and is_held(holding.last_on, today):
                yield held


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

    def __init__(self, rows: list[HrRow], current: Organisation, names: Names, today: date) -> None:
        self._names = names
        self._now = still_held(rows, today)
        self._edges = _edges(rows, self._now, current, names, today)

    def circles(self) -> Iterator[Problem]:
        """Rows that have not ended whose line manager reports to the person, however far down."""
        circled = _circled(self._edges)
        for row in self._now if circled else ():
            target, own = self._names.meant_by(row.manager), _node(row)
            if target is None or _is_own(row, target) or own not in circled or target not in circled:
                continue
            said = f"The line managers go round in a circle: {_round(own, self._edges, circled)}."
            yield problem(row.row, COLUMN, row.manager, (said, "Correct the line manager of one of them."))

    def several_tops(self) -> Iterator[Problem]:
        """Rows that have not ended with no line manager, but for that of the person who has most people below them."""
        tops = {node for node, targets in self._edges.items() if targets == (NOBODY,)}
        if len(tops) < 2:
            return
        below = self._below()
        ranked = sorted(tops, key=lambda node: (-_number_below(node, below), node))
        real = ranked[0].person or ranked[0].post
        for row in self._now:
            if not row.manager and _node(row) in tops and _node(row) != ranked[0]:
                said = f"The row has no line manager, and {real} is already at the top."
                yield problem(row.row, COLUMN, "", (said, "Give the number of the line manager."))

    def _below(self) -> Mapping[Reporting, list[Reporting]]:
        below: dict[Reporting, list[Reporting]] = defaultdict(list)
        for node, targets in self._edges.items():
            for target in targets:
                below[target].append(node)
        return below


def _number_below(top: Reporting, below: Mapping[Reporting, list[Reporting]]) -> int:
    seen = {top}
    waiting = [top]
    while waiting:
        for other in below.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return len(seen) - 1
