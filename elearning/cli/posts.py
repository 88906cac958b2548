"""`posts tag` and `posts untag`: what posts bring with them that rules ask about."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click
from flask.cli import AppGroup

from elearning.cli.asked import Day
from elearning.cli.running import Failure, acting, actor_option
from elearning.domain.audience_conditions import RECORDED_TAGS, PostTag
from elearning.domain.calendar import london_date
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.audiences import posts as posts_of
from elearning.queries.audiences import posts_by_reference, unit_by_words
from elearning.services.post_tags import tag_posts, untag_posts

posts = AppGroup("posts", help="What posts bring with them that rules ask about.")
Command = TypeVar("Command", bound=Callable[..., Any])

_CHOICE = click.Choice([tag.value for tag in RECORDED_TAGS])


def _which_posts(command: Command) -> Command:
    """Add the ways of saying which posts are meant."""
    for option in (
        click.option("--words", default="", help="Of that unit only posts whose title holds these words."),
        click.option("--unit", help="Every post in this unit and below, in place of references."),
        click.option("--reason", required=True, help="Why."),
        click.argument("references", nargs=-1),
        click.argument("tag", type=_CHOICE),
    ):
        command = option(command)
    return command


def _meant(references: tuple[str, ...], unit: str | None, words: str, asked: Asked) -> list[int]:
    session = db.session()
    if bool(references) == bool(unit):
        raise Failure("Give the references of posts, or a unit with --unit.")
    if words and not unit:
        raise Failure("--words narrows the posts of a unit: give the unit with --unit, or leave --words out.")
    if unit is None:
        return posts_by_reference(session, references)
    unit_id = unit_by_words(session, unit, asked)
    return [one.post_id for one in posts_of(session, asked, unit_id=unit_id, words=words)]


def _posts(count: int) -> str:
    return f"{count:,} {'post' if count == 1 else 'posts'}"


@posts.command("tag")
@_which_posts
@click.option("--from", "first", type=Day(), required=True, help="The first day on which it holds.")
@actor_option
def tag(
    tag: str, references: tuple[str, ...], reason: str, unit: str | None, words: str, first: date, actor: str | None
) -> None:
    """Say that posts bring something with them from a day on."""
    with acting(actor) as (who, now):
        ids = _meant(references, unit, words, Asked(london_date(now), now))
        count = tag_posts(
            db.session(), ids, PostTag(tag), first_on=first, reason=reason, actor=who, now=now, today=london_date(now)
        )
    click.echo(f"{_posts(count)} tagged.")


@posts.command("untag")
@_which_posts
@click.option("--last-day", type=Day(), required=True, help="The last day on which it holds.")
@actor_option
def untag(
    tag: str, references: tuple[str, ...], reason: str, unit: str | None, words: str, last_day: date,
    actor: str | None,
) -> None:  # fmt: skip
    """Say that posts bring something with them no longer."""
    with acting(actor) as (who, now):
        ids = _meant(references, unit, words, Asked(london_date(now), now))
        count = untag_posts(
            db.session(), ids, PostTag(tag), last_on=last_day, reason=reason, actor=who, now=now, today=london_date(now)
        )
    click.echo(f"{_posts(count)} no longer tagged.")
