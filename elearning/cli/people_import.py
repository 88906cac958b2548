"""`people import`: HR's file tried or applied, with a column mapping, and what must be confirmed for it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from elearning import clock
from elearning.authoring.column_mappings import read_mapping
from elearning.cli.people_file import print_effects, print_json, print_plan, print_problems, print_unreadable
from elearning.cli.running import Failure, acting, actor_option, refusing, settings, system_actor
from elearning.documents.tables import NotATable, ReadAs, read_table
from elearning.domain.calendar import london_date
from elearning.domain.hr_brakes import Consent, brakes, faulty_rows, reasons_not_to_apply
from elearning.domain.hr_file import HrFile
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_mapping import ColumnMapping
from elearning.domain.hr_plan import ImportPlan
from elearning.domain.hr_reuse import Decided
from elearning.domain.hr_rows import parse_people
from elearning.domain.people import canonical_number
from elearning.extensions import db
from elearning.queries.import_effects import NO_EFFECTS
from elearning.queries.people import current_organisation
from elearning.services.people import apply_import, begin_import
from elearning.trial import effects_of

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@dataclass
class _Asked:
    """What somebody asked for: the file as values, its name and digest, and what was said of it."""

    wanted: HrFile | None
    file_name: str
    sha256: str
    consent: Consent
    decided: Decided

    def plan(self, session: Session, today: date) -> ImportPlan:
        """What the file would do. Asked for once: the rows are let go of, because a large file takes memory enough."""
        assert self.wanted is not None, "there is one plan for a file"
        wanted, self.wanted = self.wanted, None
        return plan_import(current_organisation(session), wanted, today=today, decided=self.decided)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise Failure(f"{path} cannot be read: {fault.strerror}.") from fault


def _mapping(path: Path | None) -> ColumnMapping | None:
    """The column mapping in a file. Raises Failure with every fault by line."""
    if path is None:
        return None
    mapping, problems = read_mapping(_bytes(path))
    if mapping is None:
        raise Failure("\n".join(str(problem.found_at(str(path), problem.line)) for problem in problems))
    return mapping


def _say_how(read_as: ReadAs, wanted: HrFile) -> None:
    """What could not be certain about the file, for somebody to check."""
    if read_as.samples:
        shown = ", ".join(wanted.unusual_names or read_as.samples)
        click.echo(f"Read as {read_as.encoding}. Check that these look right: {shown}", err=True)
    if read_as.others:
        click.echo(f"Read the sheet {read_as.sheet}. Not read: {', '.join(read_as.others)}.", err=True)


def _refuse(plan: ImportPlan, consent: Consent, today: date) -> None:
    """Stop, with every reason, if the plan may not be applied as it is."""
    print_problems(plan)
    reasons = reasons_not_to_apply(plan, consent, today=today)
    if reasons:
        raise Failure("\n".join((*reasons, *_options(plan, consent, today))))


def _options(plan: ImportPlan, consent: Consent, today: date) -> Iterator[str]:
    """The options that would confirm what was refused, for whoever is sure."""
    if plan.held:
        yield "If a number belongs to somebody else now, say --new-person NUMBER; if not, --same-person NUMBER."
    found = brakes(plan, today=today, percent=consent.percent)
    options = [
        *(["--leave-out"] if faulty_rows(plan) else []),
        *([f"--confirm-leavers {found.leavers}"] if found.asks_leavers else []),
        *([f"--confirm-managers {found.managers}"] if found.asks_managers else []),
    ]
    if options and plan.row_count:
        yield f"To apply the rest all the same, repeat the command with: {' '.join(options)}"


def _asked(path: Path, how: ColumnMapping | None, consent: Consent, decided: Decided) -> _Asked:
    """A file that was read, when what could not be certain about it has been said. Raises NotATable."""
    content = _bytes(path)
    table = read_table(content)
    wanted = parse_people(table.rows, how)
    _say_how(table.read_as, wanted)
    return _Asked(wanted, path.name, hashlib.sha256(content).hexdigest(), consent, decided)


@click.command("import")
@with_appcontext
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--leave-out", is_flag=True, help="Apply the other rows if some have problems.")
@click.option("--confirm-leavers", type=int, metavar="N", help="Yes, that N people leave.")
@click.option("--confirm-managers", type=int, metavar="N", help="Yes, that N people get another line manager.")
@click.option("--mapping", type=_FILE, metavar="YAML", help="Which column of the file is which, as saved by the site.")
@click.option("--new-person", multiple=True, metavar="NUMBER", help="A new person has this number now. Repeatable.")
@click.option("--same-person", multiple=True, metavar="NUMBER", help="This number is still the same person's.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@actor_option
def import_file(
    file: Path, dry_run: bool, leave_out: bool, confirm_leavers: int | None, confirm_managers: int | None,
    mapping: Path | None, new_person: tuple[str, ...], same_person: tuple[str, ...], as_json: bool,
    actor: str | None,
) -> None:  # fmt: skip
    """Apply HR's file (CSV, XLSX or ODS), or list every problem by row and column and apply nothing."""
    how = _mapping(mapping)
    consent = Consent(leave_out, confirm_leavers, confirm_managers, settings().brake_percent)
    decided = Decided(frozenset(map(canonical_number, new_person)), frozenset(map(canonical_number, same_person)))
    try:
        asked = _asked(file, how, consent, decided)
    except NotATable as fault:
        if as_json:
            print_unreadable(fault.reasons)
        raise Failure("\n".join(fault.reasons)) from fault
    told = _Telling(as_json)
    if dry_run:
        _try(asked, told)
    else:
        _apply(asked, told, actor=actor)


