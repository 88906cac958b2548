"""Who of some people is late and can be nudged today, and why the others cannot: put before the rule of nudges."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.nudges import KIND, Answer, Late, answer, late_modules
from elearning.domain.reminders import ReminderRules
from elearning.domain.reports import Asked
from elearning.models.messages import Message, MessageState
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.people import names
from elearning.queries.reminders import recipients, rows_by_person
from elearning.queries.same_people import same_people


class Nudge(NamedTuple):
    """Somebody who is late: with what, whether a message can go to them, and when one last did."""

    person_id: int
    name: str
    known_as: str
    late: tuple[Late, ...]
    answer: Answer
    last_on: date | None


def nudges(session: Session, person_ids: Collection[int], asked: Asked, rules: ReminderRules) -> tuple[Nudge, ...]:
    """Everybody of these people who is late, by name. The number of statements is constant."""
    late = {
        person_id: modules
        for person_id, rows in rows_by_person(session, Scope(frozenset(person_ids)), asked).items()
        if (modules := late_modules(rows))
    }
    known, last = recipients(session, late.keys(), asked), last_nudged(session, late.keys(), asked)
    called = names(session, late.keys(), asked.as_at, known_on=asked.known_on)
    found = [
        Nudge(
            person_id, called[person_id].name, called[person_id].known_as or called[person_id].name, modules,
            answer(modules, asked.as_at, known[person_id], last.get(person_id), rules), last.get(person_id),
        )
        for person_id, modules in late.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person_id)))


def last_nudged(session: Session, person_ids: Collection[int], asked: Asked) -> dict[int, date]:
    """On which day each of these people was last nudged, by anybody and under either number; a message that never went
    out is no nudge."""
    same = same_people(session, asked.known_on)
    ended = exists().where(MessageState.message_id == Message.id, MessageState.state.in_(("given up", "withdrawn")))
    statement = (
        select(Message.person_id, func.max(Message.day))
        .where(is_among(Message.person_id, same.records(person_ids), dialect_of(session)), Message.kind == KIND, ~ended)
        .where(Message.recorded_at <= asked.known_on)
        .group_by(Message.person_id)
    )
    last: dict[int, date] = {}
    for record, day in session.execute(statement):
        last[same.one(record)] = max(day, last.get(same.one(record), day))
    return last
