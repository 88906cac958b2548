"""One person's record as a timeline: every fact and act of theirs, as known on an instant, in a fixed number of
statements."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.calendar import london_date
from elearning.domain.reports import Asked
from elearning.domain.timeline import Entry, EntryKind, newest_first
from elearning.models.audit import AuditEvent
from elearning.queries.compliance import module_names
from elearning.queries.corrections import corrections
from elearning.queries.person_record import actor_names, require_person
from elearning.queries.same_people import same_people
from elearning.queries.timeline_learning import told_of_learning
from elearning.queries.timeline_more_time import told_of_more_time
from elearning.queries.timeline_posts import told_of_posts
from elearning.queries.timeline_record import told_of_record
from elearning.queries.timeline_told import Told, Whose, span_words

PAGE = 100
"""Entries on a page."""


@dataclass(frozen=True)
class Timeline:
    """A page of a timeline; `counts` says how many entries there are of each kind, whatever is shown."""

    entries: tuple[Entry, ...]
    counts: Mapping[EntryKind, int]
    total: int
    page: int
    pages: int


class Wanted(NamedTuple):
    """Which entries: of one kind or of all, and which page of them."""

    kind: EntryKind | None = None
    page: int = 1


def timeline(session: Session, person_id: int, asked: Asked) -> tuple[Entry, ...]:
    """Everything of a person, the newest first, with what HR alone may read. Raises NotFound."""
    require_person(session, person_id)
    titles = {id: one.title for id, one in module_names(session, asked).items()}
    whose = Whose(session, tuple(same_people(session, asked.known_on).records([person_id])), asked, titles)
    told = [*told_of_record(whose), *told_of_more_time(whose), *told_of_posts(whose), *told_of_learning(whose)]
    return newest_first([*_signed(session, told, asked), *_corrected(session, person_id, asked)])


def paged(entries: Collection[Entry], wanted: Wanted) -> Timeline:
    """One page of a timeline; a page that is not there answers with the nearest."""
    counts = {kind: sum(entry.kind is kind for entry in entries) for kind in EntryKind}
    shown = [entry for entry in entries if wanted.kind in (None, entry.kind)]
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(1, wanted.page), pages)
    return Timeline(tuple(shown[(page - 1) * PAGE : page * PAGE]), counts, len(shown), page, pages)


def _signed(session: Session, told: list[Told], asked: Asked) -> Iterator[Entry]:
    """Entries with who recorded each of them and why, which is for HR."""
    event_ids = {one.event_id for one in told if one.event_id is not None}
    events = {event.id: event for event in session.scalars(select(AuditEvent).where(AuditEvent.id.in_(event_ids)))}
    actors = actor_names(session, events.values(), asked)
    for entry, event_id in told:
        if event_id is None:
            yield entry
            continue
        reason = _reason(events[event_id].action, events[event_id].reason)
        private = (*entry.private, *([reason] if reason and reason not in entry.private else ()))
        yield entry._replace(by=actors[event_id], private=private)


def _reason(action: str, reason: str) -> str:
    return f"HR’s file {reason}" if action == "people.import" and reason else reason


def _corrected(session: Session, person_id: int, asked: Asked) -> Iterator[Entry]:
    for one in corrections(session, person_id, asked):
        is_private = one.what == "Leave"  # its words are why somebody is away
        words = (one.words,) if one.words else ()
        yield Entry(
            EntryKind.CORRECTION, london_date(one.at), one.at, f"{one.what} replaced by a later record",
            (*(() if is_private else words), span_words(one.first_on, one.last_on)),
            private=(*(words if is_private else ()), *filter(None, [_reason(one.action, one.reason)])), by=one.by,
        )  # fmt: skip
