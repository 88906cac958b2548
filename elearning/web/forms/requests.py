"""Requests for exemptions and for more time, and the decisions about them. Checks shape only."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import HiddenField, RadioField
from wtforms.validators import InputRequired, Regexp

from elearning.domain.exemptions import MOST_PEOPLE
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.decisions import ReasonedDecision
from elearning.web.forms.hr_acts import REASON_WORDS, day_field, in_order, text_area_field


class ExemptionRequestForm(FlaskForm):  # type: ignore[misc]
    """Exemptions from one module for some people (RULE-22). The modules on offer are given by whoever makes the form.

    `people` are their ids with commas between, carried along.
    """

    people = HiddenField(validators=[Regexp(r"[0-9]{1,9}(,[0-9]{1,9})*\Z", message="Choose people in the list first")])
    module = RadioField("Module", validators=[InputRequired(message="Choose the module")])
    reason = RadioField(
        "Reason",
        choices=[SelectChoice(one.value, words) for one, words in REASON_WORDS.items()],
        validators=[InputRequired(message="Choose the reason")],
    )
    note = text_area_field(
        "Evidence", "What shows it, and where that is kept: whoever agrees relies on it. HR alone sees the reason and "
        "this note", missing="Say what shows that this exemption is right",
    )  # fmt: skip
    first_on = day_field("First day", missing="Enter the first day")
    last_on = day_field("Last day", missing="Enter the last day. Every exemption has one")

    @property
    def person_ids(self) -> frozenset[int]:
        """Whom it is about."""
        text = self.people.data or ""
        found = {int(id) for id in text.split(",") if id.isascii() and id.isdecimal() and len(id) < 10}
        return frozenset(found if len(found) <= MOST_PEOPLE else ())

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order, and the days among themselves."""
        return bool(super().validate(extra_validators)) and in_order(self)


class DecisionForm(ReasonedDecision):
    """Agree, or decline with a reason."""

    decision = RadioField(
        "What do you decide?",
        choices=[SelectChoice("agree", "Agree: they become exempt"), SelectChoice("decline", "Decline")],
        validators=[InputRequired(message="Choose whether you agree or decline")],
    )
    reason = text_area_field("Why you decline", "Only if you decline. Kept with the request. HR alone sees it")


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Take one's own request back."""

    reason = text_area_field("Why you take it back", "Kept with the request. HR alone sees it", missing="Say why")


class MoreTimeForm(FlaskForm):  # type: ignore[misc]
    """A learner asks for more time."""

    wished_on = day_field("Until which day?", missing="Enter the day until which you need")
    reason = text_area_field(
        "Why do you need more time?",
        "For example “short of staff until the new year”. Your line manager and HR read it. Write nothing about your "
        "health: talk to your manager or to HR instead",
        missing="Say why you need more time",
    )


class MoreTimeDecisionForm(ReasonedDecision):
    """Give more time until a day, or decline with a reason."""

    why_missing = "Say why you decline, for the person who asked"

    decision = RadioField(
        "What do you decide?",
        choices=[SelectChoice("agree", "Give more time"), SelectChoice("decline", "Decline")],
        validators=[InputRequired(message="Choose whether you give more time or decline")],
    )
    until = day_field("New due date", "Only if you give more time. For example 31/3/2026")
    reason = text_area_field(
        "Why", "Needed if you decline. The person who asked, their line manager and HR can read it"
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order; giving needs a day, declining a reason."""
        is_right = bool(super().validate(extra_validators))
        if is_right and self.decision.data == "agree" and self.until.day is None:
            self.until.errors = ["Enter the new due date"]
            return False
        return is_right
