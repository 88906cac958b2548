"""`content preview`: the files as a learner will see them, on this machine alone, without a database."""

import click
from flask import current_app
from flask.cli import with_appcontext
from waitress.server import create_server

from elearning.cli.running import Failure, settings

HOST = "127.0.0.1"


@click.command("preview")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1024, 65535))
@with_appcontext
def preview(port: int) -> None:
    """Serve the files on 127.0.0.1. A page loads again when a file is saved; Ctrl+C ends it."""
    app = current_app.extensions["make_preview"](settings())
    try:
        server = create_server(app, host=HOST, port=port, threads=4)
    except OSError as fault:
        raise Failure(
            f"Port {port} cannot be opened: {fault.strerror or fault}. Choose another with --port."
        ) from fault
    click.echo(f"Open http://{HOST}:{port} (Ctrl+C ends it)")
    server.run()
