"""Filters of pages that people saved under a name. Working data: they are renamed and removed."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearning.orm import Base


class SavedView(Base):
    """A page, by the name of its route, with its filters as an encoded query; whose it is, and whether HR shares it."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(String(100))
    page: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(3000))
    is_shared: Mapped[bool]
    saved_at: Mapped[datetime]
