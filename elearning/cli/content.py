"""`content check` and `content publish`: authors' files looked at, and frozen as a version."""

from pathlib import Path

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.authoring.files import load_module
from elearning.authoring.lint import check_path
from elearning.cli.running import acting, actor_option, settings
from elearning.domain.modules import ChangeClass
from elearning.domain.problems import Problem, Severity
from elearning.extensions import db
from elearning.services.modules import publish_version

content = AppGroup("content", help="Lessons and questions as files.")


def _print(problems: list[Problem]) -> bool:
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
    if _print(problems):
        raise SystemExit(1)
    click.echo(f"{folder.name}: in order.")


@content.command("publish")
@click.argument("module")
@click.option("--change", type=click.Choice([change.value for change in ChangeClass]), help="From version 2 on.")
@click.option("--reason", default="", help="Why, in a sentence. From version 2 on.")
@actor_option
def publish(module: str, change: str | None, reason: str, actor: str | None) -> None:
    """Freeze a module's files as its next version."""
    loaded = load_module(settings().content_dir, settings().quizzes_dir, module)
    if _print(list(loaded.problems)) or loaded.version is None:
        raise SystemExit(1)
    with acting(actor) as (who, now):
        published = publish_version(
            db.session(), loaded.version, change=ChangeClass(change) if change else None, reason=reason, actor=who,
            now=now, pictures=loaded.pictures,
        )  # fmt: skip
    if published.is_new:
        click.echo(f"{module}: version {published.number} is published.")
    else:
        click.echo(f"{module}: nothing has changed since version {published.number}.")
