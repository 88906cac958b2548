"""How long work takes: by the clock, and of the processors, which other work on the machine hardly changes."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.reports import spoken

Value = TypeVar("Value")


class Seconds(NamedTuple):
    """What something took. Of the processors: this process, and the database's where it runs on this machine."""

    clock: float
    busy: float

    def __str__(self) -> str:
        return f"{spoken(self.busy)} of the processor, {spoken(self.clock)} by the clock"


def took(session: Session, work: Callable[[], Any], *, rounds: int = 3) -> Seconds:
    """The median of some goes, after one that warms up."""
    work()
    found = [once(session, work)[1] for _ in range(rounds)]
    return Seconds(median(one.clock for one in found), median(one.busy for one in found))


def once(session: Session, work: Callable[[], Value]) -> tuple[Value, Seconds]:
    """What work gives that cannot be done again, and what it took."""
    server = _server_of(session)
    clock, busy = time.perf_counter(), time.process_time() + _busy(server)
    value = work()
    return value, Seconds(time.perf_counter() - clock, max(time.process_time() + _busy(server) - busy, 1e-6))


def _server_of(session: Session) -> Path | None:
    """Where the system tells of the process of PostgreSQL that answers this session, if it is on this machine."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    told = Path("/proc") / str(session.scalar(text("SELECT pg_backend_pid()"))) / "stat"
    return told if told.exists() and "postgres" in told.read_text(encoding="ascii", errors="replace") else None


def _busy(server: Path | None) -> float:
    if server is None:
        return 0.0
    after_name = server.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
