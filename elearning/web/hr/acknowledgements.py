"""Fresh acknowledgements of the policy: asking for them, and who has given them. In no rate."""

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.csv_files import csv_chunks
from elearning.domain.access import Role
from elearning.domain.calendar import london_date
from elearning.domain.looks import Look
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.extensions import db
from elearning.queries import policy_requests as questions
from elearning.queries.compliance import ModuleName, module_names
from elearning.services.learning import PolicyWords
from elearning.services.policy_requests import ask_again
from elearning.settings import Settings
from elearning.web.access import current_actor, requires
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.policy_requests import AskAgainForm
from elearning.web.hr.acts import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look
from elearning.web.moment import writing
from elearning.web.typed import typed

LIST, ONE = "/acknowledgements", "/acknowledgements/<int:acknowledgement_id>"
A_PAGE = 50


def policy_words() -> PolicyWords:
    """The policy of the council's file, as it is asked about."""
    settings: Settings = current_app.config["ELEARNING"]
    policy = settings.council.policy
    return PolicyWords(policy.title, policy.version, policy.date, ())


def _modules() -> dict[str, ModuleName]:
    """The modules with a policy to acknowledge, by slug."""
    found = module_names(db.session(), today()).values()
    return {one.slug: one for one in found if questions.statements_of(db.session(), one.module_id)[1]}


@blueprint.get(LIST)
@requires(Role.HR)
def acknowledgements() -> str:
    """Every request with how many did it."""
    found = questions.requests(db.session(), today())
    return render_template("hr/acknowledgements.html", requests=found, policy=policy_words())


@blueprint.get(LIST + "/new")
@requires(Role.HR)
def new_acknowledgement() -> ResponseReturnValue:
    """Ask for a request."""
    modules = _modules()
    form = AskAgainForm(formdata=None, module=next(iter(modules), "") if len(modules) == 1 else "")
    return _form_page(form, modules)


@blueprint.post(LIST + "/new")
@requires(Role.HR)
def save_acknowledgement() -> ResponseReturnValue:
    """Say how many it concerns, and ask them when that is confirmed."""
    modules, form = _modules(), AskAgainForm()
    form.module.choices = [SelectChoice(slug, one.title) for slug, one in modules.items()]
    if not form.validate() or request.form.get("step") == "change":
        return _form_page(form, modules)
    module = modules[form.module.data]
    if form.due_by.day and form.due_by.day < today().as_at:
        form.due_by.errors = ["The day must be today or later"]
        return _form_page(form, modules)
    if request.form.get("step") == "do":
        return _ask(form, modules, module)
    people = questions.holders(db.session(), module_id=module.module_id, asked=today())
    return render_template(
        "hr/acknowledgement_check.html", form=form, module=module, people=len(people), policy=policy_words()
    )  # fmt: skip


def _ask(form: AskAgainForm, modules: dict[str, ModuleName], module: ModuleName) -> ResponseReturnValue:
    people = questions.holders(db.session(), module_id=module.module_id, asked=today())
    assert form.due_by.day is not None
    try:
        request_id = ask_again(
            db.session(), module_id=module.module_id, policy=policy_words(), due_by=form.due_by.day,
            reason=form.reason.data or "", person_ids=people, actor=current_actor(), now=writing().now,
        )  # fmt: skip
    except NotAllowed as refusal:
        db.session.rollback()
        form.form_errors = list(refusal.reasons)
        return _form_page(form, modules)
    return redirect(url_for("hr.acknowledgement", acknowledgement_id=request_id), 303)


def _form_page(form: AskAgainForm, modules: dict[str, ModuleName]) -> ResponseReturnValue:
    form.module.choices = [SelectChoice(slug, one.title) for slug, one in modules.items()]
    page = render_template("hr/acknowledgement_new.html", form=form, policy=policy_words(), modules=modules)
    return page, 400 if form.errors else 200


@blueprint.get(ONE)
@requires(Role.HR)
def acknowledgement(acknowledgement_id: int) -> str:
    """One request: the numbers, and the people, those who have not done it first; or only those of one number."""
    state = typed("state")
    if state not in ("", *questions.State):
        raise NotFound("There is no such word for an acknowledgement.")
    found = questions.request_of(db.session(), acknowledgement_id, today())
    asked = questions.people_asked(db.session(), acknowledgement_id, today())
    people = [one for one in asked if state in ("", one.state)]
    pages = max(1, -(-len(people) // A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = people[(page - 1) * A_PAGE : page * A_PAGE]
    note_look(Look.LIST, f"Who acknowledged the policy, request {acknowledgement_id}", [one.person_id for one in shown])
    return render_template(
        "hr/acknowledgement.html", asked=found, people=shown, page=page, pages=pages, total=len(people), state=state
    )  # fmt: skip


@blueprint.get(ONE + ".csv")
@requires(Role.HR)
def acknowledgement_csv(acknowledgement_id: int) -> Response:
    """Everybody who was asked, as a file."""
    questions.request_of(db.session(), acknowledgement_id, today())
    people = questions.people_asked(db.session(), acknowledgement_id, today())
    note_look(
        Look.EXPORT, f"Who acknowledged the policy, request {acknowledgement_id}", [one.person_id for one in people]
    )
    rows = [
        (one.number, one.name, "done" if one.done_at else "not done", london_date(one.done_at) if one.done_at else None,
         "yes" if one.is_in_post else "no")
        for one in people
    ]  # fmt: skip
    content = b"".join(csv_chunks(("employee_number", "name", "acknowledged", "acknowledged_on", "in_post"), rows))
    response = Response(content, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="policy-acknowledgements-{acknowledgement_id}.csv"'
    return response
