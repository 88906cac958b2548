"""Published modules: which there are, and their current versions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.modules import ModuleVersion
from elearning.domain.refusals import NotFound
from elearning.models import modules as tables
from elearning.models.publications import is_withdrawn


@dataclass(frozen=True)
class Published:
    """A version as it was published."""

    module_id: int
    version_id: int
    number: int
    version: ModuleVersion


_LATEST = (
    select(tables.ModuleVersion.module_id, func.max(tables.ModuleVersion.number).label("number"))
    .where(~is_withdrawn())
    .group_by(tables.ModuleVersion.module_id)
    .subquery()
)
_CURRENT = (
    select(tables.Module.id, tables.ModuleVersion.id, tables.ModuleVersion.number, tables.ModuleVersion.digest)
    .join(tables.ModuleVersion)
    .join(
        _LATEST,
        (_LATEST.c.module_id == tables.ModuleVersion.module_id) & (_LATEST.c.number == tables.ModuleVersion.number),
    )
    .order_by(tables.Module.slug)
)


def current(session: Session) -> tuple[Published, ...]:
    """The version of every module that is begun today, the latest not withdrawn, in the order of their slugs."""
    rows = session.execute(_CURRENT).all()
    return tuple(Published(m, v, n, tables.frozen(session, v, digest)) for m, v, n, digest in rows)


def published_at(session: Session, module_id: int, number: int) -> datetime:
    """When a version of a module was published. Raises NotFound."""
    of_version = (tables.ModuleVersion.module_id == module_id) & (tables.ModuleVersion.number == number)
    found = session.scalars(select(tables.ModuleVersion.recorded_at).where(of_version)).first()
    if found is None:
        raise NotFound("There is no such version.")
    return found


def module_id(session: Session, slug: str) -> int:
    """The id of a module that was ever published. Raises NotFound."""
    found = session.scalars(select(tables.Module.id).where(tables.Module.slug == slug)).first()
    if found is None:
        raise NotFound(f"There is no published module called {slug!r}. `content publish {slug}` makes it one.")
    return found


def version_content(session: Session, slug: str, number: int) -> ModuleVersion:
    """One published version of a module. Raises NotFound."""
    found = session.execute(
        select(tables.ModuleVersion.id, tables.ModuleVersion.digest)
        .join(tables.Module, tables.Module.id == tables.ModuleVersion.module_id)
        .where(tables.Module.slug == slug, tables.ModuleVersion.number == number)
    ).first()
    if found is None:
        raise NotFound(f"There is no version {number} of a module called {slug!r}.")
    return tables.frozen(session, *found)
