"""What `people import` prints: the counts and lists of a plan in words, or all of it as one JSON object."""

import json
from collections.abc import Iterable
from typing import Any

import click

from elearning.cli.rates import rate_words
from elearning.domain.hr_file import Problem
from elearning.domain.hr_plan import Effect, ImportPlan
from elearning.queries.import_effects import ModuleEffect

_LISTED = 20  # people who are not in the file, before "and N more"
_WORDS = (
    (Effect.JOINER, "joiner", "joiners"), (Effect.CHANGE, "change", "changes"),
    (Effect.LEAVER, "leaver", "leavers"), (Effect.UNCHANGED, "unchanged", "unchanged"),
)  # fmt: skip


def print_plan(plan: ImportPlan) -> None:
    """The counts, and who is missing from the file."""
    counts = ", ".join(
        f"{plan.count(effect):,} {one if plan.count(effect) == 1 else many}" for effect, one, many in _WORDS
    )
    click.echo(f"{plan.row_count:,} {'row' if plan.row_count == 1 else 'rows'}: {counts}.")
    if plan.missing:
        becomes = "count as leavers" if plan.are_missing_gone else "stay as they were"
        click.echo(f"{len(plan.missing):,} people in post are not in the file and {becomes}:")
        for number, name in plan.missing[:_LISTED]:
            click.echo(f"  {number} {name}")
        if len(plan.missing) > _LISTED:
            click.echo(f"  and {len(plan.missing) - _LISTED:,} more")


def print_problems(plan: ImportPlan) -> None:
    """Every problem, line manager to look at and remark, on standard error."""
    for problem in sorted((*plan.problems, *plan.waiting)):
        click.echo(str(problem), err=True)
    for heading, listed in (
        ("Line managers to look at; these people are loaded with the one on record, or none:", plan.listed),
        ("Taken as the same, but for capitals or spaces:", plan.remarks),
    ):
        if listed:
            click.echo(heading, err=True)
        for problem in listed:
            click.echo(f"  {problem}", err=True)


def print_effects(effects: Iterable[ModuleEffect]) -> None:
    """What would become of assignments and compliance, a line a module."""
    for one in effects:
        before, after = one.on.before.tally, one.on.after.tally
        click.echo(
            f"{one.title}: {one.begun:,} new {'assignment' if one.begun == 1 else 'assignments'}, {one.ended:,} ended; "
            f"rate {rate_words(before)} now, {rate_words(after)} after"
        )


def print_json(plan: ImportPlan, *, applied: bool) -> None:
    """One object with everything that a program may want to know."""
    told = {
        "rows": plan.row_count, "joiners": plan.count(Effect.JOINER), "changes": plan.count(Effect.CHANGE),
        "leavers": plan.count(Effect.LEAVER), "unchanged": plan.count(Effect.UNCHANGED),
        "problems": [problem._asdict() for problem in sorted((*plan.problems, *plan.waiting))],
        "line_managers": [problem._asdict() for problem in plan.listed],
        "remarks": [problem._asdict() for problem in plan.remarks],
        "missing": [{"employee_number": number, "name": name} for number, name in plan.missing],
        "applied": applied,
    }  # fmt: skip
    click.echo(json.dumps(told, ensure_ascii=False))


def print_unreadable(reasons: tuple[str, ...]) -> None:
    """The same object for a file of which nothing could be read: one problem of the whole file."""
    whole = Problem(1, "(whole file)", "", reasons[0], " ".join(reasons[1:]))
    told: dict[str, Any] = dict.fromkeys(("rows", "joiners", "changes", "leavers", "unchanged"), 0)
    lists: dict[str, Any] = {"problems": [whole._asdict()], "line_managers": [], "remarks": [], "missing": []}
    click.echo(json.dumps({**told, **lists, "applied": False}))
