"""The figures of a committee's report: the same standings as every other report, in groups that are not too small."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY
from elearning.domain.audience_conditions import read_who
from elearning.domain.audience_words import who_words
from elearning.domain.committee import (
    CommitteeFigures,
    DayFigures,
    GroupFigures,
    Period,
    Requirement,
    ServiceShare,
    TalksHeld,
)
from elearning.domain.facts import Standing
from elearning.domain.name_search import folded
from elearning.domain.reports import Asked, Figures, Totals
from elearning.domain.small_groups import Line, lines_of_modules, lines_of_units
from elearning.domain.structure import NO_UNIT, NOWHERE
from elearning.models.assignments import Audience
from elearning.models.dated import holds_between
from elearning.queries.before_and_after import figures_of
from elearning.queries.compliance import ModuleName, module_names
from elearning.queries.conversations import NO_SERVICE, Conversations, conversations
from elearning.queries.standings import standings_on_days
from elearning.queries.structure import bare_structure, units_of_people

Answers = Mapping[int, Mapping[int, Standing]]
"""Standings by module and then person."""

MOST_NAMES = 3
"""Groups that one line names; of more it says how many."""


class _End(NamedTuple):
    """The first or the last day: its standings, and in which directorates each person counts."""

    answers: Answers
    units_of: Mapping[int, frozenset[int]]
    names: Mapping[int, str]

    @property
    def people(self) -> frozenset[int]:
        """Everybody with a row on the day."""
        return frozenset[int]().union(*self.answers.values())


def committee_figures(session: Session, period: Period, known_on: datetime) -> CommitteeFigures:
    """What a committee is told about a period, as known on an instant. The number of statements is constant."""
    days, ends = list[DayFigures](), dict[date, Answers]()
    for day, answers in standings_on_days(session, EVERYBODY, period.days, known_on=known_on):
        people = frozenset[int]().union(*answers.values())
        whole = figures_of(answers.values())
        days.append(DayFigures(day, whole, len(people)))
        if day in period:
            ends[day] = answers
    modules = module_names(session, Asked(period.last_on, known_on))
    first, last = (_end(session, ends[day], Asked(day, known_on)) for day in period)
    return CommitteeFigures(
        period=period, known_on=known_on, days=tuple(days), directorates=_directorates(first, last),
        modules=_modules(first, last, modules),
        several_modules=len({module for end in (first, last) for module, of in end.answers.items() if of}) > 1,
        talks=_talks(conversations(session, Asked(period.last_on, known_on), since=period.first_on)),
        requirements=_requirements(session, period, known_on, modules),
    )  # fmt: skip


def _end(session: Session, answers: Answers, asked: Asked) -> _End:
    where, units_of = units_of_people(session, asked)
    names = {one.unit_id: one.name for one in where.below(None)} | {NO_UNIT: NOWHERE.name}
    nowhere = frozenset({NO_UNIT})
    top = frozenset(names)
    return _End(answers, {person: (units & top) or nowhere for person, units in units_of.items()}, names)


def _directorates(first: _End, last: _End) -> tuple[GroupFigures, ...]:
    """Whatever stands at the top of the tree on each day, in the same lines on both."""
    lines = lines_of_units([Counter(map(end.units_of.__getitem__, end.people)) for end in (first, last)])
    of_first, of_last = (_totals(end, lines) for end in (first, last))
    names = {**first.names, **last.names}
    found = [
        GroupFigures(_name(line, names, "units"), line, of_first.of(unit_id=min(line)), of_last.of(unit_id=min(line)))
        for line in lines
    ]
    return tuple(sorted(found, key=lambda one: (one.name == NOWHERE.name, folded(one.name))))


def _totals(end: _End, lines: Collection[Line]) -> Totals[int]:
    """Everybody once in each line of theirs, for each module (RULE-19); a line goes by its lowest id."""
    line_of = {unit: min(line) for line in lines for unit in line}
    return Totals(
        end.answers,
        {person: frozenset(line_of[one] for one in units if one in line_of) for person, units in end.units_of.items()},
    )  # fmt: skip


def _name(line: Line, names: Mapping[int, str], noun: str) -> str:
    """'Adults', 'Adults and Children', or how many there are together."""
    if len(line) > MOST_NAMES:
        return f"{len(line)} {noun} together"
    *before, last = sorted((names[one] for one in line), key=folded)
    return f"{', '.join(before)} and {last}" if before else last


def _modules(first: _End, last: _End, modules: Mapping[int, ModuleName]) -> tuple[GroupFigures, ...]:
    lines = lines_of_modules([{module: len(of) for module, of in end.answers.items()} for end in (first, last)])
    titles = {module_id: one.title for module_id, one in modules.items()}
    found = [GroupFigures(_name(line, titles, "modules"), line, _of(first, line), _of(last, line)) for line in lines]
    return tuple(sorted(found, key=lambda one: one.name))


def _of(end: _End, module_ids: Line) -> Figures:
    return figures_of(end.answers.get(one, {}) for one in sorted(module_ids))


def _talks(found: Conversations) -> TalksHeld:
    """What became of the conversations after the period's completions, by service as units are put in lines."""
    people = {talk.person_id for talk in found.talks}
    names = {one.unit_id: one.name for one in found.services} | {NO_UNIT: NO_SERVICE}
    lines = lines_of_units([Counter(map(found.counted_in, people))])
    services = [ServiceShare(_name(line, names, "services"), line, found.share(services=line)) for line in lines]
    return TalksHeld(
        len(people), found.share(), tuple(sorted(services, key=lambda one: (one.name == NO_SERVICE, folded(one.name))))
    )  # fmt: skip


def _requirements(
    session: Session, period: Period, known_on: datetime, modules: Mapping[int, ModuleName]
) -> tuple[Requirement, ...]:  # fmt: skip
    """The rules that held on any day of the period, by module, in words and units' names of the last day."""
    unit_names = bare_structure(session, Asked(period.last_on, known_on)).unit_names()
    rows = session.execute(
        select(
            Audience.module_id, Audience.who, Audience.true_from, Audience.true_to, Audience.fixed_due_on,
            Audience.days_after_start, Audience.notice_days,
        ).where(holds_between(Audience, *period, known_on))
    )  # fmt: skip
    found = [
        Requirement(modules[row[0]].title, who_words(read_who(row[1]), unit_names), *row[2:])
        for row in rows if row[0] in modules
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.module_title, one.who, one.first_on)))
