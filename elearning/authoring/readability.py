"""Screens and stems that take long or are hard to read: advice, at the line where the text begins."""

from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from elearning.authoring.directives import directive_of, markdown_parser
from elearning.authoring.places import Places
from elearning.authoring.prose import plain
from elearning.authoring.reading_age import OLDEST, reading_age
from elearning.authoring.screen_style import screen_words
from elearning.domain.modules import Lesson, Question
from elearning.domain.problems import Problem, Severity

LONGEST_SCREEN = 120
"""Words: what is read in a minute (brief D.1); a good screen has about 90 (D.12)."""

_PARSER = markdown_parser()


def _paragraphs(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield plain(token).replace("\n", " ")
        elif token.type == "colon_fence":
            yield from _paragraphs(_PARSER.parse(directive_of(token).content))


def prose_of(markdown: str) -> str:
    """What of a screen is read: a paragraph, a list's entry, a table's cell or a heading on each line."""
    return "\n".join(_paragraphs(_PARSER.parse(markdown)))


def _age_remark(text: str, what: str) -> str | None:
    age = reading_age(text)
    if age is None or age <= OLDEST:
        return None
    return f"{what} reads at about age {age}; {OLDEST} or younger is easy for all. Use shorter words and sentences."


def _of_lesson(lesson: Lesson, places: Places) -> Iterator[Problem]:
    for screen in lesson.screens:
        path, line = places.find(("screen", lesson.id, screen.id, "text"))
        words = screen_words(screen.markdown)
        if words > LONGEST_SCREEN:
            message = f"This screen has {words} words. Split it: {LONGEST_SCREEN} are read in a minute."
            yield Problem(message, path, line, Severity.WARNING)
        if remark := _age_remark(prose_of(screen.markdown), "This screen"):
            yield Problem(remark, path, line, Severity.WARNING)


def readability_problems(lessons: Iterable[Lesson], bank: Iterable[Question], places: Places) -> Iterator[Problem]:
    """Screens that are too long, and screens and stems above the reading age of the house style."""
    questions = list(bank)
    for lesson in lessons:
        yield from _of_lesson(lesson, places)
        questions += lesson.checks
    for question in questions:
        if remark := _age_remark(question.stem, "The stem"):
            yield Problem(remark, severity=Severity.WARNING, place=("question", question.id, "stem"))
