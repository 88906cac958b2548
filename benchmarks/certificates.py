"""The certificate's PDF, tagged and archivable, beside WeasyPrint alone on the same HTML."""

import time
from datetime import UTC, date, datetime
from statistics import median

from benchmarks.table import Line
from elearning.documents import certificate_pdf
from elearning.documents.certificate_words import CertificateValues

ROUNDS = 9
VALUES = CertificateValues(
    council_name="Marlshire County Council", colour="#1d5c63", holder_name="Amina Yusuf",
    module_title="Digital and social media awareness", completed_on=date(2026, 11, 22),
    expires_on=date(2027, 11, 22), number="0000-0000-0000-0000",
    check_url="https://learning.marlshire.example/check/0000-0000-0000-0000",
    issued_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
)  # fmt: skip


def lines() -> list[Line]:
    """One line: medians of paired rounds in one process."""
    whole, alone = [], []
    certificate_pdf.draw(VALUES)
    for _ in range(ROUNDS):
        started = time.perf_counter()
        certificate_pdf.draw(VALUES)
        between = time.perf_counter()
        certificate_pdf.draw_plainly(VALUES)
        alone.append(time.perf_counter() - between)
        whole.append(between - started)
    ratio = median(limit / figure for figure, limit in zip(whole, alone, strict=True))
    return [
        Line("certificate PDF (PDF/UA-1 and PDF/A-3a, unsigned)", f"{1 / median(whole):.1f} a second",
             f"WeasyPrint alone: {1 / median(alone):.1f} a second", f"{ratio:.2f}", "≥ 0.6"),
    ]  # fmt: skip
