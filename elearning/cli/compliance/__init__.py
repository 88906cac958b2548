"""Commands on compliance: `explain`, `summary`, `export` and `team`."""

from elearning.cli.compliance import explain, summary
from elearning.cli.compliance.group import compliance

__all__ = ["compliance", "explain", "summary"]
