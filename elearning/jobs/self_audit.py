"""The nightly check of the record against itself: read with nothing open for writing, then kept."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.reports import Asked
from elearning.domain.self_audit import Check, Finding, finding
from elearning.jobs.planning import SCHEDULER
from elearning.queries.people import numbers
from elearning.queries.rederived import rederived_findings
from elearning.queries.self_audit import row_findings
from elearning.services.memberships import differences
from elearning.services.self_audits import keep_findings
from elearning.transaction import committed


def audit_self(session: Session, asked: Asked, *, actor: Actor = SCHEDULER) -> tuple[Finding, ...]:
    """Check everything, keep what was found, and return it."""
    answers = (*row_findings(session, asked), *_assignments(session, asked), *rederived_findings(session, asked))
    found = _by_number(session, answers, asked)
    with committed(session) as now:
        keep_findings(session, found, day=asked.as_at, actor=actor, now=now)
    return found


def _assignments(session: Session, asked: Asked) -> Iterator[Finding]:
    """People whose assignments are not what their posts and the rules give."""
    missing: list[str] = []
    too_many: list[str] = []
    for rule, person_id, edit in differences(session, today=asked.as_at):
        said = f"person {person_id} on {rule.versions[-1].terms.module}"
        (missing if edit.added else too_many).append(said)
    yield from finding(Check.ASSIGNMENT_MISSING, missing)
    yield from finding(Check.ASSIGNMENT_TOO_MANY, too_many)


_PERSON = re.compile(r"\bperson (\d+)")


def _by_number(session: Session, found: tuple[Finding, ...], asked: Asked) -> tuple[Finding, ...]:
    """The same findings, with people named as HR knows them: by employee number."""
    ids = {int(id) for one in found for text in one.examples for id in _PERSON.findall(text)}
    numbered = numbers(session, ids, asked.as_at)

    def named(text: str) -> str:
        return _PERSON.sub(lambda match: f"employee {numbered.get(int(match[1]), 'without a number')}", text)

    return tuple(replace(one, examples=tuple(map(named, one.examples))) for one in found)
