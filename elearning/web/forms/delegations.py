"""Naming somebody to stand in for a line manager. Checks shape only."""

from flask_wtf import FlaskForm
from wtforms.fields import StringField
from wtforms.validators import Length

from elearning.web.forms.hr_acts import Filled, day_field


class DelegateForm(FlaskForm):  # type: ignore[misc]
    """Who stands in, from a day to a day."""

    delegate = StringField(
        "Employee number of whoever stands in",
        description="Anybody who is in post today",
        validators=[
            Filled("Enter the employee number of whoever stands in"),
            Length(max=40, message="The employee number must be 40 characters or fewer"),
        ],
    )
    first_on = day_field("First day", missing="Enter the first day")
    last_on = day_field("Last day", "For example 31/3/2026. That day is included", missing="Enter the last day")
