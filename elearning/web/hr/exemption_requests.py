"""Asking for exemptions, for one person or a selection, and deciding what somebody else of HR asked for."""

from typing import NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import EVERYBODY, Role
from elearning.domain.exemptions import MOST_PEOPLE, ExemptionReason
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.compliance import ModuleName, module_names
from elearning.queries.exemption_requests import Effect, Request, effect, people_of, request_of
from elearning.queries.people_list import offer, people_list
from elearning.services import exemption_requests as verbs
from elearning.web.access import current_actor, current_viewer, requires
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.days import typed
from elearning.web.forms.hr_acts import REASON_WORDS
from elearning.web.forms.requests import DecisionForm, ExemptionRequestForm, WithdrawForm
from elearning.web.hr.acts import is_confirmed, is_done, is_to_change, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import filters_of_request, wanted_by
from elearning.web.looking import note_look
from elearning.web.moment import Moment, reading

NEW = "/exemption-requests/new"
ONE = "/exemption-requests/<int:exemption_request_id>"


class Selection(NamedTuple):
    """The people whom a request is to be about; `total` is more than there are of them where they are too many."""

    person_ids: frozenset[int]
    total: int

    @property
    def is_too_large(self) -> bool:
        """Whether one request cannot be about all of them."""
        return self.total > MOST_PEOPLE


def _selection() -> Selection:
    """The people ticked, or with `all` everybody whom the filters of the people list leave, today."""
    if request.args.get("all") != "1":
        ids = frozenset(int(id) for id in request.args.getlist("person") if id.isascii() and id.isdecimal())
        return Selection(ids if len(ids) <= MOST_PEOPLE and all(id < 1 << 31 for id in ids) else frozenset(), len(ids))
    wanted = wanted_by(filters_of_request(), offer(db.session(), today()))
    found = people_list(db.session(), EVERYBODY, today(), wanted, size=MOST_PEOPLE)
    return Selection(frozenset(one.person_id for one in found.people), found.total)


def _modules() -> dict[str, ModuleName]:
    found = module_names(db.session(), today()).values()
    return {module.slug: module for module in sorted(found, key=lambda module: module.title)}


def _form(modules: dict[str, ModuleName], selection: Selection | None = None) -> ExemptionRequestForm:
    if selection is not None:
        wanted = request.args.get("module", "") if len(modules) > 1 else next(iter(modules), "")
        people = ",".join(map(str, sorted(selection.person_ids)))
        form = ExemptionRequestForm(formdata=None, module=wanted, first_on=typed(reading().day), people=people)
    else:
        form = ExemptionRequestForm()
    form.module.choices = [SelectChoice(slug, module.title) for slug, module in modules.items()]
    return form


def _page(form: ExemptionRequestForm, selection: Selection) -> ResponseReturnValue:
    """The form, with everybody whom it is about."""
    people = _effect(form, selection.person_ids, None).people
    page = render_template("hr/exemption_request_new.html", form=form, selection=selection, people=people)
    return page, 400 if form.errors else 200


def _effect(form: ExemptionRequestForm, person_ids: frozenset[int], module: ModuleName | None) -> Effect:
    first_on, last_on = form.first_on.day or reading().day, form.last_on.day or reading().day
    module_id = module.module_id if module else 0
    return effect(
        db.session(), person_ids, module_id=module_id, first_on=first_on, last_on=last_on, today=today()
    )  # fmt: skip


@blueprint.get(NEW)
@requires(Role.HR)
def new_exemption_request() -> ResponseReturnValue:
    """Ask for the module, the reason and the days; or say how people are chosen."""
    selection = _selection()
    if selection.person_ids:
        note_look(Look.LIST, "The form that asks for exemptions", selection.person_ids)
    return _page(_form(_modules(), selection), selection)


@blueprint.post(NEW)
@requires(Role.HR)
def save_exemption_request() -> ResponseReturnValue:
    """Show what the exemptions would change, and ask for them when that is confirmed."""
    modules = _modules()
    form = _form(modules)
    selection = Selection(form.person_ids, len(form.person_ids))
    if not form.validate() or is_to_change() or not selection.person_ids:
        return _page(form, selection)
    module = modules[form.module.data]
    if is_confirmed():
        made: list[int] = []
        done = is_done(form, lambda moment: made.append(_ask(form, module, moment)))
        return (
            redirect(url_for("hr.exemption_request", exemption_request_id=made[0], done="asked"), 303)
            if done
            else (_page(form, selection))
        )
    return _check(form, module, selection)


