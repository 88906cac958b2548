"""A day as HR types it, in any of the forms that HR's file may hold."""

from datetime import date
from typing import Any

from wtforms.fields import StringField
from wtforms.validators import ValidationError

from elearning.domain.hr_cells import CellFault, read_date

HINT = "For example 31/3/2026"


class DayField(StringField):
    """Text that must be a day, or empty. `day` is that day once the form was found to be in order."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Read the day; ValidationError says what is wrong with it and what to write."""
        self.data = (self.data or "").strip()
        if not self.data:
            return
        try:
            self.day = read_date(self.data)
        except CellFault as fault:
            raise ValidationError(f"{self.label.text}: {fault.problem} {fault.remedy}") from fault


def typed(day: date | None) -> str:
    """A day as it is typed into such a field: 31/3/2026."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""
