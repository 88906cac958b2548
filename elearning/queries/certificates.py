"""Certificates: a person's own record of them, one for a page or a PDF, and what a stranger may know of a number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.certificates import CertificateFacts, Validity, validity
from elearning.domain.completions import end_of
from elearning.domain.compliance import CompletionFact, Facts, Span, governing
from elearning.domain.refusals import NotFound
from elearning.models import certificates as tables
from elearning.models.dated import known
from elearning.models.learning import Completion, Revocation
from elearning.models.modules import ModuleVersion
from elearning.queries.facts import refresher_facts, refreshers_statement, shaped
from elearning.queries.same_people import same_people


@dataclass(frozen=True)
class Issued:
    """A certificate with what is printed on it, and its validity on the day asked."""

    number: str
    person_id: int
    module_id: int
    holder_name: str
    module_title: str
    council_name: str
    completed_on: date
    expires_on: date
    issued_at: datetime
    version_number: int
    validity: Validity


def _select() -> Select[*tuple[Any, ...]]:
    return (
        select(tables.Certificate, Completion, ModuleVersion.number, ModuleVersion.window_days)
        .select_from(Completion)
        .outerjoin(tables.Certificate, Completion.id == tables.Certificate.completion_id)
        .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
    )


def _revocations(
    session: Session, completion_ids: Iterable[int], known_on: datetime | None
) -> dict[int, tuple[Span, ...]]:  # fmt: skip
    spans: dict[int, tuple[Span, ...]] = {}
    rows = session.execute(
        select(Revocation.completion_id, Revocation.true_from, Revocation.true_to).where(
            Revocation.completion_id.in_(tuple(completion_ids)), known(Revocation, known_on)
        )
    )
    for completion_id, first, last in rows:
        spans[completion_id] = (*spans.get(completion_id, ()), Span(first, last))
    return spans


def of_person(
    session: Session, scope: Scope, *, day: date, known_on: datetime | None = None
) -> tuple[Issued, ...]:  # fmt: skip
    """Every certificate of the people in scope, newest first, each with its truth of the day (RULE-24).

    `known_on` None tells what is known now.
    """
    same = same_people(session, known_on)
    statement = _select().where(known(Completion, known_on))
    if not scope.is_everybody:
        statement = statement.where(Completion.person_id.in_(same.records(scope.person_ids)))
    rows = session.execute(statement.order_by(Completion.made_at.desc())).all()
    revoked = _revocations(session, [completion.id for _, completion, _, _ in rows], known_on)
    shape, values = shaped(session, scope, known_on=known_on, module_ids=None, same=same)
    refreshers = refresher_facts(session.execute(refreshers_statement(shape), values))
    facts: dict[tuple[int, int], list[CompletionFact]] = {}
    by_id: dict[int, CompletionFact] = {}
    for _, done, number, window in rows:
        fact = CompletionFact(
            done.completed_on, done.made_at, done.expires_on, number, window, revoked.get(done.id, ())
        )
        by_id[done.id] = fact
        facts.setdefault((done.person_id, done.module_id), []).append(fact)
    issued = []
    for certificate, done, number, _ in rows:
        if certificate is None:  # brought from elsewhere: it may govern, and has no certificate
            continue
        key = done.person_id, done.module_id
        earned = Facts(
            (), (), completions=tuple(facts[key]), refresher_asks=refreshers.asks.get(done.module_id, ()),
            refreshers_done=refreshers.done.get(key, ()),
        )  # fmt: skip
        issued.append(_issued(certificate, done, number, by_id[done.id], earned, day))
    return tuple(issued)


def _issued(
    certificate: tables.Certificate, done: Completion, number: int, own: CompletionFact, earned: Facts, day: date
) -> Issued:  # fmt: skip
    governs = governing(earned, day)
    superseded = governs is not None and governs != own and governs.made_at > own.made_at
    state = validity(
        CertificateFacts(
            completed_on=own.completed_on, expires_on=end_of(own, earned, day), revoked=own.revoked,
            superseded_on=governs.completed_on if superseded and governs else None,
        ),
        day,
    )  # fmt: skip
    return Issued(
        number=certificate.number, person_id=done.person_id, module_id=done.module_id,
        holder_name=certificate.holder_name, module_title=certificate.module_title,
        council_name=certificate.council_name,
        completed_on=certificate.completed_on, expires_on=certificate.expires_on,
        issued_at=certificate.recorded_at, version_number=number, validity=state,
    )  # fmt: skip


def by_number(session: Session, number: str, *, day: date) -> Issued:
    """The certificate of a number, whoever holds it. Raises NotFound."""
    holder = session.scalars(
        select(Completion.person_id)
        .join(tables.Certificate, tables.Certificate.completion_id == Completion.id)
        .where(tables.Certificate.number == number)
    ).first()
    if holder is not None:
        for issued in of_person(session, Scope(person_ids=frozenset({holder})), day=day):
            if issued.number == number:
                return issued
    raise NotFound("There is no certificate with this number.")


def own(session: Session, scope: Scope, number: str, *, day: date) -> Issued:
    """A certificate of a person in scope. Raises NotFound alike for a stranger's and for none."""
    found = next((issued for issued in of_person(session, scope, day=day) if issued.number == number), None)
    if found is None:
        raise NotFound("There is no certificate with this number on your record.")
    return found


def kept_bytes(session: Session, number: str) -> bytes | None:
    """The PDF as first downloaded, if it ever was."""
    return session.scalars(
        select(tables.CertificateFile.content)
        .join(tables.Certificate, tables.Certificate.id == tables.CertificateFile.certificate_id)
        .where(tables.Certificate.number == number)
    ).first()


def guesses(session: Session, *, address_key: str, since: datetime) -> int:
    """How many unknown numbers were asked for from an address since an instant."""
    return session.scalars(
        select(func.count())
        .select_from(tables.CertificateGuess)
        .where(tables.CertificateGuess.address_key == address_key, tables.CertificateGuess.at >= since)
    ).one()
