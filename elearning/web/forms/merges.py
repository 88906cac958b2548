"""Merging two records and taking them apart, as HR asks for it. Checks shape only."""

from flask_wtf import FlaskForm
from wtforms.fields import RadioField, StringField
from wtforms.validators import InputRequired, Length

from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.hr_acts import Filled, text_area_field


class MergeForm(FlaskForm):  # type: ignore[misc]
    """Which other record, which of the two is kept, and why they are one person."""

    other = StringField(
        "Employee number of the other record",
        description="Look the person up on the page People if you do not know it",
        validators=[
            Filled("Enter the employee number of the other record"),
            Length(max=40, message="The employee number must be 40 characters or fewer"),
        ],
    )
    keep = RadioField(
        "By which record is the person known from now on?",
        choices=[SelectChoice("this", "By this one"), SelectChoice("other", "By the other one")],
        validators=[InputRequired(message="Choose by which record the person is known")],
    )
    reason = text_area_field(
        "Why are they one person?", "Kept with the record. HR alone sees it", missing="Say why they are one person"
    )


class UnmergeForm(FlaskForm):  # type: ignore[misc]
    """Why two records are of two people after all."""

    reason = text_area_field(
        "Why are they two people?", "Kept with the record. HR alone sees it", missing="Say why they are two people"
    )
