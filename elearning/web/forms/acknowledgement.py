"""'I have a question first': a question about the policy."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea
from wtforms.fields import SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """One question, in the person's own words."""

    question = TextAreaField(
        "Your question",
        widget=GovTextArea(),
        validators=[
            InputRequired(message="Write your question, or choose “I acknowledge” if you have none"),
            Length(max=2000, message="Your question must be 2,000 characters or fewer"),
        ],
    )
    send = SubmitField("Send my question", widget=GovSubmitInput())
