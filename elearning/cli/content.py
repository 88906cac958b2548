"""`content`: the group of what is done with lessons and questions as files; each command has a file of its own."""

from flask.cli import AppGroup

from elearning.cli.content_check import check
from elearning.cli.content_coverage import coverage_tables
from elearning.cli.content_preview import preview
from elearning.cli.content_questions import questions
from elearning.cli.content_schemas import write_schemas
from elearning.cli.handbook import handbook
from elearning.cli.item_analysis import analysis
from elearning.cli.publications import approve_proposal, decline_proposal, publish, withdraw

content = AppGroup("content", help="Lessons and questions as files.")

for command in (
    analysis, approve_proposal, check, coverage_tables, decline_proposal, handbook, preview, publish, questions,
    withdraw, write_schemas,
):  # fmt: skip
    content.add_command(command)
