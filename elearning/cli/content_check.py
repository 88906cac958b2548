"""`content check`: authors' files looked at, and every fault named by file and line."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from elearning import clock
from elearning.authoring.lint import check_path
from elearning.cli.running import settings
from elearning.domain.problems import Problem, Severity


def print_problems(problems: list[Problem]) -> bool:
    """List problems on standard error; True if one of them keeps the content from being published."""
    for problem in problems:
        click.echo(str(problem), err=True)
    return any(problem.severity is Severity.ERROR for problem in problems)


@click.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@with_appcontext
def check(path: Path | None) -> None:
    """Name every fault of one module's folder, or of all, by file and line."""
    folder = path or settings().content_dir
    problems = check_path(folder, today=clock.today())
    if print_problems(problems):
        raise SystemExit(1)
    click.echo(f"{folder.name}: in order.")
