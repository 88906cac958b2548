"""What a change of times in post would do: assignments begun and ended, and compliance before and after, by module."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY
from elearning.domain.assignments import Audience
from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED, london_date
from elearning.domain.compliance import standing_alone
from elearning.domain.facts import AssignedFact, Facts, Span
from elearning.domain.hr_times import Times, TimesAfter
from elearning.domain.people import employments
from elearning.domain.planned_assignments import KnownAssignment, plan_assignments
from elearning.domain.reports import Asked, Figures, figures
from elearning.models import assignments as tables
from elearning.models.dated import known
from elearning.models.modules import Module
from elearning.models.people import Holding, ImportRun
from elearning.queries.compliance import module_names
from elearning.queries.facts import NO_FACTS, facts
from elearning.queries.id_lists import dialect_of, ids, is_one_of


class ModuleEffect(NamedTuple):
    """On one module: assignments that would begin and end, and what everybody adds up to without and with it."""

    title: str
    begun: int
    ended: int
    before: Figures
    after: Figures


class _Rule(NamedTuple):
    audience_id: int
    module_id: int
    last_on: date | None
    audience: Audience


_Assigned = Mapping[tuple[int, int], list[KnownAssignment]]


def effects_of_times(session: Session, after: TimesAfter, *, day: date, now: datetime) -> tuple[ModuleEffect, ...]:
    """The effect on every module that must be done by anybody, worked out from everybody's facts as at a day.

    Writes nothing. The number of statements is constant.
    """
    if not after.people and not after.joining:
        return ()
    found, modules = facts(session, EVERYBODY, as_at=day), module_names(session, Asked(day, now))
    rules, assigned = _rules(session), _assigned(session, after.people)
    by_module: dict[int, list[_Rule]] = defaultdict(list)
    for rule in rules:
        by_module[rule.module_id].append(rule)
    people: dict[int, dict[int, Facts]] = defaultdict(dict)
    for key, of in found.items():
        people[key.module_id][key.person_id] = of
    return tuple(
        _on_module(modules[module_id].title, by_module[module_id], people[module_id], assigned, after, day)
        for module_id in sorted(by_module)
        if module_id in modules
    )


def _on_module(
    title: str, rules: list[_Rule], before: Mapping[int, Facts], assigned: _Assigned, after: TimesAfter, day: date
) -> ModuleEffect:  # fmt: skip
    count = {"begun": 0, "ended": 0}
    changed: list[Facts] = []
    people: Iterable[tuple[int, Times]] = (*after.people.items(), *((0, times) for times in after.joining))
    for person_id, times in people:
        told: list[AssignedFact] = []
        for rule in rules:
            had = assigned.get((person_id, rule.audience_id), [])
            has = _planned(rule, times, had, day)
            told += has
            was_open, is_open = any(one.last_on is None for one in had), any(one.last_on is None for one in has)
            count["begun"] += is_open and not was_open
            count["ended"] += was_open and not is_open
        posts = tuple(Span(*span) for span in times)
        changed.append(before.get(person_id, _NOTHING)._replace(posts=posts, assignments=tuple(told)))
    stay = [of for person_id, of in before.items() if person_id not in after.people]
    return ModuleEffect(
        title, count["begun"], count["ended"], _figures(before.values(), day), _figures((*stay, *changed), day)
    )


_NOTHING = NO_FACTS._replace(bank_holidays_added=PROCLAIMED_ADDED, bank_holidays_removed=PROCLAIMED_REMOVED)


def _figures(found: Iterable[Facts], day: date) -> Figures:
    answers = (standing_alone(of, day) for of in found)
    return figures(answer for answer in answers if answer is not None)


def _planned(rule: _Rule, times: Times, had: list[KnownAssignment], day: date) -> list[AssignedFact]:
    """The assignments of one rule as they would be."""
    edit = plan_assignments(rule.audience, employments(times), had, rule_last_on=rule.last_on, today=day)
    ended = dict(edit.ended)
    stand = [
        AssignedFact(one.first_on, ended.get(one.fact_id, one.last_on), one.due_on, one.reason)
        for one in had
        if ended.get(one.fact_id, date.min) is not None
    ]
    return stand + [AssignedFact(one.first_on, one.last_on, one.due_on, one.reason) for one in edit.added]


def _rules(session: Session) -> list[_Rule]:
    rows = session.execute(
        select(tables.Audience, Module.slug)
        .join(Module, Module.id == tables.Audience.module_id)
        .where(known(tables.Audience, None))
        .order_by(tables.Audience.id)
    )
    return [
        _Rule(
            row.id, row.module_id, row.true_to,
            Audience(
                module=slug, first_on=row.true_from, fixed_due_on=row.fixed_due_on,
                days_after_start=row.days_after_start, notice_days=row.notice_days, name=row.name,
            ),
        )
        for row, slug in rows
    ]  # fmt: skip


def _assigned(session: Session, people: Mapping[int, Times]) -> _Assigned:
    table, dialect = tables.Assignment, dialect_of(session)
    statement = select(
        table.person_id, table.audience_id, table.id, table.true_from, table.true_to, table.due_on, table.reason,
        table.recorded_at,
    ).where(known(table, None), is_one_of(table.person_id, "people", dialect))  # fmt: skip
    found: dict[tuple[int, int], list[KnownAssignment]] = defaultdict(list)
    for row in session.execute(statement, {"people": ids(people, dialect)}):
        person_id, audience_id, fact_id, first_on, last_on, due_on, reason, recorded_at = row
        assigned = KnownAssignment(fact_id, first_on, last_on, due_on, reason, london_date(recorded_at))
        found[person_id, audience_id].append(assigned)
    return found


def times_without(session: Session, run_id: int) -> TimesAfter:
    """The times in post of everybody whose a run changed, as they would be if it were undone."""
    event = select(ImportRun.recorded_by).where(ImportRun.id == run_id).scalar_subquery()
    by_run, ended_by_run = Holding.recorded_by == event, Holding.superseded_by == event
    concerned = select(Holding.person_id).where(by_run | ended_by_run)
    stand = (known(Holding, None) & ~by_run) | ended_by_run
    people: dict[int, Times] = dict.fromkeys(session.scalars(concerned), ())
    rows = select(Holding.person_id, Holding.true_from, Holding.true_to).where(stand, Holding.person_id.in_(concerned))
    for person_id, first_on, last_on in session.execute(rows):
        people[person_id] = (*people[person_id], (first_on, last_on))
    return TimesAfter(people)
