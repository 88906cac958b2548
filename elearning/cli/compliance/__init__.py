"""Commands on compliance: `explain`, `summary`, `export`, `team` and `committee`."""

from elearning.cli.compliance import committee, explain, export, summary, team
from elearning.cli.compliance.group import compliance

__all__ = ["committee", "compliance", "explain", "export", "summary", "team"]
