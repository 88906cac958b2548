"""What HR does for one person: exemptions, leave, revocations, one-time codes. Checks shape only."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from elearning.domain.exemptions import ExemptionReason
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.days import DayField

LONGEST = 1000
"""Characters of a note or a reason: what the record has room for."""

REASON_WORDS = {
    ExemptionReason.EQUIVALENT_TRAINING: "Equivalent training elsewhere",
    ExemptionReason.REASONABLE_ADJUSTMENT: "Reasonable adjustment",
    ExemptionReason.SECONDED_OUT: "Seconded out",
    ExemptionReason.LEAVING_SOON: "Leaving soon",
    ExemptionReason.NOT_APPLICABLE: "Does not apply to the post",
    ExemptionReason.OTHER: "Another reason",
}
"""The codes of exemptions as HR reads them."""


class _TidyText(TextAreaField):
    """A few lines without spaces around them: nothing but spaces is nothing, and a line ends in one character."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        super().process_formdata(valuelist)
        self.data = (self.data or "").replace("\r\n", "\n").strip()


def text_area_field(label: str, hint: str, *, missing: str = "") -> TextAreaField:
    """A few lines, needed where `missing` says what to do without them."""
    too_long = Length(max=LONGEST, message=f"{label} must be {LONGEST:,} characters or fewer")
    first = Filled(missing) if missing else Optional()
    return _TidyText(label, description=hint, validators=[first, too_long])


class Filled:
    """Refuses what holds nothing but spaces."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002
        if not (field.data or "").strip():
            raise ValidationError(self.message)


def day_field(label: str, hint: str = "For example 31/3/2026", *, missing: str = "") -> DayField:
    """A day as it is typed, needed where `missing` says what to do without it."""
    return DayField(label, description=hint, validators=[Filled(missing)] if missing else [])


def in_order(form: FlaskForm) -> bool:
    """Whether the last day is not before the first; says so at the last day if it is."""
    if form.first_on.day and form.last_on.day and form.last_on.day < form.first_on.day:
        form.last_on.errors = ["The last day must be the same as or after the first day"]
        return False
    return True


class EndExemptionForm(FlaskForm):  # type: ignore[misc]
    """An exemption that ends before its last day, or that should never have been."""

    how = RadioField(
        "What is to happen?",
        choices=[
            SelectChoice("early", "It ends early"),
            SelectChoice("never", "It should never have been granted: take it away"),
        ],
        validators=[InputRequired(message="Choose whether it ends early or is taken away")],
    )
    last_on = day_field("New last day", "For example 31/3/2026. Only if it ends early. That day is still exempt")
    reason = text_area_field("Why", "Kept with the record. HR alone sees it", missing="Say why")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order; a day is needed where the exemption ends early."""
        is_right = bool(super().validate(extra_validators))
        if is_right and self.how.data == "early" and self.last_on.day is None:
            self.last_on.errors = ["Enter the new last day"]
            return False
        return is_right


class LeaveForm(FlaskForm):  # type: ignore[misc]
    """Leave, from a day to a day or with no last day yet."""

    first_on = day_field("First day of leave", missing="Enter the first day of leave")
    last_on = day_field(
        "Last day of leave", "For example 31/3/2026. Leave it empty if it is not known yet: record the return later"
    )
    reason = text_area_field(
        "Why", "For example “maternity leave”. No medical details. HR alone sees it", missing="Say why it is recorded"
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order, and the days among themselves."""
        return bool(super().validate(extra_validators)) and in_order(self)


class CorrectLeaveForm(LeaveForm):
    """Leave whose days change, because the person is back or a day was wrong; or that should never have been."""

    how = RadioField(
        "What is to happen?",
        choices=[
            SelectChoice("days", "The days change, or the person is back"),
            SelectChoice("never", "It should never have been recorded: take it away"),
        ],
        validators=[InputRequired(message="Choose whether the days change or the leave is taken away")],
    )
    last_on = day_field("Last day of leave", "For example 31/3/2026. The day before the person is back")
    reason = text_area_field(
        "Why it changes",
        "For example “back at work”. No medical details. HR alone sees it",
        missing="Say why it changes",
    )


class RevocationForm(FlaskForm):  # type: ignore[misc]
    """A certificate that is to count no longer, from a day (RULE-15)."""

    true_from = day_field("It does not count from", missing="Enter the day from which it does not count")
    reason = text_area_field(
        "Why it is revoked", "Kept with the record for ever. HR alone sees it", missing="Say why it is revoked"
    )


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A one-time code to sign in with."""

    reason = StringField(
        "Note for the record (optional)",
        description="For example how you made sure who they are",
        validators=[Optional(), Length(max=LONGEST, message=f"The note must be {LONGEST:,} characters or fewer")],
    )
