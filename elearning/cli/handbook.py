"""`content handbook`: a published module as a PDF, for who learns or teaches without a computer."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from elearning.cli.running import Failure, refusing, settings
from elearning.cli.whole_files import whole_file
from elearning.documents.handbook_pdf import draw
from elearning.documents.printing import CannotDraw
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.handbook_pdfs import handbook_to_draw
from elearning.queries.modules import current


def _pdf(module: str) -> tuple[bytes, int]:
    with refusing():
        found = next((one for one in current(db.session()) if one.version.slug == module), None)
        if found is None:
            raise NotFound(f"There is no published module called {module!r}. `content publish {module}` makes it one.")
        drawn_from = handbook_to_draw(
            found.version, settings().council, module_id=found.module_id, number=found.number
        )  # fmt: skip
    db.session.rollback()
    try:
        return draw(*drawn_from), found.number
    except CannotDraw as fault:
        raise Failure(str(fault)) from fault


@click.command("handbook")
@click.argument("module")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@with_appcontext
def handbook(module: str, out: Path) -> None:
    """Write the newest version of a module as a handbook: lessons, reference pages, checks and their answers."""
    pdf, number = _pdf(module)
    with whole_file(out) as file:
        file.write(pdf)
    click.echo(f"{module}: the handbook of version {number} is in {out}.")
