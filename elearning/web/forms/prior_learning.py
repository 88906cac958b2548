"""Completions brought from elsewhere, one by form or many by file. Checks shape only."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms.fields import BooleanField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from elearning.domain.prior_learning import LONGEST_PROVIDER
from elearning.web.forms.hr_acts import Filled, day_field, text_area_field


class PriorLearningForm(FlaskForm):  # type: ignore[misc]
    """One completion from elsewhere. The modules on offer are given by whoever makes the form."""

    module = RadioField("Module", validators=[InputRequired(message="Choose the module")])
    completed_on = day_field("Completed on", missing="Enter the day on which it was completed")
    provider = StringField(
        "Who taught it",
        description="For example “Bryn NHS Trust”. The person and their line manager see it",
        validators=[
            Filled("Say who taught it"),
            Length(max=LONGEST_PROVIDER, message=f"It must be {LONGEST_PROVIDER} characters or fewer"),
        ],
    )
    reference = text_area_field(
        "Evidence", "What shows it, and where that is kept, such as the number of a certificate. HR alone sees it",
        missing="Say what shows it",
    )  # fmt: skip


class PriorFileForm(FlaskForm):  # type: ignore[misc]
    """One file of them."""

    file = FileField()


class RecordFileForm(FlaskForm):  # type: ignore[misc]
    """The decision about a file: what was seen, and whether rows with problems are left out."""

    seen = HiddenField()
    leave_out = BooleanField()
