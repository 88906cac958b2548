"""`content analysis`: what the answers say about a module's questions. Nobody is named."""

import json

import click
from flask.cli import with_appcontext

from elearning.cli.running import refusing
from elearning.domain.item_analysis import ItemStatistics
from elearning.extensions import db
from elearning.queries.item_analysis import analysis as analysis_of


@click.command("analysis")
@click.argument("module")
@click.option("--version", "number", type=click.IntRange(min=1), help="A version; the latest unless said.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
@with_appcontext
def analysis(module: str, number: int | None, as_json: bool) -> None:
    """Say how each question does: how many get it right, whom it tells apart, and what is wrong with it."""
    with refusing():
        found = analysis_of(db.session(), module, number)
    if as_json:
        items = [_plain(item) for item in found.items]
        whole = {"module": found.slug, "version": found.number, "questions": items}
        click.echo(json.dumps(whole, indent=2, ensure_ascii=False))
        return
    click.echo(f"{found.slug}, version {found.number}")
    for item in found.items:
        click.echo(f"{item.question.id}: {_line(item)}")


def _line(item: ItemStatistics) -> str:
    if item.answers is None or item.facility is None:
        return "fewer than five people answered"
    telling = "-" if item.discrimination is None else f"{item.discrimination:.2f}"
    flags = f"; LOOK: {', '.join(sorted(item.flags))}" if item.flags else ""
    return f"{item.answers} answers, facility {item.facility:.0%}, discrimination {telling}{flags}"


def _plain(item: ItemStatistics) -> dict[str, object]:
    return {
        "question": item.question.id, "objective": item.question.objective, "kind": item.question.kind.value,
        "answers": item.answers, "facility": item.facility, "discrimination": item.discrimination,
        "median_seconds": item.median_seconds, "flags": sorted(item.flags),
        "chosen": [one._asdict() for one in item.chosen],
    }  # fmt: skip
