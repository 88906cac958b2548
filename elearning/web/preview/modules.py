"""The preview's lists: modules, what is in one, its bank question by question, and its acknowledgement."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearning.authoring.markdown import fill_settings
from elearning.domain.answer_keys import gap_in
from elearning.domain.drawing import order_in_lesson
from elearning.domain.modules import Question
from elearning.domain.refusals import NotFound
from elearning.domain.responses import is_possible
from elearning.web.preview.blueprint import blueprint, council, version_of, watched
from elearning.web.preview.lessons import answer_of

QUESTION = "/modules/<slug>/questions/<question_id>"


@blueprint.get("/")
def tasks() -> str:
    """Every module in the files."""
    return render_template("preview/modules.html", modules=watched().modules().values())


@blueprint.get("/modules/<slug>")
def module(slug: str) -> str:
    """What is in a module, each part a link."""
    return render_template("preview/module.html", version=version_of(slug, ("module",)))


def _question(slug: str, question_id: str) -> tuple[Question, int]:
    version = version_of(slug, ("question", question_id))
    numbered = ((question, number) for number, question in enumerate(version.bank, 1) if question.id == question_id)
    found = next(numbered, None)
    if found is None:
        raise NotFound("There is no such question in the bank.")
    return found


@blueprint.get(QUESTION)
def question(slug: str, question_id: str) -> str:
    """One question of the bank, with its feedback once it is answered."""
    asked, number = _question(slug, question_id)
    version = version_of(slug, ("question", question_id))
    given = tuple(request.args.getlist("chosen"))
    chosen = given if is_possible(asked, given) else ()
    order = order_in_lesson(asked)
    following = version.bank[number].id if number < len(version.bank) else ""
    return render_template(
        "preview/question.html", version=version, question=asked, number=number, order=order, chosen=chosen,
        gap=gap_in(asked, order, chosen), is_missing="missing" in request.args, following=following,
    )  # fmt: skip


@blueprint.post(QUESTION)
def answer(slug: str, question_id: str) -> Response:
    """Show what the answer means; it is not kept."""
    asked, _ = _question(slug, question_id)
    return redirect(url_for("learner.question", slug=slug, question_id=question_id, **answer_of(asked)))


@blueprint.get("/modules/<slug>/acknowledgement")
def acknowledgement(slug: str) -> str:
    """The acknowledgement with the council's settings filled in."""
    version = version_of(slug, ("module", "acknowledgement"))
    if version.acknowledgement is None:
        raise NotFound("This module asks for no acknowledgement.")
    words = council().local_words
    statements = [fill_settings(text, words) for text in version.acknowledgement.statements]
    title = fill_settings(version.acknowledgement.title, words)
    return render_template("preview/acknowledgement.html", version=version, title=title, statements=statements)
