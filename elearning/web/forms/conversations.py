"""The day of a conversation after a completion. Checks shape only."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import RadioField
from wtforms.validators import InputRequired

from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.hr_acts import day_field, text_area_field


class ConversationForm(FlaskForm):  # type: ignore[misc]
    """On which day it was held."""

    held_on = day_field("Day of the conversation", missing="Enter the day of the conversation")


class CorrectConversationForm(FlaskForm):  # type: ignore[misc]
    """Another day, or none: it was not held."""

    how = RadioField(
        "What is to happen?",
        choices=[SelectChoice("day", "The day changes"), SelectChoice("never", "It was not held: take the day away")],
        validators=[InputRequired(message="Choose whether the day changes or is taken away")],
    )
    held_on = day_field("Day of the conversation", "For example 31/3/2026. Only if the day changes")
    reason = text_area_field(
        "Why", "For example “typed wrongly”. Nothing about what was said", missing="Say why it is corrected"
    )  # fmt: skip

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order; a day is needed where the day changes."""
        is_right = bool(super().validate(extra_validators))
        if is_right and self.how.data == "day" and self.held_on.day is None:
            self.held_on.errors = ["Enter the day of the conversation"]
            return False
        return is_right
