"""A mistaken key: what is right, and why. Checks shape only."""

from flask_wtf import FlaskForm
from wtforms.fields import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

LONGEST = 1000
"""Characters that the record has room for."""


class KeyCorrectionForm(FlaskForm):  # type: ignore[misc]
    """The right answer as ids, and the reason."""

    right = StringField(
        "What is right",
        validators=[
            DataRequired(message="Enter what is right"),
            Length(max=LONGEST, message=f"What is right must be {LONGEST:,} characters or fewer"),
        ],
    )
    reason = TextAreaField(
        "Why the key is corrected",
        description="Kept with the record for ever. HR sees it with each result that changes",
        validators=[
            DataRequired(message="Say why the key is corrected"),
            Length(max=LONGEST, message=f"The reason must be {LONGEST:,} characters or fewer"),
        ],
    )
