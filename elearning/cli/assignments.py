"""`assignments require`, `effect`, `rules` and `end`: who must do which module, and by when."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.cli.asked import Day, asked_from
from elearning.cli.rates import rate_words
from elearning.cli.running import acting, actor_option, refusing
from elearning.domain.assignments import Audience
from elearning.domain.audience_conditions import PostTag, Who
from elearning.domain.audience_words import sentence, who_words
from elearning.domain.calendar import british_date, london_date
from elearning.domain.reports import Asked, Figures
from elearning.extensions import db
from elearning.queries.audience_effects import RuleEffect, of_rule
from elearning.queries.audiences import WrittenRule, rules, unit_by_words, unit_names
from elearning.queries.compliance import module_names
from elearning.queries.modules import module_id
from elearning.services.audiences import LONGEST_NAME, add_audience, end_audience, propose_rule

assignments = AppGroup("assignments", help="Who must do which module, and by when.")
Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--from", "first", type=Day(), required=True, help="The first day on which the module is required."),
    click.option("--due", type=Day(), help="When those are due who are there on the first day; else as for the rest."),
    click.option(
        "--days", type=click.IntRange(min=0), required=True, help="Days that everybody else has from their first."
    ),
    click.option("--notice", type=click.IntRange(min=0), required=True, help="Days that anybody has at the least."),
    click.option("--name", help="What this rule is called; who is meant, unless said."),
    click.option("--unit", "units", multiple=True, help="Only in this unit and below, by name or by path with commas."),
    click.option("--staff-group", "groups", multiple=True, help="Only of this staff group."),
    click.option(
        "--tag", "tags", multiple=True, type=click.Choice([tag.value for tag in PostTag]),
        help="Only whose post brings this with it.",
    ),
    click.option("--started-from", type=Day(), help="Only who started on this day or later."),
    click.option("--started-to", type=Day(), help="Only who started on this day or earlier."),
)  # fmt: skip


def _rule_options(command: Command) -> Command:
    """Add what a rule is made of. An option that may be given again needs only one of them to hold."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class _Typed:
    """A rule as it was typed."""

    first: date
    due: date | None
    days: int
    notice: int
    name: str | None
    units: tuple[str, ...]
    groups: tuple[str, ...]
    tags: tuple[str, ...]
    started_from: date | None
    started_to: date | None

    def terms(self, slug: str, asked: Asked) -> Audience:
        """The rule that is meant. Raises NotFound for a unit that is none."""
        who = Who(
            units=tuple(unit_by_words(db.session(), one, asked) for one in self.units), staff_groups=self.groups,
            tags=tuple(PostTag(tag) for tag in self.tags), started_from=self.started_from, started_to=self.started_to,
        )  # fmt: skip
        name = self.name
        if name is None:
            words = "Everyone in post" if who.is_everybody else who_words(who, unit_names(db.session(), asked))
            name = words[:LONGEST_NAME]
        return Audience(
            module=slug, name=name, first_on=self.first, fixed_due_on=self.due,
            days_after_start=self.days, notice_days=self.notice, who=who,
        )  # fmt: skip


@assignments.command("require")
@click.argument("module")
@_rule_options
@actor_option
def require(module: str, actor: str | None, **typed: Any) -> None:
    """Require a module of everybody in post from a day, or of those whom every option means."""
    session = db.session()
    with acting(actor) as (who, now):
        today = london_date(now)
        terms = _Typed(**typed).terms(module, Asked(today, now))
        count = add_audience(
            session, module_id=module_id(session, module), name=terms.name, first_on=terms.first_on,
            fixed_due_on=terms.fixed_due_on, days_after_start=terms.days_after_start, notice_days=terms.notice_days,
            who=terms.who, actor=who, now=now, today=today,
        )  # fmt: skip
    click.echo(f"{module}: {count:,} {_assignments(count)} recorded.")


def _assignments(count: int) -> str:
    return "assignment" if count == 1 else "assignments"


