"""The rules that say who must do what: listed as sentences, and written, with their effect shown first."""

from typing import NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.assignments import Audience
from elearning.domain.audience_words import sentence
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.audiences import WrittenRule
from elearning.queries.audiences import rules as all_rules
from elearning.queries.compliance import ModuleName, module_names
from elearning.services.audiences import add_audience, propose_rule
from elearning.web.access import current_actor, requires
from elearning.web.forms.days import typed
from elearning.web.forms.rules import RuleForm
from elearning.web.hr.acts import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.moved_people import everybody_moved, wants_everybody
from elearning.web.hr.rule_check import WHAT, check_of, shown_digest, step, unit_names
from elearning.web.hr.rule_form import Offered, is_in_order, offer
from elearning.web.lists import Column, listed
from elearning.web.moment import writing
from elearning.web.typed import typed as typed_filter


class Told(NamedTuple):
    """A rule, and each of its terms with its sentence."""

    rule: WrittenRule
    versions: tuple[tuple[Audience, str], ...]


COLUMNS: tuple[Column[Told], ...] = (
    Column("module", lambda one: one.rule.module.title), Column("name", lambda one: one.rule.terms.name),
    Column("sentence", lambda one: one.versions[-1][1], is_sorted_by=False),
    Column("people", lambda one: one.rule.people), Column("since", lambda one: one.rule.versions[0].first_on),
    Column("until", lambda one: one.rule.last_on),
)  # fmt: skip
ORDERS = {"module": "Module", "name": "Name", "people": "People in it", "since": "First day", "until": "Last day"}


@blueprint.get("/rules")
@requires(Role.HR)
def rules() -> ResponseReturnValue:
    """Every rule as a sentence, with how many people it assigns today; of a module, or that go on, if asked for."""
    asked, listing, modules = today(), listed("rules", COLUMNS, first="module"), module_names(db.session(), today())
    told = listing.in_order(_told(asked, typed_filter("module"), typed_filter("over")))
    if listing.wants_file:
        return listing.file(told, what="Rules")
    return render_template(
        "hr/rules.html", rules=told, asked=asked, done=request.args.get("done", ""), listing=listing, orders=ORDERS,
        modules=sorted((one.title, one.slug) for one in modules.values()), module=typed_filter("module"),
        over=typed_filter("over"),
    )  # fmt: skip


def _told(asked: Asked, module: str, over: str) -> list[Told]:
    """The rules of a module, or of all; those that are over ("yes"), that are not ("no"), or all. Raises NotFound."""
    if over not in ("", "yes", "no"):
        raise NotFound("A rule is over, yes or no.")
    called, found = unit_names(asked), []
    for one in all_rules(db.session(), asked):
        is_over = "yes" if one.last_on and one.last_on < asked.as_at else "no"
        if module in ("", one.module.slug) and over in ("", is_over):
            words = ((terms, sentence(terms, one.module.title, called)) for terms in one.versions)
            found.append(Told(one, tuple(words)))
    return found


@blueprint.get("/rules/new")
@requires(Role.HR)
def new_rule() -> ResponseReturnValue:
    """Ask for a rule."""
    asked = today()
    form = RuleForm(formdata=None, first_on=typed(asked.as_at), days="30", notice="14")
    return _form_page(form, offer(form, asked))


@blueprint.post("/rules/new")
@requires(Role.HR)
def save_rule() -> ResponseReturnValue:
    """Show what the rule would do, and save it when that is confirmed."""
    asked, form = today(), RuleForm()
    offered = offer(form, asked)
    if step() in ("find", "change") or not is_in_order(form, offered):
        return _form_page(form, offered)
    by_slug = {one.slug: one for one in module_names(db.session(), asked).values()}
    module = by_slug[form.module.data]
    terms = form.terms(module.slug, unit_names(asked))
    is_stale = step() == "do" and not _is_saved(form, module, terms)
    if step() == "do" and not is_stale:
        return _form_page(form, offered) if form.errors else redirect(url_for("hr.rules", done="written"), 303)
    return _check(form, offered, module, terms, asked, is_stale=is_stale)


def _is_saved(form: RuleForm, module: ModuleName, terms: Audience) -> bool:
    """Save it; False if it would no longer do what was shown. A refusal becomes an error of the form."""
    moment = writing()
    try:
        add_audience(
            db.session(), module_id=module.module_id, name=terms.name, first_on=terms.first_on,
            fixed_due_on=terms.fixed_due_on, days_after_start=terms.days_after_start, notice_days=terms.notice_days,
            who=terms.who, reason=form.reason.data or "", digest=shown_digest(), actor=current_actor(),
            now=moment.now, today=moment.day,
        )  # fmt: skip
    except Stale:
        db.session.rollback()
        return False
    except NotAllowed as refusal:
        db.session.rollback()
        form.form_errors = list(refusal.reasons)
    return True


def _check(
    form: RuleForm, offered: Offered, module: ModuleName, terms: Audience, asked: Asked, *, is_stale: bool
) -> ResponseReturnValue:  # fmt: skip
    try:
        proposal = propose_rule(db.session(), module.module_id, terms, today=asked.as_at)
        if proposal is None:
            raise NotAllowed("The module has this very rule already.")
    except NotAllowed as refusal:
        form.form_errors = list(refusal.reasons)
        return _form_page(form, offered)
    check = check_of(proposal, module.title, asked, is_stale=is_stale)
    if wants_everybody():
        return everybody_moved(check.moved, WHAT)
    page = render_template("hr/rule_check.html", form=form, check=check, asked=asked, words="Save the rule", rule=None)
    return page, 409 if is_stale else 200


def _form_page(form: RuleForm, offered: Offered) -> ResponseReturnValue:
    page = render_template("hr/rule_form.html", form=form, offered=offered, rule=None)
    return page, 400 if form.errors else 200
