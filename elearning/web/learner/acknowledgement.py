"""The policy acknowledgement: the last step, or a question to its contact that leaves the step open."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearning.authoring.markdown import fill_settings
from elearning.domain.learning import reasons_not_to_acknowledge
from elearning.domain.modules import ModuleVersion
from elearning.extensions import db
from elearning.queries import learning as questions
from elearning.services import learning as verbs
from elearning.web.access import current_viewer
from elearning.web.forms.acknowledgement import QuestionForm
from elearning.web.learner.blueprint import blueprint, council, own
from elearning.web.moment import reading, writing

PAGE = "/modules/<slug>/acknowledgement"


def _statements(version: ModuleVersion) -> tuple[str, ...]:
    wording = version.acknowledgement.statements if version.acknowledgement else ()
    return tuple(fill_settings(statement, council().local_words) for statement in wording)


@blueprint.get(PAGE)
def acknowledgement(slug: str) -> str:
    """The policy's title, version and date, and what the person says they know about it."""
    task = questions.task(db.session(), own(), slug=slug, day=reading().day, is_whole=True)
    where = task.where
    return render_template(
        "learner/acknowledgement.html", task=task, statements=_statements(where.version), policy=council().policy,
        reasons=reasons_not_to_acknowledge(where.version, where.progress), form=QuestionForm(),
        was_sent="sent" in request.args, contact_key=council().policy.contact,
    )  # fmt: skip


@blueprint.post(PAGE)
def acknowledge(slug: str) -> Response:
    """Record the acknowledgement of the version shown; in the core module this completes it."""
    task = questions.task(db.session(), own(), slug=slug, day=reading().day, is_whole=True)
    policy = council().policy
    words = verbs.PolicyWords(policy.title, policy.version, policy.date, _statements(task.where.version))
    when = writing()
    verbs.acknowledge(
        db.session(), person_id=current_viewer().person_id, slug=slug, policy=words, council_name=council().name,
        now=when.now, day=when.day,
    )  # fmt: skip
    return redirect(url_for("learner.done", slug=slug))


@blueprint.post(PAGE + "/question")
def ask_first(slug: str) -> Response | tuple[str, int]:
    """Send 'I have a question first' to the policy's contact. It is no refusal; the task stays open."""
    form = QuestionForm()
    if not form.validate():
        task = questions.task(db.session(), own(), slug=slug, day=reading().day, is_whole=True)
        page = render_template(
            "learner/acknowledgement.html", task=task, statements=_statements(task.where.version), reasons=(),
            policy=council().policy, form=form, was_sent=False, contact_key=council().policy.contact,
        )  # fmt: skip
        return page, 400
    when = writing()
    verbs.ask_first(
        db.session(), person_id=current_viewer().person_id, slug=slug, contact=council().policy.contact,
        question=str(form.question.data), now=when.now,
    )  # fmt: skip
    return redirect(url_for("learner.acknowledgement", slug=slug, sent=1))
