"""The table that is printed: the figure, the bare limit of the same run, the ratio, and the goal."""

from typing import NamedTuple


class Line(NamedTuple):
    """One row. `ratio` is of the figure and the limit, or said in words where that is no ratio."""

    work: str
    figure: str
    limit: str
    ratio: str
    goal: str


def print_head() -> None:
    """Print the head of a table in Markdown, ready for docs/performance.md."""
    print("| Work | Measured | Bare limit, same run | Ratio | Goal |")
    print("|---|---|---|---|---|", flush=True)


def print_line(line: Line) -> None:
    """Print one row of it."""
    print("| " + " | ".join(line) + " |", flush=True)
