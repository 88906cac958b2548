"""What the answers say about the questions: for each module version, as a list, a file, and one question's page.

Nobody is named, and what fewer than five people did is not shown.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, render_template

from elearning.documents.item_table import item_csv
from elearning.domain.access import Role
from elearning.domain.corrected_keys import corrected, key_in_words
from elearning.domain.item_analysis import Flag, ItemStatistics, token_words
from elearning.extensions import db
from elearning.queries.item_analysis import Analysis, analysis
from elearning.queries.modules import current
from elearning.web.access import requires
from elearning.web.author.blueprint import blueprint
from elearning.web.typed import typed

FLAG_WORDS = {
    Flag.TOO_EASY: "Too easy: more than 90 in 100 get it right",
    Flag.TOO_HARD: "Too hard: fewer than 40 in 100 get it right",
    Flag.MISLEADING: "Misleading: strong learners get it wrong, or are drawn to a wrong answer",
    Flag.NEVER_CHOSEN: "A wrong answer is never chosen: it does no work",
}
"""What each flag means, in a sentence."""


def _low(value: float | None) -> float:
    return 2.0 if value is None else value


_ORDERS: dict[str, Callable[[ItemStatistics], Any]] = {
    "flags": lambda item: -len(item.flags),
    "answers": lambda item: -(item.answers or 0),
    "facility": lambda item: _low(item.facility),
    "discrimination": lambda item: _low(item.discrimination),
    "seconds": lambda item: -(item.median_seconds or 0),
}


def analysis_of_request(slug: str) -> Analysis:
    """The analysis of the version in the address, of the latest one where there is none. Raises NotFound."""
    version = typed("version")
    return analysis(db.session(), slug, int(version) if version.isascii() and version.isdigit() else None)


@blueprint.get("/questions")
@requires(Role.AUTHOR)
def questions() -> str:
    """The modules that were published."""
    return render_template("author/questions.html", modules=current(db.session()))


@blueprint.get("/questions/<slug>")
@requires(Role.AUTHOR)
def question_list(slug: str) -> str:
    """Every question of a version, as in the file or in the order asked for."""
    found = analysis_of_request(slug)
    sort = typed("sort") if typed("sort") in _ORDERS else ""
    items = sorted(found.items, key=_ORDERS[sort]) if sort else found.items
    return render_template(
        "author/question_list.html", analysis=found, items=items, sort=sort, flag_words=FLAG_WORDS
    )  # fmt: skip


@blueprint.get("/questions/<slug>.csv")
@requires(Role.AUTHOR)
def question_csv(slug: str) -> Response:
    """The same as a file."""
    found = analysis_of_request(slug)
    response = Response(item_csv(slug, found.number, found.items), mimetype="text/csv")
    name = f"questions-{slug}-version-{found.number}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/questions/<slug>/<question_id>")
@requires(Role.AUTHOR)
def question(slug: str, question_id: str) -> str:
    """One question: what was chosen how often, by strong and by weak learners."""
    found = analysis_of_request(slug)
    item = found.item(question_id)
    right = found.corrected.get(question_id)
    return render_template(
        "author/question.html", analysis=found, item=item, flag_words=FLAG_WORDS, token_words=token_words,
        key=key_in_words(item.question), right=key_in_words(corrected(item.question, right)) if right else None,
        is_done=bool(typed("done")),
    )  # fmt: skip
