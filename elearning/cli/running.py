"""What commands share: who acts, one transaction, and refusals as plain words with exit 1.

Decides nothing else.
"""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

import click
from flask import current_app
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from elearning.domain.access import Actor
from elearning.domain.refusals import Refusal
from elearning.extensions import db
from elearning.queries.people import person_by_number
from elearning.settings import Settings
from elearning.transaction import committed

Command = TypeVar("Command", bound=Callable[..., Any])


class Failure(click.ClickException):
    """Something is not in order: said on standard error, exit 1."""

    def show(self, file: Any = None) -> None:
        """Print the message alone."""
        click.echo(self.format_message(), file=file, err=file is None)


def actor_option(command: Command) -> Command:
    """Add `--actor EMPLOYEE` to a command that changes something."""
    option = click.option("--actor", metavar="EMPLOYEE", help="Whose act this is, by employee number.")
    return option(command)


def settings() -> Settings:
    """The settings that this application was built from."""
    return cast("Settings", current_app.config["ELEARNING"])


def system_actor() -> Actor:
    """The actor of a command that names none: the system user who ran it."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in some containers
        user = "unknown user"
    return Actor(name=f"command line ({user})"[:120])


@contextmanager
def refusing() -> Iterator[None]:
    """Turn refusals, and a database that is not as it must be, into a Failure."""
    try:
        yield
    except Refusal as refusal:
        raise Failure("\n".join(refusal.reasons)) from refusal
    except IntegrityError as error:
        raise Failure("Somebody else changed the same records at this moment. Nothing was saved; try again.") from error
    except (OperationalError, ProgrammingError) as error:
        detail = str(error.orig).strip().splitlines()
        raise Failure(
            f"The database cannot be used: {detail[0] if detail else 'no reason given'}. "
            "Check DATABASE_URL, and run: flask --app app db upgrade"
        ) from error


@contextmanager
def acting(actor: str | None) -> Iterator[tuple[Actor, datetime]]:
    """One transaction that writes: yields who acts and the instant; commits at the end, or saves nothing."""
    session = db.session()
    with refusing(), committed(session) as now:
        who = Actor(person_id=person_by_number(session, actor)) if actor is not None else system_actor()
        yield who, now
