"""`content coverage`: the founding report's points by lesson, and objectives by question; a hole is a failure."""

import json

import click
from flask.cli import with_appcontext

from elearning import clock
from elearning.authoring.coverage import Coverage, coverage
from elearning.authoring.coverage_tables import as_markdown, as_plain
from elearning.authoring.shelf import shelf
from elearning.authoring.sources import read_sources
from elearning.cli.running import Failure, settings


def _coverage(module: str | None) -> Coverage:
    """The tables over every module in the files, or of one. Raises Failure while a module's files hold an error."""
    folder = settings().content_dir
    on_shelf = shelf(folder, today=clock.today())
    names = [one.slug for one in on_shelf]
    if module is not None and module not in names:
        raise Failure(f"There is no module {module}. The modules are: {', '.join(names) or 'none'}.")
    broken = [one.slug for one in on_shelf if one.version is None and module in (None, one.slug)]
    if broken:
        raise Failure(f"Mend the errors of {', '.join(broken)} first: content check names them.")
    return coverage([one.version for one in on_shelf if one.version], read_sources(folder), only=module)


@click.command("coverage")
@click.argument("module", required=False)
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
@click.option("--markdown", "is_markdown", is_flag=True, help="Tables in Markdown, which is how they are shown anyway.")
@with_appcontext
def coverage_tables(module: str | None, as_json: bool, is_markdown: bool) -> None:
    """Show what the modules cover. Exit 1 if something that is promised is not there."""
    if as_json and is_markdown:
        raise click.UsageError("Give --json or --markdown, not both.")
    found = _coverage(module)
    text = json.dumps(as_plain(found), ensure_ascii=False, indent=2) if as_json else as_markdown(found).rstrip("\n")
    click.echo(text)
    if found.holes:
        for hole in found.holes:
            click.echo(hole.message, err=True)
        raise SystemExit(1)
