"""Conversations after completions: of one person for their line manager, and the share held by service for HR."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from elearning.domain.conversations import Held, Share, held, share
from elearning.domain.name_search import folded
from elearning.domain.people import UnitPath
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.domain.small_groups import Line
from elearning.domain.structure import NO_UNIT, Structure, UnitOnDay
from elearning.models.conversations import Conversation
from elearning.models.dated import known
from elearning.models.learning import Completion
from elearning.models.merges import of_one_person
from elearning.models.modules import ModuleVersion
from elearning.queries.people import names, numbers
from elearning.queries.same_people import same_people
from elearning.queries.structure import structure_of, units_of_people

NO_SERVICE = "No service"
"""Where people count who have no post in any."""


class Talk(NamedTuple):
    """One completion, and the day of the conversation after it, None if none is recorded."""

    completion_id: int
    person_id: int
    module_id: int
    module_title: str
    completed_on: date
    held_on: date | None


def _talks(known_on: datetime | None) -> Select[*tuple[Any, ...]]:
    is_its = (Conversation.completion_id == Completion.id) & known(Conversation, known_on)
    return (
        select(Completion.id, Completion.person_id, Completion.module_id, ModuleVersion.title, Completion.completed_on,
               Conversation.held_on)
        .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
        .outerjoin(Conversation, is_its)
        .where(known(Completion, known_on), Completion.enrolment_id.is_not(None))  # not what was brought from elsewhere
        .order_by(Completion.made_at.desc(), Completion.id.desc())
    )  # fmt: skip


def talks_of(session: Session, person_id: int) -> tuple[Talk, ...]:
    """Every completion of one person, the newest first, as recorded now. Ask before whether they may be seen."""
    statement = _talks(None).where(of_one_person(Completion.person_id, person_id))
    return tuple(Talk(*row)._replace(person_id=person_id) for row in session.execute(statement))


def talk_of(session: Session, person_id: int, completion_id: int) -> Talk:
    """One of them. Raises NotFound for a completion of somebody else and for none alike."""
    for talk in talks_of(session, person_id):
        if talk.completion_id == completion_id:
            return talk
    raise NotFound("There is no such completion of this person.")


@dataclass(frozen=True)
class Conversations:
    """Completions of a period of people who are in post at its end, and in which services they count.

    `left` is how many completions are of people who are not, and in no figure.
    """

    day: date
    talks: tuple[Talk, ...]
    services_of: Mapping[int, frozenset[int]]
    services: tuple[UnitOnDay, ...]
    left: int
    kept: Mapping[int, int]

    def among(self, *, services: Line | None = None, outcomes: Collection[Held] = ()) -> tuple[Talk, ...]:
        """The completions of some services together, each once, 0 standing for none; of all with None; with outcomes,
        those alone."""
        return tuple(
            talk
            for talk in self.talks
            if (services is None or services & self.counted_in(talk.person_id))
            and (not outcomes or self.outcome(talk) in outcomes)
        )

    def counted_in(self, person_id: int) -> Line:
        """The services in which a person counts; NO_UNIT alone where there is none."""
        return self.services_of[person_id] or frozenset({NO_UNIT})

    def outcome(self, talk: Talk) -> Held:
        """What became of one conversation, on the last day of the period."""
        return held(talk.completed_on, talk.held_on, self.day)

    def share(self, *, services: Line | None = None) -> Share:
        """What they add up to."""
        return share(map(self.outcome, self.among(services=services)))


def conversations(
    session: Session, asked: Asked, *, since: date, module_id: int | None = None
) -> Conversations:  # fmt: skip
    """Completions from a day to the day asked about, on one module or all. People count in the services of that day,
    once in each. The number of statements is constant."""
    statement = _talks(asked.known_on).where(Completion.completed_on.between(since, asked.as_at))
    if module_id is not None:
        statement = statement.where(Completion.module_id == module_id)
    same = same_people(session, asked.known_on)
    talks = [Talk(id, same.one(record), *row) for id, record, *row in session.execute(statement)]
    where, units_of = units_of_people(session, asked)
    services = _services(where)
    there = tuple(talk for talk in talks if talk.person_id in units_of)
    ids = {one.unit_id for one in services}
    return Conversations(
        day=asked.as_at, talks=there, services=services, left=len(talks) - len(there),
        kept={unit_id: where.kept(unit_id) for unit_id in where.every_unit},
        services_of={talk.person_id: units_of[talk.person_id] & ids for talk in there},
    )  # fmt: skip


def _services(where: Structure) -> tuple[UnitOnDay, ...]:
    found = [unit for unit in where.units.values() if unit.kind == "service"]
    return tuple(sorted(found, key=lambda unit: (folded(unit.name), unit.unit_id)))


class TalkOf(NamedTuple):
    """A conversation with who it is about."""

    talk: Talk
    number: str
    name: str
    unit: UnitPath


def with_names(session: Session, talks: tuple[Talk, ...], asked: Asked) -> list[TalkOf]:
    """Who some completions are of: the people of one page."""
    people = {talk.person_id for talk in talks}
    called = names(session, people, asked.as_at, known_on=asked.known_on)
    numbered = numbers(session, people, asked.as_at, known_on=asked.known_on)
    where = structure_of(session, people, asked)
    found = []
    for talk in talks:
        post = where.main_holding(talk.person_id)
        unit = where.path(where.unit_of(post.post_id)) if post else ("", "", "")
        found.append(TalkOf(talk, numbered.get(talk.person_id, ""), called[talk.person_id].name, unit))
    return found
