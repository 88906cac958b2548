"""Withdrawing a version: nobody begins it any more, and nobody's completion is touched."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.refreshers import Publication
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.extensions import db
from elearning.queries.publications import Versions, versions_of, withdrawals
from elearning.services.modules import withdraw_version
from elearning.web.access import current_actor, requires
from elearning.web.author.blueprint import blueprint
from elearning.web.author.publishing import today
from elearning.web.forms.publishing import WithdrawForm
from elearning.web.moment import writing

VERSIONS = "/publications/<slug>/versions"


def _versions(slug: str) -> Versions:
    found = versions_of(db.session(), slug)
    if not found.publications:
        raise NotFound("There is no such module.")
    return found


def _version(versions: Versions, number: int) -> Publication:
    found = next((one for one in versions.publications if one.number == number), None)
    if found is None:
        raise NotFound("There is no such version.")
    return found


@blueprint.get(VERSIONS)
@requires(Role.AUTHOR, Role.HR)
def versions(slug: str) -> str:
    """Every version of a module: when and why it was published, what it asked, and by whom and why it is withdrawn."""
    found = _versions(slug)
    told = withdrawals(db.session(), slug, today())
    lessons = found.current.version.lessons if found.current else ()
    titles = {lesson.id: lesson.title for lesson in lessons}
    return render_template("author/versions.html", versions=found, withdrawn=told, titles=titles)


@blueprint.get(VERSIONS + "/<int:version>/withdraw")
@requires(Role.AUTHOR)
def withdraw(slug: str, version: int) -> str:
    """Say what a withdrawal does, and ask why."""
    found = _versions(slug)
    one, form = _version(found, version), WithdrawForm(formdata=None)
    return render_template("author/withdraw.html", versions=found, one=one, form=form)


@blueprint.post(VERSIONS + "/<int:version>/withdraw")
@requires(Role.AUTHOR)
def save_withdrawal(slug: str, version: int) -> ResponseReturnValue:
    """Withdraw it."""
    found, form = _versions(slug), WithdrawForm()
    one = _version(found, version)
    if form.validate():
        try:
            withdraw_version(
                db.session(), slug=slug, number=version, reason=form.reason.data or "", actor=current_actor(),
                now=writing().now,
            )  # fmt: skip
            return redirect(url_for("author.versions", slug=slug), 303)
        except NotAllowed as refusal:
            db.session.rollback()
            form.form_errors = list(refusal.reasons)
    return render_template("author/withdraw.html", versions=found, one=one, form=form), 400
