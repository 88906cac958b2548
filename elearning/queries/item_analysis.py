"""What the answers to a module version's questions say about the questions. Names nobody; small counts are withheld."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.item_analysis import ItemStatistics, MarkedAnswer, MarkedPaper, analyse
from elearning.domain.modules import Question
from elearning.domain.refusals import NotFound
from elearning.models import modules
from elearning.models.key_corrections import KeyCorrection
from elearning.models.learning import Attempt, Enrolment, Result
from elearning.models.submitted import Submitted, submitted


@dataclass(frozen=True)
class Analysis:
    """The questions of one version with their statistics, by the key as it was published."""

    slug: str
    title: str
    number: int
    numbers: tuple[int, ...]
    items: tuple[ItemStatistics, ...]
    corrected: Mapping[str, tuple[str, ...]]
    """The answers of the keys that were corrected, by question: the latest of each."""

    def item(self, question_id: str) -> ItemStatistics:
        """One question. Raises NotFound."""
        for item in self.items:
            if item.question.id == question_id:
                return item
        raise NotFound("There is no such question in this version.")


_kept: dict[int, tuple[int, tuple[ItemStatistics, ...]]] = {}
"""The statistics of each version as of its number of results, which never change: so only a new one counts again."""


def analysis(session: Session, slug: str, number: int | None = None) -> Analysis:
    """The analysis of a version, the latest unless a number is given. Raises NotFound."""
    version = modules.ModuleVersion
    rows = session.execute(
        select(version.number, version.id, version.digest, version.title)
        .join(modules.Module, modules.Module.id == version.module_id)
        .where(modules.Module.slug == slug)
        .order_by(version.number)
    ).all()
    wanted = [row for row in rows if number is None or row.number == number]
    if not wanted:
        raise NotFound("There is no such module or version.")
    row = wanted[-1]
    bank = modules.frozen(session, row.id, row.digest).bank
    items = _items(session, row.id, bank)
    return Analysis(slug, row.title, row.number, tuple(one.number for one in rows), items, _corrected(session, row.id))


def _items(session: Session, version_id: int, bank: tuple[Question, ...]) -> tuple[ItemStatistics, ...]:
    results = session.scalars(
        select(func.count(Result.id))
        .join(Attempt, Attempt.id == Result.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.version_id == version_id)
    ).one()
    known = _kept.get(version_id)
    if known is None or known[0] != results or [item.question for item in known[1]] != list(bank):
        papers = (_paper(attempt) for attempt in submitted(session, version_id=version_id, timed=True))
        known = _kept[version_id] = (results, analyse(bank, papers))
    return known[1]


def _paper(attempt: Submitted) -> MarkedPaper:
    latest, seconds = attempt.latest, dict(_seconds(attempt))
    return MarkedPaper(
        attempt.person_id,
        tuple(
            MarkedAnswer(id, attempt.result.marks[id], latest.get(id, ()), seconds.get(id)) for id, _ in attempt.shown
        ),
    )


def _seconds(attempt: Submitted) -> Iterator[tuple[str, float]]:
    """How long the first answer to each question took: since the answer before it, or since the attempt was begun."""
    before, seen = attempt.begun_at, set()
    for answer in attempt.answers:
        if answer.question_id not in seen:
            seen.add(answer.question_id)
            yield answer.question_id, answer.at - before
        before = answer.at


def _corrected(session: Session, version_id: int) -> Mapping[str, tuple[str, ...]]:
    rows = session.execute(
        select(KeyCorrection.question_id, KeyCorrection.answer)
        .where(KeyCorrection.version_id == version_id)
        .order_by(KeyCorrection.id)
    )
    return {question_id: tuple(answer) for question_id, answer in rows}
