"""Saying that one unit is another, and taking that back, as HR does it. Checks shape only."""

from flask_wtf import FlaskForm
from wtforms.fields import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.hr_acts import text_area_field

LONGEST_NAME = 200


class UnitJoinForm(FlaskForm):  # type: ignore[misc]
    """Which other unit it is, which of the two names stays, and why. Units on offer are given by whoever makes it."""

    other = RadioField("Which unit is it?", choices=[], validators=[InputRequired(message="Choose the other unit")])
    find = StringField(
        "Find another unit", description="Part of its name, then press “Find units”",
        validators=[Optional(), Length(max=LONGEST_NAME, message="Give a shorter part of the name")],
    )  # fmt: skip
    keep = RadioField(
        "Which name and place stay?",
        choices=[SelectChoice("other", "Those of the other one"), SelectChoice("this", "Those of this one")],
        validators=[InputRequired(message="Choose which name and place stay")],
    )
    reason = text_area_field(
        "Why are they one unit?", "Kept with the record. HR alone sees it", missing="Say why they are one unit"
    )


class UnitsApartForm(FlaskForm):  # type: ignore[misc]
    """Why two units are two after all."""

    reason = text_area_field(
        "Why are they two units?", "Kept with the record. HR alone sees it", missing="Say why they are two units"
    )
