"""The note by which a learner asks their line manager for help: shown as it will be read, and then sent."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearning.domain.help_notes import help_note as words
from elearning.domain.help_notes import may_ask_for_help
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries import learning as questions
from elearning.queries.help_requests import WhoIsTold, who_is_told
from elearning.services.help_requests import ask_for_help
from elearning.web.access import current_viewer
from elearning.web.learner.blueprint import blueprint, own
from elearning.web.moment import Moment, reading, writing

PAGE = "/modules/<slug>/help-note"


def _told(task: questions.Task, when: Moment) -> tuple[WhoIsTold, str]:
    """Who would read the note, and what it says."""
    who = who_is_told(db.session(), own(), module_id=task.where.module_id, today=Asked(when.day, when.now))
    return who, who.told or words(name=who.name, title=task.where.version.title, day=when.day)


@blueprint.get(PAGE)
def help_note(slug: str) -> str:
    """Exactly what the line manager would be told, and by what button."""
    when = reading()
    task = questions.task(db.session(), own(), slug=slug, day=when.day)
    who, told = _told(task, when)
    may_ask = may_ask_for_help(task.where.progress)
    return render_template("learner/help_note.html", task=task, who=who, told=told, may_ask=may_ask)


@blueprint.post(PAGE)
def send_help_note(slug: str) -> Response:
    """Send the note."""
    when = writing()
    task = questions.task(db.session(), own(), slug=slug, day=when.day)
    _, told = _told(task, when)
    ask_for_help(
        db.session(), person_id=current_viewer().person_id, slug=slug, told=told, now=when.now, day=when.day
    )  # fmt: skip
    return redirect(url_for("learner.help_note", slug=slug))
