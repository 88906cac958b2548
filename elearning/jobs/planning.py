"""The reminders of a day: worked out with nothing open for writing, then put into the outbox, a part at a time."""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.documents.letters import Letter
from elearning.domain.access import Actor
from elearning.domain.reminders import RECORDED
from elearning.domain.reports import Asked
from elearning.jobs.letters import letters, sender_of
from elearning.queries.reminders import Plan, is_working_day, plans
from elearning.services.messages import Ready, Withheld, queue
from elearning.settings import Settings
from elearning.transaction import committed

SCHEDULER = Actor(name="scheduler")
PART = 500
"""Messages that are put into the outbox in one transaction, so that nobody waits long for the database."""


class Planned(NamedTuple):
    """What came of working out a day: messages put into the outbox, and things not sent."""

    queued: int
    withheld: int


def planned(session: Session, settings: Settings, asked: Asked) -> list[Plan]:
    """Everybody's plans of a day, as known on its instant."""
    return list(plans(session, asked, settings.council.reminders.rules))


def put_into_outbox(session: Session, settings: Settings, asked: Asked, *, actor: Actor = SCHEDULER) -> Planned:
    """Put what a day calls for into the outbox. On a day that is no working day, and twice on one day, it does nothing.

    `asked` is the day and an instant that nothing can change any more (`transaction.settled_now`).
    """
    if not is_working_day(asked.as_at):
        return Planned(0, 0)
    found = planned(session, settings, asked)
    told = [plan for plan in found if plan.told]
    withheld = withheld_of(found)
    queued = 0
    parts = iter(told)
    while part := list(islice(parts, PART)):
        queued += _put(session, settings, asked, part, (), actor)
    _put(session, settings, asked, (), withheld, actor)
    return Planned(queued, len(withheld))


def _put(
    session: Session, settings: Settings, asked: Asked, part: Sequence[Plan], withheld: Sequence[Withheld],
    actor: Actor,
) -> int:  # fmt: skip
    if not part and not withheld:
        return 0
    ready = ready_of(part, letters(session, part, asked, sender_of(settings)))
    with committed(session) as now:
        return queue(session, ready, withheld, day=asked.as_at, actor=actor, now=now)


def ready_of(told: Sequence[Plan], written: Sequence[Letter]) -> list[Ready]:
    """Plans and their letters as messages for the outbox."""
    return [
        Ready(
            plan.person_id, plan.kind, letter.subject, letter.text,
            tuple(one.occasion.key for one in plan.told if one.occasion),
        )
        for plan, letter in zip(told, written, strict=True)
    ]  # fmt: skip


def withheld_of(found: Sequence[Plan]) -> list[Withheld]:
    """What was called for and is not sent, for reasons that are kept."""
    return [
        Withheld(plan.person_id, one.occasion.key, one.why.value)
        for plan in found
        for one in plan.considered
        if one.occasion and one.why in RECORDED
    ]
