"""Publishing: a module's content becomes a numbered, frozen version; and withdrawing one, so that nobody begins it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import london_date
from elearning.domain.differences import lessons_touched
from elearning.domain.module_plain import digest, to_plain
from elearning.domain.modules import ChangeClass, ModuleVersion
from elearning.domain.publications import ASKING, Change, reasons_not_to_publish
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models import modules as tables
from elearning.models.dated import known
from elearning.models.publications import RefresherAsk, Withdrawal, is_withdrawn
from elearning.services import audit
from elearning.services.pictures import keep_pictures
from elearning.services.recording import Act, add, begin, supersede


@dataclass(frozen=True)
class Publication:
    """What came of publishing: the version's number, and whether it is a new one."""

    number: int
    is_new: bool


def module_row(session: Session, slug: str) -> tables.Module:
    """The module of a slug, locked, made if there is none: publications of one module wait for one another."""
    module = session.scalars(
        select(tables.Module).where(tables.Module.slug == slug).with_for_update(key_share=True)
    ).first()
    if module is None:
        module = tables.Module(slug=slug)
        session.add(module)
        session.flush()
    return module


_CURRENT = (
    select(tables.ModuleVersion)
    .where(tables.ModuleVersion.module_id == bindparam("module_id"), ~is_withdrawn())
    .order_by(tables.ModuleVersion.number.desc())
    .limit(1)
)


def current_version(session: Session, module_id: int) -> tables.ModuleVersion | None:
    """The version that is begun today: the latest that is not withdrawn; None if there is none."""
    return session.scalars(_CURRENT, {"module_id": module_id}).first()


def next_number(session: Session, module_id: int) -> int:
    """The number of the next version; that of a withdrawn one is never given again."""
    of_module = tables.ModuleVersion.module_id == module_id
    return (session.scalar(select(func.max(tables.ModuleVersion.number)).where(of_module)) or 0) + 1


def look_at_change(
    session: Session, version: ModuleVersion, change: Change | None, now: datetime
) -> tuple[tables.Module, tables.ModuleVersion | None, int]:  # fmt: skip
    """The module, its current version, and the number that the content would get. Raises NotAllowed with reasons."""
    module = module_row(session, version.slug)
    latest, number = current_version(session, module.id), next_number(session, module.id)
    if latest is not None and latest.digest == digest(version):
        return module, latest, latest.number
    before = tables.frozen(session, latest.id, latest.digest) if latest else None
    reasons = reasons_not_to_publish(before, version, change, number=number, day=london_date(now))
    if reasons:
        raise NotAllowed(*reasons)
    return module, latest, number


def complete_change(
    session: Session, version: ModuleVersion, kind: ChangeClass, reason: str, lessons: tuple[str, ...] | None,
    refresher_by: date | None,
) -> Change:  # fmt: skip
    """What is said of a change, with the lessons in which something differs where none are named."""
    if lessons is None:
        latest = current_version(session, module_row(session, version.slug).id)
        before = tables.frozen(session, latest.id, latest.digest) if latest else None
        lessons = lessons_touched(before, version) if before and kind in ASKING else ()
    return Change(kind, reason.strip(), lessons, refresher_by)


def publish_version(
    session: Session, version: ModuleVersion, *, change: ChangeClass | None, reason: str, actor: Actor, now: datetime,
    lessons: tuple[str, ...] | None = None, refresher_by: date | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> Publication:  # fmt: skip
    """Freeze the content as the module's next version; the same content as the current one changes nothing.

    A material or law change names its `lessons` (those in which something differs, unless said), and asks for a
    refresher by a day or counts old completions as equivalent (RULE-14). `pictures` are the bytes of its pictures by
    digest, as far as they are not kept already. Raises NotAllowed where a second or later version does not say what it
    must, ValueError where a picture's bytes lack.
    """
    said = complete_change(session, version, change, reason, lessons, refresher_by) if change else None
    module, latest, number = look_at_change(session, version, said, now)
    fingerprint = digest(version)
    if latest is not None and latest.digest == fingerprint:
        return Publication(latest.number, is_new=False)
    event = audit.record(
        session, actor=actor, action="publish version", now=now, subject="module", subject_id=module.id, reason=reason
    )
    keep_pictures(session, version.pictures, pictures or {}, event=event, now=now)
    row = tables.ModuleVersion(
        module_id=module.id,
        number=number,
        digest=fingerprint,
        title=version.title,
        window_days=version.validity.window_days,
        content=to_plain(version),
        change=said.kind.value if said and number > 1 else "first",
        reason=reason,
        touches=list(said.lessons) if said and said.kind in ASKING else None,
        recorded_at=now,
        recorded_by=event,
    )
    session.add(row)
    session.flush()
    if refresher_by is not None:
        ask = {"version_id": row.id, "published_on": london_date(now), "due_by": refresher_by}
        add(session, RefresherAsk, Act(event, now), [ask])
    return Publication(number, is_new=True)


def withdraw_version(
    session: Session, *, slug: str, number: int, reason: str, actor: Actor, now: datetime
) -> int | None:  # fmt: skip
    """Let nobody begin a version any more; returns the number of the one that is begun instead, None if there is none.

    Nobody's completion is touched, and those half-way finish it. A refresher that it asked is asked no more, because
    nobody could begin it. Raises NotFound for an unknown version, NotAllowed without a reason or where it is withdrawn.
    """
    if not reason.strip():
        raise NotAllowed("Say why the version is withdrawn.")
    version = session.scalars(
        select(tables.ModuleVersion)
        .join(tables.Module, tables.Module.id == tables.ModuleVersion.module_id)
        .where(tables.Module.slug == slug, tables.ModuleVersion.number == number)
    ).first()
    if version is None:
        raise NotFound(f"There is no version {number} of {slug}.")
    module_row(session, slug)  # whoever publishes or withdraws waits for another
    if session.scalars(
        select(Withdrawal.id).where(Withdrawal.version_id == version.id, known(Withdrawal, None))
    ).first():
        raise NotAllowed(f"Version {number} is withdrawn already.")
    act = begin(
        session, actor=actor, action="withdraw version", now=now, subject="module", subject_id=version.module_id,
        reason=reason,
    )  # fmt: skip
    add(session, Withdrawal, act, [{"version_id": version.id, "reason": reason.strip()}])
    asks = select(RefresherAsk.id).where(RefresherAsk.version_id == version.id, known(RefresherAsk, None))
    supersede(session, RefresherAsk, act, session.scalars(asks).all())
    session.flush()
    left = current_version(session, version.module_id)
    return left.number if left else None
