"""What the acts of HR for one person share: whose page it is, what an act would change, and refusals at the form."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple, TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from elearning.domain.facts import Row
from elearning.domain.looks import Look
from elearning.domain.refusals import NotAllowed, Refusal, Stale
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.people import person_by_number
from elearning.queries.person_modules import standing_of
from elearning.queries.person_record import Heading, heading, require_person
from elearning.web.access import current_viewer
from elearning.web.looking import note_look
from elearning.web.moment import Moment, reading, writing

Deed = Callable[[Moment], object]
Answer = TypeVar("Answer")


class Effect(NamedTuple):
    """Where somebody stands on a module on a day, as it is and as it would be."""

    day: date
    before: Row | None
    after: Row | None


def today() -> Asked:
    """The question that pages of acts ask: today, as known now."""
    moment = reading()
    return Asked(moment.day, moment.now)


def look_at(person_id: int, what: str) -> None:
    """Record that the viewer looks at somebody else's record. Raises NotFound if there is no such person."""
    require_person(db.session(), person_id)
    if person_id != current_viewer().person_id:
        note_look(Look.PERSON, what, [person_id])


def act_page(template: str, person_id: int, form: FlaskForm, **values: object) -> ResponseReturnValue:
    """The page of an act with its form; one with errors is no success, and so nothing is kept."""
    person: Heading = heading(db.session(), person_id, today())
    page = render_template(f"hr/{template}.html", person=person, form=form, **values)
    return page, 400 if form.errors else 200


def is_done(form: FlaskForm, deed: Deed) -> bool:
    """Do it. A refusal becomes an error of the form, and nothing of it is kept."""
    try:
        deed(writing())
    except (NotAllowed, Stale) as refusal:
        _refuse(form, refusal)
        return False
    return True


def effect_of(form: FlaskForm, deed: Deed, *, person_id: int, module_id: int, day: date) -> Effect | None:
    """What an act would change, found by doing it and taking it back; None if it is refused, which the form then says.

    So what is shown beforehand is exactly what will be, and whatever would be refused is refused before anybody is
    asked to confirm.
    """
    session = db.session()
    moment = writing()
    try:
        before = standing_of(session, person_id, module_id, day)
        deed(moment)
        return Effect(day, before, standing_of(session, person_id, module_id, day))
    except (NotAllowed, Stale) as refusal:
        _refuse(form, refusal)
        return None
    finally:
        session.rollback()


def tried(form: FlaskForm, deed: Deed, ask: Callable[[Asked], Answer]) -> Answer | None:
    """What a question answers once something is done, found by doing it and taking it back; None if that is refused,
    which the form then says."""
    moment = writing()
    try:
        deed(moment)
        return ask(Asked(moment.day, moment.now))
    except (NotAllowed, Stale) as refusal:
        _refuse(form, refusal)
        return None
    finally:
        db.session.rollback()


def _refuse(form: FlaskForm, refusal: Refusal) -> None:
    """Say it at the field that it is about, or above the form."""
    db.session.rollback()
    said = [" ".join(refusal.reasons)]
    if refusal.about in form:
        form[refusal.about].errors = said
    else:
        form.form_errors = said


def is_confirmed() -> bool:
    """Whether the button was the one that does it, on the page that showed what it would change."""
    return request.form.get("step") == "do"


def is_to_change() -> bool:
    """Whether the button was the one that goes back to the form."""
    return request.form.get("step") == "change"


def number_field_person(form: FlaskForm, name: str) -> int | None:
    """The person of an employee number that was typed; None if there is none, which the field then says."""
    field = form[name]
    try:
        return person_by_number(db.session(), field.data or "")
    except Refusal:
        field.errors = ["Nobody has this employee number. Look at it again: leading zeros count"]
        return None


def back_to(person_id: int, done: str) -> ResponseReturnValue:
    """On to the person's page, which says what was done."""
    return redirect(url_for("hr.person", person_id=person_id, done=done), 303)
