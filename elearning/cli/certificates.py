"""`certificates show`, `verify` and `revoke`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from elearning import clock
from elearning.certificate_pdfs import pdf_of
from elearning.cli.running import Failure, acting, actor_option, refusing, settings
from elearning.documents.certificate_pdf import CannotDraw
from elearning.domain.certificates import Validity, normalise
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries import certificates as queries
from elearning.queries.certificates import Issued
from elearning.services.completions import revoke as revoke_completion

certificates = AppGroup("certificates", help="Certificates by their numbers.")


def _number(typed: str) -> str:
    number = normalise(typed)
    if number is None:
        raise NotFound(f"{typed!r} is not a certificate number: look at it again, a character may be wrong.")
    return number


def _find(typed: str) -> Issued:
    return queries.by_number(db.session(), _number(typed), day=clock.today())


@certificates.command("show")
@click.argument("number")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF to write.")
def show(number: str, out: Path) -> None:
    """Write a certificate's PDF, the same bytes as at its first download."""
    with refusing():
        issued = _find(number)
    try:
        out.write_bytes(pdf_of(issued, settings()))
    except CannotDraw as fault:
        raise Failure(str(fault)) from fault
    except OSError as fault:
        raise Failure(f"{out} cannot be written: {fault.strerror}.") from fault
    click.echo(f"Certificate {issued.number} is in {out}.")


@certificates.command("verify")
@click.argument("number")
def verify(number: str) -> None:
    """Say what a certificate is worth today. Exit 0 only for a valid one."""
    with refusing():
        issued = _find(number)
    click.echo(
        f"{issued.number}: {issued.validity.value}. {issued.holder_name}, {issued.module_title}, "
        f"completed {issued.completed_on.isoformat()}, valid until {issued.expires_on.isoformat()}."
    )
    if issued.validity is not Validity.VALID:
        raise SystemExit(1)


@certificates.command("revoke")
@click.argument("number")
@click.option("--reason", required=True, help="Why, in a sentence.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="Since when; else since the completion.")
@actor_option
def revoke(number: str, reason: str, first: object, actor: str | None) -> None:
    """Make the completion behind a certificate count no longer."""
    with acting(actor) as (who, now):
        true_from = first.date() if first else None  # type: ignore[attr-defined]
        wanted = _number(number)
        revoke_completion(db.session(), number=wanted, reason=reason, true_from=true_from, actor=who, now=now)
    click.echo(f"{wanted}: revoked.")
