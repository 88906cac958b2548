"""The short sets of questions after a completion: which is due, and one set with the answers given. Own ones only."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.follow_ups import place_due
from elearning.domain.modules import ModuleVersion, Question
from elearning.domain.refusals import NotFound
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.dated import known
from elearning.models.follow_ups import FollowUp, FollowUpAnswer, FollowUpWish
from elearning.models.merges import of_people


class Due(NamedTuple):
    """A set that is due: of which completion, which of its sets, and the module's title. None of it was done yet."""

    completion_id: int
    place: int
    title: str
    questions: int
    follow_up_id: int | None


def due(session: Session, scope: Scope, *, day: date) -> tuple[Due, ...]:
    """The sets that the one person in scope may do on a day: at most one for each module; four statements."""
    latest = _latest_completions(session, scope, day)
    if not latest:
        return ()
    ids = list(latest)
    begun = {(one.completion_id, one.place): one for one in _begun(session, ids)}
    wishes = _wishes(session, ids)
    found = []
    for completion_id, (completed_on, version) in latest.items():
        rule = version.follow_up
        place = place_due(rule, completed_on=completed_on, day=day) if rule else None
        if rule is None or place is None or (completion_id in wishes and not _is_past(wishes[completion_id], day)):
            continue
        row = begun.get((completion_id, place))
        if row is None or row.answered < row.asked:
            found.append(Due(completion_id, place, version.title, rule.questions, row.id if row else None))
    return tuple(sorted(found, key=lambda one: one.title))


def _latest_completions(session: Session, scope: Scope, day: date) -> Mapping[int, tuple[date, ModuleVersion]]:
    """The latest completion of each module that still counts on the day, with the version that was completed."""
    completion, version = tables.Completion, modules.ModuleVersion
    is_revoked = (
        select(tables.Revocation.id)
        .where(tables.Revocation.completion_id == completion.id, known(tables.Revocation, None))
        .exists()
    )
    rows = session.execute(
        select(completion.id, completion.module_id, completion.completed_on, version.id, version.digest)
        .join(version, version.id == completion.version_id)
        .where(
            of_people(completion.person_id, scope.person_ids), known(completion, None), completion.expires_on >= day,
            ~is_revoked, completion.enrolment_id.is_not(None),
        )
        .order_by(completion.made_at)
    )  # fmt: skip
    of_module = {module_id: (id, on, version_id, digest) for id, module_id, on, version_id, digest in rows}
    return {id: (on, modules.frozen(session, version, digest)) for id, on, version, digest in of_module.values()}


class _Begun(NamedTuple):
    id: int
    completion_id: int
    place: int
    asked: int
    answered: int


def _begun(session: Session, completion_ids: Collection[int]) -> list[_Begun]:
    answered = (
        select(func.count(FollowUpAnswer.question_id.distinct()))
        .where(FollowUpAnswer.follow_up_id == FollowUp.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(FollowUp.id, FollowUp.completion_id, FollowUp.place, FollowUp.shown, answered).where(
            FollowUp.completion_id.in_(completion_ids)
        )
    )
    return [_Begun(id, completion, place, len(shown), count) for id, completion, place, shown, count in rows]


def _wishes(session: Session, completion_ids: Collection[int]) -> Mapping[int, date | None]:
    rows = session.execute(
        select(FollowUpWish.completion_id, FollowUpWish.not_before)
        .where(FollowUpWish.completion_id.in_(completion_ids))
        .order_by(FollowUpWish.id)
    )
    return {completion_id: not_before for completion_id, not_before in rows}


def _is_past(not_before: date | None, day: date) -> bool:
    return not_before is not None and not_before <= day


@dataclass(frozen=True)
class Set:
    """One set as its person sees it: the questions, the order of their parts, and the answers saved."""

    follow_up_id: int
    version: ModuleVersion
    questions: tuple[tuple[Question, tuple[str, ...], tuple[str, ...]], ...]


def follow_up(session: Session, scope: Scope, follow_up_id: int) -> Set:
    """A set of a person in scope. Raises NotFound alike for a stranger's and for none."""
    found = session.execute(
        select(FollowUp.shown, modules.ModuleVersion.id, modules.ModuleVersion.digest)
        .join(tables.Completion, tables.Completion.id == FollowUp.completion_id)
        .join(modules.ModuleVersion, modules.ModuleVersion.id == tables.Completion.version_id)
        .where(FollowUp.id == follow_up_id, of_people(tables.Completion.person_id, scope.person_ids))
    ).first()
    if found is None:
        raise NotFound("There is no such set of questions.")
    version = modules.frozen(session, found[1], found[2])
    rows = session.execute(
        select(FollowUpAnswer.question_id, FollowUpAnswer.chosen)
        .where(FollowUpAnswer.follow_up_id == follow_up_id)
        .order_by(FollowUpAnswer.id)
    )
    given = {question_id: tuple(chosen) for question_id, chosen in rows}
    return Set(
        follow_up_id, version,
        tuple((version.question(id), tuple(order), given.get(id, ())) for id, order in found[0]),
    )  # fmt: skip
