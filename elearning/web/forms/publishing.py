"""What an author says of a publication, and what is said of a proposal or a withdrawal. Checks shape only."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from elearning.domain.modules import ChangeClass
from elearning.domain.publications import ASKING
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.decisions import ReasonedDecision
from elearning.web.forms.hr_acts import day_field, text_area_field

CHANGE_WORDS = {
    ChangeClass.TYPO: "Typo: nothing that anybody learned is different",
    ChangeClass.CLARIFICATION: "Clarification: the same said better",
    ChangeClass.MATERIAL: "Material: something was added or changed that people need to know",
    ChangeClass.LAW: "Law: the law has changed",
}
"""The kinds of change as an author chooses them."""

EQUIVALENT, REFRESHER = "equivalent", "refresher"


class PublishForm(FlaskForm):  # type: ignore[misc]
    """The kind of change, why, the lessons it touches, and what it asks of those who passed an older version.

    `seen` is the digest of what the author looked at, so that nothing else is published.
    """

    seen = HiddenField()
    kind = RadioField(
        "What kind of change is this?",
        choices=[SelectChoice(kind.value, words) for kind, words in CHANGE_WORDS.items()],
        validators=[InputRequired(message="Choose the kind of change")],
    )
    reason = text_area_field(
        "Why", "One or two sentences. Learners read them in a refresher: say what is new for them", missing="Say why"
    )
    lessons = SelectMultipleField("Which lessons does it touch?", validators=[Optional()], choices=[])
    asks = RadioField(
        "What of the people who passed an older version?",
        choices=[
            SelectChoice(EQUIVALENT, "Their completion counts as before"),
            SelectChoice(REFRESHER, "They are asked for a refresher: the lessons chosen above and their questions"),
        ],
        validators=[Optional()],
    )
    refresher_by = day_field("Refresher by", "For example 31/3/2027. Until that day their completion stands")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order, and what a material or law change must say is said."""
        is_right = bool(super().validate(extra_validators))
        return is_right and (not self.is_asking or self._is_whole())

    @property
    def is_asking(self) -> bool:
        """Whether the kind chosen is one that names lessons and may ask a refresher."""
        return self.kind.data in {kind.value for kind in ASKING}

    def _is_whole(self) -> bool:
        if self.asks.data not in (EQUIVALENT, REFRESHER):
            self.asks.errors = ["Choose whether old completions count or a refresher is asked"]
        elif self.asks.data == REFRESHER and self.refresher_by.day is None:
            self.refresher_by.errors = ["Enter the day by which the refresher is asked"]
        return not (self.asks.errors or self.refresher_by.errors)


class DecisionForm(ReasonedDecision):
    """What a second person decides of a proposal."""

    decision = RadioField(
        "Your decision",
        choices=[SelectChoice("approve", "Approve and publish it"), SelectChoice("decline", "Decline it")],
        validators=[InputRequired(message="Choose whether you approve or decline")],
    )
    reason = text_area_field("Why you decline", "Only if you decline. The author reads it")


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Why nobody may begin a version any more."""

    reason = text_area_field("Why", "Kept with the version", missing="Say why the version is withdrawn")
