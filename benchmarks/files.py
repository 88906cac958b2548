"""One export in a process of its own: how long it took and how much memory. `python -m benchmarks.files`."""

import csv
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from benchmarks import bare
from benchmarks.days import AS_KNOWN, ASKED, TODAY
from benchmarks.memory import peak_mb
from elearning import models
from elearning.documents.compliance_files import compliance_csv, compliance_xlsx
from elearning.documents.compliance_table import HEADINGS, table_rows
from elearning.domain.access import EVERYBODY
from elearning.orm import prepare_engine
from elearning.queries.compliance import report_rows


class Exported(NamedTuple):
    """What one export cost."""

    seconds: float
    peak_mb: float
    rows: int


def exported(url: str, kind: str, folder: Path) -> Exported:
    """Run one export: csv, bare-csv, xlsx or bare-xlsx."""
    command = [sys.executable, "-m", "benchmarks.files", url, kind, str(folder / f"export.{kind}")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        raise RuntimeError(said.stderr)
    return Exported(**json.loads(said.stdout))


def _csv(session: Session, path: Path) -> int:
    with path.open("wb") as file:
        return sum(file.write(chunk) and chunk.count(b"\r\n") for chunk in compliance_csv(_rows(session), ASKED)) - 1


def _rows(session: Session) -> Any:
    return report_rows(session, EVERYBODY, ASKED)


def _bare_csv(session: Session, path: Path) -> int:
    values = {"day": TODAY.isoformat(), "known_on": AS_KNOWN.strftime("%Y-%m-%d %H:%M:%S.000000")}
    found = session.execute(text(bare.EVERY_ROW), values, execution_options={"yield_per": 1000})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(found)
    return 0


def _xlsx(session: Session, path: Path) -> int:
    with path.open("wb") as file:
        return compliance_xlsx(file, _rows(session), ASKED)


def _write_ready(rows: list[tuple[Any, ...]], path: Path) -> None:
    workbook = Workbook(str(path), {"constant_memory": True})
    sheet, day = workbook.add_worksheet(), workbook.add_format({"num_format": "dd/mm/yyyy"})
    for at, row in enumerate((HEADINGS, *rows)):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(at, column, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell)
            elif cell:
                sheet.write_string(at, column, str(cell))
    workbook.close()


WORK: dict[str, Callable[[Session, Path], int]] = {"csv": _csv, "bare-csv": _bare_csv, "xlsx": _xlsx}


def main() -> None:
    """Write one file and print what it cost, as JSON."""
    url, kind, path = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    assert models.learning
    engine = create_engine(url)
    prepare_engine(engine)
    gc.freeze()  # as app.py does
    with Session(engine) as session:
        ready = list(table_rows(_rows(session), ASKED)) if kind == "bare-xlsx" else []
        started = time.perf_counter()
        if kind == "bare-xlsx":
            _write_ready(ready, path)
        count = len(ready) or WORK[kind](session, path)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "rows": count}))


if __name__ == "__main__":
    main()
