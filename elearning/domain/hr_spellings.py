"""Numbers and references of HR's file that differ only by capitals or spaces: taken as one, and said so."""

from collections.abc import Iterable, Mapping

from elearning.domain.hr_file import HrRow, Problem, problem

_Cell = tuple[int, str]
"""A row and a column."""


class Spellings:
    """Numbers and references that are the same but for capitals or spaces: taken as one, and said so."""

    def __init__(self) -> None:
        self._spelt: dict[str, dict[_Cell, str]] = {}

    def add(self, row: HrRow, spelt: Mapping[str, str]) -> None:
        """Take the cells of a row that are written otherwise than they are kept."""
        for column, number in _named(row) if spelt else ():
            if column in spelt and _has_spellings(number):
                self._spelt.setdefault(number, {})[row.row, column] = spelt[column]

    def remarks(self, rows: Iterable[HrRow]) -> tuple[Problem, ...]:
        """Every cell of these rows, in any order, that is written otherwise than the first of the same."""
        cells: dict[str, list[tuple[int, int, str, str]]] = {number: [] for number in self._spelt}
        for row in rows if cells else ():
            for at, (column, number) in enumerate(_named(row)):
                if number in cells:
                    cells[number].append((row.row, at, column, self._spelt[number].get((row.row, column), number)))
        return tuple(one for number in cells for one in _odd(sorted(cells[number])))


def _named(row: HrRow) -> tuple[tuple[str, str], ...]:
    """The columns of a row that name somebody or a post, and what they say."""
    return (
        ("employee_number", row.number), ("post_reference", row.reference), ("line_manager_number", row.manager)
    )  # fmt: skip


def _has_spellings(number: str) -> bool:
    """Figures alone have one spelling: spaces between them are nothing to speak of."""
    return bool(number) and not number.isdigit()


def _odd(cells: list[tuple[int, int, str, str]]) -> Iterable[Problem]:
    _, _, _, first = cells[0]
    for row, _, column, text in cells:
        if text != first:
            yield problem(row, column, text, (f"It was taken as the same as {first}.", "Nothing, if it is."))
