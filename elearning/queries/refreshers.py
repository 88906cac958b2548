"""The refreshers that people did: of which module and version, when, and which lessons they held."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.models import modules
from elearning.models.dated import known
from elearning.models.learning import Enrolment
from elearning.models.merges import of_people
from elearning.models.publications import RefresherDone


class Done(NamedTuple):
    """One refresher that was done. `since` is the version that the person had passed."""

    module_id: int
    title: str
    since: int
    version: int
    lessons: tuple[str, ...]
    done_on: date
    made_at: datetime


def done_by(session: Session, scope: Scope, *, known_on: datetime | None = None) -> tuple[Done, ...]:
    """Every refresher done by the people in scope, the newest first."""
    version = modules.ModuleVersion
    rows = session.execute(
        select(RefresherDone, Enrolment.refreshes, Enrolment.lessons, version.id, version.digest, version.number)
        .join(Enrolment, Enrolment.id == RefresherDone.enrolment_id)
        .join(version, version.id == RefresherDone.version_id)
        .where(of_people(RefresherDone.person_id, scope.person_ids), known(RefresherDone, known_on))
        .order_by(RefresherDone.made_at.desc())
    )
    found = []
    for done, since, lessons, version_id, digest, number in rows:
        content = modules.frozen(session, version_id, digest)
        titles = tuple(lesson.title for lesson in content.lessons if lesson.id in (lessons or ()))
        found.append(Done(done.module_id, content.title, since, number, titles, done.done_on, done.made_at))
    return tuple(found)
