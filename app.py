"""The WSGI application: `flask --app app …`, `gunicorn app:app`."""

from elearning import create_app

app = create_app()
