"""The WSGI application: `flask --app app …`, `gunicorn app:app`."""

import gc

from elearning import create_app
from elearning.jobs.worker import work_in_background

app = create_app()
work_in_background(app)
gc.freeze()  # what is loaded by now stays: going over it again and again took a third of the time of a large report
