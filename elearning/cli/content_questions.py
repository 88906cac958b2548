"""`content questions import` and `export`: a module's bank in the formats of other systems, nothing lost in silence."""

from datetime import date
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.authoring.files import Loaded, load_module
from elearning.authoring.formats.carrying import LARGEST_FILE, Carried, Unreadable, draft_of
from elearning.authoring.formats.registry import READERS, WRITERS, read_questions_of
from elearning.authoring.formats.yaml_questions import Given, to_yaml
from elearning.cli.asked import Day
from elearning.cli.running import Failure, settings
from elearning.cli.whole_files import whole_file

questions = AppGroup("questions", help="Questions from and to other systems.")

_file = click.Path(path_type=Path, dir_okay=False)


def _say(carried: Carried, *, path: str) -> None:
    """Name everything that did not come whole, by its line, on standard error."""
    for remark in carried.remarks:
        click.echo(f"{path}: {'left out' if remark.is_lost else 'note'}: {remark}", err=True)


def _end(carried: Carried) -> None:
    lost = sum(remark.is_lost for remark in carried.remarks)
    if lost:
        raise Failure(f"{lost} {'question was' if lost == 1 else 'questions were'} left out, each named above.")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as fault:
        raise Failure(f"{path} cannot be read: {fault.strerror or fault}.") from fault


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet. Raises Failure if there is one, and leaves it as it is."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as fault:
        raise Failure(f"{path} is there already, and is left as it is. Name another file.") from fault
    except OSError as fault:
        raise Failure(f"{path} cannot be written: {fault.strerror or fault}.") from fault


def _module(slug: str) -> Loaded:
    loaded = load_module(settings().content_dir, settings().quizzes_dir, slug)
    if loaded.version is None:
        raise Failure(f"The files of {slug} hold errors, or there is no such module: content check names them.")
    return loaded


@questions.command("import")
@click.argument("module")
@click.option("--format", "format_", required=True, type=click.Choice(sorted(READERS)))
@click.option("--file", "path", required=True, type=_file, help="The other system's file.")
@click.option("--out", required=True, type=_file, help="A new file for the questions; never one that is there.")
@click.option("--author", required=True, help="Who brings them in.")
@click.option("--reviewer", required=True, help="Who will check them against their sources.")
@click.option("--review-by", required=True, type=Day(), help="When they are to be reviewed next.")
@click.option("--source", "sources", required=True, multiple=True, help="What they rest on, such as FR-8. Repeatable.")
@click.option("--lesson", default="", help="For questions whose category ends with no lesson and objective.")
@click.option("--objective", default="", help="The same.")
@click.option("--prefix", default="imported", help="Ids of questions without a name of ours begin so.")
def import_questions(module: str, format_: str, path: Path, out: Path, review_by: date, **given: Any) -> None:
    """Write another system's questions as YAML, unverified, for an author to look at and move into the bank."""
    _module(module)
    if out.exists():
        raise Failure(f"{out} is there already, and is left as it is. Name another file.")
    try:
        carried = read_questions_of(format_, _read(path))
    except Unreadable as refused:
        where = f"{path}:{refused.line}" if refused.line else str(path)
        raise Failure(f"{where}: refused: {refused.message}") from refused
    text, written = to_yaml(carried, Given(reviewed_on=clock.today(), review_by=review_by, **given))
    _say(carried, path=str(path))
    if written:
        _write_new(out, text)
        click.echo(f"{out}: {written} {'question' if written == 1 else 'questions'}, unverified.")
    _end(carried)
    if not written:
        raise Failure(f"{path} holds no question.")


@questions.command("export")
@click.argument("module")
@click.option("--format", "format_", required=True, type=click.Choice(sorted(WRITERS)))
@click.option("--out", required=True, type=_file)
def export_questions(module: str, format_: str, out: Path) -> None:
    """Write a module's bank for another system; the knowledge checks stay."""
    loaded = _module(module)
    assert loaded.version is not None
    carried = Carried([draft_of(question, module) for question in loaded.version.bank])
    content = WRITERS[format_](carried)
    with whole_file(out) as file:
        file.write(content)
    for remark in carried.remarks:
        path, line = loaded.places.find(("question", remark.name))
        click.echo(f"{path}:{line}: {'left out' if remark.is_lost else 'note'}: {remark}", err=True)
    lost = sum(remark.is_lost for remark in carried.remarks)
    click.echo(f"{out}: {len(carried.drafts) - lost} of {len(carried.drafts)} questions.")
    _end(carried)
