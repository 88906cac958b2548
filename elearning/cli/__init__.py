"""Commands."""

from flask import Flask

from elearning.cli.assignments import assignments
from elearning.cli.attempts import attempts
from elearning.cli.audit import audit
from elearning.cli.certificates import certificates
from elearning.cli.completions import completions
from elearning.cli.compliance import compliance
from elearning.cli.content import content
from elearning.cli.demo import demo
from elearning.cli.exemptions import exemptions
from elearning.cli.jobs import jobs
from elearning.cli.leave import leave
from elearning.cli.people import people
from elearning.cli.policy import policy
from elearning.cli.posts import posts
from elearning.cli.reminders import reminders


def init_app(app: Flask) -> None:
    """Give the application its command groups."""
    groups = (
        assignments, attempts, audit, certificates, completions, compliance, content, demo, exemptions, jobs, leave,
        people, policy, posts, reminders,
    )  # fmt: skip
    for group in groups:
        app.cli.add_command(group)
