"""A mistaken key corrected: every attempt of the version is marked again, and whoever gains by it gains it at once.

Marks are never lowered and a pass is never taken away (decision 47).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.answer_keys import whole_key
from elearning.domain.assessment import Marking, mark_attempt
from elearning.domain.corrected_keys import corrected, problems_with
from elearning.domain.modules import ModuleVersion, Question
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.responses import Response
from elearning.models import learning as tables
from elearning.models import modules
from elearning.models.audit import AuditEvent
from elearning.models.key_corrections import KeyCorrection, ResultCorrection, corrected_questions
from elearning.models.submitted import Submitted, submitted
from elearning.services import enrolments, recording
from elearning.services.completions import complete_if_met
from elearning.services.recording import Act


@dataclass(frozen=True)
class Mistake:
    """A question of one version of a module whose key is wrong, what is right, and why it is corrected."""

    slug: str
    number: int
    question_id: str
    answer: Response
    reason: str


@dataclass(frozen=True)
class Gain:
    """An attempt that a corrected key makes better: whose, its score before and after, and whether it now passes."""

    attempt_id: int
    person_id: int
    before: int
    after: int
    is_pass: bool
    completes: bool = False


@dataclass(frozen=True)
class KeyEffect:
    """What a corrected key does: how many attempts asked the question, who gains, how many keep a mark they would not
    get by the corrected key, and which other versions ask the question with the same key."""

    papers: int
    gains: tuple[Gain, ...]
    kept: int
    also_in: tuple[int, ...]


def hold_keys_of(session: Session, attempt_id: int) -> None:
    """Let no key of an attempt's version be corrected until this transaction ends, so that none is missed.

    Taken before the lock of the learner, as a correction takes them. SQLite has one writer at a time.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    session.execute(
        select(modules.ModuleVersion.id)
        .join(tables.Enrolment, tables.Enrolment.version_id == modules.ModuleVersion.id)
        .join(tables.Attempt, tables.Attempt.enrolment_id == tables.Enrolment.id)
        .where(tables.Attempt.id == attempt_id)
        .with_for_update(read=True, of=modules.ModuleVersion)
    )


_CORRECTED = (
    select(KeyCorrection.id)
    .join(tables.Enrolment, tables.Enrolment.version_id == KeyCorrection.version_id)
    .join(tables.Attempt, tables.Attempt.enrolment_id == tables.Enrolment.id)
    .where(tables.Attempt.id == bindparam("attempt_id"))
    .limit(1)
)


def mark_by_corrected_keys(session: Session, attempt_id: int, act: Act) -> None:
    """Mark an attempt that was just handed in by the corrected keys of its version too, where there are any."""
    if session.scalar(_CORRECTED, {"attempt_id": attempt_id}) is None:
        return
    for attempt in submitted(session, attempt_id=attempt_id):
        version = modules.frozen(session, attempt.version_id, attempt.digest)
        _gain(session, attempt, version, corrected_questions(session, attempt.version_id, version), act)


def _gain(
    session: Session, attempt: Submitted, version: ModuleVersion, known: Mapping[int, Question], act: Act
) -> Marking | None:
    """Keep the marking by the corrected keys if it is better than the one that counts; None if it is not.

    The latest key of each question counts, and every key by which the attempt was marked before.
    """
    latest = {question.id: key_id for key_id, question in known.items()}
    asked = dict(attempt.shown)
    key_ids = sorted(id for id in {*latest.values(), *attempt.standing.key_ids} if known[id].id in asked)
    also: dict[str, list[Question]] = defaultdict(list)
    for key_id in key_ids:
        also[known[key_id].id].append(known[key_id])
    marking = mark_attempt(
        attempt.made_of(version), attempt.paper, attempt.latest, also=also, pass_mark=attempt.pass_mark
    )
    if marking.marks == attempt.standing.marks:
        return None
    session.add(
        ResultCorrection(
            result_id=attempt.result_id, score=marking.score, passed=marking.passed, marks=dict(marking.marks),
            key_ids=key_ids, recorded_at=act.at, recorded_by=act.event_id,
        )
    )  # fmt: skip
    session.flush()
    return marking


def correct_key(
    session: Session, mistake: Mistake, *, council_name: str, actor: Actor, now: datetime, day: date
) -> KeyEffect:
    """Record the right answer, mark every attempt of the version again, and complete whoever had all but the pass.

    The same again by the same actor changes nothing. Raises NotFound for an unknown version or question, NotAllowed
    without a reason, for an answer that cannot be, and where the key was corrected so before. What it would do is
    shown by doing it and rolling back.
    """
    version_id, version = _held_version(session, mistake)
    question = _question(version, mistake)
    if not mistake.reason.strip():
        raise NotAllowed("Say why the key is corrected.")
    if problems := problems_with(question, mistake.answer):
        raise NotAllowed(*problems)
    if _is_done_already(session, version_id, mistake, actor):
        return KeyEffect(0, (), 0, ())
    act = _record(session, version_id, mistake, actor, now)
    papers, kept, gains = 0, 0, []
    known = corrected_questions(session, version_id, version)
    right = replace(version, bank=(corrected(question, mistake.answer),), lessons=())
    for attempt in submitted(session, version_id=version_id):
        if question.id not in dict(attempt.shown):
            continue
        papers += 1
        before = attempt.standing
        kept += _worth(right, attempt, question.id) < before.marks[question.id]
        marking = _gain(session, attempt, version, known, act)
        if marking:
            is_pass = marking.passed and not before.passed
            completes = is_pass and _complete(session, attempt, council_name, actor, now, day)
            gains.append(Gain(attempt.attempt_id, attempt.person_id, before.score, marking.score, is_pass, completes))
    return KeyEffect(papers, tuple(gains), kept, _also_in(session, version_id, mistake.slug, question))


