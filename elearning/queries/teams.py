"""Whose records a line manager may see on a day, and the page of one person of the team. Permission is today's."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.people import UnitPath
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked, ReportRow
from elearning.domain.structure import Structure
from elearning.queries import certificates
from elearning.queries.boards import board
from elearning.queries.certificates import Issued
from elearning.queries.delegations import StandsIn, stood_in_for
from elearning.queries.people import names
from elearning.queries.structure import reports, structure_of

NOT_YOURS = "Nobody with this number reports to you today."


class Members(NamedTuple):
    """Whose standing a manager is shown, and which of their own pages open.

    `corrected` is how many were known on the instant to report to the manager, and by what is recorded now did not;
    `not_yet` is how many will on a day to come, and do not today. Neither are shown (decision 13).
    """

    person_ids: frozenset[int]
    may_open: frozenset[int]
    corrected: int = 0
    not_yet: int = 0

    @property
    def scope(self) -> Scope:
        """The same people, as reports take them."""
        return Scope(self.person_ids)


def members(session: Session, manager_id: int, asked: Asked, *, today: Asked, whole_tree: bool) -> Members:
    """Who reported to a manager on the day: as known on the instant, and as recorded now (decisions 4 and 13).

    `today` is the day and the instant of the request, by which permission is judged. The people of a day to come
    must be the manager's today too.
    """
    then = reports(session, manager_id, asked, whole_tree=whole_tree)
    if asked == today:
        return Members(then, then)
    recorded = reports(session, manager_id, asked._replace(known_on=today.known_on), whole_tree=whole_tree)
    now = reports(session, manager_id, today, whole_tree=True)
    shown = then & recorded
    later = shown - now if asked.as_at > today.as_at else frozenset()
    return Members(shown - later, now, corrected=len(then - recorded), not_yet=len(later))


def require_report(session: Session, viewer_id: int, person_id: int, *, today: Asked) -> StandsIn | None:
    """For whom the viewer may open a person's page today: None as their line manager, or as whom they stand in for.

    Raises NotFound, alike for a stranger and for none, unless the person is in the whole tree of one of them. Nobody
    acts for a manager towards themself.
    """
    if person_id in reports(session, viewer_id, today, whole_tree=True):
        return None
    for one in stood_in_for(session, viewer_id, today) if person_id != viewer_id else ():
        if person_id in reports(session, one.manager_id, today, whole_tree=True):
            return one
    raise NotFound(NOT_YOURS)


def require_own_report(session: Session, viewer_id: int, person_id: int, *, today: Asked) -> None:
    """Raises NotFound unless the person is in the viewer's own whole tree today. What a manager decides about their
    people, nobody decides who stands in for them.
    """
    if person_id not in reports(session, viewer_id, today, whole_tree=True):
        raise NotFound(NOT_YOURS)


class PostHeld(NamedTuple):
    """A post of a person: its title, its unit, and the names of the line managers in post."""

    title: str
    unit: UnitPath
    managers: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """What a line manager sees of one person: never an answer, a score, an attempt, or why somebody is excused."""

    person_id: int
    name: str
    posts: tuple[PostHeld, ...]
    rows: tuple[ReportRow, ...]
    completions: tuple[Issued, ...]
    is_report: bool = True
    """Whether they report to the manager on the day; where they do not, nothing of that day is told."""

    @property
    def is_late(self) -> bool:
        """Whether any module is past its due date."""
        return any(row.row.standing.part == "not compliant" for row in self.rows)


def member(session: Session, person_id: int, asked: Asked) -> Member:
    """One person of a team. Ask `require_report` first. Completions are of the modules that they must do."""
    only = Scope(frozenset({person_id}))
    rows = board(session, only, asked).rows
    required = {row.module_id for row in rows}
    where = structure_of(session, only.person_ids, asked)
    managers = {
        one for held in where.holdings_of.get(person_id, ()) for one in where.managers_of_post(held.post_id)
    }  # fmt: skip
    called = names(session, {person_id, *managers}, asked.as_at, known_on=asked.known_on)
    issued = certificates.of_person(session, only, day=asked.as_at)
    return Member(
        person_id=person_id,
        name=called[person_id].name,
        posts=_posts(where, person_id, {one: called[one].name for one in managers if one in called}),
        rows=rows,
        completions=tuple(one for one in issued if one.module_id in required),
    )


def member_on(session: Session, manager_id: int, person_id: int, asked: Asked, *, today: Asked) -> Member:
    """The same on another day: where they stood and the dates, and nothing of a day on which they were another's.

    Ask `require_report` first: permission is today's, and so is the name where nothing is told (decision 4).
    """
    if person_id not in members(session, manager_id, asked, today=today, whole_tree=True).person_ids:
        called = names(session, {person_id}, today.as_at, known_on=today.known_on)
        return Member(person_id, called[person_id].name, (), (), (), is_report=False)
    called = names(session, {person_id}, asked.as_at, known_on=asked.known_on)
    return Member(person_id, called[person_id].name, (), board(session, Scope(frozenset({person_id})), asked).rows, ())


class Named(NamedTuple):
    """Somebody of a team by name."""

    person_id: int
    name: str


def named(session: Session, person_ids: Collection[int], asked: Asked) -> tuple[Named, ...]:
    """These people by their names of the day, in alphabetical order."""
    called = names(session, person_ids, asked.as_at, known_on=asked.known_on)
    found = [Named(person_id, called[person_id].name) for person_id in person_ids if person_id in called]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person_id)))


def manager_names(session: Session, person_ids: Collection[int], asked: Asked) -> dict[int, str]:
    """The line manager of each of these people by their main post, where one is in post: for the people of one page."""
    where = structure_of(session, person_ids, asked)
    managers = {person_id: where.manager_of(person_id) for person_id in person_ids}
    called = names(session, {one for one in managers.values() if one}, asked.as_at, known_on=asked.known_on)
    return {person_id: called[manager].name for person_id, manager in managers.items() if manager in called}


def _posts(where: Structure, person_id: int, called: dict[int, str]) -> tuple[PostHeld, ...]:
    held = sorted(where.holdings_of.get(person_id, ()), key=lambda one: (one.first_on, one.post_id))
    return tuple(
        PostHeld(
            title=where.posts[one.post_id].title,
            unit=where.path(where.unit_of(one.post_id)),
            managers=tuple(called[manager] for manager in where.managers_of_post(one.post_id) if manager in called),
        )
        for one in held
        if one.post_id in where.posts
    )
