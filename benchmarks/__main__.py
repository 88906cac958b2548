"""`make bench`: prints the table of docs/performance.md. Needs wrk; takes about three minutes."""

import shutil
import sys

from benchmarks import answers, certificates, pages
from benchmarks.table import Line, print_table


def main() -> int:
    """Run every benchmark and print the table."""
    if shutil.which("wrk") is None:
        print(
            "The load comes from wrk, which is not installed. On Debian or Ubuntu: apt-get install wrk", file=sys.stderr
        )
        return 1
    lines: list[Line] = [*pages.lines(), *answers.lines(), *certificates.lines()]
    print_table(lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
