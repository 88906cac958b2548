"""The person's own record as a timeline and as files to take along, without the parts that are for HR alone."""

from typing import NamedTuple

from flask import Response, render_template

from elearning.domain.calendar import london_date
from elearning.domain.reports import Asked
from elearning.domain.timeline import Entry, own_part
from elearning.extensions import db
from elearning.queries import certificates
from elearning.queries.certificates import Issued
from elearning.queries.person_record import Heading, heading
from elearning.queries.timeline import paged, timeline
from elearning.transaction import settled_now
from elearning.web.access import current_viewer
from elearning.web.learner.blueprint import blueprint, council, own
from elearning.web.timelines import (
    OWN_WORDS,
    as_attachment,
    json_file,
    plain_certificates,
    plain_entries,
    wanted_of_request,
)

FORMAT = "own-record/1"
"""The shape of the JSON file: another number once a reader of this one would misread it."""


class OwnRecord(NamedTuple):
    """What a person takes along: who they are, as known when, what happened, and their certificates."""

    person: Heading
    asked: Asked
    entries: tuple[Entry, ...]
    certificates: tuple[Issued, ...]


def _own_record() -> OwnRecord:
    session, person_id, now = db.session(), current_viewer().person_id, settled_now(db.session)
    asked = Asked(london_date(now), now)
    issued = certificates.of_person(session, own(), day=asked.as_at, known_on=now)
    return OwnRecord(
        heading(session, person_id, asked), asked, own_part(timeline(session, person_id, asked)), issued
    )  # fmt: skip


@blueprint.get("/record/timeline")
def own_timeline() -> str:
    """Everything on record about the person, the newest first, of one kind or of all."""
    record, wanted = _own_record(), wanted_of_request()
    return render_template(
        "learner/timeline.html", found=paged(record.entries, wanted), wanted=wanted, words=OWN_WORDS
    )  # fmt: skip


@blueprint.get("/record.json")
def own_file() -> Response:
    """The whole of it for a program, the next employer's for example."""
    record = _own_record()
    plain = {
        "format": FORMAT, "council": council().name, "as_known_on": record.asked.known_on.isoformat(),
        "name": record.person.name, "employee_number": record.person.number,
        "certificates": plain_certificates(record.certificates), "timeline": plain_entries(record.entries),
    }  # fmt: skip
    return json_file(plain, name="my-record.json")


@blueprint.get("/record.html")
def own_page_to_keep() -> Response:
    """The whole of it to read: one page that needs no network, no program but a browser, and prints."""
    text = render_template("learner/record_file.html", record=_own_record(), council=council(), words=OWN_WORDS)
    return as_attachment(text, name="my-record.html", media_type="text/html")
