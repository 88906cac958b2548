"""What a module has beside its lessons: pages to look things up in, and pictures. Looking at them is not recorded."""

from flask import Response, make_response, render_template, request

from elearning.authoring.markdown import render_screen
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries import pictures
from elearning.queries.learning import module_place
from elearning.web.learner.blueprint import blueprint, council, own
from elearning.web.learner.surroundings import around
from elearning.web.moment import reading

_A_YEAR = 365 * 24 * 60 * 60


@blueprint.get("/modules/<slug>/reference/<reference_id>")
def reference(slug: str, reference_id: str) -> str:
    """One reference page of the version that the person is on."""
    where = module_place(db.session(), own(), slug=slug, day=reading().day)
    page = next((page for page in where.version.references if page.id == reference_id), None)
    if page is None:
        raise NotFound("There is no such page in this module.")
    sections = [
        (section, render_screen(section.markdown, council(), around(where.version, section.markdown, depth=1)))
        for section in page.sections
    ]
    return render_template(
        "learner/reference.html", where=where, page=page, sections=sections, contacts=council().contacts
    )


@blueprint.get("/pictures/<digest>")
def picture(digest: str) -> Response:
    """A picture of a module, known by its digest: its bytes can never be others, so browsers keep them for a year."""
    found = pictures.picture(db.session(), digest)
    response = make_response(found.content)
    response.headers["Content-Type"] = found.media_type
    response.headers["Cache-Control"] = f"private, max-age={_A_YEAR}, immutable"
    response.set_etag(digest)
    response.make_conditional(request)
    return response
