"""Files of figures that are made in the background and kept for a set time. Working data: rows change and go."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class ExportFile(Base):
    """One file that somebody asked for: what of, and how far it is. The question is fixed when it is asked.

    `unit_id` of 0 is no unit, an empty `staff_group` is all; `rows` are those that it will have, as counted when
    it was asked for.
    """

    __tablename__ = "export_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(10))
    as_at: Mapped[date]
    known_on: Mapped[datetime]
    unit_id: Mapped[int | None]
    module_id: Mapped[int | None]
    standing: Mapped[str] = mapped_column(String(20), default="")
    staff_group: Mapped[str] = mapped_column(String(80), default="", server_default="")
    who: Mapped[str] = mapped_column(String(600))
    rows: Mapped[int]
    rows_done: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime | None]
    times_begun: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    kept_until: Mapped[datetime | None]
    size: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(400), default="")


class ExportPart(Base):
    """A piece of a file, in order: so that neither making nor sending one takes memory that grows with it."""

    __tablename__ = "export_parts"
    export_id: Mapped[int] = mapped_column(ForeignKey("export_files.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
