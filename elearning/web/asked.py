"""What a page of figures is asked: as at which day, as known on which instant; read from its address."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from elearning.domain.asking import read_as_at, read_known_on
from elearning.domain.calendar import end_of_day, ends_of_months
from elearning.domain.hr_cells import CellFault
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.transaction import settled_now
from elearning.web.moment import reading
from elearning.web.typed import typed

Value = TypeVar("Value")


@dataclass(frozen=True)
class Question:
    """The day and the instant, what was typed for them, and what is wrong with that.

    `errors` has a dict of text and href for each fault, as an error summary wants them; the page then answers for
    today.
    """

    asked: Asked
    as_at_text: str = ""
    known_on_text: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def error_list(self) -> list[dict[str, str]]:
        """For GOV.UK's error summary."""
        return [{"text": text, "href": f"#{name}"} for name, text in self.errors.items()]

    @property
    def status(self) -> int:
        """Of the page: what was typed and cannot be read is no success."""
        return 400 if self.errors else 200

    def kept(self) -> dict[str, str]:
        """The arguments to carry on in links: none where the question is about today as known now."""
        given = {"as_at": self.as_at_text, "known_on": self.known_on_text}
        return {} if self.errors else {name: text for name, text in given.items() if text}

    def pinned(self) -> dict[str, str]:
        """The arguments that give this answer again, to the digit, whenever they are used (RULE-2)."""
        return {"as_at": self.asked.as_at.isoformat(), "known_on": self.asked.known_on.isoformat()}


def asked_of_request() -> Question:
    """Read `as_at` and `known_on`; today, and this instant with no writer under way, where they are not given."""
    as_at_text = typed("as_at")
    known_on_text = typed("known_on")
    now = settled_now(db.session)
    errors: dict[str, str] = {}
    as_at = _read("as_at", as_at_text, read_as_at, errors) or reading().day
    known_on: datetime = _read("known_on", known_on_text, read_known_on, errors) or now
    return Question(Asked(as_at, min(known_on, now)), as_at_text, known_on_text, errors)


def earlier_of_request(later: Question) -> Question:
    """Read `from_as_at` and `from_known_on`: the question that another is compared with.

    The end of the last month where no day is given; as it was told at the end of that day where no instant is.
    """
    as_at_text, known_on_text = typed("from_as_at"), typed("from_known_on")
    now = settled_now(db.session)
    errors: dict[str, str] = {}
    as_at: date = _read("from_as_at", as_at_text, read_as_at, errors) or ends_of_months(reading().day, 1)[0]
    known_on: datetime | None = _read("from_known_on", known_on_text, read_known_on, errors)
    asked = Asked(as_at, min(known_on or end_of_day(as_at), now))
    return Question(asked, as_at_text, known_on_text, {**errors, **later.errors})


def day_of_request(name: str, question: Question, *, default: date) -> date:
    """Another day that the address gives; what is wrong with it is among the errors of the question."""
    text = typed(name)
    return _read(name, text, read_as_at, question.errors) or default


def _read(name: str, text: str, read: Callable[[str], Value], errors: dict[str, str]) -> Value | None:
    if not text:
        return None
    try:
        return read(text)
    except CellFault as fault:
        errors[name] = f"{_NAMES[name]}: {fault.problem} {fault.remedy}"
        return None


_NAMES = {
    "as_at": "As at", "known_on": "As known on",
    "since": "Completed since", "from_as_at": "Compared with, as at", "from_known_on": "Compared with, as known on",
}  # fmt: skip
