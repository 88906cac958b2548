"""The first page of the workshop: every module that there are files for, and whether it could be published."""

from flask import current_app, render_template

from elearning import clock
from elearning.authoring.shelf import OnShelf, shelf
from elearning.domain.access import Role
from elearning.settings import Settings
from elearning.web.access import requires
from elearning.web.author.blueprint import blueprint


def settings() -> Settings:
    """The settings, which say where the files are."""
    found: Settings = current_app.config["ELEARNING"]
    return found


def modules_of_files() -> tuple[OnShelf, ...]:
    """Every module as it stands in the files now."""
    return shelf(settings().content_dir, today=clock.today())


@blueprint.get("")
@requires(Role.AUTHOR)
def modules() -> str:
    """The list."""
    return render_template("author/modules.html", modules=modules_of_files())
