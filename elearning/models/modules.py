"""Modules and their frozen, numbered versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearning.domain.module_plain import from_plain
from elearning.domain.modules import ModuleVersion as Frozen
from elearning.orm import Base


class Module(Base):
    """A module: its slug, which never changes. Everything else belongs to a version."""

    __tablename__ = "modules"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)


class ModuleVersion(Base):
    """A module's content at one publication. `content` holds the parsed values, from which `digest` is worked out, and
    is read where it is asked for; the columns repeat what the rule needs without opening it. `touches` are the lessons
    that a material or law change was said to touch; it is empty for a version published before that was asked."""

    __tablename__ = "module_versions"
    __table_args__ = (
        UniqueConstraint("module_id", "number"),
        CheckConstraint("change IN ('first', 'typo', 'clarification', 'material', 'law')", name="change_known"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("modules.id"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    window_days: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    change: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    touches: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


class Picture(Base):
    """A picture that some version shows, kept once under the SHA-256 of its bytes."""

    __tablename__ = "pictures"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("audit_events.id"))


_parsed: dict[str, Frozen] = {}


def frozen(session: Session, version_id: int, digest: str) -> Frozen:
    """A published version as domain values. Parsed once a process: what a digest names can never change."""
    version = _parsed.get(digest)
    if version is None:
        content = session.scalars(select(ModuleVersion.content).where(ModuleVersion.id == version_id)).one()
        version = _parsed[digest] = from_plain(content)
    return version