def _check(form: ExemptionRequestForm, module: ModuleName, selection: Selection) -> ResponseReturnValue:
    found = _effect(form, selection.person_ids, module)
    reason = REASON_WORDS[ExemptionReason(form.reason.data)]
    return render_template("hr/exemption_request_check.html", form=form, module=module, effect=found, reason=reason)


def _ask(form: ExemptionRequestForm, module: ModuleName, moment: Moment) -> int:
    assert form.first_on.day is not None
    assert form.last_on.day is not None
    wanted = verbs.Wanted(
        module_id=module.module_id, person_ids=form.person_ids, reason_code=ExemptionReason(form.reason.data),
        note=form.note.data or "", first_on=form.first_on.day, last_on=form.last_on.day,
    )  # fmt: skip
    return verbs.request_exemptions(db.session(), wanted, actor=current_actor(), now=moment.now)


DONE = {
    "asked": "The request waits for somebody else of HR. Nothing changes before they agree.",
    "agreed": "You have agreed. The exemptions are recorded.",
    "declined": "The request is declined. Nothing has changed.",
    "withdrawn": "The request is taken back. Nothing has changed.",
}
"""What the banner says after each act."""

Form = DecisionForm | WithdrawForm


def _request_page(one: Request, form: Form | None) -> ResponseReturnValue:
    """A request with what it would change, and the form of whoever may decide or take it back."""
    ids = people_of(db.session(), one.request_id)
    found = effect(
        db.session(), ids, module_id=one.module.module_id, first_on=one.first_on, last_on=one.last_on, today=today()
    )  # fmt: skip
    is_about_viewer = current_viewer().person_id in ids
    page = render_template(
        "hr/exemption_request.html", one=one, effect=found, form=form, is_about_viewer=is_about_viewer,
        reason=REASON_WORDS[one.reason], done=DONE.get(request.args.get("done", ""), ""),
        is_own=one.asked_by == current_viewer().person_id,
    )  # fmt: skip
    return page, 400 if form and form.errors else 200


@blueprint.get(ONE)
@requires(Role.HR)
def exemption_request(exemption_request_id: int) -> ResponseReturnValue:
    """One request: what is asked, by whom, what it would change, what became of it."""
    one = request_of(db.session(), exemption_request_id, today())
    note_look(Look.LIST, "A request for exemptions", people_of(db.session(), exemption_request_id))
    form = None if one.decided else _decision_form(one, is_new=True)
    return _request_page(one, form)


def _decision_form(one: Request, *, is_new: bool = False) -> Form:
    kind = WithdrawForm if one.asked_by == current_viewer().person_id else DecisionForm
    return kind(formdata=None) if is_new else kind()


@blueprint.post(ONE)
@requires(Role.HR)
def decide_exemption_request(exemption_request_id: int) -> ResponseReturnValue:
    """Agree, decline, or take one's own request back."""
    one = request_of(db.session(), exemption_request_id, today())
    form = _decision_form(one)
    if not (form.validate() and is_done(form, lambda moment: _decide(one, form, moment))):
        return _request_page(_once_more(one), form)
    done = "withdrawn" if isinstance(form, WithdrawForm) else {"agree": "agreed"}.get(form.decision.data, "declined")
    return redirect(url_for("hr.exemption_request", exemption_request_id=one.request_id, done=done), 303)


def _once_more(one: Request) -> Request:
    """The request as it is by now: somebody else may have decided it meanwhile."""
    try:
        return request_of(db.session(), one.request_id, today())
    except NotFound:
        return one


def _decide(one: Request, form: Form, moment: Moment) -> None:
    if isinstance(form, DecisionForm) and form.decision.data == "agree":
        verbs.agree_to_exemptions(db.session(), one.request_id, actor=current_actor(), now=moment.now)
    else:
        reason = form.reason.data or ""
        verbs.decline_exemptions(
            db.session(), one.request_id, reason=reason, actor=current_actor(), now=moment.now
        )  # fmt: skip
