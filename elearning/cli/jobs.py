"""`jobs work` and `jobs state`: background work in a process of its own, and whether it is done."""

import signal
import threading

import click
from flask import current_app
from flask.cli import AppGroup

from elearning import clock
from elearning.cli.running import Failure, refusing, settings
from elearning.domain.calendar import british_time
from elearning.domain.jobs import WORDS
from elearning.extensions import db
from elearning.jobs.worker import wake, worker_of, works_of
from elearning.queries.jobs import state as state_of

jobs = AppGroup("jobs", help="Background work: reminders, mail, the nightly self-audit.")


@jobs.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def work(once: bool) -> None:
    """Do background work until stopped. As many of these may run as are wanted."""
    worker = worker_of(current_app._get_current_object())  # type: ignore[attr-defined]
    if once:
        with refusing():
            done = worker.work()
        click.echo(f"{done:,} pieces of work done.")
        return
    stop = threading.Event()

    def end(*_: object) -> None:
        stop.set()
        wake()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    click.echo("Working. Ctrl+C ends it after the piece of work in hand.")
    worker.run(stop)


@jobs.command("state")
def state() -> None:
    """Say when each kind of work was last done, and end with 1 if work has stopped."""
    with refusing():
        found = state_of(db.session(), works_of(settings()), now=clock.now())
    for one in found.kinds:
        last = f"{british_time(one.finished_at)}, {one.outcome}" if one.finished_at else "never"
        click.echo(f"{WORDS[one.work]}: last done {last}; {one.waiting:,} waiting.")
    click.echo(f"Workers seen in the last five minutes: {found.workers}.")
    if found.stopped:
        raise Failure("\n".join(found.stopped))
