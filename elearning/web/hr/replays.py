"""One person's attempts as they happened, for HR, with the key. Every look is recorded."""

from flask import Response, url_for

from elearning.domain.access import Role, Scope
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.queries.person_record import heading
from elearning.web.access import requires
from elearning.web.hr.acts import look_at, today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look
from elearning.web.replays import attempt_of, replay_file, replay_page

PAGE = "/people/<int:person_id>/attempts/<int:attempt_id>"


@blueprint.get(PAGE)
@requires(Role.HR)
def attempt(person_id: int, attempt_id: int) -> str:
    """What was asked and answered, how it was marked, and by which key."""
    look_at(person_id, f"Attempt {attempt_id} at a final assessment, with its answers")
    found = attempt_of(Scope(frozenset({person_id})), attempt_id)
    person = heading(db.session(), person_id, today())
    return replay_page(
        found, for_hr=True, back=url_for("hr.person", person_id=person_id), back_words=person.name, person=person,
        navigation="hr.people", file=url_for("hr.attempt_file", person_id=person_id, attempt_id=attempt_id),
    )  # fmt: skip


@blueprint.get(PAGE + ".json")
@requires(Role.HR)
def attempt_file(person_id: int, attempt_id: int) -> Response:
    """The same as a file, which is an export."""
    found = attempt_of(Scope(frozenset({person_id})), attempt_id)
    note_look(Look.EXPORT, f"Attempt {attempt_id} at a final assessment, as JSON", [person_id])
    return replay_file(found, for_hr=True)
