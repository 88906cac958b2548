"""Publishing: a module's content becomes a numbered, frozen version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.module_plain import digest, to_plain
from elearning.domain.modules import ChangeClass, ModuleVersion
from elearning.domain.refusals import NotAllowed
from elearning.models import modules as tables
from elearning.services import audit
from elearning.services.pictures import keep_pictures


@dataclass(frozen=True)
class Publication:
    """What came of publishing: the version's number, and whether it is a new one."""

    number: int
    is_new: bool


def _module(session: Session, slug: str) -> tables.Module:
    module = session.scalars(
        select(tables.Module).where(tables.Module.slug == slug).with_for_update(key_share=True)
    ).first()
    if module is None:
        module = tables.Module(slug=slug)
        session.add(module)
        session.flush()
    return module


def _refuse_without_change(latest: tables.ModuleVersion | None, change: ChangeClass | None, reason: str) -> None:
    if latest is None:
        return
    if change is None or not reason.strip():
        raise NotAllowed(
            f"Version {latest.number} is published already, so say what kind of change this is and why: "
            "--change typo|clarification|material|law --reason TEXT."
        )


def publish_version(
    session: Session, version: ModuleVersion, *, change: ChangeClass | None, reason: str, actor: Actor, now: datetime,
    pictures: Mapping[str, bytes] | None = None,
) -> Publication:  # fmt: skip
    """Freeze the content as the module's next version; the same content as the latest changes nothing.

    `pictures` are the bytes of its pictures by digest, as far as they are not kept already. Raises NotAllowed where a
    second or later version does not say its kind of change and the reason, ValueError where a picture's bytes lack.
    """
    module = _module(session, version.slug)
    of_module = tables.ModuleVersion.module_id == module.id
    newest = tables.ModuleVersion.number.desc()
    latest = session.scalars(select(tables.ModuleVersion).where(of_module).order_by(newest).limit(1)).first()
    fingerprint = digest(version)
    if latest is not None and latest.digest == fingerprint:
        return Publication(latest.number, is_new=False)
    _refuse_without_change(latest, change, reason)
    number = latest.number + 1 if latest else 1
    event = audit.record(
        session, actor=actor, action="publish version", now=now, subject="module", subject_id=module.id, reason=reason
    )
    keep_pictures(session, version.pictures, pictures or {}, event=event, now=now)
    session.add(
        tables.ModuleVersion(
            module_id=module.id,
            number=number,
            digest=fingerprint,
            title=version.title,
            window_days=version.validity.window_days,
            content=to_plain(version),
            change=change.value if latest and change else "first",
            reason=reason,
            recorded_at=now,
            recorded_by=event,
        )
    )
    session.flush()
    return Publication(number, is_new=True)
