"""What the parts of a timeline share: whose it is, rows known on the instant, and an entry with the act behind it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from elearning.domain.calendar import british_date
from elearning.domain.reports import Asked
from elearning.domain.timeline import Entry
from elearning.models.dated import known


class Whose(NamedTuple):
    """Whose timeline, as known when; and the titles of modules by their ids."""

    session: Session
    person_ids: tuple[int, ...]
    asked: Asked
    titles: Mapping[int, str]

    def title(self, module_id: int) -> str:
        """What a module is called."""
        return self.titles.get(module_id, "a module")

    def rows(self, statement: Select[*tuple[Any, ...]]) -> Iterator[Any]:
        """The rows of a statement."""
        yield from self.session.execute(statement)

    def known_of(self, table: Any) -> Iterator[Any]:
        """The facts of one table about the person that were known on the instant."""
        about = table.person_id.in_(self.person_ids)
        yield from self.session.scalars(select(table).where(about, known(table, self.asked.known_on)))


class Told(NamedTuple):
    """An entry, and the audit event that says who recorded it and why; None where it was the person's own act."""

    entry: Entry
    event_id: int | None = None


def span_words(first_on: date, last_on: date | None) -> str:
    """'From 1 March 2026 to 4 May 2026', or without a last day."""
    return f"From {british_date(first_on)}" + (f" to {british_date(last_on)}" if last_on else "")
