"""How long a lesson takes at the brief's pace: 120 words a minute, half a minute a question (D.1)."""

from elearning.authoring.prose import count_words
from elearning.authoring.screen_style import screen_words
from elearning.domain.modules import Lesson, Question
from elearning.domain.question_kinds import Decision, Scenario

WORDS_A_MINUTE = 120
MINUTES_A_QUESTION = 0.5
SCENARIO = "-scenario"
"""How the id of a lesson's scenario ends: the story with a decision that each lesson has one of (D.1)."""


def _words_of_decision(decision: Decision) -> float:
    """The question, every choice, and the one consequence that is seen: of usual length."""
    seen = [count_words(choice.consequence) + count_words(choice.feedback or "") for choice in decision.options]
    asked = count_words(decision.text) + sum(count_words(choice.text) for choice in decision.options)
    return asked + sum(seen) / max(len(seen), 1)


def _words_of_story(question: Question) -> float:
    """The words that are read of a scenario: the story, the choices and the one consequence that is seen."""
    if isinstance(question.body, Scenario):
        return count_words(question.stem) + sum(_words_of_decision(decision) for decision in question.body.decisions)
    seen = [count_words(option.feedback or "") for option in question.options]
    asked = count_words(question.stem) + sum(count_words(option.text) for option in question.options)
    return asked + sum(seen) / max(len(seen), 1)


def _minutes_of_question(question: Question) -> float:
    """A lesson's scenario takes its words and half a minute to decide, any other story its words, a question half a
    minute: so counted, the brief's table of lengths (D.1) comes to the minutes in its first column.
    """
    if question.id.endswith(SCENARIO):
        return _words_of_story(question) / WORDS_A_MINUTE + MINUTES_A_QUESTION
    if isinstance(question.body, Scenario):
        return _words_of_story(question) / WORDS_A_MINUTE
    return MINUTES_A_QUESTION


def minutes_of(lesson: Lesson) -> float:
    """What reading a lesson and answering its questions takes."""
    words = sum(screen_words(screen.markdown) for screen in lesson.screens)
    return words / WORDS_A_MINUTE + sum(_minutes_of_question(check) for check in lesson.checks)
