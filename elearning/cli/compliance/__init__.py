"""Commands on compliance: `explain`, `summary`, `export` and `team`."""

from elearning.cli.compliance import explain, export, summary, team
from elearning.cli.compliance.group import compliance

__all__ = ["compliance", "explain", "export", "summary", "team"]
