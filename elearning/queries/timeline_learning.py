"""What a person did, in a timeline: modules begun, assessments, acknowledgements, completions with their certificates,
and what became of those."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from elearning.domain.calendar import british_date, london_date
from elearning.domain.timeline import Entry, EntryKind
from elearning.models.certificates import Certificate
from elearning.models.conversations import Conversation
from elearning.models.dated import known
from elearning.models.key_corrections import ResultCorrection, has_passed
from elearning.models.learning import (
    Acknowledgement,
    Attempt,
    Completion,
    Enrolment,
    HelpRequest,
    PolicyQuestion,
    Result,
    Revocation,
)
from elearning.models.modules import ModuleVersion
from elearning.models.policy_requests import PolicyAcknowledgement, PolicyRequest, PolicyRequestPerson
from elearning.models.prior_learning import PriorLearning
from elearning.models.publications import RefresherDone
from elearning.queries.timeline_told import Told, Whose, span_words


def told_of_learning(whose: Whose) -> Iterator[Told]:
    """Entries of everything that the person did, and of what it earned."""
    yield from _begun(whose)
    yield from _attempts(whose)
    yield from _marked_again(whose)
    yield from _acknowledged(whose)
    yield from _policy(whose)
    yield from _completions(whose)
    yield from _refreshers(whose)
    yield from _revocations(whose)
    yield from _conversations(whose)


def _did(kind: EntryKind, at: datetime, what: str, *facts: str, attempt_id: int | None = None) -> Told:
    return Told(Entry(kind, london_date(at), at, what, facts, attempt_id=attempt_id))


def _enrolled(whose: Whose, table: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Rows of a table that hang on an enrolment of the person, recorded by the instant."""
    return (
        select(Enrolment.module_id, *columns)
        .join(table, table.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(whose.person_ids), table.recorded_at <= whose.asked.known_on)
    )


def _begun(whose: Whose) -> Iterator[Told]:
    statement = (
        select(Enrolment.module_id, Enrolment.recorded_at, Enrolment.refreshes, ModuleVersion.number)
        .join(ModuleVersion, ModuleVersion.id == Enrolment.version_id)
        .where(Enrolment.person_id.in_(whose.person_ids), Enrolment.recorded_at <= whose.asked.known_on)
    )
    for module_id, at, refreshes, version in whose.rows(statement):
        what = f"Began {'the refresher of ' if refreshes else ''}{whose.title(module_id)}"
        yield _did(EntryKind.LEARNING, at, what, f"Version {version}")
    for module_id, at in whose.rows(_enrolled(whose, HelpRequest, HelpRequest.recorded_at)):
        yield _did(EntryKind.LEARNING, at, f"Asked their line manager for help with {whose.title(module_id)}")


def _attempts(whose: Whose) -> Iterator[Told]:
    until = whose.asked.known_on
    statement = _enrolled(
        whose, Attempt, Attempt.id, Attempt.recorded_at, Attempt.purpose, Result.recorded_at, Result.score,
        Result.out_of, has_passed(until),
    ).outerjoin(Result, (Result.attempt_id == Attempt.id) & (Result.recorded_at <= until))  # fmt: skip
    for module_id, id, begun_at, purpose, marked_at, score, out_of, passed in whose.rows(statement):
        is_test_out = purpose == "test_out"
        what = f"{'Test-out' if is_test_out else 'Final assessment'} of {whose.title(module_id)}"
        if marked_at is None:
            yield _did(EntryKind.LEARNING, begun_at, f"{what} begun", "Not handed in", attempt_id=id)
            continue
        outcome = "passed" if passed else "taken" if is_test_out else "not passed"
        facts = (f"{score} out of {out_of}", f"Begun on {british_date(london_date(begun_at))}")
        yield _did(EntryKind.LEARNING, marked_at, f"{what}: {outcome}", *facts, attempt_id=id)


def _marked_again(whose: Whose) -> Iterator[Told]:
    one = ResultCorrection
    statement = (
        _enrolled(whose, Attempt, Attempt.id, one.recorded_at, one.score, one.passed, one.recorded_by)
        .join(Result, Result.attempt_id == Attempt.id)
        .join(one, one.result_id == Result.id)
        .where(one.recorded_at <= whose.asked.known_on)
    )
    for module_id, attempt_id, at, score, passed, event_id in whose.rows(statement):
        what = f"Final assessment of {whose.title(module_id)} marked again by a corrected key"
        facts = (f"{score} points", "Passed" if passed else "Not passed")
        yield _did(EntryKind.CORRECTION, at, what, *facts, attempt_id=attempt_id)._replace(event_id=event_id)


def _acknowledged(whose: Whose) -> Iterator[Told]:
    one = Acknowledgement
    for _, at, title, version in whose.rows(
        _enrolled(whose, one, one.recorded_at, one.policy_title, one.policy_version)
    ):
        yield _did(EntryKind.LEARNING, at, f"Acknowledged {title}", f"Version {version}")


