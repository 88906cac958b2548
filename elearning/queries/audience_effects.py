"""What a rule would change: assignments as they are and as they would be, to standings before and after, day by day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED, british_date
from elearning.domain.compliance import standing_alone
from elearning.domain.facts import AssignedFact, Facts, Span
from elearning.domain.planned_assignments import NO_EDIT, AssignmentEdit
from elearning.domain.reports import Asked
from elearning.models.assignments import Assignment, Exemption
from elearning.models.dated import known
from elearning.models.people import Holding, Leave
from elearning.queries.before_and_after import EffectOn, effects_on, facts_of_module
from elearning.queries.moved_people import Moves
from elearning.queries.reminders import emails
from elearning.queries.same_people import same_people


class OnDay(NamedTuple):
    """How many people a rule touches on a day."""

    day: date
    people: int


class Told(NamedTuple):
    """How many people somebody would write to because of a rule, and how many of them have no mailbox."""

    people: int
    without_mailbox: int


@dataclass(frozen=True)
class RuleEffect:
    """What a rule would do. Each list is by day, the earliest first: who becomes assigned, by when new dates are due,
    whose assignment ends; `moved` people keep their assignment and get another due date. `moves` has a line for each of
    them all, with their assignment as it is and as it would be, in words."""

    begins: tuple[OnDay, ...]
    due: tuple[OnDay, ...]
    ends: tuple[OnDay, ...]
    begin_count: int
    moved: int
    ending: int
    moves: tuple[Moves, ...]
    days: tuple[EffectOn, ...]
    told: Told


class _Kept(NamedTuple):
    """A recorded assignment of the module."""

    fact: AssignedFact
    fact_id: int


def of_rule(session: Session, *, module_id: int, edits: Mapping[int, AssignmentEdit], asked: Asked) -> RuleEffect:
    """The effect of what a rule would change about people's assignments of a module, from everybody's facts.

    Compares today with, where something becomes due, the day after the date by which most of it is. The number of
    statements is constant.
    """
    same = same_people(session, asked.known_on)
    touched = {same.one(person_id) for person_id in edits}
    recorded = _recorded(session, module_id, same.records(edits.keys()))
    counted = _Counted(recorded, edits)
    due = counted.due.most_common(1)
    days = [asked.as_at, *([due[0][0] + timedelta(days=1)] if due and due[0][0] >= asked.as_at else [])]
    before = _facts(session, module_id, touched, max(days), asked)
    after = dict(before)
    for person_id in touched:  # whichever of their records the rule speaks of
        each = (_after(recorded[one], edits.get(one, NO_EDIT)) for one in sorted(same.records([person_id])))
        after[person_id] = after[person_id]._replace(assignments=tuple(chain.from_iterable(each)))
    return RuleEffect(
        begins=_by_day(counted.begins), due=_by_day(counted.due), ends=_by_day(counted.ends),
        begin_count=len(counted.new), moved=len(counted.moved), ending=len(counted.ending),
        moves=tuple(counted.moves),
        days=effects_on(days, before, after),
        told=_told(session, {id: after[id] for id in map(same.one, counted.new | counted.moved)}, asked),
    )  # fmt: skip


def _by_day(counted: Counter[date]) -> tuple[OnDay, ...]:
    return tuple(OnDay(day, people) for day, people in sorted(counted.items()))


class _Counted:
    """Whom the edits touch, and on which days: an assignment that is recorded again with another date only moves."""

    def __init__(self, recorded: Mapping[int, Sequence[_Kept]], edits: Mapping[int, AssignmentEdit]) -> None:
        self.begins: Counter[date] = Counter()
        self.due: Counter[date] = Counter()
        self.ends: Counter[date] = Counter()
        self.new: set[int] = set()
        self.moved: set[int] = set()
        self.ending: set[int] = set()
        self.moves: list[Moves] = []
        for person_id, edit in edits.items():
            self._count(person_id, {one.fact_id: one.fact for one in recorded[person_id]}, edit)

    def _count(self, person_id: int, recorded: Mapping[int, AssignedFact], edit: AssignmentEdit) -> None:
        replaced = {recorded[id].first_on: recorded[id] for id, last_on in edit.ended if last_on is None}
        for new in edit.added:
            before = replaced.pop(new.first_on, None)
            if before is None:
                self.new.add(person_id)
                self.begins[new.first_on] += 1
                self.due[new.due_on] += 1
                self._note(person_id, "", f"due by {british_date(new.due_on)}")
            elif before.due_on != new.due_on:
                self.moved.add(person_id)
                self.due[new.due_on] += 1
                self._note(person_id, f"due by {british_date(before.due_on)}", f"due by {british_date(new.due_on)}")
        for id, last_on in edit.ended:
            if last_on is not None or recorded[id].first_on in replaced:
                self.ending.add(person_id)
                self.ends[last_on or recorded[id].first_on] += 1
                after = f"last day {british_date(last_on)}" if last_on else ""
                self._note(person_id, f"due by {british_date(recorded[id].due_on)}", after)

    def _note(self, person_id: int, before: str, after: str) -> None:
        self.moves.append(Moves(person_id, "", before, after))


def _recorded(session: Session, module_id: int, records: Collection[int]) -> dict[int, list[_Kept]]:
    table, wanted = Assignment, frozenset(records)
    found: dict[int, list[_Kept]] = defaultdict(list)
    for id, person_id, first, last, due, reason in session.execute(
        select(table.id, table.person_id, table.true_from, table.true_to, table.due_on, table.reason).where(
            table.module_id == module_id, known(table, None)
        )
    ):
        if person_id in wanted:
            found[person_id].append(_Kept(AssignedFact(first, last, due, reason), id))
    return found


def _after(recorded: Sequence[_Kept], edit: AssignmentEdit) -> tuple[AssignedFact, ...]:
    """All assignments of somebody as they would be: those that the edit does not speak of too."""
    ended = dict(edit.ended)
    left = [one.fact for one in recorded if one.fact_id not in ended]
    cut = [
        one.fact._replace(last_on=ended[one.fact_id]) for one in recorded if ended.get(one.fact_id) is not None
    ]  # fmt: skip
    new = [AssignedFact(one.first_on, one.last_on, one.due_on, one.reason) for one in edit.added]
    return (*left, *cut, *new)


def _facts(session: Session, module_id: int, touched: Collection[int], as_at: date, asked: Asked) -> dict[int, Facts]:
    """Everybody's facts of the module, and of those for whom there are none yet at least when they are in post."""
    found = facts_of_module(session, module_id, as_at=as_at, known_on=asked.known_on)
    if missing := set(touched) - found.keys():
        found.update(_of_newcomers(session, module_id, missing, asked))
    return found


