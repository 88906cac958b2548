"""Which reminders a day calls for, of whom and why: standings, mailboxes and what was told, put before the rule."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED
from elearning.domain.extensions import may_ask
from elearning.domain.facts import Row
from elearning.domain.reminders import (
    WEEK,
    Considered,
    Holidays,
    Recipient,
    ReminderRules,
    TeamRow,
    Why,
    plan_digest,
    plan_learner,
    team_row,
)
from elearning.domain.reports import Asked
from elearning.domain.structure import Structure
from elearning.models.dated import holds
from elearning.models.messages import Message, MessageOccasion, MessageState
from elearning.models.people import Leave, PersonEmail
from elearning.queries.extension_requests import wishes_of
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.same_people import same_people
from elearning.queries.standings import rows_on
from elearning.queries.structure import reports, structure

BATCH = 1_000
"""People who are looked at together: memory stays the same, whatever the size of the council."""

HOLIDAYS = Holidays(PROCLAIMED_ADDED, PROCLAIMED_REMOVED)


class Plan(NamedTuple):
    """What was decided for one person as a learner, or with `team` as a line manager."""

    person_id: int
    kind: str
    considered: tuple[Considered, ...]
    team: tuple[TeamRow, ...] = ()

    @property
    def told(self) -> tuple[Considered, ...]:
        """What goes into one message; nothing if that is empty."""
        return tuple(one for one in self.considered if one.why is Why.TELL)


def emails(session: Session, person_ids: Collection[int], asked: Asked) -> dict[int, str]:
    """The work e-mail addresses of the day; people without a mailbox are not in it."""
    same = same_people(session, asked.known_on)
    statement = select(PersonEmail.person_id, PersonEmail.email).where(
        is_among(PersonEmail.person_id, same.records(person_ids), dialect_of(session)),
        holds(PersonEmail, asked.as_at, asked.known_on),
    )
    found = dict(session.execute(statement).all())
    others = {same.one(record): email for record, email in found.items()}
    return {person_id: found.get(person_id, others[person_id]) for person_id in others}


def _told(session: Session, person_ids: Collection[int], asked: Asked) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    statement = (
        select(MessageOccasion.person_id, MessageOccasion.occasion)
        .join(Message, Message.id == MessageOccasion.message_id)
        .where(is_among(MessageOccasion.person_id, person_ids, dialect_of(session)))
        .where(Message.recorded_at <= asked.known_on)
    )
    for person_id, key in session.execute(statement):
        found[person_id].add(key)
    return found


def _lately(session: Session, person_ids: Collection[int], asked: Asked) -> dict[int, int]:
    """How many messages the seven days up to the day brought; those that never went out do not count."""
    ended = exists().where(
        MessageState.message_id == Message.id, MessageState.state.in_(("given up", "withdrawn"))
    )  # fmt: skip
    statement = (
        select(Message.person_id, func.count())
        .where(is_among(Message.person_id, person_ids, dialect_of(session)))
        .where(Message.day > asked.as_at - timedelta(days=WEEK), Message.day <= asked.as_at, ~ended)
        .where(Message.recorded_at <= asked.known_on)
        .group_by(Message.person_id)
    )
    return {person_id: number for person_id, number in session.execute(statement)}


def recipients(session: Session, person_ids: Collection[int], asked: Asked) -> dict[int, Recipient]:
    """What the rule needs to know of people beside their standings, whichever record of theirs it is kept with."""
    reachable, same = emails(session, person_ids, asked), same_people(session, asked.known_on)
    records = same.records(person_ids)
    told, lately = _told(session, records, asked), _lately(session, records, asked)
    found = {}
    for person_id in person_ids:
        own = same.records([person_id])
        keys = frozenset[str]().union(*(told.get(record, ()) for record in own))
        found[person_id] = Recipient(person_id in reachable, keys, sum(lately.get(record, 0) for record in own))
    return found


def away(session: Session, person_ids: Collection[int], asked: Asked) -> set[int]:
    """Who of these people is on recorded leave on the day."""
    same = same_people(session, asked.known_on)
    statement = select(Leave.person_id).where(
        is_among(Leave.person_id, same.records(person_ids), dialect_of(session)),
        holds(Leave, asked.as_at, asked.known_on),
    )
    return set(map(same.one, session.scalars(statement)))


def plans(session: Session, asked: Asked, rules: ReminderRules) -> Iterator[Plan]:
    """What every learner with anything to be told, and every manager with somebody late, is told or not, and why.

    Whoever is wholly in order is left out. An iterator that asks as it goes: use it up within the transaction.
    """
    where = structure(session, asked)
    people = sorted(where.holdings_of)
    teams: dict[int, list[TeamRow]] = defaultdict(list)
    new: Counter[int] = Counter()
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        by_person = rows_by_person(session, Scope(frozenset(batch)), asked)
        _add_teams(teams, team_rows(session, by_person, asked, rules), where)
        known = recipients(session, by_person.keys(), asked)
        for person_id, rows in sorted(by_person.items()):
            plan = Plan(
                person_id, "reminder", plan_learner(rows, asked.as_at, known[person_id], rules, HOLIDAYS)
            )  # fmt: skip
            new[person_id] += bool(plan.told)
            if any(one.occasion for one in plan.considered):
                yield plan
    yield from _digests(session, teams, new, asked, rules)


def rows_by_person(session: Session, scope: Scope, asked: Asked) -> dict[int, dict[int, Row]]:
    """By person and then module, where everybody in scope stands."""
    found: dict[int, dict[int, Row]] = defaultdict(dict)
    for (person_id, module_id), row in rows_on(session, scope, as_at=asked.as_at, known_on=asked.known_on).items():
        found[person_id][module_id] = row
    return found


def team_rows(
    session: Session, by_person: Mapping[int, Mapping[int, Row]], asked: Asked, rules: ReminderRules
) -> dict[int, list[TeamRow]]:  # fmt: skip
    """By person, what a digest says of them: late, soon to be, or waiting for a decision about more time."""
    wishes, found = wishes_of(session, by_person.keys(), asked), defaultdict[int, list[TeamRow]](list)
    for person_id, rows in by_person.items():
        said = (team_row(person_id, module_id, row, asked.as_at, rules) for module_id, row in rows.items())
        found[person_id] += filter(None, said)
    for (person_id, module_id), wished_on in wishes.items():
        row = by_person[person_id].get(module_id)
        if row is not None and row.due_on is not None and may_ask(row):
            found[person_id].append(TeamRow(person_id, module_id, row.standing, row.due_on, wished_on))
    return {person_id: rows for person_id, rows in found.items() if rows}


def _add_teams(teams: dict[int, list[TeamRow]], said_of: Mapping[int, list[TeamRow]], where: Structure) -> None:
    """Put what is said of people into the team of each of their managers (RULE-18: direct reports)."""
    for person_id, said in said_of.items():
        held = where.holdings_of.get(person_id, ())
        managers = {manager for holding in held for manager in where.managers_of_post(holding.post_id)}
        for manager in managers - {person_id}:
            teams[manager].extend(said)


def _digests(
    session: Session, teams: Mapping[int, list[TeamRow]], new: Mapping[int, int], asked: Asked, rules: ReminderRules
) -> Iterator[Plan]:
    """The plans of managers; what they are told as learners the same day counts in their budget."""
    managers = sorted(teams)
    for start in range(0, len(managers), BATCH):
        batch = managers[start : start + BATCH]
        known, gone = recipients(session, batch, asked), away(session, batch, asked)
        for manager in batch:
            to = known[manager]._replace(this_week=known[manager].this_week + new.get(manager, 0))
            plan = digest_of(manager, teams[manager], to, asked, rules, is_away=manager in gone)
            if plan.considered[0].occasion:
                yield plan


def digest_of(
    manager: int, team: Iterable[TeamRow], to: Recipient, asked: Asked, rules: ReminderRules, *, is_away: bool
) -> Plan:  # fmt: skip
    """What one manager is told of their team, or not and why."""
    rows = tuple(team)
    return Plan(
        manager, "digest", (plan_digest(rows, asked.as_at, to, rules, HOLIDAYS, is_away=is_away),), rows
    )  # fmt: skip


def plans_of(session: Session, person_id: int, asked: Asked, rules: ReminderRules) -> tuple[Plan, ...]:
    """What one person is told on a day, or not and why: as a learner, and as a manager if they have a team."""
    to = recipients(session, [person_id], asked)[person_id]
    rows = rows_by_person(session, Scope(frozenset({person_id})), asked).get(person_id, {})
    own = Plan(person_id, "reminder", plan_learner(rows, asked.as_at, to, rules, HOLIDAYS))
    team = _team(session, person_id, asked, rules)
    if team is None:
        return (own,)
    to = to._replace(this_week=to.this_week + bool(own.told))
    is_away = bool(away(session, [person_id], asked))
    return own, digest_of(person_id, team, to, asked, rules, is_away=is_away)


def _team(session: Session, person_id: int, asked: Asked, rules: ReminderRules) -> list[TeamRow] | None:
    """The team of somebody as a digest tells of it; None if nobody reports to them."""
    team = reports(session, person_id, asked, whole_tree=False)
    if not team:
        return None
    by_person = rows_by_person(session, Scope(team), asked)
    return [row for rows in team_rows(session, by_person, asked, rules).values() for row in rows]


def is_working_day(day: date) -> bool:
    """Whether messages go on a day at all."""
    return HOLIDAYS.is_working(day)
