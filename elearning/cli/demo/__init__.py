"""`demo load` and `demo reset`: the made-up council, told through the real importer and the real services."""

import click
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy import inspect, text

from elearning.cli.demo.history import tell
from elearning.cli.demo.people_file import FEWEST, PEOPLE_CSV, people_file
from elearning.cli.demo.personas import PERSONAS, set_passwords
from elearning.cli.demo.strangers import has_anybody, has_strangers
from elearning.cli.running import Failure, refusing, settings
from elearning.domain.calendar import london_date
from elearning.extensions import db
from elearning.orm import Base
from elearning.transaction import committed

demo = AppGroup("demo", help="The demonstration: Marlshire County Council.")


def _refuse_outside_demo() -> None:
    if not settings().is_demo:
        raise Failure("The demonstration is loaded in demo mode only: set ELEARNING_MODE=demo.")
    if has_strangers(db.session()):
        raise Failure("This database holds people whom the demonstration did not make. It is left as it is.")


@demo.command("load")
@click.option("--people", type=click.IntRange(min=FEWEST), default=1000, show_default=True, help="How many people.")
def load(people: int) -> None:
    """Load the demonstration, counted back from today; does nothing where it is loaded already."""
    with refusing():
        _refuse_outside_demo()
        if has_anybody(db.session()):
            click.echo("The demonstration is loaded already.")
            return
        content = PEOPLE_CSV.read_bytes() if people == 1000 else people_file(people).encode()
        with committed(db.session) as now:
            tell(db.session(), settings=settings(), hr_file=content, today=london_date(now), now=now)
        set_passwords(db.session)
    click.echo(f"Marlshire County Council is loaded: {people:,} people.")


@demo.command("reset")
def reset() -> None:
    """Drop the demonstration's tables and make them anew, empty. Refuses a database with anybody else in it."""
    with refusing():
        if inspect(db.engine).has_table("people"):
            _refuse_outside_demo()
        db.session.remove()
        Base.metadata.drop_all(db.engine)
        with db.engine.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        upgrade()
    click.echo("The demonstration's database is empty.")


@demo.command("personas")
def personas() -> None:
    """Print who can sign in to the demonstration, and how."""
    for persona in PERSONAS:
        click.echo(f"  {persona.name:14} {persona.who:42} {persona.identifier:34} {persona.password}")
