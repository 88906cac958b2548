"""The authors' workshop: pages about lessons and questions, all under one address and for authors alone."""

from flask import Blueprint

blueprint = Blueprint("author", __name__, url_prefix="/author")
