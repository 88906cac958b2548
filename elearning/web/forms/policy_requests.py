"""What HR says when it asks for a fresh acknowledgement of the policy. Checks shape only."""

from flask_wtf import FlaskForm
from wtforms.fields import RadioField
from wtforms.validators import InputRequired

from elearning.web.forms.hr_acts import day_field, text_area_field


class AskAgainForm(FlaskForm):  # type: ignore[misc]
    """Which module’s holders are asked, by when, and why. The modules on offer are given by whoever makes the form."""

    module = RadioField(
        "Who is asked: everybody in post who holds", validators=[InputRequired(message="Choose the module")]
    )
    due_by = day_field("By when", missing="Enter the day by which it is asked")
    reason = text_area_field(
        "Why", "People read it. For example “The rules for private messages are new”", missing="Say why"
    )
