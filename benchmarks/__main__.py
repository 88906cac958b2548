"""`make bench`: prints the table of docs/performance.md. Needs wrk for pages; takes about ten minutes in all.

`python -m benchmarks reports import --people 1000,10000` measures some groups at some sizes.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence

from benchmarks import (
    answers,
    at_scale,
    certificates,
    content,
    hr_file,
    hr_file_at_scale,
    lessons,
    pages,
    papers,
    remarking,
    reminders,
    reports,
)
from benchmarks.databases import SERVER
from benchmarks.table import Line, print_head, print_line

SIZES = (1_000, 10_000, 100_000)
FILES = (100, 1_000, 10_000)
"""Sizes of HR's file, unless others are asked for: once, ten and a hundred times as many people."""

REMINDED = (100, 1_000, 10_000)
"""Sizes of council for reminders, unless others are asked for."""

GROUPS: dict[str, Callable[[Sequence[int]], Iterable[Line]]] = {
    "pages": lambda _: pages.lines(),
    "answers": lambda _: answers.lines(),
    "papers": lambda _: papers.lines(),
    "certificates": lambda _: certificates.lines(),
    "lessons": lambda _: lessons.lines(),
    "content": lambda _: content.lines(),
    "reports": reports.lines,
    "remarking": lambda _: remarking.lines(),
    "reminders": lambda sizes: reminders.lines(REMINDED if sizes == SIZES else sizes),
    "million": lambda sizes: at_scale.MILLION.lines(None if sizes == SIZES else sizes),
    "comparison": lambda sizes: at_scale.COMPARISON.lines(None if sizes == SIZES else sizes),
    "hierarchy": lambda sizes: at_scale.HIERARCHY.lines(None if sizes == SIZES else sizes),
    "audiences": lambda sizes: at_scale.AUDIENCES.lines(None if sizes == SIZES else sizes),
    "years": lambda sizes: at_scale.years(None if sizes == SIZES else sizes),
    "big-file": lambda sizes: hr_file_at_scale.lines(hr_file_at_scale.SIZES if sizes == SIZES else sizes),
    "import": lambda sizes: hr_file.lines(FILES if sizes == SIZES else sizes),
}


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


def main() -> int:
    """Run the benchmarks asked for and print a line of the table as each is done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Figures beside bare limits.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"some of {', '.join(GROUPS)}; all if none is named")
    parser.add_argument("--people", type=_sizes, default=SIZES, help="sizes of council, such as 1000,10000")
    asked = parser.parse_args()
    groups = asked.groups or list(GROUPS)
    if unknown := set(groups) - GROUPS.keys():
        parser.error(f"there is no group {', '.join(sorted(unknown))}")
    if "pages" in groups and shutil.which("wrk") is None:
        print("Pages need wrk, which is not installed. On Debian or Ubuntu: apt-get install wrk", file=sys.stderr)
        return 1
    if not os.environ.get(SERVER):
        print(f"Only SQLite: {SERVER} names a PostgreSQL server to measure on too.", file=sys.stderr)
    print_head()
    for group in groups:
        for line in GROUPS[group](asked.people):
            print_line(line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
