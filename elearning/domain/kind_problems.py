"""What is wrong with a question that is no choice among options: its pairs, steps, words, number or story."""

from collections.abc import Iterator

from elearning.domain.marking import forms
from elearning.domain.modules import Question
from elearning.domain.problems import Place, Problem, Severity
from elearning.domain.question_kinds import Body, Decision, Matching, Number, Ordering, Scenario, ShortAnswer

FEWEST_PARTS, MOST_PARTS = 3, 5
"""Pairs of a matching, steps of an ordering."""
MOST_EXTRA_MATCHES = 2
MOST_WORDS = 4
"""Of a short answer."""
MOST_DECISIONS = 3
FEWEST_CHOICES, MOST_CHOICES = 2, 4
"""At each decision of a scenario."""


def _twice(values: list[tuple[Place, str]], message: str) -> Iterator[Problem]:
    """A problem at the place of each value that says the same as one before it."""
    seen: set[str] = set()
    for place, value in values:
        if value.strip().casefold() in seen:
            yield Problem(message.format(value.strip()), place=place)
        seen.add(value.strip().casefold())


def _ids_twice(place: Place, ids: list[str], what: str) -> Iterator[Problem]:
    for number, id in enumerate(ids):
        if id in ids[:number]:
            yield Problem(f"Two {what} have the id {id}. Give one another id.", place=(*place, id, "2"))


def _matching(body: Matching, place: Place) -> Iterator[Problem]:
    at: Place = (*place, "pairs")
    if not FEWEST_PARTS <= len(body.pairs) <= MOST_PARTS:
        yield Problem(f"A matching has three to five pairs; this has {len(body.pairs)}.", place=at)
    if len({pair.match for pair in body.pairs}) < 2:
        yield Problem("Every item has the same match. Make at least two differ.", place=at)
    if len(body.extra_matches) > MOST_EXTRA_MATCHES:
        message = f"There are {len(body.extra_matches)} extra matches. Two are enough to choose from."
        yield Problem(message, place=(*place, "extra_matches"))
    yield from _ids_twice(at, [pair.id for pair in body.pairs], "pairs")
    items = [((*at, pair.id, "text"), pair.text) for pair in body.pairs]
    yield from _twice(items, "Two items say the same. Make them differ.")
    known = {pair.match.strip().casefold() for pair in body.pairs}
    for extra in body.extra_matches:
        if extra.strip().casefold() in known:
            message = f"The extra match “{extra}” is there already. Take it out, or write another."
            yield Problem(message, place=(*place, "extra_matches"))
        known.add(extra.strip().casefold())


def _ordering(body: Ordering, place: Place) -> Iterator[Problem]:
    at: Place = (*place, "steps")
    if not FEWEST_PARTS <= len(body.steps) <= MOST_PARTS:
        yield Problem(f"An ordering has three to five steps; this has {len(body.steps)}.", place=at)
    yield from _ids_twice(at, [step.id for step in body.steps], "steps")
    steps = [((*at, step.id, "text"), step.text) for step in body.steps]
    yield from _twice(steps, "Two steps say the same. Make them differ.")


def _short_answer(body: ShortAnswer, place: Place) -> Iterator[Problem]:
    for number, accepted in enumerate(body.accepted):
        at: Place = (*place, "accepted", str(number))
        if not forms(accepted):
            yield Problem("An accepted answer has no letter and no digit. Write it, or take it out.", place=at)
        elif len(accepted.split()) > MOST_WORDS:
            message = f"“{accepted}” has {len(accepted.split())} words. A short answer has one to four."
            yield Problem(message, place=at)


def _number(body: Number, place: Place) -> Iterator[Problem]:
    if body.tolerance < 0:
        yield Problem("The tolerance is below 0. Give 0 or more.", place=(*place, "tolerance"))


