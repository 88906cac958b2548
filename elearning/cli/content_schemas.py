"""`content schemas`: JSON Schemas of the authors' files, for editors that complete and check as one types."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from elearning.authoring.schemas import schemas
from elearning.cli.running import Failure
from elearning.cli.whole_files import whole_file


@click.command("schemas")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="A folder; made if need be."
)
@with_appcontext
def write_schemas(out: Path) -> None:
    """Write a schema for each kind of file into a folder, in place of those written before."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Failure(f"The folder {out} cannot be made: {fault.strerror or fault}.") from fault
    for name, schema in schemas().items():
        with whole_file(out / name) as file:
            file.write(json.dumps(schema, ensure_ascii=False, indent=2).encode() + b"\n")
        click.echo(str(out / name))