class _Telling:
    """Tells of a plan once, in words or as JSON."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def plan(self, plan: ImportPlan, *, applied: bool) -> None:
        """All of it."""
        if self.as_json:
            print_json(plan, applied=applied)
        else:
            print_plan(plan)

    def line(self, words: str) -> None:
        """A sentence at the end, where nobody parses."""
        if not self.as_json:
            click.echo(words)


def _try(asked: _Asked, told: _Telling) -> None:
    today, consent = clock.today(), asked.consent
    with refusing():
        plan = asked.plan(db.session(), today)
        is_told = not told.as_json and plan.row_count > 0
        effects = NO_EFFECTS
        if is_told:
            effects = effects_of(db.session(), lambda now, day: _write(asked, plan, now=now, day=day))
    if is_told or told.as_json:
        told.plan(plan, applied=False)
    print_effects(effects.modules)
    if faulty_rows(plan) and not consent.leave_out:
        _refuse(plan, consent, today)
    print_problems(plan)
    for reason in reasons_not_to_apply(plan, consent, today=today):
        click.echo(reason, err=True)
    told.line("This was a dry run: nothing was changed.")


def _write(asked: _Asked, plan: ImportPlan, *, now: datetime, day: date) -> None:
    """Apply what can be, as though it were confirmed: to be looked at and rolled back."""
    found = brakes(plan, today=day, percent=asked.consent.percent)
    consent = Consent(True, found.leavers, found.managers, found.percent)
    if plan.row_count:
        apply_import(
            db.session(), plan, actor=system_actor(), now=now, today=day, file_name=asked.file_name,
            sha256=asked.sha256, consent=consent,
        )  # fmt: skip


def _apply(asked: _Asked, told: _Telling, *, actor: str | None) -> None:
    session: Session = db.session()
    consent = asked.consent
    with acting(actor) as (who, now):
        begin_import(session)
        today = london_date(now)
        plan = asked.plan(session, today)
        if told.as_json and reasons_not_to_apply(plan, consent, today=today):
            told.plan(plan, applied=False)
        _refuse(plan, consent, today)
        run = apply_import(
            session, plan, actor=who, now=now, today=today, file_name=asked.file_name, sha256=asked.sha256,
            consent=consent,
        )  # fmt: skip
    told.plan(plan, applied=True)
    if run is None:
        told.line("Nothing has changed since the last file.")
