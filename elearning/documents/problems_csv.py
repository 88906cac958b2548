"""The problems of HR's file as CSV, for whoever mends the file beside it; no cell of it can run as a formula."""

import csv
import io
from collections.abc import Iterable

from elearning.documents.formula_safety import tamed
from elearning.domain.hr_file import Problem

_HEADINGS = ("row", "column", "value", "problem", "remedy")


def problems_csv(problems: Iterable[Problem]) -> bytes:
    """All problems, one a line, as UTF-8 with the mark that spreadsheets look for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    for one in problems:
        writer.writerow([one.row, one.column, tamed(one.value), tamed(one.problem), tamed(one.remedy)])
    return text.getvalue().encode("utf-8-sig")


def template_csv(columns: Iterable[str]) -> bytes:
    """A file of headings alone, to be filled in."""
    return (",".join(columns) + "\r\n").encode("utf-8-sig")
