"""An attempt as it happened: what was shown in which order, every answer with its time, and how it was marked. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from elearning.domain.assessment import MarkingRule
from elearning.domain.corrected_keys import key_in_words
from elearning.domain.modules import Question, Reveal
from elearning.domain.question_kinds import Matching, Number, Ordering, Scenario, ShortAnswer
from elearning.domain.responses import Part, Response, parts_of, walk


class SavedAnswer(NamedTuple):
    """An answer as it was saved, and when. A changed mind is another one; the last saved counts."""

    response: Response
    saved_at: datetime


class ShownPart(NamedTuple):
    """One line of a list as it stood on the page: its id, and its text (Markdown)."""

    id: str
    text: str


class ShownList(NamedTuple):
    """A list of a question's page, in the order in which it was shown, and what was told after a choice from it."""

    heading: str
    parts: tuple[ShownPart, ...]
    told: str = ""


@dataclass(frozen=True)
class Replayed:
    """One question of an attempt. `mark` is None until the attempt is handed in.

    `corrected_mark` is what a correction of keys made of the mark, None where there was none. `keys` holds the
    question as it was asked, and after it with each corrected key that was counted.
    """

    place: int
    question: Question
    order: tuple[str, ...]
    answers: tuple[SavedAnswer, ...]
    mark: float | None
    corrected_mark: float | None = None
    keys: tuple[Question, ...] = ()

    @property
    def counted(self) -> Response:
        """The answer that counts; nothing where none was saved."""
        return self.answers[-1].response if self.answers else ()

    @property
    def final_mark(self) -> float | None:
        """The mark that counts now."""
        return self.mark if self.corrected_mark is None else self.corrected_mark


class Corrected(NamedTuple):
    """What became of a result by a correction of keys: recorded when, by whom and why."""

    score: int
    passed: bool
    recorded_at: datetime
    recorded_by: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class MarkedAs:
    """The result as it was first recorded, what it was measured by, and its correction if there was one."""

    score: int
    out_of: int
    pass_mark: int
    passed: bool
    submitted_at: datetime
    rule: MarkingRule
    agrees: bool
    """Whether marking the same answers again from the same version gives the same marks now."""
    correction: Corrected | None = None
    tells: Reveal = Reveal.OBJECTIVES
    """How much its module tells the learner after such a result."""

    @property
    def has_passed(self) -> bool:
        """Whether it is a pass now."""
        return self.passed or (self.correction is not None and self.correction.passed)


@dataclass(frozen=True)
class Replay:
    """One attempt at a final assessment, with the version it was made of."""

    attempt_id: int
    person_id: int
    number: int
    seed: int
    slug: str
    title: str
    version: int
    digest: str
    published_at: datetime
    begun_at: datetime
    questions: tuple[Replayed, ...]
    marked: MarkedAs | None

    @property
    def tells_key(self) -> bool:
        """Whether the learner too may see the right answers: never before it is handed in."""
        return self.marked is not None and self.marked.tells is Reveal.ANSWERS


def _decisions(one: Replayed, body: Scenario) -> Iterator[ShownList]:
    """The decisions that the person came to, by whichever answer, with the consequence of the choice that counts."""
    shown = [part.partition("=") for part in one.order]
    told = {taken.decision.id: taken.choice.consequence for taken in walk(body, one.counted)}
    ways = [walk(body, saved.response) for saved in one.answers]
    reached = [body.decisions[0].id, *(taken.choice.next for way in ways for taken in way)]
    for decision in (body.decision(id) for id in dict.fromkeys(reached)):
        if decision is not None:
            texts = {choice.id: choice.text for choice in decision.options}
            parts = tuple(ShownPart(id, texts[id]) for at, _, id in shown if at == decision.id)
            yield ShownList(decision.text, parts, told.get(decision.id, ""))


def lists_shown(one: Replayed) -> tuple[ShownList, ...]:
    """The lists of a question's page as they were shown: options; items and matches; steps; a story's decisions."""
    match one.question.body:
        case Matching() as body:
            items = tuple(ShownPart(pair.id, pair.text) for pair in body.pairs)
            matches = tuple(ShownPart(id, body.matches[id]) for id in one.order)
            return (ShownList("Items", items), ShownList("Matches to choose from", matches))
        case Ordering() as body:
            texts = {step.id: step.text for step in body.steps}
            return (ShownList("Steps", tuple(ShownPart(id, texts[id]) for id in one.order)),)
        case ShortAnswer() | Number():
            return ()
        case Scenario() as body:
            return tuple(_decisions(one, body))
    texts = {option.id: option.text for option in one.question.options}
    return (ShownList("Options", tuple(ShownPart(id, texts[id]) for id in one.order)),)


def _in_words(parts: Iterable[Part]) -> list[str]:
    return [f"{part.to} {part.answer}".strip() if part.to else part.answer for part in parts]


def _question(one: Replayed, *, with_key: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "place": one.place,
        "question": one.question.id,
        "objective": one.question.objective,
        "kind": one.question.kind.value,
        "stem": one.question.stem,
        "shown": [
            {"list": shown.heading, "parts": [part._asdict() for part in shown.parts], "told": shown.told}
            for shown in lists_shown(one)
        ],
        "answers": [
            {"saved_at": saved.saved_at.isoformat(), "answer": list(saved.response),
             "in_words": _in_words(parts_of(one.question, saved.response)), "counts": n == len(one.answers)}
            for n, saved in enumerate(one.answers, 1)
        ],
        "mark": one.mark,
        "corrected_mark": one.corrected_mark,
    }  # fmt: skip
    if with_key:
        plain["keys"] = [_in_words(key_in_words(question)) for question in one.keys]
    return plain


def _marked(marked: MarkedAs, *, for_hr: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "submitted_at": marked.submitted_at.isoformat(),
        "score": marked.score,
        "out_of": marked.out_of,
        "pass_mark": marked.pass_mark,
        "passed": marked.passed,
        "rule": marked.rule.value,
        "marked_again_the_same": marked.agrees,
    }
    if marked.correction:
        done = marked.correction
        plain["correction"] = {
            "score": done.score, "passed": done.passed, "recorded_at": done.recorded_at.isoformat(),
        }  # fmt: skip
        if for_hr:
            plain["correction"] |= {"recorded_by": done.recorded_by, "reasons": list(done.reasons)}
    return plain


def as_plain(replay: Replay, *, for_hr: bool) -> dict[str, Any]:
    """An attempt as dicts, lists, texts and numbers that JSON can hold.

    The seed and who corrected a key are HR's alone; the key is also the learner's where the module tells it.
    """
    plain: dict[str, Any] = {
        "attempt": replay.attempt_id,
        "number": replay.number,
        "module": replay.slug,
        "title": replay.title,
        "version": replay.version,
        "digest": replay.digest,
        "published_at": replay.published_at.isoformat(),
        "begun_at": replay.begun_at.isoformat(),
        "questions": [_question(one, with_key=for_hr or replay.tells_key) for one in replay.questions],
        "result": _marked(replay.marked, for_hr=for_hr) if replay.marked else None,
    }
    if for_hr:
        plain["person"] = replay.person_id
        plain["seed"] = replay.seed
    return plain
