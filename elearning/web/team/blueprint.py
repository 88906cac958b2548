"""A line manager's pages. Whoever is signed in may open them: they show the people who report to the viewer."""

from flask import Blueprint

blueprint = Blueprint("team", __name__)
