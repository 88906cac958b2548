"""Reasonable adjustments as HR records them. Checks shape only."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import RadioField, StringField
from wtforms.validators import InputRequired

from elearning.domain.adjustments import AdjustmentKind, Granted, Unit, is_amount_right
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.hr_acts import day_field, text_area_field

_CHOICES = {
    "percent": (AdjustmentKind.EXTRA_TIME, Unit.PERCENT, "Extra time, in per cent"),
    "minutes": (AdjustmentKind.EXTRA_TIME, Unit.MINUTES, "Extra time, in minutes"),
    "attempts": (AdjustmentKind.MORE_ATTEMPTS, Unit.ATTEMPTS, "More attempts at the final assessment"),
    "format": (AdjustmentKind.OTHER_FORMAT, Unit.NONE, "Another format"),
    "assisted": (AdjustmentKind.ASSISTED, Unit.NONE, "Assisted completion"),
}

KIND_WORDS = {
    AdjustmentKind.EXTRA_TIME: "Extra time",
    AdjustmentKind.MORE_ATTEMPTS: "More attempts",
    AdjustmentKind.OTHER_FORMAT: "Another format",
    AdjustmentKind.ASSISTED: "Assisted completion",
}
"""The kinds as HR reads them."""


class AdjustmentForm(FlaskForm):  # type: ignore[misc]
    """An adjustment, from a day on, with the day by which it is looked at again."""

    what = RadioField(
        "What is arranged?",
        choices=[SelectChoice(key, words) for key, (_, _, words) in _CHOICES.items()],
        validators=[InputRequired(message="Choose what is arranged")],
    )
    amount = StringField("How much", description="A whole number. Leave it empty for another format or assistance")
    note = text_area_field(
        "What is agreed", "For example who assists, or which format. No medical details. HR alone sees it",
        missing="Say what is agreed",
    )  # fmt: skip
    first_on = day_field("First day", missing="Enter the first day")
    review_on = day_field("Look at it again by", missing="Enter the day by which it is looked at again")

    @property
    def granted(self) -> Granted:
        """The adjustment, once the form was found to be in order."""
        kind, unit, _ = _CHOICES[self.what.data]
        return Granted(kind, int((self.amount.data or "").strip() or 0), unit)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order, and the amount fits what is arranged."""
        if not super().validate(extra_validators):
            return False
        typed = (self.amount.data or "").strip()
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 6):
            self.amount.errors = ["How much must be a whole number, such as 25"]
            return False
        if is_amount_right(*self.granted):
            return True
        has_amount = self.granted.unit is not Unit.NONE
        self.amount.errors = [
            "Enter how much: a whole number from 1 to 1,000" if has_amount else "Leave “How much” empty for this"
        ]
        return False


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """What comes of looking at an adjustment again."""

    how = RadioField(
        "What is to happen?",
        choices=[
            SelectChoice("keep", "It goes on: give the next review date"),
            SelectChoice("end", "It ends on a day"),
            SelectChoice("never", "It should never have been recorded: take it away"),
        ],
        validators=[InputRequired(message="Choose what is to happen")],
    )
    on = day_field("Next review date, or last day", "For example 31/3/2027. Not needed to take it away")
    reason = text_area_field("Why", "Kept with the record. HR alone sees it", missing="Say why")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order; a day is needed unless it is taken away."""
        is_right = bool(super().validate(extra_validators))
        if is_right and self.how.data != "never" and self.on.day is None:
            self.on.errors = ["Enter the next review date, or the last day"]
            return False
        return is_right
