"""The certificate's PDF, tagged and archivable, beside WeasyPrint alone on the same HTML."""

import time
from datetime import UTC, date, datetime
from statistics import median

from weasyprint import HTML

from benchmarks.table import Line
from elearning.documents import certificate_pdf
from elearning.documents.certificate_words import CertificateValues
from elearning.documents.press import Press, _OwnFilesOnly

ROUNDS = 9
VALUES = CertificateValues(
    council_name="Marlshire County Council", colour="#1d5c63", holder_name="Amina Yusuf",
    module_title="Digital and social media awareness", completed_on=date(2026, 11, 22),
    expires_on=date(2027, 11, 22), number="0000-0000-0000-0000",
    check_url="https://learning.marlshire.example/check/0000-0000-0000-0000",
    issued_at=datetime(2026, 11, 22, 12, tzinfo=UTC),
)  # fmt: skip


def _drawn() -> tuple[Press, str, dict[str, bytes]]:
    """The press, and the HTML and pictures that it was given for one certificate."""
    given: list[tuple[Press, str, dict[str, bytes]]] = []
    pdf = Press.pdf

    def note(press: Press, html: str, pictures: dict[str, bytes]) -> bytes:
        given.append((press, html, pictures))
        return pdf(press, html, pictures)

    Press.pdf = note  # type: ignore[method-assign, assignment]
    try:
        certificate_pdf.draw(VALUES)
    finally:
        Press.pdf = pdf  # type: ignore[method-assign]
    return given[0]


def lines() -> list[Line]:
    """One line: medians of paired rounds in one process."""
    press, html, pictures = _drawn()
    whole, alone = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        certificate_pdf.draw(VALUES)
        between = time.perf_counter()
        fetcher = _OwnFilesOnly(press._fonts, pictures)
        HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[press._css], font_config=press._font_config)
        alone.append(time.perf_counter() - between)
        whole.append(between - started)
    ratio = median(limit / figure for figure, limit in zip(whole, alone, strict=True))
    return [
        Line("certificate PDF (PDF/UA-1 and PDF/A-3a, unsigned)", f"{1 / median(whole):.1f} a second",
             f"WeasyPrint alone: {1 / median(alone):.1f} a second", f"{ratio:.2f}", "≥ 0.6"),
    ]  # fmt: skip
