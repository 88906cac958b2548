"""Screens with their knowledge checks, and pages to look things up in, from the files. Nothing is recorded."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from elearning.authoring.markdown import render_screen
from elearning.domain.answer_keys import gap_in
from elearning.domain.drawing import order_in_lesson
from elearning.domain.learning import minutes_left
from elearning.domain.modules import Kind, Lesson, ModuleVersion, Question
from elearning.domain.refusals import NotFound
from elearning.domain.responses import is_possible, read_response
from elearning.web.learner.surroundings import around
from elearning.web.preview.blueprint import blueprint, council, seen, version_of, watched

SCREEN = "/modules/<slug>/lessons/<lesson_id>/<int:place>"


@dataclass(frozen=True)
class Where:
    """The version that a page is of; it has no number before it is published."""

    version: ModuleVersion
    version_number: str = "that is not published"


@dataclass(frozen=True)
class Page:
    """A screen, as the learner's template asks for it."""

    where: Where
    lesson: Lesson
    lesson_number: int
    place: int


def _page(slug: str, lesson_id: str, place: int) -> Page:
    version = version_of(slug, ("lesson", lesson_id))
    numbered = ((number, one) for number, one in enumerate(version.lessons, 1) if one.id == lesson_id)
    number, lesson = next(numbered, (0, None))
    if lesson is None or not 1 <= place <= len(lesson.screens):
        raise NotFound("There is no such screen in the files.")
    return Page(Where(version), lesson, number, place)


def _check(page: Page) -> Question | None:
    wanted = page.lesson.screens[page.place - 1].check
    return next((check for check in page.lesson.checks if check.id == wanted), None)


@blueprint.get(SCREEN)
def screen(slug: str, lesson_id: str, place: int) -> str:
    """One screen as a learner sees it; with an answer in its address, the feedback."""
    page = _page(slug, lesson_id, place)
    check, shown = _check(page), page.lesson.screens[place - 1]
    given = tuple(request.args.getlist("chosen"))
    chosen = given if check is not None and is_possible(check, given) else ()
    order = order_in_lesson(check) if check else ()
    return render_template(
        "learner/screen.html", page=page, check=check, order=order, chosen=chosen, screen=shown,
        gap=gap_in(check, order, chosen) if check else None, is_missing="missing" in request.args,
        blocks=render_screen(shown.markdown, council(), around(page.where.version, shown.markdown)),
        minutes_left=minutes_left(page.lesson, place), contacts=council().contacts,
    )  # fmt: skip


def answer_of(check: Question) -> dict[str, Any]:
    """What the address of a question's page says after its form was sent: the answer, or that there is none."""
    order = order_in_lesson(check)
    sent, before = (tuple(request.form.getlist(name)) for name in ("chosen", "before"))
    chosen = read_response(check, order, sent, before=before if is_possible(check, before) else ())
    is_whole = bool(chosen) and gap_in(check, order, chosen) is None
    return (
        {"chosen": chosen} if is_whole or (chosen and check.kind is Kind.SCENARIO) else {"chosen": chosen, "missing": 1}
    )


@blueprint.post(SCREEN + "/check")
def answer_check(slug: str, lesson_id: str, place: int) -> Answer:
    """Show what the answer means; it is not kept."""
    check = _check(_page(slug, lesson_id, place))
    answer = answer_of(check) if check else {}
    return redirect(url_for("learner.screen", slug=slug, lesson_id=lesson_id, place=place, **answer))


@blueprint.post(SCREEN + "/continue")
def read_on(slug: str, lesson_id: str, place: int) -> Answer:
    """Go on to the next screen, or back to the module after the last."""
    page = _page(slug, lesson_id, place)
    if place < len(page.lesson.screens):
        return redirect(url_for("learner.screen", slug=slug, lesson_id=lesson_id, place=place + 1))
    return redirect(url_for("learner.module", slug=slug))


@blueprint.get("/modules/<slug>/reference/<reference_id>")
def reference(slug: str, reference_id: str) -> str:
    """One reference page."""
    version = version_of(slug, ("reference", reference_id))
    page = next((page for page in version.references if page.id == reference_id), None)
    if page is None:
        raise NotFound("There is no such page in the files.")
    sections = [
        (section, render_screen(section.markdown, council(), around(version, section.markdown, depth=1)))
        for section in page.sections
    ]
    where, contacts = Where(version), council().contacts
    return render_template("learner/reference.html", where=where, page=page, sections=sections, contacts=contacts)


@blueprint.get("/pictures/<digest>")
def picture(digest: str) -> Response:
    """A picture of any module, by its digest."""
    for slug in watched().modules():
        module = seen(slug)
        for one in module.version.pictures if module.version else ():
            if one.digest == digest and digest in module.pictures:
                response = make_response(module.pictures[digest])
                response.headers["Content-Type"] = one.media_type
                return response
    raise NotFound("There is no such picture in the files.")