@assignments.command("effect")
@click.argument("module")
@_rule_options
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def effect(module: str, as_json: bool, **typed: Any) -> None:
    """Say what `require` with the same options would do. Writes nothing."""
    session = db.session()
    with refusing():
        asked = asked_from(None, None)
        terms = _Typed(**typed).terms(module, asked)
        wanted = module_id(session, module)
        proposal = propose_rule(session, wanted, terms, today=asked.as_at)
        edits = {one.person_id: one.edit for one in proposal.edits} if proposal else {}
        found = of_rule(session, module_id=wanted, edits=edits, asked=asked)
        words = sentence(terms, module_names(session, asked)[wanted].title, unit_names(session, asked))
    if as_json:
        click.echo(json.dumps({"rule": words, **_as_json(found)}, indent=2))
        return
    for line in (words, *_lines(found)):
        click.echo(line)


def _lines(found: RuleEffect) -> Iterator[str]:
    yield f"{found.begin_count:,} become assigned, {found.moved:,} get another due date, {found.ending:,} end."
    for words, days in (("assigned from", found.begins), ("due by", found.due), ("ends after", found.ends)):
        for one in days:
            yield f"  {one.people:>7,} {words} {british_date(one.day)}"
    for on in found.days:
        before, after = rate_words(on.before.tally), rate_words(on.after.tally)
        yield f"Rate on {british_date(on.day)}: {before} without it, {after} with it."
    yield f"{found.told.people:,} would be told, {found.told.without_mailbox:,} of them have no mailbox."


def _as_json(found: RuleEffect) -> dict[str, Any]:
    lists = {"begins": found.begins, "due": found.due, "ends": found.ends}
    return {
        "become_assigned": found.begin_count, "due_date_moved": found.moved, "end": found.ending,
        **{name: {one.day.isoformat(): one.people for one in days} for name, days in lists.items()},
        "rates": [
            {"day": on.day.isoformat(), "before": _rate_json(on.before), "after": _rate_json(on.after)}
            for on in found.days
        ],
        "would_be_told": found.told.people, "without_mailbox": found.told.without_mailbox,
    }  # fmt: skip


def _rate_json(figures: Figures) -> dict[str, Any]:
    of = figures.tally
    return {"rate": None if of.rate is None else str(of.rate), "compliant": of.compliant, "counted": of.counted}


@assignments.command("rules")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_rules(as_json: bool) -> None:
    """Every rule as a sentence, with how many people it assigns today."""
    with refusing():
        asked = Asked(clock.today(), clock.now())
        found, called = rules(db.session(), asked), unit_names(db.session(), asked)
    told = [{"rule": one.rule_id, "sentence": _words(one, called), **_rule_json(one)} for one in found]
    if as_json:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for one in told:
        ends = f" Ends on {one['last_day']}." if one["last_day"] else ""
        click.echo(f"{one['rule']:>5}  {one['people_today']:>7,}  {one['sentence']}{ends}")


def _words(one: WrittenRule, called: dict[int, str]) -> str:
    return sentence(one.terms, one.module.title, called)


def _rule_json(one: WrittenRule) -> dict[str, Any]:
    last_on = one.last_on.isoformat() if one.last_on else None
    return {
        "module": one.module.slug, "name": one.terms.name, "first_day": one.versions[0].first_on.isoformat(),
        "last_day": last_on, "people_today": one.people,
    }  # fmt: skip


@assignments.command("end")
@click.argument("rule", type=int)
@click.option("--last-day", type=Day(), required=True, help="The last day on which the rule holds.")
@click.option("--reason", required=True, help="Why it ends.")
@actor_option
def end(rule: int, last_day: date, reason: str, actor: str | None) -> None:
    """End a rule, by the number that `rules` shows. Nothing that anybody earned is touched."""
    with acting(actor) as (who, now):
        count = end_audience(
            db.session(), rule, last_on=last_day, reason=reason, actor=who, now=now, today=london_date(now)
        )
    click.echo(f"{count:,} {_assignments(count)} {'ends' if count == 1 else 'end'} by it.")
