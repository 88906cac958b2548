"""Every attempt that was handed in, marked again from its own version and compared with what is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.assessment import Marking, mark_attempt
from elearning.domain.module_plain import digest
from elearning.domain.modules import ModuleVersion, Question
from elearning.models import modules
from elearning.models.key_corrections import corrected_questions
from elearning.models.submitted import Stored, Submitted, submitted


class Disagreement(NamedTuple):
    """An attempt whose marking, done again, is not what is stored; and what differs, in words."""

    attempt_id: int
    module: str
    version: int
    differs: tuple[str, ...]


@dataclass(frozen=True)
class Remarked:
    """How many attempts were marked again, how many of them were corrected since, and those that disagree."""

    attempts: int
    corrected: int
    disagreements: tuple[Disagreement, ...]

    @property
    def agreeing(self) -> int:
        """How many attempts come to what is stored of them."""
        return self.attempts - len(self.disagreements)


class _Versions:
    """The versions met so far, each with whether its content is what its digest names, and its corrected keys."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_true: dict[int, bool] = {}
        self._keys: dict[int, Mapping[int, Question]] = {}

    def of(self, attempt: Submitted) -> ModuleVersion:
        """The version that an attempt was made of."""
        return modules.frozen(self._session, attempt.version_id, attempt.digest)

    def is_true(self, attempt: Submitted) -> bool:
        """Whether the content kept of the version is what its digest names."""
        if attempt.version_id not in self._is_true:
            self._is_true[attempt.version_id] = digest(self.of(attempt)) == attempt.digest
        return self._is_true[attempt.version_id]

    def keys(self, attempt: Submitted) -> Mapping[int, Question]:
        """The questions of the version with corrected keys, by the ids of the corrections."""
        if attempt.version_id not in self._keys:
            self._keys[attempt.version_id] = corrected_questions(self._session, attempt.version_id, self.of(attempt))
        return self._keys[attempt.version_id]


def _differences(stored: Stored, again: Marking) -> Iterator[str]:
    if stored.score != again.score:
        yield f"score {stored.score}, again {again.score}"
    if dict(stored.marks) != dict(again.marks):
        changed = sorted(id for id in stored.marks.keys() | again.marks.keys()
                         if stored.marks.get(id) != again.marks.get(id))  # fmt: skip
        yield f"marks of {', '.join(changed)}"


def _again(attempt: Submitted, versions: _Versions) -> Iterator[str]:
    if not versions.is_true(attempt):
        yield "the content kept of its version is not what the digest names"
    version, shown, responses = attempt.made_of(versions.of(attempt)), attempt.shown, attempt.latest
    pass_mark = attempt.pass_mark
    marking = mark_attempt(version, shown, responses, pass_mark=pass_mark)
    yield from _differences(attempt.result, marking)
    is_of_a_rule = pass_mark in (version.assessment.pass_mark, version.assessment.test_out)
    if not is_of_a_rule or (attempt.out_of, attempt.result.passed) != (marking.out_of, marking.passed):
        yield "what it was out of, its pass mark or whether it passed"
    for stored in attempt.corrections:
        also: dict[str, list[Question]] = {}
        for key_id in stored.key_ids:
            question = versions.keys(attempt)[key_id]
            also.setdefault(question.id, []).append(question)
        marking = mark_attempt(version, shown, responses, also=also, pass_mark=pass_mark)
        yield from (f"corrected {difference}" for difference in _differences(stored, marking))
        if stored.passed != marking.passed:
            yield "whether it passed once corrected"


def differences(session: Session, attempt: Submitted, versions: _Versions | None = None) -> tuple[str, ...]:
    """What is otherwise if an attempt is marked again from its own version; empty if nothing is."""
    try:
        return tuple(_again(attempt, versions or _Versions(session)))
    except (KeyError, TypeError, ValueError) as fault:  # a row that no page of this site could have made
        return (f"it cannot be marked: {type(fault).__name__} {fault}",)


def remark(session: Session, *, module_id: int | None = None) -> Remarked:
    """Mark every attempt again, of one module or of all, in flat memory."""
    versions = _Versions(session)
    attempts = corrections = 0
    found = []
    for attempt in submitted(session, module_id=module_id):
        attempts += 1
        corrections += bool(attempt.corrections)
        if differs := differences(session, attempt, versions):
            found.append(Disagreement(attempt.attempt_id, attempt.slug, attempt.version_number, differs))
    return Remarked(attempts, corrections, tuple(found))
