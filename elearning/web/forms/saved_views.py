"""What is said of a view to be saved: its name, whether colleagues see it, and which day it is about."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import BooleanField, RadioField, StringField
from wtforms.validators import Length, ValidationError

LONGEST_NAME = 100


class _Name(StringField):
    """A name without spaces around it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        super().process_formdata(valuelist)
        self.data = " ".join((self.data or "").split())


def _filled(_form: Any, field: Any) -> None:
    if not field.data:
        raise ValidationError("Enter a name for the view")


class ViewForm(FlaskForm):  # type: ignore[misc]
    """The name of a view, and whether it is shared."""

    name = _Name(
        "Name of the view",
        description="For example “Late in Adult Services”",
        validators=[_filled, Length(max=LONGEST_NAME, message="The name must be 100 characters or fewer")],
    )
    is_shared = BooleanField("Let colleagues in HR open it too")


class DatedViewForm(ViewForm):
    """The same of a page about a day: today each time, or always the same."""

    day = RadioField(
        "Which day is it about?",
        choices=[("today", "Today, whichever day it is opened on"), ("fixed", "Always the same day")],
        validators=[],
        validate_choice=True,
        default="today",
    )
