"""What HR says of a rule, of its end, and of what posts bring with them. Checks shape only."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields import BooleanField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from elearning.domain.assignments import Audience
from elearning.domain.audience_conditions import RECORDED_TAGS, TAG_WORDS, PostTag, Who
from elearning.domain.audience_words import who_words
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.hr_acts import day_field, text_area_field

LONGEST_NAME = 200
MOST_DAYS = 3650


class _Days:
    """A whole number of days."""

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002
        text = (field.data or "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_DAYS):
            raise ValidationError(f"{field.label.text}: enter a whole number of days from 0 to {MOST_DAYS:,}")


def _checkboxes(label: str, hint: str) -> SelectMultipleField:
    return SelectMultipleField(label, description=hint, choices=[], validate_choice=False)


class RuleForm(FlaskForm):  # type: ignore[misc]
    """A rule. Modules, units and staff groups on offer are given by whoever makes the form."""

    module = RadioField("Which module?", validators=[InputRequired(message="Choose the module")])
    units = _checkboxes("Units, each with all below it", "Leave all empty for the whole council")
    find_unit = StringField(
        "Find a unit", description="Part of its name, then press “Find units”. What is ticked stays ticked",
        validators=[Optional(), Length(max=LONGEST_NAME, message="Give a shorter part of the name")],
    )  # fmt: skip
    tags = SelectMultipleField(
        "Only people who", description="With several ticked, one of them is enough",
        choices=[SelectChoice(tag.value, words) for tag, words in TAG_WORDS.items()],
    )  # fmt: skip
    staff_groups = _checkboxes("Only these staff groups", "Leave all empty for every staff group")
    started_from = day_field("Only who started on this day or later (optional)")
    started_to = day_field("Only who started on this day or earlier (optional)")
    first_on = day_field("First day of the rule", missing="Enter the first day of the rule")
    fixed_due_on = day_field(
        "Due date for those who are there on the first day (optional)",
        "For example 31/3/2027. Without one they have as many days as everybody else",
    )
    days = StringField(
        "Days for everybody who comes later", description="Counted from their first day among those meant",
        validators=[_Days()],
    )  # fmt: skip
    notice = StringField("Days of notice", description="Nobody is given less than this", validators=[_Days()])
    name = StringField(
        "Name (optional)", description="What learners read as the reason. Without one it says who is meant",
        validators=[Optional(), Length(max=LONGEST_NAME, message=f"The name must be {LONGEST_NAME} letters or fewer")],
    )  # fmt: skip
    reason = text_area_field("Why", "Kept with the record", missing="Say why")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order, and the days among themselves."""
        is_right = bool(super().validate(extra_validators))
        for first, last in (("started_from", "started_to"), ("first_on", "fixed_due_on")):
            one, other = self[first].day, self[last].day
            if one and other and other < one:
                self[last].errors = [f"{self[last].label.text}: the day must be the same as or after the other"]
                is_right = False
        return is_right

    def terms(self, module: str, unit_names: dict[int, str]) -> Audience:
        """The rule that was typed, once the form was found to be in order."""
        who = Who(
            units=tuple(int(one) for one in self.units.data or ()), staff_groups=tuple(self.staff_groups.data or ()),
            tags=tuple(PostTag(one) for one in self.tags.data or ()), started_from=self.started_from.day,
            started_to=self.started_to.day,
        )  # fmt: skip
        assert self.first_on.day is not None
        name = " ".join((self.name.data or "").split()) or who_words(who, unit_names)
        return Audience(
            module=module, name=name[:LONGEST_NAME], first_on=self.first_on.day, fixed_due_on=self.fixed_due_on.day,
            days_after_start=int(self.days.data or 0), notice_days=int(self.notice.data or 0), who=who,
        )  # fmt: skip


class ChangeRuleForm(RuleForm):
    """Other terms for a rule, from a day on."""

    module = None  # type: ignore[assignment]  # how WTForms takes a field away
    first_on = day_field("From which day?", missing="Enter the day from which the rule is changed")
    is_moving_due = BooleanField("Give the new due date to people who are assigned already, too")


class EndRuleForm(FlaskForm):  # type: ignore[misc]
    """The end of a rule."""

    last_on = day_field("Last day of the rule", missing="Enter the last day of the rule")
    reason = text_area_field("Why it ends", "Kept with the record", missing="Say why it ends")


class PostTagForm(FlaskForm):  # type: ignore[misc]
    """What some posts bring with them, from a day or to a day. The posts on offer are given by whoever makes it."""

    posts = _checkboxes("Posts", "")
    tag = RadioField(
        "Whoever holds them",
        choices=[SelectChoice(tag.value, TAG_WORDS[tag]) for tag in RECORDED_TAGS],
        validators=[InputRequired(message="Choose what the posts bring with them")],
    )
    how = RadioField(
        "What is to happen?",
        choices=[SelectChoice("give", "It begins on a day"), SelectChoice("take", "It ends on a day")],
        validators=[InputRequired(message="Choose whether it begins or ends")],
    )
    day = day_field("First or last day", missing="Enter the day")
    reason = text_area_field("Why", "Kept with the record", missing="Say why")
