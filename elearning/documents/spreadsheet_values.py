"""A spreadsheet's own numbers, dates and errors as the text that a person would have typed."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import NamedTuple

NOT_CALCULATED = "#NOT CALCULATED"
"""The text of a formula whose value was not saved with the file. domain.hr_cells refuses it as it does an error."""

_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ZEROS = re.compile(r"0{2,40}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_DAY = 2_958_465  # 31 December 9999, as a spreadsheet counts days
_FALSE_LEAP_DAY = 60  # spreadsheets believe in 29 February 1900
_EXACT = 10**15  # a spreadsheet keeps fifteen figures of a number


class Kind(Enum):
    """What a cell's format makes of its number."""

    PLAIN = "plain"
    DATE = "date"
    ZEROS = "zeros"


class Format(NamedTuple):
    """A kind, and for leading zeros how many figures are shown."""

    kind: Kind = Kind.PLAIN
    width: int = 0


PLAIN = Format()


@cache
def format_of(number: int, code: str = "") -> Format:
    """The format of a built-in number or of a code such as dd/mm/yyyy or 000000."""
    if not code:
        return Format(Kind.DATE) if number in _BUILT_IN_DATES else PLAIN
    bare = _NOT_CODE.sub("", code.partition(";")[0]).strip().lower()
    if _ZEROS.fullmatch(bare):
        return Format(Kind.ZEROS, len(bare))
    return Format(Kind.DATE) if "general" not in bare and re.search("[dy]|mmm", bare) else PLAIN


def number_text(text: str, format: Format = PLAIN, *, from_1904: bool = False) -> str:
    """A stored number as text: a date where the format says so, a whole number without a decimal point."""
    try:
        number = float(text)
    except ValueError:
        return text
    if format.kind is Kind.DATE and (day := _day(number, from_1904=from_1904)):
        return day
    if not number.is_integer() or abs(number) >= _EXACT:
        return repr(number)  # 1e+16 as well: figures were lost, and hr_cells says so
    whole = str(int(number))
    return whole.rjust(format.width, "0") if format.kind is Kind.ZEROS and number >= 0 else whole


def _day(number: float, *, from_1904: bool) -> str:
    """A count of days as an ISO date, with its time if it has one; empty if it is no day."""
    if not 1 <= number < _LAST_DAY + 1 or (int(number) == _FALSE_LEAP_DAY and not from_1904):
        return ""
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30 if number > _FALSE_LEAP_DAY else 31)
    try:
        midnight = datetime.combine(first, time.min) + timedelta(days=int(number))
        return iso(midnight + timedelta(seconds=round(number % 1 * 86_400)))
    except OverflowError:
        return ""


def iso(moment: datetime) -> str:
    """A date alone at midnight, otherwise with its time."""
    return moment.date().isoformat() if moment.time() == time.min else moment.isoformat(sep=" ")


def iso_text(text: str) -> str:
    """An ISO date, or date and time, as `iso` writes it; any other text as it is."""
    try:
        return iso(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text).isoformat()
    except ValueError:
        return text


def unescaped(text: str) -> str:
    """Text without the escapes by which XLSX writes control characters."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def formats_of(codes: Mapping[int, str], styles: list[int]) -> list[Format]:
    """The format of each style, from the number of its format and the codes that the file defines."""
    return [format_of(number, codes.get(number, "")) for number in styles]
