"""A person's own certificates: the page with the words of the paper, and the PDF, kept as first downloaded."""

from flask import Blueprint, Response, abort, current_app, make_response, render_template, url_for

from elearning.certificate_pdfs import pdf_of, values_of
from elearning.documents.certificate_pdf import CannotDraw
from elearning.documents.certificate_words import words
from elearning.domain.access import own_scope
from elearning.domain.certificates import normalise
from elearning.extensions import db
from elearning.queries import certificates
from elearning.queries.certificates import Issued
from elearning.web.access import current_viewer
from elearning.web.moment import reading

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")


def _mine(number: str) -> Issued:
    scope = own_scope(current_viewer())
    return certificates.own(db.session(), scope, normalise(number) or abort(404), day=reading().day)


@blueprint.get("/<number>")
def show(number: str) -> str:
    """The certificate as a page, with the same words as the paper."""
    issued = _mine(number)
    values = values_of(issued, current_app.config["ELEARNING"])
    return render_template("certificates/show.html", issued=issued, words=words(values))


@blueprint.get("/<number>.pdf")
def download(number: str) -> Response | tuple[str, int]:
    """The certificate as a PDF, the same bytes at every download."""
    issued = _mine(number)
    try:
        content = pdf_of(issued, current_app.config["ELEARNING"])
    except CannotDraw as fault:
        back = url_for("certificates.show", number=issued.number)
        return render_template("certificates/cannot_draw.html", fault=str(fault), back=back), 503
    response = make_response(content)
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{issued.number}.pdf"'
    return response