def _decision(decision: Decision, story: Scenario, place: Place) -> Iterator[Problem]:
    at: Place = (*place, "decisions", decision.id)
    if not FEWEST_CHOICES <= len(decision.options) <= MOST_CHOICES:
        yield Problem(
            f"Decision {decision.id} has {len(decision.options)} options. Two to four can be chosen from.", place=at
        )
    yield from _ids_twice((*at, "options"), [choice.id for choice in decision.options], "options")
    choices = [((*at, "options", choice.id, "text"), choice.text) for choice in decision.options]
    yield from _twice(choices, "Two options say the same. Make them differ.")
    for choice in decision.options:
        if choice.next is not None and story.decision(choice.next) is None:
            known = ", ".join(each.id for each in story.decisions)
            message = f"There is no decision {choice.next}. The decisions are: {known}."
            yield Problem(message, place=(*at, "options", choice.id, "next"))


def _marked(story: Scenario, place: Place) -> Iterator[Problem]:
    at: Place = (*place, "marked")
    decision = story.decision(story.marked)
    if decision is None:
        known = ", ".join(each.id for each in story.decisions)
        yield Problem(f"There is no decision {story.marked} to mark. The decisions are: {known}.", place=at)
        return
    keys = sum(choice.is_key for choice in decision.options)
    if keys == 0:
        yield Problem(f"No option of {decision.id}, which is marked, is correct: true. Mark one.", place=at)
    if keys == len(decision.options):
        yield Problem(f"Every option of {decision.id}, which is marked, is right. Let one be wrong.", place=at)


def _onward(story: Scenario) -> dict[str, list[str]]:
    return {
        decision.id: [choice.next for choice in decision.options if choice.next is not None]
        for decision in story.decisions
    }


def _goes_round(onward: dict[str, list[str]], start: str) -> bool:
    """Whether a story can come back to a decision."""
    seen: set[str] = set()
    begun = list(onward.get(start, ()))
    while begun:
        here = begun.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            begun += onward.get(here, ())
    return False


def _reached(onward: dict[str, list[str]], first: str) -> set[str]:
    seen, begun = {first}, [first]
    while begun:
        new = set(onward.get(begun.pop(), ())) - seen
        seen |= new
        begun += new
    return seen


def _scenario(story: Scenario, place: Place) -> Iterator[Problem]:
    at: Place = (*place, "decisions")
    if not story.decisions:
        yield Problem("The story has no decision. Write one.", place=at)
        return
    if len(story.decisions) > MOST_DECISIONS:
        yield Problem(f"The story has {len(story.decisions)} decisions. Three are the most.", place=at)
    yield from _ids_twice(at, [decision.id for decision in story.decisions], "decisions")
    for decision in story.decisions:
        yield from _decision(decision, story, place)
    yield from _marked(story, place)
    onward = _onward(story)
    for decision in story.decisions:
        if _goes_round(onward, decision.id):
            message = f"The story can come back to {decision.id}. Let it lead onward, to another decision or its end."
            yield Problem(message, place=(*at, decision.id))
    reached = _reached(onward, story.decisions[0].id)
    for decision in story.decisions:
        if decision.id not in reached:
            message = f"Nothing leads to {decision.id}. Name it as the next of an option, or take it out."
            yield Problem(message, place=(*at, decision.id))
    yield from _passing_by(story, onward, place)


def _passing_by(story: Scenario, onward: dict[str, list[str]], place: Place) -> Iterator[Problem]:
    """Ways to end the story before what is marked: allowed, and worth a second look."""
    for decision in story.decisions:
        if decision.id == story.marked or story.marked not in _reached(onward, decision.id):
            continue
        for choice in decision.options:
            onto = None if choice.next is None else _reached(onward, choice.next)
            if onto is None or story.marked not in onto:
                message = (
                    f"Option {choice.id} of {decision.id} leads past {story.marked}, which is marked, so whoever "
                    "chooses it has no mark. Is that meant?"
                )
                at: Place = (*place, "decisions", decision.id, "options", choice.id)
                yield Problem(message, severity=Severity.WARNING, place=at)


def body_problems(question: Question, body: Body) -> Iterator[Problem]:
    """Everything that the body of one question breaks, each with the place it is about; its texts apart."""
    place: Place = ("question", question.id)
    match body:
        case Matching():
            yield from _matching(body, place)
        case Ordering():
            if not question.shuffle:
                yield Problem("The steps of an ordering are always shuffled. Take shuffle out.", place=place)
            yield from _ordering(body, place)
        case ShortAnswer():
            yield from _short_answer(body, place)
        case Number():
            yield from _number(body, place)
        case _:
            yield from _scenario(body, place)
