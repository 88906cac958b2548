"""An attempt as it happened, as a page to read or print and as a JSON file: the same for HR and for its learner."""

import json
from typing import Any

from flask import Response, render_template

from elearning.domain.access import Scope
from elearning.domain.assessment import MarkingRule
from elearning.domain.corrected_keys import key_in_words
from elearning.domain.replays import Replay, as_plain, lists_shown
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.replays import replay
from elearning.web.moment import reading

RULE_WORDS = {
    MarkingRule.ALL_OR_NOTHING: "All or nothing, version 1: a question is right as a whole, or it counts nothing",
    MarkingRule.PARTIAL_CREDIT: "Partial credit, version 1: what is right of a question counts, rounded down in all",
}
"""The rules of marking as people read them."""


def attempt_of(scope: Scope, attempt_id: int) -> Replay:
    """An attempt of a person in scope. Raises NotFound."""
    moment = reading()
    return replay(db.session(), scope, attempt_id, Asked(moment.day, moment.now))


def replay_page(found: Replay, *, for_hr: bool, **values: Any) -> str:
    """The page. Who corrected a key and why is for HR alone; the key also for a learner whose module tells it."""
    return render_template(
        "replays/attempt.html", replay=found, for_hr=for_hr, with_key=for_hr or found.tells_key,
        rule_words=RULE_WORDS, lists_shown=lists_shown, key_in_words=key_in_words, **values,
    )  # fmt: skip


def replay_file(found: Replay, *, for_hr: bool) -> Response:
    """The same as a file."""
    text = json.dumps(as_plain(found, for_hr=for_hr), indent=2, ensure_ascii=False)
    response = Response(text + "\n", mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="attempt-{found.attempt_id}.json"'
    return response
