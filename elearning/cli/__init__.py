"""Commands."""

from flask import Flask

from elearning.cli import handbook, item_analysis, publications  # noqa: F401 - they add their commands to content's
from elearning.cli.assignments import assignments
from elearning.cli.attempts import attempts
from elearning.cli.audit import audit
from elearning.cli.certificates import certificates
from elearning.cli.compliance import compliance
from elearning.cli.content import content
from elearning.cli.content_coverage import coverage_tables
from elearning.cli.content_preview import preview
from elearning.cli.content_questions import questions
from elearning.cli.content_schemas import write_schemas
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
    for command in (coverage_tables, preview, questions, write_schemas):
        content.add_command(command)
    groups = (
        assignments, attempts, audit, certificates, compliance, content, demo, exemptions, jobs, leave, people, policy,
        posts, reminders,
    )  # fmt: skip
    for group in groups:
        app.cli.add_command(group)
