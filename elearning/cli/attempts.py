"""`attempts replay`, `remark` and `correct-key`: the proof of every assessment, and the mending of a mistaken key."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.cli.asked import asked_from, note_export
from elearning.cli.running import acting, actor_option, refusing, settings
from elearning.domain.access import EVERYBODY, Actor
from elearning.domain.calendar import london_date
from elearning.domain.corrected_keys import read_answer
from elearning.domain.modules import Question
from elearning.domain.refusals import NotFound
from elearning.domain.replays import Replay, as_plain, lists_shown
from elearning.domain.responses import parts_of
from elearning.extensions import db
from elearning.queries.modules import module_id, version_content
from elearning.queries.people import numbers
from elearning.queries.remarking import remark as remark_all
from elearning.queries.replays import replay as replay_of
from elearning.services.key_corrections import KeyEffect, Mistake
from elearning.services.key_corrections import correct_key as correct

attempts = AppGroup("attempts", help="Attempts at final assessments: as they happened, and marked again.")


@attempts.command("replay")
@click.argument("attempt", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@actor_option
def replay(attempt: int, as_json: bool, actor: str | None) -> None:
    """Show an attempt as it happened: what was asked, answered and marked. That it was looked at is recorded."""
    with refusing():
        asked = asked_from(None, None)
        person_id = replay_of(db.session(), EVERYBODY, attempt, asked).person_id
    note_export(f"Attempt {attempt} at a final assessment, as a command", [person_id], actor=actor)
    with refusing():
        found = replay_of(db.session(), EVERYBODY, attempt, asked)
    if as_json:
        click.echo(json.dumps(as_plain(found, for_hr=True), indent=2, ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: Replay) -> list[str]:
    lines = [
        f"Attempt {found.attempt_id} (number {found.number}) at {found.slug}, version {found.version}",
        f"digest {found.digest}",
        f"begun {found.begun_at.isoformat()}",
    ]
    marked = found.marked
    if marked:
        lines.append(
            f"submitted {marked.submitted_at.isoformat()}: {marked.score} of {marked.out_of}, pass mark "
            f"{marked.pass_mark}, {'passed' if marked.passed else 'failed'}, by {marked.rule.value}"
        )
        lines.append("marked again: the same" if marked.agrees else "marked again: NOT the same")
    if marked and marked.correction:
        done = marked.correction
        lines.append(
            f"corrected {done.recorded_at.isoformat()} by {done.recorded_by}: {done.score} of {marked.out_of}, "
            f"{'passed' if done.passed else 'failed'}: {'; '.join(done.reasons)}"
        )
    for one in found.questions:
        lines.append(f"{one.place}. [{one.question.id}] {one.question.stem}")
        for shown in lists_shown(one):
            lines.append(f"   {shown.heading}: " + "; ".join(f"{part.id}: {part.text}" for part in shown.parts))
        for n, saved in enumerate(one.answers, 1):
            said = "; ".join(f"{part.to} {part.answer}".strip() for part in parts_of(one.question, saved.response))
            lines.append(f"   {saved.saved_at.isoformat()} {said}{' (counts)' if n == len(one.answers) else ''}")
        if one.mark is not None:
            better = "" if one.corrected_mark is None else f", corrected {one.corrected_mark}"
            lines.append(f"   mark {one.mark}{better}")
    return lines


@attempts.command("remark")
@click.option("--module", "slug", metavar="SLUG", help="One module's attempts alone.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def remark(slug: str | None, as_json: bool) -> None:
    """Mark every attempt again from its own version. Exit 1 if one comes to anything else than is stored."""
    with refusing():
        found = remark_all(db.session(), module_id=module_id(db.session(), slug) if slug else None)
    if as_json:
        differing = [one._asdict() for one in found.disagreements]
        counts = {"attempts": found.attempts, "agree": found.agreeing, "corrected": found.corrected}
        click.echo(json.dumps({**counts, "disagree": differing}, indent=2))
    else:
        for one in found.disagreements:
            click.echo(f"attempt {one.attempt_id} ({one.module}, version {one.version}): {'; '.join(one.differs)}")
        click.echo(
            f"{found.attempts:,} attempts marked again, {found.corrected:,} of them with a corrected key: "
            f"{found.agreeing:,} agree, {len(found.disagreements):,} do not."
        )
    if found.disagreements:
        raise SystemExit(1)


class _DryRun(Exception):
    """Takes back what a dry run did, in order to see what it would do."""


@attempts.command("correct-key")
@click.argument("module")
@click.argument("question")
@click.option("--version", "number", required=True, type=click.IntRange(min=1), help="The version with the mistake.")
@click.option("--right", required=True, metavar="a,b", help="What is right: options, or a=2,b=1 for pairs and steps.")
@click.option("--reason", required=True, help="Why, in a sentence.")
@click.option("--dry-run", is_flag=True, help="Only say who would gain what.")
@actor_option
def correct_key(
    module: str, question: str, number: int, right: str, reason: str, dry_run: bool, actor: str | None
) -> None:  # fmt: skip
    """Correct a mistaken key. Whoever gains by it gains it; nobody loses a mark or a pass."""
    with refusing():
        answer = read_answer(_question(module, number, question), right)
    mistake = Mistake(module, number, question, answer, reason)
    try:
        with acting(actor) as (who, now):
            effect = _effect(mistake, who, now)
            known_as = numbers(db.session(), {gain.person_id for gain in effect.gains}, clock.today())
            if dry_run:
                raise _DryRun
    except _DryRun:
        click.echo("Nothing was changed: this is what would be.")
    for line in _effect_lines(effect, known_as, mistake):
        click.echo(line)


def _question(module: str, number: int, question_id: str) -> Question:
    bank = version_content(db.session(), module, number).bank
    found = next((question for question in bank if question.id == question_id), None)
    if found is None:
        raise NotFound(f"There is no question {question_id!r} in the bank of version {number} of {module}.")
    return found


def _effect(mistake: Mistake, actor: Actor, now: datetime) -> KeyEffect:
    return correct(
        db.session(), mistake, council_name=settings().council.name, actor=actor, now=now, day=london_date(now)
    )


def _effect_lines(effect: KeyEffect, known_as: Mapping[int, str], mistake: Mistake) -> Iterator[str]:
    for gain in effect.gains:
        became = ", now passed" if gain.is_pass else ""
        became += " and completed" if gain.completes else ""
        number = known_as.get(gain.person_id) or f"person {gain.person_id}"
        yield f"{number}, attempt {gain.attempt_id}: {gain.before} -> {gain.after}{became}"
    passes = sum(gain.is_pass for gain in effect.gains)
    yield (
        f"{effect.papers:,} attempts asked {mistake.question_id}: {len(effect.gains):,} gain, {passes:,} of them pass "
        f"now; {effect.kept:,} keep a mark that the corrected key would not give."
    )
    if effect.also_in:
        others = ", ".join(map(str, effect.also_in))
        yield f"The same question has the same key in version {others}: correct it there too."
