"""A worker in a process of its own, for tests that kill it: `python -m tests.integration.outbox_worker URL PORT SECONDS`.

SECONDS is how far its clock is from the real one: all workers and the test agree, however long one takes to start.

Its leases and waits are short, so that what a killed worker had is taken by another within a second.
"""

import sys
import time
from datetime import UTC, datetime, timedelta

import time_machine

from elearning import create_app
from elearning.domain.jobs import Timing
from elearning.extensions import db
from elearning.jobs.worker import Worker
from tests.conftest import settings_for

SHORT = Timing(lease=timedelta(seconds=3), waits=(timedelta(milliseconds=50),) * 60)


def main() -> None:
    """Work until killed."""
    url, port, seconds = sys.argv[1:]
    settings = settings_for(url, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="learning@marlshire.example")
    app = create_app(settings)
    with app.app_context():
        worker = Worker(db.engine, settings, timing=SHORT)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(seconds))):
        while True:
            worker.work()
            time.sleep(0.05)


if __name__ == "__main__":
    main()
