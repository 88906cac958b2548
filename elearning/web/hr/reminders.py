"""Reminders as HR sees them: every message and what became of it, what was not sent and why, and one person's."""

from flask import current_app, render_template, request

from elearning.domain.access import EVERYBODY, Role, Scope
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.jobs.worker import works_of
from elearning.queries.compliance import module_names
from elearning.queries.jobs import state
from elearning.queries.messages import STATES, counts, messages, one_message, withheld
from elearning.queries.person_record import heading
from elearning.queries.reminders import plans_of
from elearning.settings import Settings
from elearning.web.access import requires
from elearning.web.hr.acts import look_at, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look
from elearning.web.moment import reading

OF_ONE_PERSON = 50
"""Messages on one person's page."""


def _settings() -> Settings:
    settings: Settings = current_app.config["ELEARNING"]
    return settings


def _page() -> int:
    return max(1, request.args.get("page", 1, type=int))


@blueprint.get("/reminders")
@requires(Role.HR)
def reminders() -> str:
    """Messages, the newest first, all or those in one state; and whether background work goes on."""
    wanted = request.args.get("state", "")
    wanted = wanted if wanted in STATES else ""
    found = messages(db.session(), EVERYBODY, state=wanted, page=min(_page(), 1_000_000))
    if found.messages:
        note_look(Look.LIST, f"Reminders, page {found.page}", count=len(found.messages))
    return render_template(
        "hr/reminders.html", found=found, wanted=wanted, counts=counts(db.session()), states=STATES,
        work=state(db.session(), works_of(_settings()), now=reading().now), has_mail=bool(_settings().smtp_url),
    )  # fmt: skip


@blueprint.get("/reminders/not-sent")
@requires(Role.HR)
def not_sent() -> str:
    """What was called for and not sent, and why, the newest first."""
    found = withheld(db.session(), EVERYBODY, page=min(_page(), 1_000_000))
    if found.withheld:
        note_look(Look.LIST, f"Reminders that were not sent, page {found.page}", count=len(found.withheld))
    return render_template("hr/reminders_not_sent.html", found=found, modules=_titles())


@blueprint.get("/reminders/<int:message_id>")
@requires(Role.HR)
def message(message_id: int) -> str:
    """One message: its words, and everything that became of it."""
    found = one_message(db.session(), message_id)
    note_look(Look.PERSON, "A message", [found.told.person_id])
    return render_template("hr/reminder.html", one=one_message(db.session(), message_id))


@blueprint.get("/people/<int:person_id>/reminders")
@requires(Role.HR)
def person_reminders(person_id: int) -> str:
    """What one person would be told today and why or why not, what they were told, and what was not sent."""
    look_at(person_id, "A person’s reminders")
    session, asked = db.session(), today()
    only = Scope(frozenset({person_id}))
    return render_template(
        "hr/person_reminders.html", person=heading(session, person_id, asked), modules=_titles(),
        plans=plans_of(session, person_id, asked, _settings().council.reminders.rules),
        told=messages(session, only, size=OF_ONE_PERSON), kept_back=withheld(session, only, size=OF_ONE_PERSON),
    )  # fmt: skip


def _titles() -> dict[int, str]:
    return {module_id: one.title for module_id, one in module_names(db.session(), today()).items()}