def _record(session: Session, version_id: int, mistake: Mistake, actor: Actor, now: datetime) -> Act:
    """Keep what is right, who says so and why."""
    act = recording.begin(
        session, actor=actor, action="correct key", now=now, subject="module version", subject_id=version_id,
        reason=mistake.reason.strip(),
    )  # fmt: skip
    session.add(
        KeyCorrection(
            version_id=version_id, question_id=mistake.question_id, answer=list(mistake.answer),
            reason=mistake.reason.strip(), recorded_at=now, recorded_by=act.event_id,
        )
    )  # fmt: skip
    session.flush()
    return act


def _worth(right: ModuleVersion, attempt: Submitted, question_id: str) -> int | float:
    """What the answer that counts is worth by the corrected key alone, which is all that `right` holds."""
    paper = [shown for shown in attempt.paper if shown.question_id == question_id]
    return mark_attempt(right, paper, attempt.latest).marks[question_id]


def _held_version(session: Session, mistake: Mistake) -> tuple[int, ModuleVersion]:
    """The version, held so that no attempt of it is handed in meanwhile."""
    found = session.execute(
        select(modules.ModuleVersion.id, modules.ModuleVersion.digest)
        .join(modules.Module, modules.Module.id == modules.ModuleVersion.module_id)
        .where(modules.Module.slug == mistake.slug, modules.ModuleVersion.number == mistake.number)
        .with_for_update(key_share=True, of=modules.ModuleVersion)
    ).first()
    if found is None:
        raise NotFound(f"There is no version {mistake.number} of a module called {mistake.slug!r}.")
    return found[0], modules.frozen(session, *found)


def _question(version: ModuleVersion, mistake: Mistake) -> Question:
    for question in version.bank:
        if question.id == mistake.question_id:
            return question
    raise NotFound(f"There is no question {mistake.question_id!r} in the bank of version {mistake.number}.")


def _is_done_already(session: Session, version_id: int, mistake: Mistake, actor: Actor) -> bool:
    """Whether a person pressed the same button twice. Raises NotAllowed where somebody said the same before."""
    found = session.execute(
        select(KeyCorrection, AuditEvent.actor_id)
        .join(AuditEvent, AuditEvent.id == KeyCorrection.recorded_by)
        .where(KeyCorrection.version_id == version_id, KeyCorrection.question_id == mistake.question_id)
        .order_by(KeyCorrection.id.desc())
        .limit(1)
    ).first()
    if found is None or tuple(found[0].answer) != mistake.answer:
        return False
    if actor.person_id is not None and found[1] == actor.person_id and found[0].reason == mistake.reason.strip():
        return True
    raise NotAllowed("The key of this question is corrected in this way already.")


def _complete(
    session: Session, attempt: Submitted, council_name: str, actor: Actor, now: datetime, day: date
) -> bool:  # fmt: skip
    """Complete the module if the pass was all that was missing, as of the instant at which all was done (RULE-4)."""
    enrolments.lock_learner(session, attempt.person_id)
    if session.scalar(select(tables.is_completed()).where(tables.Enrolment.id == attempt.enrolment_id)):
        return False
    place = enrolments.place_of(session, attempt.enrolment_id)
    return complete_if_met(
        session, place, place.progress, council_name=council_name, now=now, day=day, actor=actor,
        met_at=_met_at(session, attempt),
    )  # fmt: skip


def _met_at(session: Session, attempt: Submitted) -> datetime:
    """When the last condition was met, the attempt being a pass since it was handed in."""
    last_read = select(func.max(tables.LessonProgress.recorded_at)).where(
        tables.LessonProgress.enrolment_id == attempt.enrolment_id
    )
    acknowledged = select(tables.Acknowledgement.recorded_at).where(
        tables.Acknowledgement.enrolment_id == attempt.enrolment_id
    )
    met = (attempt.submitted_at, session.scalar(last_read), session.scalar(acknowledged))
    return max(at for at in met if at is not None)


def _also_in(session: Session, version_id: int, slug: str, question: Question) -> tuple[int, ...]:
    """The numbers of the module's other versions that ask the same question with the same key."""
    others = session.execute(
        select(modules.ModuleVersion.number, modules.ModuleVersion.id, modules.ModuleVersion.digest)
        .join(modules.Module, modules.Module.id == modules.ModuleVersion.module_id)
        .where(modules.Module.slug == slug, modules.ModuleVersion.id != version_id)
        .order_by(modules.ModuleVersion.number)
    ).all()
    same = whole_key(question)
    return tuple(
        number
        for number, id, digest in others
        if any(one.id == question.id and whole_key(one) == same for one in modules.frozen(session, id, digest).bank)
    )
