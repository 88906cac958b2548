"""How long a lesson takes at the brief's pace: 120 words a minute, half a minute a question (D.1)."""

from elearning.authoring.prose import count_words
from elearning.authoring.screen_style import screen_words
from elearning.domain.modules import Lesson, Question
from elearning.domain.question_kinds import Decision, Scenario

WORDS_A_MINUTE = 120
MINUTES_A_QUESTION = 0.5


def _words_of_decision(decision: Decision) -> float:
    """The question, every choice, and the one consequence that is seen: of usual length."""
    seen = [count_words(choice.consequence) + count_words(choice.feedback or "") for choice in decision.options]
    asked = count_words(decision.text) + sum(count_words(choice.text) for choice in decision.options)
    return asked + sum(seen) / max(len(seen), 1)


def _minutes_of_question(question: Question) -> float:
    """A story with decisions takes what its words take; any other question half a minute."""
    if not isinstance(question.body, Scenario):
        return MINUTES_A_QUESTION
    words = count_words(question.stem) + sum(_words_of_decision(decision) for decision in question.body.decisions)
    return words / WORDS_A_MINUTE


def minutes_of(lesson: Lesson) -> float:
    """What reading a lesson and answering its questions takes."""
    words = sum(screen_words(screen.markdown) for screen in lesson.screens)
    return words / WORDS_A_MINUTE + sum(_minutes_of_question(check) for check in lesson.checks)
