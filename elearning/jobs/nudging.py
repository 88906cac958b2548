"""Nudges from what was read to what is written: letters to who is late, shown first, then put into the outbox."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from elearning.documents.letters import Letter
from elearning.domain.access import Actor
from elearning.domain.facts import Standing
from elearning.domain.nudges import KIND, RECORDED, Answer, Asker
from elearning.domain.reminders import Considered, TeamRow, Why
from elearning.domain.reports import Asked
from elearning.jobs.letters import letters, sender_of
from elearning.jobs.planning import ready_of
from elearning.queries.nudges import Nudge, nudges
from elearning.queries.reminders import Plan
from elearning.services.messages import Withheld
from elearning.services.nudges import ask_for_nudges, hold_nudges
from elearning.settings import Settings


def _plan(nudge: Nudge, asked: Asked) -> Plan:
    """What somebody is told, as every message is planned."""
    return Plan(
        nudge.person_id, KIND,
        tuple(Considered(one.module_id, one.occasion(asked.as_at), Why.TELL) for one in nudge.late),
        tuple(TeamRow(nudge.person_id, one.module_id, Standing(one.kind.value), one.due_on) for one in nudge.late),
    )  # fmt: skip


def wording(
    session: Session, settings: Settings, found: Sequence[Nudge], asker: Asker, asked: Asked
) -> list[Letter]:  # fmt: skip
    """The message to each of these people, as it would go now."""
    by = dict.fromkeys(range(len(found)), asker)
    plans = [_plan(one, asked) for one in found]
    return letters(session, plans, asked, sender_of(settings), asked_by=by)


def nudge(
    session: Session, settings: Settings, person_ids: Collection[int], *, actor: Actor, asked: Asked,
    stands_in_for: int | None = None,
) -> int:  # fmt: skip
    """Put a message to each of these people who is late and can be told into the outbox; returns how many go.

    `stands_in_for` is the manager whose team it is, where the actor stands in for them.

    Within a transaction that writes, begun at the instant asked: who is late and who was told is read in it.
    """
    hold_nudges(session)
    found = nudges(session, person_ids, asked, settings.council.reminders.rules)
    going = [one for one in found if one.answer is Answer.NUDGE]
    written = wording(session, settings, going, Asker(actor.person_id or 0, stands_in_for), asked)
    return ask_for_nudges(
        session, ready_of([_plan(one, asked) for one in going], written), _withheld(found, asked),
        day=asked.as_at, actor=actor, now=asked.known_on, stands_in_for=stands_in_for,
    )  # fmt: skip


def _withheld(found: Sequence[Nudge], asked: Asked) -> list[Withheld]:
    """What was asked for and does not go, for reasons that are kept."""
    return [
        Withheld(one.person_id, late.occasion(asked.as_at).key, RECORDED[one.answer].value)
        for one in found
        if one.answer in RECORDED
        for late in one.late
    ]
