"""Reading one cell of HR's file: text made tidy, dates in the forms people write.

Says what is wrong, never guesses.
"""

import re
import unicodedata
from datetime import date

EARLIEST_YEAR, LATEST_YEAR = 1920, 2120

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
_MONTH_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ ./-]+([a-z]+)[ .,/-]+(\d{4})", re.ASCII | re.IGNORECASE)
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTHS = {name: at for at, full in enumerate(_MONTH_NAMES, 1) for name in (full, full[:3])} | {"sept": 9}
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_ERRORS = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|NOT CALCULATED)|Err:\d{3}", re.ASCII
)
_SPREADSHEET_NUMBER = re.compile(r"\d+(\.\d+)?E\+?\d+|\d+\.0+", re.ASCII | re.IGNORECASE)


class CellFault(ValueError):
    """A cell that cannot be used: what is wrong, and what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def read_text(cell: str, *, longest: int) -> str:
    """A cell as one line of tidy text: composed letters, single spaces. Raises CellFault."""
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    if "\ufffd" in text:
        raise CellFault("Letters were lost when the file was saved.", "Save the file again as CSV UTF-8.")
    if not text.isprintable() and any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise CellFault("The cell holds a character that cannot be shown.", "Type the value again.")
    if _ERRORS.fullmatch(text):
        raise CellFault("A formula of the spreadsheet gives no value here.", "Mend the formula, or type the value.")
    if len(text) > longest:
        raise CellFault(f"The value is {len(text)} characters long.", f"Shorten it to {longest} characters or fewer.")
    return text


def read_email(text: str) -> str:
    """An e-mail address in small letters. Raises CellFault."""
    if not _EMAIL.fullmatch(text):
        raise CellFault(
            "This is not an e-mail address.", "Give an address such as name@council.gov.uk, or leave the cell empty."
        )
    return text.lower()


def refuse_formula(text: str) -> None:
    """Raise CellFault where a number or reference is a formula that nobody has calculated."""
    if text.startswith("="):
        raise CellFault("This is a formula, not a value.", "Type the value itself.")


def refuse_damaged_number(text: str) -> None:
    """Raise CellFault where a spreadsheet has turned an employee number into a calculation or its result."""
    refuse_formula(text)
    if _SPREADSHEET_NUMBER.fullmatch(text):
        raise CellFault(
            "A spreadsheet has changed this number.", "Format the column as text, then type the number again."
        )


def _parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day, where the text has one of the accepted forms."""
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return int(match[4]), int(match[3]), int(match[1])
    if match := _MONTH_NAMED.fullmatch(text):
        month = _MONTHS.get(match[2].lower())
        if month:
            return int(match[3]), month, int(match[1])
    return None


def read_date(text: str) -> date:
    """A date written 2026-03-01, 01/03/2026, 1-3-2026, 1.3.2026 or 1 March 2026.

    Raises CellFault on anything else.
    """
    parts = _parts(_MIDNIGHT.sub("", text))
    remedy = "Give the day, the month and all four figures of the year, for example 01/03/2026 or 2026-03-01."
    if parts is None:
        raise CellFault("This is not a date that can be read.", remedy)
    try:
        day = date(*parts)
    except ValueError as error:
        raise CellFault("There is no such day in the calendar.", remedy) from error
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise CellFault(f"The year {day.year} cannot be right.", remedy)
    return day
