"""`compliance summary`: what the council adds up to, with every unit, staff group and module, in words or as JSON."""

import json
from collections.abc import Mapping
from datetime import date, datetime

import click

from elearning.cli.asked import asked_from, asked_options
from elearning.cli.compliance.group import compliance
from elearning.cli.running import refusing
from elearning.documents.chart_shapes import headline
from elearning.domain.calendar import british_date
from elearning.domain.reports import PARTS, Asked, Figures, Totals
from elearning.domain.staff_groups import NO_STAFF_GROUP, group_words
from elearning.domain.structure import NO_UNIT, Structure
from elearning.extensions import db
from elearning.queries.compliance import CouncilTotals, ModuleName, council, module_names

NO_UNIT_KEY = "no unit"


def _plain(figures: Figures) -> dict[str, object]:
    """Figures as JSON has them; the rate in per cent with one decimal, null with nobody counted (RULE-21)."""
    tally = figures.tally
    return {
        "assigned": tally.assigned,
        "counted": tally.counted,
        "compliant": tally.compliant,
        "not_compliant": tally.not_compliant,
        "not_yet_due": tally.not_yet_due,
        "exempt": tally.exempt,
        "on_leave": tally.on_leave,
        "rate": None if tally.rate is None else float(tally.rate),
        "standings": {standing.value: number for standing, number in figures.standings.items()},
    }


def _units(totals: Totals[int], where: Structure) -> dict[str, object]:
    """Each unit by its path, every unit of the day included, and those whose posts are in none."""
    found = {}
    for unit in where.units.values():
        path = " / ".join(name for name in where.path(unit.unit_id) if name)
        own = {"name": unit.name, "kind": unit.kind}
        key = path if path not in found else f"{path} ({unit.unit_id})"  # two units may be called alike
        found[key] = {**own, **_plain(totals.of(unit_id=unit.unit_id))}
    if NO_UNIT in totals.unit_ids:
        found[NO_UNIT_KEY] = {"name": NO_UNIT_KEY, "kind": "", **_plain(totals.of(unit_id=NO_UNIT))}
    return dict(sorted(found.items()))


def _modules(totals: Totals[int], names: Mapping[int, ModuleName]) -> dict[str, object]:
    shown = sorted((names[module_id] for module_id in totals.module_ids), key=lambda module: module.slug)
    return {module.slug: {"title": module.title, **_plain(totals.of(module_id=module.module_id))} for module in shown}


def _staff_groups(found: CouncilTotals) -> dict[str, object]:
    """Each staff group by its name, and the posts that have none; somebody with posts in several is in each."""
    totals = found.staff_groups
    return {group: {"name": group, **_plain(totals.of_group(group))} for group in totals.groups}


def _say(name: str, figures: Figures) -> None:
    parts = ", ".join(f"{figures.part(part):,} {part}" for part in PARTS)
    click.echo(f"{name}: {headline(figures)}. {figures.tally.assigned:,} assigned: {parts}.")


def _print(asked: Asked, found: CouncilTotals, names: Mapping[int, ModuleName]) -> None:
    totals, where, groups = found
    future = ", if nothing changes" if asked.is_forecast else ""
    click.echo(f"As at {british_date(asked.as_at)}{future}, as known on {asked.known_on.isoformat()}")
    _say("Council", totals.of())
    for module_id in sorted(totals.module_ids, key=lambda one: names[one].title):
        _say(names[module_id].title, totals.of(module_id=module_id))
    for unit in sorted(where.below(None), key=lambda unit: unit.name):
        _say(unit.name, totals.of(unit_id=unit.unit_id))
    if NO_UNIT in totals.unit_ids:
        _say("No unit", totals.of(unit_id=NO_UNIT))
    for group in groups.groups:
        _say(group_words(group) if group == NO_STAFF_GROUP else f"Staff group {group}", groups.of_group(group))


@compliance.command("summary")
@asked_options
@click.option(
    "--json", "as_json", is_flag=True, help="Everything, every unit and staff group included, as one JSON object."
)
def summary(as_at: date | None, known_on: datetime | None, as_json: bool) -> None:
    """Print what the council, each module, each unit and each staff group add up to."""
    with refusing():
        asked = asked_from(as_at, known_on)
        found = council(db.session(), asked)
        names = module_names(db.session(), asked)
    if not as_json:
        _print(asked, found, names)
        return
    totals = found.units
    told = {
        "as_at": asked.as_at.isoformat(), "known_on": asked.known_on.isoformat(), **_plain(totals.of()),
        "units": _units(totals, found.where), "modules": _modules(totals, names), "staff_groups": _staff_groups(found),
    }  # fmt: skip
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
