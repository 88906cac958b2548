"""Lists as they are seen: in the order that the address gives, a page at a time, and as a CSV file of all of it.

A list says its columns once. The address of its file is the address of the page with one argument more, so the file
holds exactly what the page lists: the same rows, in the same order, on every page.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from flask import Response, request, stream_with_context, url_for

from elearning.documents.cells import Cell
from elearning.documents.csv_files import csv_chunks
from elearning.domain.looks import Look
from elearning.domain.name_search import folded
from elearning.domain.refusals import NotFound
from elearning.web.looking import note_look
from elearning.web.moment import reading
from elearning.web.typed import typed

Row = TypeVar("Row")

SORT, FORMAT, PAGE = "sort", "format", "page"
"""The arguments of an address that belong to the list and not to what is in it."""

_OURS = ("_external", "_scheme", "_anchor", "_method", "endpoint")
"""Words that would speak to the maker of addresses and not to the page."""


class Column(NamedTuple, Generic[Row]):
    """A column: its name in files and addresses, the cell that a row has in it, and what it is ordered by, if by
    anything but the cell."""

    name: str
    cell: Callable[[Row], Cell]
    is_sorted_by: bool = True
    order: Callable[[Row], Any] | None = None


class Shown(NamedTuple, Generic[Row]):
    """One page of a list."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """One list: what its file is called, its columns, and the order that was asked for, a minus for turned round."""

    name: str
    columns: tuple[Column[Row], ...]
    sort: str

    @property
    def wants_file(self) -> bool:
        """Whether the address asks for the file."""
        return typed(FORMAT) == "csv"

    def in_order(self, rows: Iterable[Row]) -> list[Row]:
        """All rows in the order asked for; rows that are alike in it stay as they were, empty cells come last."""
        by = {column.name: column.order or column.cell for column in self.columns}[self.sort.removeprefix("-")]
        is_turned = self.sort.startswith("-")
        filled: list[Row] = []
        empty: list[Row] = []
        for row in rows:
            (empty if by(row) in (None, "") else filled).append(row)
        return [*sorted(filled, key=lambda row: _key(by(row)), reverse=is_turned), *empty]

    def page(self, rows: Sequence[Row], *, size: int) -> Shown[Row]:
        """The page that was asked for, of rows in order. Raises NotFound if there is none such."""
        pages, text = max(1, -(-len(rows) // size)), typed(PAGE) or "1"
        page = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
        if not 1 <= page <= pages:
            raise NotFound("There is no such page.")
        return Shown(rows[(page - 1) * size : page * size], len(rows), page, pages)

    def file(
        self, rows: Iterable[Row], *, what: str, people: Collection[int] = (), count: int | None = None
    ) -> Response:  # fmt: skip
        """All rows as CSV. `what` says in words what is taken away, and who is in it; recorded before it is sent."""
        note_look(Look.EXPORT, f"{what}, as CSV", people, count=count)
        lines = ([column.cell(row) for column in self.columns] for row in rows)
        chunks = csv_chunks([column.name for column in self.columns], lines)
        response = Response(stream_with_context(chunks), mimetype="text/csv")
        name = f"{self.name}-{reading().day.isoformat()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def address(self, **changes: str) -> str:
        """This very list with some arguments changed, from its first page; without those that are empty."""
        kept = {name: typed(name) for name in request.args if name not in (PAGE, FORMAT, *_OURS)}
        given = {name: text for name, text in {**kept, **changes}.items() if text}
        return url_for(str(request.endpoint), **{**(request.view_args or {}), **given})

    @property
    def file_address(self) -> str:
        """The file of this list."""
        return self.address(**{FORMAT: "csv"})

    def order_address(self, column: str) -> str:
        """This list by a column, or turned round if it is by it already."""
        return self.address(**{SORT: f"-{column}" if self.sort == column else column})

    def aria_sort(self, column: str) -> str:
        """For the heading of a column."""
        if self.sort.removeprefix("-") != column:
            return "none"
        return "descending" if self.sort.startswith("-") else "ascending"


def listed(name: str, columns: tuple[Column[Row], ...], *, first: str) -> Listing[Row]:
    """The list that the address asks for; in the order `first` where it says none. Raises NotFound for no such order
    and for no such kind of file."""
    sort = typed(SORT) or first
    if sort.removeprefix("-") not in {column.name for column in columns if column.is_sorted_by}:
        raise NotFound("The list has no such order.")
    if typed(FORMAT) not in ("", "csv"):
        raise NotFound("There is no such kind of file.")
    return Listing(name, columns, sort)


def _key(cell: Any) -> Any:
    return folded(cell) if isinstance(cell, str) else cell
