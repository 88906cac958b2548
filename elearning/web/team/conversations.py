"""A line manager records on which day the conversation after a completion was held. Keeps no word of what was said."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.looks import Look
from elearning.domain.refusals import NotAllowed, Stale
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries import teams
from elearning.queries.conversations import Talk, talk_of
from elearning.queries.people import names
from elearning.services.conversations import record_conversation
from elearning.web.access import current_actor, current_viewer
from elearning.web.forms.conversations import ConversationForm, CorrectConversationForm
from elearning.web.forms.days import typed
from elearning.web.looking import note_look
from elearning.web.moment import reading, writing

blueprint = Blueprint("conversations", __name__)

ADDRESS = "/team/people/<int:person_id>/completions/<int:completion_id>/conversation"

Form = ConversationForm | CorrectConversationForm


def _talk(person_id: int, completion_id: int) -> Talk:
    """A completion of one of the viewer's own people that they are shown; anybody else's is not found."""
    session, moment = db.session(), reading()
    today = Asked(moment.day, moment.now)
    teams.require_report(session, current_viewer().person_id, person_id, today=today)
    return talk_of(session, person_id, completion_id)


def _page(talk: Talk, form: Form) -> ResponseReturnValue:
    called = names(db.session(), {talk.person_id}, reading().day)[talk.person_id]
    page = render_template("team/conversation.html", talk=talk, name=called.name, form=form)
    return page, 400 if form.errors else 200


@blueprint.get(ADDRESS)
def conversation(person_id: int, completion_id: int) -> ResponseReturnValue:
    """Ask on which day it was held; of one that is recorded, what was wrong."""
    talk = _talk(person_id, completion_id)
    note_look(Look.PERSON, "The form of a conversation with one of their team", [person_id])
    if talk.held_on:
        return _page(talk, CorrectConversationForm(formdata=None, how="day", held_on=typed(talk.held_on)))
    return _page(talk, ConversationForm(formdata=None, held_on=typed(reading().day)))


@blueprint.post(ADDRESS)
def save_conversation(person_id: int, completion_id: int) -> ResponseReturnValue:
    """Record the day, another day, or that it was not held."""
    talk = _talk(person_id, completion_id)
    form = CorrectConversationForm() if talk.held_on else ConversationForm()
    if not (form.validate() and _is_recorded(talk, form)):
        return _page(talk, form)
    return redirect(url_for("team.person", person_id=person_id, _anchor="conversations"), 303)


def _is_recorded(talk: Talk, form: Form) -> bool:
    """Do it. A refusal becomes an error of the form, and nothing of it is kept."""
    is_correction = isinstance(form, CorrectConversationForm)
    is_taken_away = is_correction and form.how.data == "never"
    try:
        record_conversation(
            db.session(), talk.person_id, talk.completion_id, held_on=None if is_taken_away else form.held_on.day,
            now=writing().now, actor=current_actor(), reason=(form.reason.data or "") if is_correction else "",
        )  # fmt: skip
    except (NotAllowed, Stale) as refusal:
        db.session.rollback()
        form.held_on.errors = list(refusal.reasons)
        return False
    return True
