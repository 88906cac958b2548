"""Lessons, screen by screen, with their knowledge checks. Only Continue and an answer are recorded."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from elearning.authoring.markdown import render_screen
from elearning.domain.access import Scope
from elearning.domain.answer_keys import gap_in
from elearning.domain.drawing import order_in_lesson
from elearning.domain.learning import minutes_left
from elearning.domain.modules import Kind, Question
from elearning.domain.responses import Response as Answer
from elearning.domain.responses import is_possible, read_response
from elearning.extensions import db
from elearning.queries import learning as questions
from elearning.queries.learning import ScreenPage
from elearning.services import learning as verbs
from elearning.web.access import current_viewer
from elearning.web.carried_answer import CarriedAnswer, on_carried_answer, whose
from elearning.web.learner.blueprint import blueprint, council, own
from elearning.web.learner.surroundings import around
from elearning.web.learner.tasks import step_address
from elearning.web.moment import Moment, reading, writing

SCREEN = "/modules/<slug>/lessons/<lesson_id>/<int:place>"


class At(NamedTuple):
    """Which screen, by the parts of its address."""

    slug: str
    lesson_id: str
    place: int


def _page(slug: str, lesson_id: str, place: int) -> ScreenPage:
    return questions.screen_page(db.session(), own(), slug=slug, lesson_id=lesson_id, place=place, day=reading().day)


def _check(page: ScreenPage) -> Question | None:
    wanted = page.lesson.screens[page.place - 1].check
    return next((question for question in page.lesson.checks if question.id == wanted), None)


def _given(check: Question | None, values: Iterable[str]) -> Answer:
    """The answer in an address or a hidden field; none if it is not one that these pages could have made."""
    given = tuple(values)
    return given if check is not None and is_possible(check, given) else ()


@blueprint.get(SCREEN)
def screen(slug: str, lesson_id: str, place: int) -> str:
    """One screen; with an answer in its address, the feedback on every option of its knowledge check."""
    page = _page(slug, lesson_id, place)
    check, screen = _check(page), page.lesson.screens[place - 1]
    chosen = _given(check, request.args.getlist("chosen"))
    order = order_in_lesson(check) if check else ()
    return render_template(
        "learner/screen.html", page=page, check=check, order=order, chosen=chosen,
        gap=gap_in(check, order, chosen) if check else None,
        screen=screen, blocks=render_screen(screen.markdown, council(), around(page.where.version, screen.markdown)),
        minutes_left=minutes_left(page.lesson, place),
        is_missing="missing" in request.args, contacts=council().contacts, whose=whose(current_viewer().person_id),
    )  # fmt: skip


@blueprint.post(SCREEN + "/check")
def answer_check(slug: str, lesson_id: str, place: int) -> Response:
    """Keep the answer to a knowledge check and show what each option means."""
    at, check = At(slug, lesson_id, place), _check(_page(slug, lesson_id, place))
    before, chosen = _sent(check, request.form.getlist("chosen"), request.form.getlist("before"))
    if check is None or not chosen:
        again: dict[str, Any] = {"chosen": before, "missing": 1, "_anchor": "error-summary"}
        return redirect(url_for("learner.screen", **at._asdict(), **again))
    return redirect(_keep(db.session(), current_viewer().person_id, at, check, chosen, writing()))


def _sent(check: Question | None, sent: Iterable[str], said_before: Iterable[str]) -> tuple[Answer, Answer]:
    """The story so far and the whole answer, in what the fields of a knowledge check's page sent."""
    before, fields = _given(check, said_before), tuple(sent)
    if check is None or not fields:
        return before, ()
    return before, read_response(check, order_in_lesson(check), fields, before=before)


def _keep(session: Session, person_id: int, at: At, check: Question, chosen: Answer, when: Moment) -> str:
    """Keep an answer, and say where its feedback is."""
    verbs.answer_check(
        session, person_id=person_id, slug=at.slug, question_id=check.id, chosen=chosen,
        now=when.now, day=when.day, lesson_id=at.lesson_id,
    )  # fmt: skip
    return url_for("learner.screen", **at._asdict(), **_shown_next(check, chosen))


@on_carried_answer("learner.answer_check")
def save_carried_check(session: Session, answer: CarriedAnswer, /, *, when: Moment) -> str:
    """Save an answer to a knowledge check that waited for its person to sign in again; where its feedback is."""
    at, scope = At(**answer.at), Scope(person_ids=frozenset({answer.person_id}))
    check = _check(questions.screen_page(session, scope, **at._asdict(), day=when.day))
    _, chosen = _sent(check, answer.fields["chosen"], answer.fields.get("before", ()))
    if check is None or not chosen:
        return url_for("learner.screen", **at._asdict())
    return _keep(session, answer.person_id, at, check, chosen, when)


def _shown_next(check: Question, chosen: Answer) -> dict[str, Any]:
    """What the screen is asked to show after an answer: feedback, what is missing, or how the story goes on."""
    if gap_in(check, order_in_lesson(check), chosen) is None:
        return {"chosen": chosen}
    if check.kind is Kind.SCENARIO:
        return {"chosen": chosen, "_anchor": "what-follows"}
    return {"chosen": chosen, "missing": 1, "_anchor": "error-summary"}


@blueprint.post(SCREEN + "/continue")
def read_on(slug: str, lesson_id: str, place: int) -> Response:
    """Record that the screen was read and go on to the next, or to the next step of the module."""
    page = _page(slug, lesson_id, place)
    when = writing()
    completed = verbs.read_screen(
        db.session(), person_id=current_viewer().person_id, slug=slug, lesson_id=lesson_id,
        screen_id=page.lesson.screens[place - 1].id, council_name=council().name, now=when.now, day=when.day,
    )  # fmt: skip
    if completed:
        return redirect(url_for("learner.done", slug=slug))
    if place < len(page.lesson.screens):
        return redirect(url_for("learner.screen", slug=slug, lesson_id=lesson_id, place=place + 1))
    task = questions.task(db.session(), own(), slug=slug, day=when.day)
    return redirect(step_address(slug, task.step))
