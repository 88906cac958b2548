"""Every text of a question that somebody reads, by its place, whatever the kind. It judges nothing."""

from collections.abc import Iterator

from elearning.domain.modules import Question
from elearning.domain.problems import Place
from elearning.domain.question_kinds import Body, Matching, Ordering, Scenario


def _of_body(body: Body, place: Place) -> Iterator[tuple[Place, str]]:
    match body:
        case Matching():
            for pair in body.pairs:
                at: Place = (*place, "pairs", pair.id)
                yield (*at, "text"), pair.text
                yield (*at, "match"), pair.match
                yield (*at, "feedback"), pair.feedback
            yield from (((*place, "extra_matches", str(n)), text) for n, text in enumerate(body.extra_matches))
        case Ordering():
            for step in body.steps:
                yield (*place, "steps", step.id, "text"), step.text
                yield (*place, "steps", step.id, "feedback"), step.feedback
        case Scenario():
            yield from _of_story(body, place)
        case _:  # accepted answers, the number and its unit are no prose
            yield (*place, "feedback", "right"), body.feedback.right
            yield (*place, "feedback", "wrong"), body.feedback.wrong


def _of_story(story: Scenario, place: Place) -> Iterator[tuple[Place, str]]:
    for decision in story.decisions:
        at: Place = (*place, "decisions", decision.id)
        yield (*at, "text"), decision.text
        for choice in decision.options:
            of_choice: Place = (*at, "options", choice.id)
            yield (*of_choice, "text"), choice.text
            yield (*of_choice, "consequence"), choice.consequence
            if choice.feedback:
                yield (*of_choice, "feedback"), choice.feedback


def texts_of(question: Question) -> dict[Place, str]:
    """The stem, and everything that is read after it: options, items, steps, consequences, feedback."""
    place: Place = ("question", question.id)
    texts: dict[Place, str] = {(*place, "stem"): question.stem}
    for option in question.options:
        texts[*place, "options", option.id, "text"] = option.text
        texts[*place, "options", option.id, "feedback"] = option.feedback
    if question.body is not None:
        texts.update(_of_body(question.body, place))
    return texts
