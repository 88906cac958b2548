"""What messages that wait would tell now, whatever was told before: many at once, each beside what it says.

What a message does not tell any more is no longer true, and is not sent.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.facts import Row
from elearning.domain.nudges import KIND, late_modules
from elearning.domain.reminders import Considered, Recipient, ReminderRules, TeamRow, Why, occasion_of, plan_learner
from elearning.domain.reports import Asked
from elearning.queries.messages import Waiting
from elearning.queries.reminders import HOLIDAYS, Plan, away, digest_of, rows_by_person, team_rows
from elearning.queries.structure import direct_reports

_REACHABLE = Recipient(has_mailbox=True)
"""Whether a message is called for is asked here; whether anybody can be reached is asked of their address."""


def still_true(
    session: Session, waiting: Sequence[Waiting], asked: Asked, rules: ReminderRules
) -> dict[int, Plan]:  # fmt: skip
    """By message, what is still to be told of what it tells: a plan that tells nothing where all of it is over.

    The number of statements is constant. Whoever has left since is asked for nothing.
    """
    digests = {one.person_id for one in waiting if one.kind == "digest"}
    teams = direct_reports(session, digests, asked) if digests else {}
    people = {one.person_id for one in waiting if one.kind != "digest"}.union(*teams.values())
    rows = rows_by_person(session, Scope(frozenset(people)), asked)
    said_of = team_rows(session, rows, asked, rules) if digests else {}
    gone = away(session, digests, asked) if digests else set()
    found: dict[int, Plan] = {}
    for one in waiting:
        if one.kind == "digest":
            team = [row for person_id in sorted(teams[one.person_id]) for row in said_of.get(person_id, ())]
            plan = digest_of(one.person_id, team, _REACHABLE, asked, rules, is_away=one.person_id in gone)
        elif one.kind == KIND:
            plan = _nudge(one, rows.get(one.person_id, {}))
        else:
            told = plan_learner(rows.get(one.person_id, {}), asked.as_at, _REACHABLE, rules, HOLIDAYS)
            plan = Plan(one.person_id, one.kind, told)
        still = tuple(each for each in plan.told if each.occasion and each.occasion.key in one.occasions)
        found[one.message_id] = plan._replace(considered=still)
    return found


def _nudge(message: Waiting, rows: dict[int, Row]) -> Plan:
    """Of the modules that a nudge names, those that are still late, with their due dates of now."""
    asked_on = {one.module_id: one for one in map(occasion_of, message.occasions)}
    late = [one for one in late_modules(rows) if one.module_id in asked_on]
    return Plan(
        message.person_id, message.kind,
        tuple(Considered(one.module_id, asked_on[one.module_id], Why.TELL) for one in late),
        tuple(TeamRow(message.person_id, one.module_id, rows[one.module_id].standing, one.due_on) for one in late),
    )  # fmt: skip
