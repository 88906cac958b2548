"""A proposal before its second person: the same difference and effect, worked out again; approved or declined."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.module_plain import digest
from elearning.domain.refusals import NotAllowed, Stale
from elearning.extensions import db
from elearning.queries import effects, publications
from elearning.queries.effects import Effect
from elearning.queries.publications import Comparison, Waiting
from elearning.services.proposals import approve, decline
from elearning.web.access import current_actor, current_viewer, requires
from elearning.web.author.blueprint import blueprint
from elearning.web.author.publishing import files_of, today
from elearning.web.forms.publishing import DecisionForm
from elearning.web.moment import writing

PROPOSAL = "/proposals/<int:proposal_id>"


def effect_of(waiting: Waiting, compared: Comparison) -> Effect:
    """What publishing it now would do."""
    versions = compared.versions
    return effects.of_publication(
        db.session(), module_id=versions.module_id, number=versions.next_number,
        refresher_by=waiting.change.refresher_by, day=today().as_at, known_on=today().known_on,
    )  # fmt: skip


def _show(waiting: Waiting, form: DecisionForm) -> ResponseReturnValue:
    compared = publications.comparison(db.session(), waiting.version)
    now_current = compared.versions.current
    is_stale = (now_current.version_id if now_current else None) != waiting.base_version_id
    page = render_template(
        "author/proposal.html", waiting=waiting, compared=compared, form=form, version=waiting.version,
        effect=effect_of(waiting, compared) if not waiting.decision else None, change=waiting.change,
        is_stale=is_stale or files_digest(waiting.slug) != waiting.digest, done=request.args.get("done"),
        is_own=waiting.proposed_by_id == current_viewer().person_id,
    )  # fmt: skip
    return page, 400 if form.errors else 200


def files_digest(slug: str) -> str:
    """The digest of what a module's files hold now; empty while they are not in order."""
    version = files_of(slug)
    return digest(version) if version else ""


@blueprint.get(PROPOSAL)
@requires(Role.AUTHOR, Role.HR)
def proposal(proposal_id: int) -> ResponseReturnValue:
    """What is proposed, its difference and its effect as they are today."""
    return _show(publications.proposal(db.session(), proposal_id, today()), DecisionForm(formdata=None))


@blueprint.post(PROPOSAL)
@requires(Role.AUTHOR, Role.HR)
def decide(proposal_id: int) -> ResponseReturnValue:
    """Approve, which publishes, or decline with a reason."""
    waiting, form = publications.proposal(db.session(), proposal_id, today()), DecisionForm()
    if not form.validate():
        return _show(waiting, form)
    digest_now = files_digest(waiting.slug)
    try:
        _decide(waiting, form, digest_now, writing().now)
    except (NotAllowed, Stale) as refusal:
        db.session.rollback()
        form.form_errors = [" ".join(refusal.reasons)]
        return _show(publications.proposal(db.session(), proposal_id, today()), form)
    return redirect(url_for("author.proposal", proposal_id=proposal_id, done="decided"), 303)


def _decide(waiting: Waiting, form: DecisionForm, digest_now: str, now: datetime) -> None:
    session, actor = db.session(), current_actor()
    if form.decision.data == "approve":
        approve(session, waiting.proposal_id, files_digest=digest_now, actor=actor, now=now)
    else:
        decline(session, waiting.proposal_id, reason=form.reason.data or "", actor=actor, now=now)
