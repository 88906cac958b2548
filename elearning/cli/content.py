"""`content check`: authors' files looked at. What else is done with content has files of its own."""

from pathlib import Path

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.authoring.lint import check_path
from elearning.cli.running import settings
from elearning.domain.problems import Problem, Severity

content = AppGroup("content", help="Lessons and questions as files.")


def print_problems(problems: list[Problem]) -> bool:
    """List problems on standard error; True if one of them keeps the content from being published."""
    for problem in problems:
        click.echo(str(problem), err=True)
    return any(problem.severity is Severity.ERROR for problem in problems)


@content.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
def check(path: Path | None) -> None:
    """Name every fault of one module's folder, or of all, by file and line."""
    folder = path or settings().content_dir
    problems = check_path(folder, today=clock.today())
    if print_problems(problems):
        raise SystemExit(1)
    click.echo(f"{folder.name}: in order.")
