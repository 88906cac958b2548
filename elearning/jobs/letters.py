"""What is planned to be told, as letters: names, titles and addresses found for the plans of a day."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from elearning.council import CONTACT_NAMES, Council
from elearning.documents.letters import Letter, Line, Sender, TeamLine, digest_letter, nudge_letter, reminder_letter
from elearning.domain.nudges import KIND as NUDGE
from elearning.domain.nudges import Asker
from elearning.domain.reminders import Kind
from elearning.domain.reports import Asked
from elearning.queries.compliance import module_names
from elearning.queries.people import names
from elearning.queries.reminders import Plan
from elearning.settings import Settings

NOBODY: Mapping[int, Asker] = {}


def sender_of(settings: Settings) -> Sender:
    """On whose behalf messages go."""
    return Sender(settings.council.name, settings.public_url, contact_words(settings.council))


def contact_words(council: Council) -> str:
    """Whom to ask about a reminder, with every way to reach them."""
    name = council.reminders.contact
    contact = council.contacts[name]
    ways = ", ".join(way for way in (contact.phone, contact.email, contact.url) if way)
    return f"{CONTACT_NAMES[name]} ({ways})" if ways else CONTACT_NAMES[name]


def letters(
    session: Session, plans: Sequence[Plan], asked: Asked, sender: Sender, *, asked_by: Mapping[int, Asker] = NOBODY
) -> list[Letter]:  # fmt: skip
    """A letter for each plan that tells something, in their order. Two statements, however many there are.

    `asked_by` says of the place of a plan among these who asked for it: of a nudge, the line manager or who stands in.
    """
    people = {*_people(plans), *(id for one in asked_by.values() for id in one if id)}
    called = names(session, people, asked.as_at, known_on=asked.known_on)
    titles = {module_id: one.title for module_id, one in module_names(session, asked).items()}
    found = []
    for place, plan in enumerate(plans):
        name = called[plan.person_id].known_as or called[plan.person_id].name
        if plan.kind == "digest":
            team = [TeamLine(called[row.person_id].name, titles[row.module_id], row) for row in plan.team]
            found.append(digest_letter(name, team, sender))
        elif plan.kind == NUDGE:
            late = [Line(titles[row.module_id], Kind(row.standing.value), row.on) for row in plan.team]
            by, manager_id = asked_by[place]
            manager = called[manager_id].name if manager_id else ""
            found.append(nudge_letter(name, called[by].name, late, sender, stands_in_for=manager))
        else:
            told = [one.occasion for one in plan.told if one.occasion]
            told.sort(key=lambda one: (one.on, titles[one.module_id]))
            found.append(reminder_letter(name, [Line(titles[one.module_id], one.kind, one.on) for one in told], sender))
    return found


def _people(plans: Sequence[Plan]) -> Collection[int]:
    return {plan.person_id for plan in plans} | {row.person_id for plan in plans for row in plan.team}
