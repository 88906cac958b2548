"""Background work that waits, is being done, or was done; and who does it. Working data: rows change and go."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class Job(Base):
    """One piece of work. It names at most one id and holds nothing else, so that it is done on what holds then.

    A worker has it until `leased_until`; if that passes, another takes it. `finished_at` says that it is over, and
    `outcome` how it went the last time.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_waiting", "due_at", sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    work: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    subject_id: Mapped[int | None]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str] = mapped_column(String(40), default="")
    leased_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(200), default="")


class Worker(Base):
    """A process that does background work, and when it was last seen doing so."""

    __tablename__ = "workers"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
