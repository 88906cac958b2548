"""Publishing on a page: which modules differ from what is published, in what, what that would do, and doing it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from elearning.authoring.files import load_module
from elearning.domain.access import Role
from elearning.domain.module_plain import digest
from elearning.domain.modules import ChangeClass, ModuleVersion
from elearning.domain.publications import Change, needs_second_person, reasons_not_to_publish
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries import effects, publications
from elearning.queries.publications import Comparison
from elearning.services.modules import publish_version
from elearning.services.proposals import propose
from elearning.settings import Settings
from elearning.web.access import current_actor, requires
from elearning.web.author.blueprint import blueprint
from elearning.web.author.modules import modules_of_files
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.publishing import REFRESHER, PublishForm
from elearning.web.moment import reading, writing

PUBLISH = "/publications/<slug>"


class Page(NamedTuple):
    """The files of a module beside what is published of it."""

    version: ModuleVersion
    compared: Comparison
    pictures: Mapping[str, bytes]


def settings() -> Settings:
    """The settings of this site."""
    found: Settings = current_app.config["ELEARNING"]
    return found


def files_of(slug: str) -> ModuleVersion | None:
    """What a module's files would publish; None while they are not in order or not there."""
    return load_module(settings().content_dir, settings().quizzes_dir, slug).version


def today() -> Asked:
    """The question that these pages ask: today, as known now."""
    moment = reading()
    return Asked(moment.day, moment.now)


@blueprint.get("/publications")
@requires(Role.AUTHOR, Role.HR)
def published() -> str:
    """Every module with the version that is begun today and whether the files differ; and proposals."""
    on_shelf, current = modules_of_files(), publications.current_numbers(db.session())
    differing = {
        one.slug for one in on_shelf if one.version and current.get(one.slug, (0, ""))[1] != digest(one.version)
    }  # fmt: skip
    return render_template(
        "author/publications.html", modules=on_shelf, current=current, differing=differing,
        proposals=publications.proposals(db.session(), today()), done=request.args.get("done"),
    )  # fmt: skip


@blueprint.get(PUBLISH)
@requires(Role.AUTHOR)
def publish(slug: str) -> ResponseReturnValue:
    """The difference between the files and what is published, and the form that asks what it is."""
    page = _page(slug)
    form = PublishForm(formdata=None, lessons=list(page.compared.touched), seen=digest(page.version))
    return _show("publish", page, form)


@blueprint.post(PUBLISH)
@requires(Role.AUTHOR)
def save_publication(slug: str) -> ResponseReturnValue:
    """Show what the publication would do, and publish or propose it when that is confirmed."""
    page = _page(slug)
    form = PublishForm()
    _offer(form, page)
    is_first = page.compared.versions.next_number == 1
    if not (is_first or form.validate()) or request.form.get("step") == "change":
        return _show("publish", page, form)
    if _has_faults(page, form):
        return _show("publish", page, form)
    if request.form.get("step") != "do":
        return _show("publish_check", page, form, **_what_it_does(page, form))
    return _do(page, form)


def _page(slug: str) -> Page:
    loaded = load_module(settings().content_dir, settings().quizzes_dir, slug)
    if loaded.version is None:
        raise NotFound("There are no files in order of such a module.")
    return Page(loaded.version, publications.comparison(db.session(), loaded.version), loaded.pictures)


def _offer(form: PublishForm, page: Page) -> None:
    form.lessons.choices = [SelectChoice(lesson.id, lesson.title) for lesson in page.version.lessons]


def _has_faults(page: Page, form: PublishForm) -> bool:
    """Whether the files are others than were looked at, or may not be published so, which the form then says."""
    versions = page.compared.versions
    before = versions.current.version if versions.current else None
    faults = list(
        reasons_not_to_publish(
            before, page.version, change_of(form), number=versions.next_number, day=today().as_at
        )
    )  # fmt: skip
    if form.seen.data != digest(page.version):
        faults.append("The files have changed since you looked. Look at the difference again.")
        form.seen.data = digest(page.version)
    form.form_errors = faults
    return bool(faults)


def _show(template: str, page: Page, form: PublishForm, **values: object) -> ResponseReturnValue:
    _offer(form, page)
    shown = render_template(
        f"author/{template}.html", form=form, version=page.version, compared=page.compared,
        needs_second=settings().requires_second_approver, **values,
    )  # fmt: skip
    return shown, 400 if form.errors else 200


def change_of(form: PublishForm) -> Change | None:
    """What the form says of the change; None of a first version, which changes nothing."""
    if not form.kind.data:
        return None
    kind = ChangeClass(form.kind.data)
    if not form.is_asking:
        return Change(kind, form.reason.data or "")
    by = form.refresher_by.day if form.asks.data == REFRESHER else None
    return Change(kind, form.reason.data or "", tuple(form.lessons.data or ()), by)


def _what_it_does(page: Page, form: PublishForm) -> dict[str, object]:
    change, versions = change_of(form), page.compared.versions
    effect = effects.of_publication(
        db.session(), module_id=versions.module_id, number=versions.next_number,
        refresher_by=change.refresher_by if change else None, day=today().as_at, known_on=today().known_on,
    )  # fmt: skip
    return {"change": change, "effect": effect, "waits": _waits(change)}


def _waits(change: Change | None) -> bool:
    return needs_second_person(change, is_required=settings().requires_second_approver)


def _do(page: Page, form: PublishForm) -> ResponseReturnValue:
    change, session = change_of(form), db.session()
    moment = writing()
    try:
        if change is not None and _waits(change):
            proposal_id = propose(
                session, page.version, change, pictures=page.pictures, actor=current_actor(), now=moment.now
            )
            return redirect(url_for("author.proposal", proposal_id=proposal_id, done="proposed"), 303)
        _publish(session, page, change, moment.now)
    except NotAllowed as refusal:
        session.rollback()
        form.form_errors = list(refusal.reasons)
        return _show("publish", page, form)
    return redirect(url_for("author.published", done=page.version.slug), 303)


def _publish(session: Session, page: Page, change: Change | None, now: datetime) -> None:
    publish_version(
        session, page.version, change=change.kind if change else None, reason=change.reason if change else "",
        lessons=change.lessons if change else (), refresher_by=change.refresher_by if change else None,
        actor=current_actor(), now=now, pictures=page.pictures,
    )  # fmt: skip
