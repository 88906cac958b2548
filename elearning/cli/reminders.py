"""`reminders plan`, `send` and `withdraw`: who would be told what and why; into the outbox, and out of it again."""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.cli.asked import Day, asked_from, note_export
from elearning.cli.running import Failure, acting, actor_option, refusing, settings, system_actor
from elearning.domain.access import Actor
from elearning.domain.calendar import british_date
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.jobs.planning import planned, put_into_outbox
from elearning.queries.compliance import module_names
from elearning.queries.people import names, numbers, person_by_number
from elearning.queries.reminders import Plan
from elearning.services.messages import withdraw_waiting

reminders = AppGroup("reminders", help="Reminders: who is told what on a day, and why or why not.")


@reminders.command("plan")
@click.option("--as-at", type=Day(), help="The day asked about; today unless said.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@actor_option
def plan(as_at: date | None, as_json: bool, actor: str | None) -> None:
    """Say who would be told what on a day, and why or why not. Sends nothing; that it was looked at is recorded."""
    session = db.session()
    with refusing():
        asked = asked_from(as_at, None)
        found = planned(session, settings(), asked)
    note_export("Reminders of a day, as a command", {one.person_id for one in found}, actor=actor)
    with refusing():
        rows = _rows(found, asked)
    if as_json:
        click.echo(json.dumps({"as_at": asked.as_at.isoformat(), "plans": rows}, indent=2, ensure_ascii=False))
        return
    for row in rows:
        for told in row["considered"]:
            click.echo(f"{row['number']:10} {row['name']}: {told['what']}: {told['why']}")
    messages = sum(1 for one in found if one.told)
    click.echo(f"{british_date(asked.as_at)}: {messages:,} messages; {len(found):,} with something to be told.")


def _rows(found: Collection[Plan], asked: Asked) -> list[dict[str, Any]]:
    session, people = db.session(), {one.person_id for one in found}
    called = names(session, people, asked.as_at, known_on=asked.known_on)
    numbered = numbers(session, people, asked.as_at, known_on=asked.known_on)
    slugs = {module_id: one.slug for module_id, one in module_names(session, asked).items()}
    return [
        {
            "number": numbered.get(one.person_id, ""),
            "name": called[one.person_id].name,
            "kind": one.kind,
            "considered": [
                {
                    "module": slugs.get(each.module_id, ""),
                    "what": _what(one, slugs.get(each.module_id, ""), each.occasion),
                    "occasion": each.occasion.key if each.occasion else "",
                    "why": each.why.value,
                }
                for each in one.considered
            ],
        }
        for one in found
    ]


def _what(plan: Plan, slug: str, occasion: Any) -> str:
    if plan.kind == "digest":
        return f"digest of {len({row.person_id for row in plan.team})} people"
    return f"{slug}, {occasion.kind} {british_date(occasion.on)}" if occasion else slug


@reminders.command("send")
@actor_option
def send(actor: str | None) -> None:
    """Put the reminders of today into the outbox now. A second time on one day it does nothing.

    They are sent by whichever process does the background work.
    """
    session = db.session()
    with refusing():
        who = Actor(person_id=person_by_number(session, actor)) if actor is not None else system_actor()
        came = put_into_outbox(session, settings(), asked_from(None, None), actor=who)
    click.echo(f"{british_date(clock.today())}: {came.queued:,} messages put into the outbox.")
    if not settings().smtp_url:
        raise Failure("No mail is sent: SMTP_URL is not set. The messages wait in the outbox.")


@reminders.command("withdraw")
@click.option("--reason", required=True, help="Why; HR reads it beside each message.")
@actor_option
def withdraw(reason: str, actor: str | None) -> None:
    """Withdraw every message that waits in the outbox: what they tell counts as told.

    For after a backup was restored, when messages that the backup does not know of were sent.
    """
    session = db.session()
    with acting(actor) as (who, now):
        count = withdraw_waiting(session, reason=reason, actor=who, now=now)
    click.echo(f"{count:,} messages withdrawn.")
