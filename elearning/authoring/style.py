"""How lessons and questions are written: errors where a page would be wrong, warnings where it is hard to read."""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt

from elearning.authoring.pace import minutes_of
from elearning.authoring.places import Places
from elearning.authoring.prose import LONGEST_SENTENCE, sentences
from elearning.authoring.screen_style import NO_TARGETS, screen_remarks, screen_words, setting_faults
from elearning.authoring.targets import Targets
from elearning.domain.beside_lessons import Reference
from elearning.domain.modules import CompletionCondition, Lesson, ModuleVersion, Question, Status
from elearning.domain.problems import Place, Problem, Severity
from elearning.domain.question_texts import texts_of

MOST_WORDS = {3: 100, 4: 160, 5: 280, 6: 340}
"""Teaching text by a lesson's minutes (brief D.1)."""
MOST_CHECKS = {3: 1, 4: 2, 5: 2, 6: 3}
"""Knowledge checks by a lesson's minutes, besides the recall question and the scenario (brief D.1)."""
FEWEST_SCREENS, MOST_SCREENS = 3, 5
"""With text; a knowledge check may stand on a screen of its own."""
_BESIDES = 2
MOST_OVER = 0.5
"""Minutes that a lesson may take beyond what it says, which is whole minutes."""
MOST_OVER_IN_ALL = 1.1
"""How many times what they say the lessons of a module may take together."""

_PARSER = MarkdownIt("commonmark", {"html": False})
_HTML = re.compile(r"<(/?[A-Za-z][^<>]*|!--.*)>")
_NEGATIVE = re.compile(r"\b(not|never)\b|n[’']t\b")
_ALL_OF_THEM = re.compile(r"\b(all|none|both) of (the|these)( \w+)? above\b", re.IGNORECASE)


def _warning(message: str, place: Place) -> Problem:
    return Problem(message, severity=Severity.WARNING, place=place)


def _pace_problems(lesson: Lesson) -> Iterator[Problem]:
    taken = minutes_of(lesson)
    if taken > lesson.minutes + MOST_OVER:
        message = (
            f"The lesson takes {taken:.1f} minutes at 120 words a minute and half a minute a question, "
            f"but it says {lesson.minutes}. Cut some, or give more time."
        )
        yield _warning(message, ("lesson", lesson.id, "minutes"))


def _lesson_problems(lesson: Lesson) -> Iterator[Problem]:
    place: Place = ("lesson", lesson.id)
    words = sum(screen_words(screen.markdown) for screen in lesson.screens)
    most = MOST_WORDS.get(lesson.minutes)
    if most is not None and words > most:
        message = (
            f"The lesson has {words} words to read; {lesson.minutes} minutes allow {most}. Cut some, or give more time."
        )
        yield _warning(message, (*place, "minutes"))
    checks = MOST_CHECKS.get(lesson.minutes)
    if checks is not None and len(lesson.checks) > checks + _BESIDES:
        message = (
            f"The lesson has {len(lesson.checks)} knowledge checks; {lesson.minutes} minutes allow {checks} "
            "after the recall question and the scenario. Move the rest to the bank."
        )
        yield _warning(message, (*place, "minutes"))
    teaching = sum(bool(screen.markdown) for screen in lesson.screens)
    if lesson.screens and not FEWEST_SCREENS <= teaching <= MOST_SCREENS:
        screens = "1 screen" if teaching == 1 else f"{teaching} screens"
        message = (
            f"The lesson has {screens} with text. {FEWEST_SCREENS} to {MOST_SCREENS} short ones, "
            "each with one idea, are easiest to follow."
        )
        yield _warning(message, place)


def _screen_problems(lesson: Lesson, places: Places, targets: Targets) -> Iterator[Problem]:
    for screen in lesson.screens:
        path, first = places.find(("screen", lesson.id, screen.id, "text"))
        for remark in screen_remarks(screen.markdown, targets):
            yield Problem(remark.message, path, first + remark.line, remark.severity)


