"""Statistics of questions as a table of plain cells, for a CSV file. Its numbers are the page's, rounded alike."""

from collections.abc import Iterable, Iterator

from elearning.documents.csv_files import csv_chunks
from elearning.domain.item_analysis import ItemStatistics

HEADINGS = (
    "module", "version", "question", "objective", "kind", "answers", "facility", "discrimination", "median_seconds",
    "flags",
)  # fmt: skip


def _rounded(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def item_csv(slug: str, number: int, items: Iterable[ItemStatistics]) -> Iterator[bytes]:
    """A row for each question; nothing but its name where fewer than five people answered it."""
    return csv_chunks(
        HEADINGS,
        (
            (
                slug, number, item.question.id, item.question.objective, item.question.kind.value, item.answers,
                _rounded(item.facility, 3), _rounded(item.discrimination, 2), item.median_seconds,
                "; ".join(sorted(item.flags)),
            )
            for item in items
        ),
    )  # fmt: skip
