"""HR's pages, all under one address and for HR alone."""

from flask import Blueprint

blueprint = Blueprint("hr", __name__, url_prefix="/hr")
