"""How a response is put into the fields of a question's page, for tests that fill in forms."""

from elearning.domain.modules import Question
from elearning.domain.question_kinds import Matching, Ordering
from elearning.domain.responses import pairs_in
from elearning.web.presenters import plain_text


def lists_to_choose(question: Question, response: tuple[str, ...]) -> dict[str, str]:
    """The value to choose in each drop-down list, by its label; empty for kinds that have none."""
    given, body = pairs_in(response) or {}, question.body
    if isinstance(body, Matching):
        return {plain_text(pair.text): given.get(pair.id, "") for pair in body.pairs}
    if isinstance(body, Ordering):
        return {plain_text(step.text): given.get(step.id, "") for step in body.steps}
    return {}