def _text_problems(text: str, place: Place) -> Iterator[Problem]:
    blocks = [token for token in _PARSER.parse(text) if not token.level and token.nesting >= 0]
    if len(blocks) > 1 or any(token.type != "paragraph_open" for token in blocks):
        yield Problem("This is shown as one paragraph: no lists, headings or blank lines. Make it one.", place=place)
    if _HTML.search(text):
        yield Problem("HTML is shown as it is typed. Use *emphasis*, or take it out.", place=place)
    for sentence in sentences(text):
        if sentence.words > LONGEST_SENTENCE:
            message = f"A sentence of {sentence.words} words. Split it: {LONGEST_SENTENCE} or fewer are easy to read."
            yield _warning(message, place)


def _question_problems(question: Question) -> Iterator[Problem]:
    place: Place = ("question", question.id)
    for at, text in texts_of(question).items():
        yield from _text_problems(text, at)
    asked = [sentence.text for sentence in sentences(question.stem) if sentence.text.endswith("?")]
    if asked and _NEGATIVE.search(asked[-1]):
        yield _warning("The question asks for what is not so. Ask it the other way, or write NOT.", (*place, "stem"))
    for option in question.options:
        if _ALL_OF_THEM.search(option.text):
            at = (*place, "options", option.id, "text")
            yield _warning("“All of the above” tests reading, not knowing. Name the answer.", at)


def _bank_problems(question: Question) -> Iterator[Problem]:
    if question.status is Status.UNVERIFIED:
        message = "The fact behind this question is unverified. Have it checked before it decides who passes."
        yield _warning(message, ("question", question.id, "status"))


def style_problems(
    lessons: Iterable[Lesson], bank: Iterable[Question], places: Places, targets: Targets = NO_TARGETS
) -> list[Problem]:
    """What is wrong with the writing of lessons and questions; those of screens know their lines already."""
    found: list[Problem] = []
    for lesson in lessons:
        found += (*_lesson_problems(lesson), *_pace_problems(lesson))
        found += _screen_problems(lesson, places, targets)
        found += (problem for check in lesson.checks for problem in _question_problems(check))
    for question in bank:
        found += (*_question_problems(question), *_bank_problems(question))
    return found


def reference_problems(pages: Iterable[Reference], places: Places, targets: Targets) -> Iterator[Problem]:
    """What is wrong with reference pages, whose sections are written as screens are."""
    for page in pages:
        if page.status is Status.UNVERIFIED:
            message = "The facts of this page are unverified. Have them checked against their sources."
            yield _warning(message, ("reference", page.id, "status"))
        for section in page.sections:
            path, first = places.find(("section", page.id, section.id, "text"))
            for remark in screen_remarks(section.markdown, targets):
                yield Problem(remark.message, path, first + remark.line, remark.severity)


def module_style_problems(version: ModuleVersion) -> Iterator[Problem]:
    """What is wrong with the writing of a whole module: its minutes, and the settings of its acknowledgement."""
    minutes = sum(lesson.minutes for lesson in version.lessons) + version.assessment.minutes
    minutes += CompletionCondition.POLICY_ACKNOWLEDGED in version.completion
    if minutes != version.minutes:
        message = (
            f"The lessons, the assessment and the acknowledgement (1) take {minutes} minutes together, "
            f"but the module says {version.minutes}. Make them agree."
        )
        yield _warning(message, ("module", "minutes"))
    said, taken = sum(lesson.minutes for lesson in version.lessons), sum(map(minutes_of, version.lessons))
    if taken > said * MOST_OVER_IN_ALL:
        message = f"The lessons take {taken:.1f} minutes together, but say {said}. Cut some, or give more time."
        yield _warning(message, ("module", "minutes"))
    if version.acknowledgement is None:
        return
    at: Place = ("module", "acknowledgement")
    texts = {(*at, "title"): version.acknowledgement.title}
    texts |= {(*at, "statements", str(n)): said for n, said in enumerate(version.acknowledgement.statements)}
    for place, text in texts.items():
        yield from (Problem(remark.message, place=place) for remark in setting_faults(text))
