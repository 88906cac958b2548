"""The final assessment: one question a page, answers checked before submitting, the key never sent."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from elearning.domain.access import Scope
from elearning.domain.adjustments import attempts_allowed, minutes_allowed
from elearning.domain.answer_keys import gap_in
from elearning.domain.help_notes import may_ask_for_help
from elearning.domain.learning import Purpose, reason_to_wait, reasons_not_to_be_assessed
from elearning.domain.modules import Kind
from elearning.domain.responses import Response as Answer
from elearning.domain.responses import read_response
from elearning.domain.test_out import reasons_not_to_test_out
from elearning.extensions import db
from elearning.queries import learning as questions
from elearning.queries.attempts import Asked, Paper, allowance_of, fails, paper, place_of
from elearning.services import attempts
from elearning.web.access import current_viewer
from elearning.web.carried_answer import CarriedAnswer, on_carried_answer, whose
from elearning.web.learner.blueprint import blueprint, council, own
from elearning.web.learner.tasks import step_address
from elearning.web.moment import Moment, reading, writing
from elearning.web.question_parts import way_to

ASSESSMENT = "/modules/<slug>/assessment"
ATTEMPT = ASSESSMENT + "/<int:attempt_id>"


def _paper(slug: str, attempt_id: int) -> Paper:
    return paper(db.session(), own(), slug=slug, attempt_id=attempt_id)


def _result(slug: str, attempt_id: int) -> Response:
    return redirect(url_for("learner.result", slug=slug, attempt_id=attempt_id))


def _asked(found: Paper, place: int) -> Asked | None:
    return found.questions[place - 1] if 1 <= place <= len(found.questions) else None


@blueprint.get(ASSESSMENT)
def assessment(slug: str) -> str:
    """What the assessment asks for, and the button that starts or goes on with it."""
    task = questions.task(db.session(), own(), slug=slug, day=reading().day)
    where = task.where
    reasons = _reasons_to_wait(task) or reasons_not_to_be_assessed(where.version, where.progress)
    extra = allowance_of(db.session(), own(), day=reading().day)
    return render_template(
        "learner/assessment.html", task=task, reasons=reasons, minutes=minutes_allowed(where.version.assessment, extra),
        attempts=attempts_allowed(where.version.assessment, extra), may_ask_for_help=may_ask_for_help(where.progress),
    )  # fmt: skip


def _reasons_to_wait(task: questions.Task) -> tuple[str, ...]:
    return tuple(reason_to_wait([needed.name]) for needed in task.waits_for)


@blueprint.get("/modules/<slug>/test-out")
def test_out(slug: str) -> str:
    """What the test-out is for, what can come of it, and who is told what."""
    task = questions.task(db.session(), own(), slug=slug, day=reading().day, is_whole=True)
    where = task.where
    reasons = _reasons_to_wait(task) or reasons_not_to_test_out(where.version, where.progress)
    extra = allowance_of(db.session(), own(), day=reading().day)
    return render_template(
        "learner/test_out.html", task=task, reasons=reasons, minutes=minutes_allowed(where.version.assessment, extra)
    )


@blueprint.post("/modules/<slug>/test-out")
def start_test_out(slug: str) -> Response:
    """Begin the test-out, or go on with the open one."""
    return _begin(slug, attempts.start_test_out)


@blueprint.post(ASSESSMENT)
def start(slug: str) -> Response:
    """Begin an attempt, or go on with the open one at its first unanswered question."""
    return _begin(slug, attempts.start_attempt)


def _begin(slug: str, start_it: Callable[..., int]) -> Response:
    when = writing()
    attempt_id = start_it(
        db.session(), person_id=current_viewer().person_id, slug=slug, seed=None, now=when.now, day=when.day
    )
    gaps = _paper(slug, attempt_id).unanswered
    if not gaps:
        return redirect(url_for("learner.check_answers", slug=slug, attempt_id=attempt_id))
    return redirect(url_for("learner.question", slug=slug, attempt_id=attempt_id, place=gaps[0].place))


@blueprint.get(ATTEMPT + "/<int:place>")
def question(slug: str, attempt_id: int, place: int) -> str | Response:
    """One question with the answer saved for it, however the person came here."""
    found = _paper(slug, attempt_id)
    asked = _asked(found, place)
    if found.outcome:
        return _result(slug, attempt_id)
    if asked is None or found.is_over(reading().now):
        return redirect(url_for("learner.check_answers", slug=slug, attempt_id=attempt_id))
    return render_template(
        "learner/question.html", paper=found, asked=asked, gap=asked.gap if "missing" in request.args else None,
        from_check="check" in request.args, decision=_taken_again(asked), whose=whose(current_viewer().person_id),
    )  # fmt: skip


def _taken_again(asked: Asked) -> str | None:
    """The decision of a story that the address asks to take again, if it was taken."""
    wanted = request.args.get("decision")
    taken = (each.decision.id for each in way_to(asked.question, asked.chosen))
    return next((id for id in taken if id == wanted), None)


def _sent(asked: Asked, chosen: tuple[str, ...]) -> Answer:
    """The answer in what the fields of a question's page sent; nothing where nothing was sent."""
    return read_response(asked.question, asked.order, chosen, before=asked.chosen) if chosen else ()


