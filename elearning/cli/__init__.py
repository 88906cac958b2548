"""Commands. Each calls a service or a query, commits once, and prints: results here, faults on standard error."""

from flask import Flask

from elearning.cli import publications  # noqa: F401 - adds its commands to those of content
from elearning.cli.assignments import assignments
from elearning.cli.attempts import attempts
from elearning.cli.certificates import certificates
from elearning.cli.compliance import compliance
from elearning.cli.demo import demo
from elearning.cli.exemptions import exemptions
from elearning.cli.handbook import handbook as handbook
from elearning.cli.item_analysis import content
from elearning.cli.leave import leave
from elearning.cli.people import people
from elearning.cli.policy import policy


def init_app(app: Flask) -> None:
    """Give the application its command groups."""
    groups = (assignments, attempts, certificates, compliance, content, demo, exemptions, leave, people, policy)
    for group in groups:
        app.cli.add_command(group)
