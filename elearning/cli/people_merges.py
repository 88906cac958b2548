"""`people merge` and `people unmerge`: two records said to be of one person, and taken apart again."""

import click

from elearning.cli.running import acting, actor_option
from elearning.extensions import db
from elearning.queries.people import record_by_number
from elearning.services.merges import merge_people, unmerge_people


@click.command("merge")
@click.argument("kept")
@click.argument("merged")
@click.option("--reason", required=True, help="Why the two records are of one person, in a sentence.")
@actor_option
def merge(kept: str, merged: str, reason: str, actor: str | None) -> None:
    """Say that the records of two employee numbers are of one person, known by the first from now on.

    Nothing is moved: reports as known before show two people, and `people unmerge` takes it back.
    """
    with acting(actor) as (who, now):
        session = db.session()
        ids = {"kept_id": record_by_number(session, kept), "merged_id": record_by_number(session, merged)}
        merge_people(session, **ids, reason=reason, actor=who, now=now)
    click.echo(f"{kept} and {merged} are one person, known as {kept}.")


@click.command("unmerge")
@click.argument("one")
@click.argument("other")
@click.option("--reason", required=True, help="Why they are two people after all, in a sentence.")
@actor_option
def unmerge(one: str, other: str, reason: str, actor: str | None) -> None:
    """Take a merge back: the two employee numbers are of two people again."""
    with acting(actor) as (who, now):
        session = db.session()
        ids = {"one_id": record_by_number(session, one), "other_id": record_by_number(session, other)}
        unmerge_people(session, **ids, reason=reason, actor=who, now=now)
    click.echo(f"{one} and {other} are two people again.")