@blueprint.post(ATTEMPT + "/<int:place>")
def answer(slug: str, attempt_id: int, place: int) -> Response:
    """Save the answer, or skip the question, and go on."""
    found = _paper(slug, attempt_id)
    asked = _asked(found, place)
    if found.outcome or asked is None:
        return _result(slug, attempt_id)
    if found.is_over(reading().now):
        return redirect(url_for("learner.check_answers", slug=slug, attempt_id=attempt_id))
    if request.form.get("action") == "skip":
        return redirect(_after(slug, found, place))
    chosen = _sent(asked, tuple(request.form.getlist("chosen")))
    if not chosen:
        return redirect(_again(slug, found, asked, is_missing=True))
    when = writing()
    attempts.save_response(
        db.session(), person_id=current_viewer().person_id, attempt_id=attempt_id, question_id=asked.question.id,
        chosen=chosen, now=when.now,
    )  # fmt: skip
    if asked.question.kind is Kind.SCENARIO:  # what follows from the decision is told on the same page
        return redirect(_again(slug, found, asked))
    if gap_in(asked.question, asked.order, chosen):
        return redirect(_again(slug, found, asked, is_missing=True))
    return redirect(_after(slug, found, place))


def _again(slug: str, found: Paper, asked: Asked, *, is_missing: bool = False) -> str:
    """The question's own page once more."""
    more: dict[str, Any] = {"check": 1} if "check" in request.form else {}
    more |= {"missing": 1, "_anchor": "error-summary"} if is_missing else {"_anchor": "what-follows"}
    return url_for("learner.question", slug=slug, attempt_id=found.attempt_id, place=asked.place, **more)


def _after(slug: str, found: Paper, place: int) -> str:
    """The next question, or the check of all answers."""
    if place == len(found.questions) or "check" in request.form:
        return url_for("learner.check_answers", slug=slug, attempt_id=found.attempt_id)
    return url_for("learner.question", slug=slug, attempt_id=found.attempt_id, place=place + 1)


@on_carried_answer("learner.answer")
def save_carried(session: Session, answer: CarriedAnswer, /, *, when: Moment) -> str:
    """Save an answer that waited for its person to sign in again, and say where its question is.

    It is kept as the page's fields sent it, so that it is read here as it would have been read then.
    """
    person_id, attempt_id = answer.person_id, int(answer.at["attempt_id"])
    question_id = "".join(answer.fields.get("question_id", ()))
    scope = Scope(person_ids=frozenset({person_id}))
    slug, place = place_of(session, scope, attempt_id, question_id)
    asked = paper(session, scope, slug=slug, attempt_id=attempt_id).questions[place - 1]
    chosen = _sent(asked, answer.fields["chosen"])
    if chosen:
        attempts.save_response(
            session, person_id=person_id, attempt_id=attempt_id, question_id=question_id, chosen=chosen, now=when.now
        )
    return url_for("learner.question", slug=slug, attempt_id=attempt_id, place=place)


@blueprint.get(ATTEMPT + "/check")
def check_answers(slug: str, attempt_id: int) -> str | Response:
    """Every answer before it is submitted, the unanswered questions first."""
    found = _paper(slug, attempt_id)
    if found.outcome:
        return _result(slug, attempt_id)
    return render_template(
        "learner/check_answers.html", paper=found, must_confirm="confirm" in request.args,
        is_over=found.is_over(reading().now),
    )  # fmt: skip


@blueprint.post(ATTEMPT + "/submit")
def submit(slug: str, attempt_id: int) -> Response:
    """Hand the attempt in. With gaps left it asks once whether that is meant."""
    found = _paper(slug, attempt_id)
    is_asked = request.form.get("confirmed") == "yes" or found.is_over(reading().now)
    if found.unanswered and not found.outcome and not is_asked:
        address = url_for("learner.check_answers", slug=slug, attempt_id=attempt_id, confirm=1)
        return redirect(address + "#confirm")
    when = writing()
    attempts.submit_attempt(
        db.session(), person_id=current_viewer().person_id, attempt_id=attempt_id, council_name=council().name,
        now=when.now, day=when.day,
    )  # fmt: skip
    return _result(slug, attempt_id)


@blueprint.get(ATTEMPT + "/result")
def result(slug: str, attempt_id: int) -> str | Response:
    """Passed or not, the objectives to revisit with their lessons, and as much more as the module reveals."""
    found = _paper(slug, attempt_id)
    if found.outcome is None:
        return redirect(url_for("learner.check_answers", slug=slug, attempt_id=attempt_id))
    task = questions.task(db.session(), own(), slug=slug, day=reading().day)
    name = "test_out_result" if found.purpose is Purpose.TEST_OUT else "result"
    return render_template(
        f"learner/{name}.html", paper=found, outcome=found.outcome, task=task, fails=fails(db.session(), found),
        may_ask_for_help=may_ask_for_help(task.where.progress), step_address=step_address,
    )  # fmt: skip
