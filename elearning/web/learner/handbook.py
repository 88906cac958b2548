"""A whole module on one page to print, and as a PDF handbook. The final assessment's questions are in neither."""

from flask import Response, make_response, render_template, url_for

from elearning.documents.printing import CannotDraw
from elearning.domain.calendar import london_date
from elearning.extensions import db
from elearning.handbook_pdfs import handbook_pdf, handbook_to_draw
from elearning.handbooks import handbook_of
from elearning.queries.learning import module_place
from elearning.queries.modules import published_at
from elearning.queries.places import Where
from elearning.web.learner.blueprint import blueprint, council, own
from elearning.web.moment import reading

PATIENCE = 8.0
"""Seconds that somebody waits for a handbook before a page asks them to come back."""


def _where(slug: str) -> Where:
    return module_place(db.session(), own(), slug=slug, day=reading().day)


@blueprint.get("/modules/<slug>/print")
def module_print(slug: str) -> str:
    """Lessons and reference pages of the version that the person is on; the answers to the checks at the end."""
    where = _where(slug)
    pictures = {one.name: url_for("learner.picture", digest=one.digest) for one in where.version.pictures}
    handbook = handbook_of(
        where.version, council(), number=where.version_number, pictures=pictures,
        published_on=london_date(published_at(db.session(), where.module_id, where.version_number)),
    )  # fmt: skip
    return render_template("learner/print.html", where=where, handbook=handbook)


@blueprint.get("/modules/<slug>/handbook.pdf")
def handbook(slug: str) -> Response | tuple[str, int, dict[str, str]]:
    """The same as a PDF, drawn with no transaction open."""
    where = _where(slug)
    drawn_from = handbook_to_draw(
        where.version, council(), module_id=where.module_id, number=where.version_number
    )  # fmt: skip
    db.session.rollback()
    try:
        content = handbook_pdf(*drawn_from, patience=PATIENCE)
    except CannotDraw as fault:
        return render_template("learner/no_handbook.html", where=where, fault=str(fault)), 503, {}
    if content is None:
        return render_template("learner/no_handbook.html", where=where, fault=""), 202, {"Retry-After": "20"}
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{where.version_number}.pdf"'
    return response
