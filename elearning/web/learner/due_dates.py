"""A person's due dates as a calendar file."""

import hashlib

from flask import Response, current_app, url_for

from elearning.documents.calendar_file import MEDIA_TYPE, DueDay, calendar_file
from elearning.extensions import db
from elearning.queries import learning
from elearning.queries.learning import Task
from elearning.settings import Settings
from elearning.web.access import current_viewer
from elearning.web.learner.blueprint import blueprint, own
from elearning.web.moment import reading
from elearning.web.presenters import when


def _entry(task: Task, settings: Settings) -> DueDay | None:
    """The day that matters: when it is due, or until when a completion is valid. Nobody excused or away has one."""
    row, version = task.row, task.where.version
    if row is None or not row.standing.is_counted:
        return None
    on = row.ends_on if row.standing.is_compliant else row.due_on
    if on is None:
        return None
    about = f"{current_viewer().person_id} {version.slug}"
    known_by = hashlib.sha256(about.encode()).hexdigest()[:32]
    title = f"{version.title}: {'valid until today' if row.standing.is_compliant else 'due today'}"
    address = settings.public_url + url_for("learner.module", slug=version.slug)
    return DueDay(f"{known_by}@{settings.public_host.split(':')[0]}", on, title, f"{when(row)}.", address)


@blueprint.get("/due-dates.ics")
def due_dates() -> Response:
    """The file: one entry for each module that has a date."""
    settings: Settings = current_app.config["ELEARNING"]
    moment = reading()
    tasks = learning.task_list(db.session(), own(), day=moment.day)
    entries = [entry for task in tasks if (entry := _entry(task, settings))]
    content = calendar_file(entries, name=settings.council.service_name, now=moment.now)
    answer = Response(content, content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="due-dates.ics"'
    return answer
