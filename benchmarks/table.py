"""The table that is printed: the figure, the bare limit of the same run, the ratio, and the goal."""

from typing import NamedTuple


class Line(NamedTuple):
    """One row. `ratio` is the figure divided by the limit, or said in words where that is no ratio."""

    work: str
    figure: str
    limit: str
    ratio: str
    goal: str


def print_table(lines: list[Line]) -> None:
    """Print Markdown, ready for docs/performance.md."""
    print("| Work | Measured | Bare limit, same run | Ratio | Goal |")
    print("|---|---|---|---|---|")
    for line in lines:
        print("| " + " | ".join(line) + " |")
