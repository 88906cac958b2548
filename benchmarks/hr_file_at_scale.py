"""HR's largest file, as many rows as 20 MB hold, from bytes to commit in a process of its own: its time, its memory."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.databases import kinds, migrated, new_database
from benchmarks.hr_file import _apply, _ask_everybody, _read
from benchmarks.reports import spoken
from benchmarks.table import Line
from elearning.cli.demo.people_file import people_file

ROWS = 110_000
"""The goal is of 200,000 rows, for which a CSV file of ours needs 35 MB: more than the site takes."""


def _peak() -> int:
    """The most memory that this program has had since it began, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


def _measure(url: str, file: str) -> None:
    """Print what the file took; reading it comes first, so that its own peak can be told."""
    app, content = migrated(url), Path(file).read_bytes()
    _ask_everybody(app)
    bare, limit = _peak(), _read(content)
    reading, figure = _peak(), _apply(app, content)
    print(json.dumps({"limit": limit, "figure": figure, "bare": bare, "reading": reading, "peak": _peak()}))


def lines() -> Iterator[Line]:
    """A line for each database."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        file.write_text(people_file(ROWS), encoding="utf-8")
        for kind in kinds():
            with new_database(kind, "people_at_scale", Path(folder)) as url:
                command = [sys.executable, "-m", "benchmarks.hr_file_at_scale", url, str(file)]
                told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            reading = f"{spoken(told['limit'])}, {told['reading']} MB (before: {told['bare']} MB)"
            yield Line(
                f"HR file of {ROWS:,}, new, {kind}", f"{spoken(told['figure'])}; {told['peak']} MB at most",
                f"reading the file: {reading}",
                f"{told['figure'] / told['limit']:.1f} × the limit", "≤ 120 s, ≤ 200 MB at 200,000",
            )  # fmt: skip


if __name__ == "__main__":
    _measure(*sys.argv[1:])
