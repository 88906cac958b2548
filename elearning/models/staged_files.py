"""HR files that were sent and wait for a decision: working data, gone once they are applied or a day old."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from elearning.orm import Base


class StagedFile(Base):
    """The bytes of one HR file as they were sent, by whom and when; by which mapping it is read, and the numbers of
    which somebody said that they are of new, or of the same people."""

    __tablename__ = "staged_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    staged_at: Mapped[datetime]
    staged_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    mapping_id: Mapped[int | None] = mapped_column(ForeignKey("column_mappings.id"))
    new_people: Mapped[str] = mapped_column(Text, default="", server_default="")
    same_people: Mapped[str] = mapped_column(Text, default="", server_default="")
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