def _policy(whose: Whose) -> Iterator[Told]:
    """Fresh acknowledgements asked for and given, and questions asked first."""
    until, request, done, question = whose.asked.known_on, PolicyRequest, PolicyAcknowledgement, PolicyQuestion
    asked = (
        select(request.recorded_at, request.policy_title, request.policy_version, request.due_by)
        .join(PolicyRequestPerson, PolicyRequestPerson.request_id == request.id)
        .where(PolicyRequestPerson.person_id.in_(whose.person_ids), known(request, until))
    )
    for at, title, version, due_by in whose.rows(asked):
        facts = (f"Version {version}", f"By {british_date(due_by)}")
        yield _did(EntryKind.ASSIGNMENT, at, f"Asked to acknowledge {title}", *facts)
    given = select(done.recorded_at, done.policy_title, done.policy_version).where(
        done.person_id.in_(whose.person_ids), done.recorded_at <= until
    )
    for at, title, version in whose.rows(given):
        yield _did(EntryKind.LEARNING, at, f"Acknowledged {title}", f"Version {version}")
    asking = select(question.recorded_at, question.module_id).where(
        question.person_id.in_(whose.person_ids), question.recorded_at <= until
    )
    for at, module_id in whose.rows(asking):
        yield _did(EntryKind.LEARNING, at, f"Asked a question about the policy of {whose.title(module_id)}")


def _completions(whose: Whose) -> Iterator[Told]:
    statement = (
        select(Completion, ModuleVersion.number, Certificate, PriorLearning)
        .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
        .outerjoin(
            Certificate,
            (Certificate.completion_id == Completion.id) & (Certificate.recorded_at <= whose.asked.known_on),
        )
        .outerjoin(PriorLearning, PriorLearning.completion_id == Completion.id)
        .where(Completion.person_id.in_(whose.person_ids), known(Completion, whose.asked.known_on))
    )
    for one, version, certificate, prior in whose.rows(statement):
        facts = (f"Version {version}", f"Valid until {british_date(one.expires_on)}")
        what = f"Completed {whose.title(one.module_id)}{f', brought from {prior.provider}' if prior else ''}"
        shown_by = (prior.reference,) if prior else ()
        done = Entry(EntryKind.COMPLETION, one.completed_on, one.recorded_at, what, facts, private=shown_by)
        yield Told(done, one.recorded_by)
        if certificate is not None:
            what = f"Certificate {certificate.number} for {certificate.module_title}"
            entry = Entry(
                EntryKind.COMPLETION, london_date(certificate.recorded_at), certificate.recorded_at, what,
                (f"Issued to {certificate.holder_name}",), number=certificate.number,
            )  # fmt: skip
            yield Told(entry, certificate.recorded_by)


def _refreshers(whose: Whose) -> Iterator[Told]:
    done = RefresherDone
    statement = (
        select(done.module_id, done.done_on, done.recorded_at, ModuleVersion.number)
        .join(ModuleVersion, ModuleVersion.id == done.version_id)
        .where(done.person_id.in_(whose.person_ids), known(done, whose.asked.known_on))
    )
    for module_id, done_on, at, version in whose.rows(statement):
        what = f"Did the refresher of {whose.title(module_id)}"
        yield Told(Entry(EntryKind.COMPLETION, done_on, at, what, (f"To version {version}",)))


def _revocations(whose: Whose) -> Iterator[Told]:
    statement = (
        select(Revocation, Certificate.number, Completion.module_id)
        .join(Completion, Completion.id == Revocation.completion_id)
        .outerjoin(Certificate, Certificate.completion_id == Completion.id)
        .where(Completion.person_id.in_(whose.person_ids), known(Revocation, whose.asked.known_on))
    )
    for one, number, module_id in whose.rows(statement):
        what = f"Certificate {number} revoked" if number else f"Completion of {whose.title(module_id)} revoked"
        entry = Entry(
            EntryKind.COMPLETION, one.true_from, one.recorded_at, what,
            (span_words(one.true_from, one.true_to),), private=(one.reason,), number=number or "",
        )  # fmt: skip
        yield Told(entry, one.recorded_by)


def _conversations(whose: Whose) -> Iterator[Told]:
    statement = (
        select(Conversation, Completion.module_id)
        .join(Completion, Completion.id == Conversation.completion_id)
        .where(Completion.person_id.in_(whose.person_ids), known(Conversation, whose.asked.known_on))
    )
    for one, module_id in whose.rows(statement):
        what = f"Conversation held about {whose.title(module_id)}"
        yield Told(Entry(EntryKind.COMPLETION, one.held_on, one.recorded_at, what), one.recorded_by)
