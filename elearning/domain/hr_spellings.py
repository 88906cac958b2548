"""Numbers and references of HR's file that differ only by capitals or spaces: taken as one, and said so."""

from collections.abc import Mapping

from elearning.domain.hr_file import HrRow, Problem, problem


class Spellings:
    """Numbers and references that are the same but for capitals or spaces: taken as one, and said so."""

    def __init__(self) -> None:
        self._odd: dict[str, list[tuple[int, str, str]]] = {}
        self._first: dict[str, str] = {}

    def add(self, row: HrRow, spelt: Mapping[str, str]) -> None:
        """Take the numbers and references of a row; `spelt` are those written otherwise than they are kept."""
        for column, number in (
            ("employee_number", row.number), ("post_reference", row.reference), ("line_manager_number", row.manager)
        ):  # fmt: skip
            if number and not number.isdigit():
                text = spelt.get(column, number)
                if self._first.setdefault(number, text) != text:
                    self._odd.setdefault(number, []).append((row.row, column, text))

    def remarks(self) -> tuple[Problem, ...]:
        """Every cell that is written otherwise than the first of the same."""
        return tuple(
            problem(row, column, text, (f"It was taken as the same as {self._first[number]}.", "Nothing, if it is."))
            for number, cells in self._odd.items()
            for row, column, text in cells
        )