def _of_newcomers(session: Session, module_id: int, missing: Iterable[int], asked: Asked) -> dict[int, Facts]:
    """Posts, leave and exemptions of people who were never assigned the module and never completed it."""
    wanted, same = set(missing), same_people(session, asked.known_on)
    spans: dict[str, dict[int, list[Span]]] = {name: defaultdict(list) for name in ("posts", "leaves", "exemptions")}
    for name, table, more in (
        ("posts", Holding, ()), ("leaves", Leave, ()), ("exemptions", Exemption, (Exemption.module_id == module_id,)),
    ):  # fmt: skip
        statement = select(table.person_id, table.true_from, table.true_to).where(known(table, None), *more)
        for record, first, last in session.execute(statement):
            person_id = same.one(record)
            if person_id in wanted:
                spans[name][person_id].append(Span(first, last))
    of: dict[int, Facts] = {}
    for id in wanted:
        posts, leaves, exemptions = (tuple(spans[name].get(id, ())) for name in ("posts", "leaves", "exemptions"))
        of[id] = Facts(
            posts,
            (),
            exemptions,
            leaves,
            bank_holidays_added=PROCLAIMED_ADDED,
            bank_holidays_removed=PROCLAIMED_REMOVED,
        )
    return of


def _told(session: Session, touched: Mapping[int, Facts], asked: Asked) -> Told:
    """Whom reminders would speak to sooner or later: who must do it and has not, as far as they have a mailbox."""
    open_ones = {
        id for id, of in touched.items()
        if (answer := standing_alone(of, max(asked.as_at, *(one.first_on for one in of.assignments)))) is not None
        and not answer.is_compliant
    }  # fmt: skip
    return Told(len(open_ones), len(open_ones - emails(session, open_ones, asked).keys()))
