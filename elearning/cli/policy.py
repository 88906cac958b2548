"""`policy ask` and `policy status`: a new version of the policy is to be acknowledged by those who hold a module."""

from datetime import date

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.cli.asked import Day, asked_from
from elearning.cli.running import acting, actor_option, refusing, settings
from elearning.domain.calendar import british_date
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.modules import module_id
from elearning.queries.policy_requests import holders, requests
from elearning.services.learning import PolicyWords
from elearning.services.policy_requests import ask_again

policy = AppGroup("policy", help="Fresh acknowledgements of the policy.")


@policy.command("ask")
@click.argument("module")
@click.option("--by", "due_by", type=Day(), required=True, help="The day by which it is asked.")
@click.option("--reason", required=True, help="Why. People read it.")
@click.option("--dry-run", is_flag=True, help="Say how many it concerns, and ask nobody.")
@actor_option
def ask(module: str, due_by: date, reason: str, dry_run: bool, actor: str | None) -> None:
    """Ask everybody in post who holds MODULE to acknowledge the policy of the council's file again."""
    words = settings().council.policy
    asked = asked_from(None, None)
    with refusing():
        people = holders(db.session(), module_id=module_id(db.session(), module), asked=asked)
    if dry_run:
        click.echo(f"{len(people):,} people hold {module} and would be asked.")
        return
    with acting(actor) as (who, now):
        ask_again(
            db.session(), module_id=module_id(db.session(), module), person_ids=people, due_by=due_by, reason=reason,
            policy=PolicyWords(words.title, words.version, words.date, ()), actor=who, now=now,
        )  # fmt: skip
    click.echo(f"{len(people):,} people are asked to acknowledge version {words.version} by {british_date(due_by)}.")


@policy.command("status")
def status() -> None:
    """Say of each request how many were asked, have done it, and have not."""
    with refusing():
        found = requests(db.session(), Asked(clock.today(), clock.now()))
    for one in found:
        click.echo(
            f"{one.module_title}, policy version {one.policy_version}, by {british_date(one.due_by)}: "
            f"{one.asked:,} asked, {one.done:,} done, {one.not_done:,} not done, {one.left:,} left without it."
        )
    if not found:
        click.echo("Nobody was asked.")
