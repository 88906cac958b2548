"""What may be said of an answer without giving the key away. Pure."""

from elearning.domain.marking import mark
from elearning.domain.modules import Question
from elearning.domain.question_kinds import Matching, Number, Ordering, Scenario, ShortAnswer
from elearning.domain.responses import Response, walk


def feedback_given(question: Question, response: Response) -> tuple[str, ...]:
    """The author's words on what was chosen, as Markdown.

    Of kinds where the words on a wrong answer name the right one, nothing unless the answer is right.
    """
    match question.body:
        case Scenario() as body:
            taken = walk(body, response)
            return tuple(said for one in taken for said in (one.choice.consequence, one.choice.feedback) if said)
        case Matching() as body:
            said = tuple(pair.feedback for pair in body.pairs)
        case Ordering() as body:
            said = tuple(step.feedback for step in body.steps)
        case ShortAnswer() | Number() as body:
            said = (body.feedback.right,)
        case _:
            return tuple(option.feedback for option in question.options if option.id in response)
    return said if mark(question, response) else ()
