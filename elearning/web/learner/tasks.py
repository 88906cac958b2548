"""The task list, one module of it, the confirmation that it is done, and the person's own record."""

from flask import render_template, url_for

from elearning.domain.learning import Step, StepKind
from elearning.extensions import db
from elearning.queries import certificates, follow_ups, learning
from elearning.queries.replays import attempts_made
from elearning.web.learner.blueprint import blueprint, own
from elearning.web.moment import reading


def step_address(slug: str, step: Step) -> str:
    """The page where a step is done."""
    if step.kind is StepKind.LESSON and step.lesson:
        return url_for("learner.screen", slug=slug, lesson_id=step.lesson.id, place=step.place)
    if step.kind is StepKind.ASSESSMENT:
        return url_for("learner.assessment", slug=slug)
    if step.kind is StepKind.ACKNOWLEDGEMENT:
        return url_for("learner.acknowledgement", slug=slug)
    return url_for("learner.done", slug=slug)


@blueprint.get("/")
def tasks() -> str:
    """What the person must do and by when; first of all, one button that goes on."""
    day = reading().day
    found = learning.task_list(db.session(), own(), day=day)
    due = follow_ups.due(db.session(), own(), day=day)
    return render_template("learner/tasks.html", tasks=found, step_address=step_address, follow_ups=due)


@blueprint.get("/modules/<slug>")
def module(slug: str) -> str:
    """One module: its lessons, its assessment, its acknowledgement, and where the person is."""
    task = learning.task(db.session(), own(), slug=slug, day=reading().day)
    return render_template("learner/module.html", task=task, step_address=step_address)


@blueprint.get("/modules/<slug>/done")
def done(slug: str) -> str:
    """The confirmation: what was completed, until when it counts, and the certificate."""
    day = reading().day
    task = learning.task(db.session(), own(), slug=slug, day=day)
    title = task.where.version.title
    mine = certificates.of_person(db.session(), own(), day=day)
    certificate = next((issued for issued in mine if issued.module_title == title), None)
    return render_template("learner/done.html", task=task, certificate=certificate, step_address=step_address)


@blueprint.get("/record")
def record() -> str:
    """Every completion of the person with its certificate, whatever became of it since, and every attempt."""
    issued = certificates.of_person(db.session(), own(), day=reading().day)
    return render_template("learner/record.html", certificates=issued, attempts=attempts_made(db.session(), own()))
