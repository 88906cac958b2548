"""The e-learning site. create_app is the only place where its parts are joined."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from elearning.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """Build the site from its settings, or from the environment. Raises SettingsFault if they are not in order."""
    from flask import Flask

    from elearning import cli, web
    from elearning.cli.demo.personas import PERSONAS
    from elearning.extensions import db, migrate
    from elearning.orm import prepare_engine
    from elearning.settings import ROOT, from_environment

    settings = settings or from_environment()
    app = Flask(__name__, template_folder="web/templates", static_folder=None)
    app.config.update(
        ELEARNING=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=web.engine_options(settings),
        MAX_CONTENT_LENGTH=1024 * 1024,
    )
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    with app.app_context():
        prepare_engine(db.engine)
    web.init_app(app, settings, personas=PERSONAS if settings.is_demo else ())
    cli.init_app(app)
    return app
