"""`content publish`, `approve`, `decline` and `withdraw`: files frozen as a version, by one person or by two."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from elearning.authoring.files import load_module
from elearning.cli.asked import Day, asked_from
from elearning.cli.content_check import print_problems
from elearning.cli.rates import rate_words
from elearning.cli.running import Failure, acting, actor_option, refusing, settings
from elearning.domain.access import Actor
from elearning.domain.calendar import british_date
from elearning.domain.module_plain import digest
from elearning.domain.modules import ChangeClass, ModuleVersion
from elearning.domain.publications import ASKING, Change, needs_second_person
from elearning.extensions import db
from elearning.queries import effects, publications
from elearning.services.modules import complete_change, publish_version, withdraw_version
from elearning.services.proposals import approve, decline, propose


class _Files(NamedTuple):
    """What a module's files would publish, with the bytes of its pictures."""

    version: ModuleVersion
    pictures: Mapping[str, bytes]


def _files(module: str) -> _Files:
    """What a module's files would publish; ends the command with every fault if they are not in order."""
    loaded = load_module(settings().content_dir, settings().quizzes_dir, module)
    if print_problems(list(loaded.problems)) or loaded.version is None:
        raise SystemExit(1)
    return _Files(loaded.version, loaded.pictures)


def _refuse_unclear(change: ChangeClass | None, by: date | None, *, equivalent: bool) -> None:
    """A material or law change says one of two things of older completions; other kinds neither."""
    is_asking = change in ASKING
    if is_asking and (by is None) is not equivalent:
        raise Failure(
            "Say what becomes of older completions: --equivalent if they count as before, or --refresher-by DATE."
        )
    if not is_asking and (by or equivalent):
        raise Failure("Only a material or law change says --equivalent or --refresher-by.")


def _lessons(text: str | None) -> tuple[str, ...] | None:
    return tuple(part.strip() for part in text.split(",") if part.strip()) if text is not None else None


@click.command("publish")
@click.argument("module")
@click.option("--change", type=click.Choice([change.value for change in ChangeClass]), help="From version 2 on.")
@click.option("--reason", default="", help="Why, in a sentence. From version 2 on.")
@click.option("--lessons", metavar="ID,ID", help="What a material or law change touches; what differs unless said.")
@click.option("--refresher-by", type=Day(), help="Ask those who passed an older version for a refresher by this day.")
@click.option("--equivalent", is_flag=True, help="Count older completions as before.")
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@actor_option
@with_appcontext
def publish(
    module: str, change: str | None, reason: str, lessons: str | None, refresher_by: date | None, equivalent: bool,
    dry_run: bool, actor: str | None,
) -> None:  # fmt: skip
    """Freeze a module's files as its next version, or propose that to a second person where the council wants one."""
    kind = ChangeClass(change) if change else None
    _refuse_unclear(kind, refresher_by, equivalent=equivalent)
    files = _files(module)
    version = files.version
    if dry_run:
        _say_effect(version, refresher_by)
        return
    with acting(actor) as (who, now):
        session = db.session()
        said = complete_change(session, version, kind, reason, _lessons(lessons), refresher_by) if kind else None
        line = _publish(session, files, said, who, now)
    click.echo(f"{module}: {line}")


def _publish(session: Session, files: _Files, change: Change | None, who: Actor, now: datetime) -> str:
    version, pictures = files
    versions = publications.versions_of(session, version.slug)
    is_changed = versions.current is None or digest(versions.current.version) != digest(version)
    is_later = versions.next_number > 1 and is_changed
    if is_later and needs_second_person(change, is_required=settings().requires_second_approver) and change:
        proposal_id = propose(session, version, change, pictures=pictures, actor=who, now=now)
        return (
            f"proposal {proposal_id} waits for a second person. Another author or HR approves it on its page, "
            f"or by: content approve {proposal_id} --actor EMPLOYEE"
        )
    published = publish_version(
        session, version, change=change.kind if change else None, reason=change.reason if change else "",
        lessons=change.lessons if change else None, refresher_by=change.refresher_by if change else None, actor=who,
        now=now, pictures=pictures,
    )  # fmt: skip
    if published.is_new:
        return f"version {published.number} is published."
    return f"nothing has changed since version {published.number}."


def _say_effect(version: ModuleVersion, refresher_by: date | None) -> None:
    asked = asked_from(None, None)
    with refusing():
        compared = publications.comparison(db.session(), version)
        effect = effects.of_publication(
            db.session(), module_id=compared.versions.module_id, number=compared.versions.next_number,
            refresher_by=refresher_by, day=asked.as_at, known_on=asked.known_on,
        )  # fmt: skip
    for one in compared.differences:
        click.echo(f"{one.what} {one.id} is {one.kind}.")
    click.echo(f"Lessons touched: {', '.join(compared.touched) or 'none'}.")
    by = f" by {british_date(effect.by)}" if effect.by else ""
    click.echo(
        f"Asked for a refresher: {effect.asked_count:,}{by}. Half-way, who finish what they began: {effect.half_way:,}."
    )
    for on in effect.days:
        click.echo(
            f"{british_date(on.day)}: {rate_words(on.before.tally)} without it, {rate_words(on.after.tally)} with it."
        )


@click.command("approve")
@click.argument("proposal", type=int)
@actor_option
@with_appcontext
def approve_proposal(proposal: int, actor: str | None) -> None:
    """Publish what somebody else proposed."""
    waiting = _waiting(proposal)
    fingerprint = digest(_files(waiting).version)
    with acting(actor) as (who, now):
        number = approve(db.session(), proposal, files_digest=fingerprint, actor=who, now=now)
    click.echo(f"{waiting}: version {number} is published.")


@click.command("decline")
@click.argument("proposal", type=int)
@click.option("--reason", required=True, help="Why. The author reads it.")
@actor_option
@with_appcontext
def decline_proposal(proposal: int, reason: str, actor: str | None) -> None:
    """Decline what somebody else proposed, or take back your own."""
    with acting(actor) as (who, now):
        decline(db.session(), proposal, reason=reason, actor=who, now=now)
    click.echo(f"Proposal {proposal} is declined.")


def _waiting(proposal_id: int) -> str:
    """The module that a proposal is of."""
    with refusing():
        return publications.proposal(db.session(), proposal_id, asked_from(None, None)).slug


@click.command("withdraw")
@click.argument("module")
@click.option("--version", "number", type=int, required=True, help="Its number.")
@click.option("--reason", required=True, help="Why, in a sentence.")
@actor_option
@with_appcontext
def withdraw(module: str, number: int, reason: str, actor: str | None) -> None:
    """Let nobody begin a version any more. Nobody's completion is touched; who is half-way finishes it."""
    with acting(actor) as (who, now):
        left = withdraw_version(db.session(), slug=module, number=number, reason=reason, actor=who, now=now)
    begun = f"Version {left} is begun instead." if left else "Nobody can begin the module until another is published."
    click.echo(f"{module}: version {number} is withdrawn. {begun}")
