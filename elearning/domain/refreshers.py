"""What a refresher holds for one person: everything changed since the version they passed, and nothing else (RULE-14).

Pure. Who is asked is said by `completions`; how it is taken is the same as a whole module, on a version cut down to it.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from elearning.domain.completions import asked_of, governing, held_on, lifting
from elearning.domain.facts import CompletionFact, Facts, RefresherAsk
from elearning.domain.modules import CompletionCondition, ModuleVersion


class Publication(NamedTuple):
    """One publication of a module, as far as it matters to those who passed an older version.

    `lessons` are what a material or law change touched. `refresher_by` is empty where it asks nobody.
    """

    number: int
    published_on: date
    change: str
    reason: str
    lessons: tuple[str, ...] = ()
    refresher_by: date | None = None
    is_withdrawn: bool = False


class Refresher(NamedTuple):
    """A refresher that one person is asked for: since which version, to which, by when, and why.

    `lessons` are ids of the version it is taken on, in the order in which that has them; `because` are the
    publications that touched them.
    """

    since: int
    version: int
    by: date
    lessons: tuple[str, ...]
    because: tuple[Publication, ...]


def asked_refresher(
    facts: Facts, publications: Sequence[Publication], version: ModuleVersion, *, number: int, day: date
) -> Refresher | None:
    """The refresher that the person is asked for on the day, early or late, and that a version answers.

    `version` is the one that it is or would be taken on, by its `number`. None where nothing is asked of what they
    hold, nothing they hold could be helped, or the version is older than what asks.
    """
    lifted = to_be_lifted(facts, day)
    asks = _answered(facts, lifted, number, day)
    if lifted is None or not asks:
        return None
    since = passed_version(lifted, facts, day)
    because = changes_since(publications, since=since, to=number)
    touched = {lesson for publication in because for lesson in publication.lessons}
    every = tuple(lesson.id for lesson in version.lessons)
    lessons = tuple(lesson for lesson in every if lesson in touched)
    return Refresher(since, number, min(ask.by for ask in asks), lessons or every, because)


def _answered(facts: Facts, lifted: CompletionFact | None, number: int, day: date) -> Sequence[RefresherAsk]:
    """The refreshers asked of a completion that one of this version would answer."""
    return [ask for ask in asked_of(lifted, facts, day) if ask.version <= number] if lifted else ()


def to_be_lifted(facts: Facts, day: date) -> CompletionFact | None:
    """The completion that a refresher would help on the day: made, not revoked, not run out by itself, and asked.

    None where the completion that governs is not asked: then nothing hangs on the others.
    """
    governs = governing(facts, day)
    if governs is not None and not asked_of(governs, facts, day):
        return None
    asked = [
        held.completion
        for held in held_on(facts, day)
        if day <= held.completion.expires_on and asked_of(held.completion, facts, day)
    ]
    return max(asked, key=lambda one: (one.expires_on, one.made_at), default=None)


def passed_version(completion: CompletionFact, facts: Facts, day: date) -> int:
    """The version up to which a person is, by a completion and the refreshers that lifted it."""
    return max([completion.version, *(done.version for done in lifting(completion, facts, day))])


def changes_since(publications: Sequence[Publication], *, since: int, to: int) -> tuple[Publication, ...]:
    """The publications that changed something between two versions, in their order.

    What was withdrawn changed nothing, save for whoever passed it: for them it is taken back.
    """
    return tuple(
        each
        for each in sorted(publications)
        if each.lessons and (each.number == since if each.is_withdrawn else since < each.number <= to)
    )


def can_help(facts: Facts, *, version: int, day: date) -> bool:
    """Whether a refresher of a version would answer something that is asked of the person on the day (RULE-14)."""
    return bool(_answered(facts, to_be_lifted(facts, day), version, day))


def cut_down(version: ModuleVersion, lessons: Collection[str]) -> ModuleVersion:
    """The version with these lessons and their questions alone: what a refresher is taken on.

    As many questions of each lesson as ever, the same share of them right, and nothing to acknowledge. What the whole
    paper wants of kinds of questions is not wanted of a part of it.
    """
    rule = version.assessment
    kept = tuple(lesson for lesson in version.lessons if lesson.id in lessons)
    drawn_from = {name for lesson in kept for name in (lesson.id, *lesson.objectives)}
    draw = {name: count for name, count in rule.draw.items() if name in drawn_from}
    asked, of_all = sum(draw.values()), max(1, rule.questions)
    wanted = [CompletionCondition.LESSONS_READ]
    if asked and CompletionCondition.ASSESSMENT_PASSED in version.completion:
        wanted.append(CompletionCondition.ASSESSMENT_PASSED)
    minutes = math.ceil(rule.minutes * asked / of_all)
    return replace(
        version,
        minutes=sum(lesson.minutes for lesson in kept) + minutes,
        assessment=replace(
            rule,
            minutes=minutes,
            draw=draw,
            pass_mark=math.ceil(rule.pass_mark * asked / of_all),
            at_least=(),
            test_out=None,
        ),
        completion=tuple(wanted),
        acknowledgement=None,
        lessons=kept,
        bank=tuple(question for question in version.bank if question.lesson in lessons),
    )
