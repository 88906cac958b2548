"""The task list, one module of it, the confirmation that it is done, and the person's own record."""

from flask import render_template, url_for

from elearning.domain.learning import Step, StepKind
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries import certificates, extension_requests, follow_ups, learning
from elearning.queries.policy_requests import own_requests
from elearning.queries.prior_learning import Prior, brought_by
from elearning.queries.refreshers import Done, done_by
from elearning.queries.replays import attempts_made
from elearning.web.learner.blueprint import blueprint, council, own
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


def task_address(task: learning.Task) -> str:
    """Where a task goes on: a refresher that is not begun begins on its own page."""
    slug = task.where.version.slug
    if task.refresher is not None and not task.where.is_open:
        return url_for("learner.refresher", slug=slug)
    return step_address(slug, task.step)


@blueprint.get("/")
def tasks() -> str:
    """What the person must do and by when; first of all, one button that goes on."""
    when = reading()
    day, today = when.day, Asked(when.day, when.now)
    return render_template(
        "learner/tasks.html", tasks=learning.task_list(db.session(), own(), day=day), task_address=task_address,
        requests=own_requests(db.session(), own()), policy=council().policy,
        follow_ups=follow_ups.due(db.session(), own(), day=day),
        more_time=extension_requests.own(db.session(), own(), today),
    )  # fmt: skip


@blueprint.get("/modules/<slug>")
def module(slug: str) -> str:
    """One module: its lessons, its assessment, its acknowledgement, and where the person is."""
    task, refresher = learning.both(db.session(), own(), slug=slug, day=reading().day)
    if task is None:
        raise NotFound("There is no such module on your task list.")
    brought = next((one for one in _brought() if one.module_id == task.where.module_id), None)
    return render_template(
        "learner/module.html", task=task, refresher=refresher, step_address=step_address, brought=brought
    )


@blueprint.get("/modules/<slug>/done")
def done(slug: str) -> str:
    """The confirmation: what was completed, until when it counts, and the certificate."""
    day = reading().day
    task = learning.task(db.session(), own(), slug=slug, day=day)
    module_id = task.where.module_id
    mine = certificates.of_person(db.session(), own(), day=day)
    certificate = next((issued for issued in mine if issued.module_id == module_id), None)
    refreshers = (done for done in done_by(db.session(), own()) if done.module_id == module_id)
    return render_template(
        "learner/done.html", task=task, certificate=certificate, refresher=_newer(next(refreshers, None), certificate),
        step_address=step_address,
    )  # fmt: skip


def _newer(refresher: Done | None, certificate: certificates.Issued | None) -> Done | None:
    """A refresher, if it is what was done last."""
    is_newer = refresher is not None and certificate is not None and refresher.made_at > certificate.issued_at
    return refresher if is_newer else None


def _brought() -> tuple[Prior, ...]:
    """What the person brought from elsewhere, and was not revoked."""
    when = reading()
    found = brought_by(db.session(), own().person_ids, Asked(when.day, when.now))
    return tuple(one for one in found if not one.is_revoked)


@blueprint.get("/record")
def record() -> str:
    """Every completion of the person with its certificate, whatever became of it since, and every attempt."""
    issued = certificates.of_person(db.session(), own(), day=reading().day)
    return render_template(
        "learner/record.html", certificates=issued, attempts=attempts_made(db.session(), own()),
        refreshers=done_by(db.session(), own()), brought=_brought(),
    )  # fmt: skip
