"""What the list of who looked at whose data is narrowed by. It stands in the address and changes nothing."""

from flask_wtf import FlaskForm
from wtforms.fields import SelectField, StringField
from wtforms.validators import Length

from elearning.domain.looks import Look
from elearning.queries.accesses import REFUSED
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.days import HINT, DayField

KIND_WORDS = {
    Look.PERSON.value: "One person’s record",
    Look.TEAM.value: "A team",
    Look.LIST.value: "A list of people",
    Look.EXPORT.value: "An export",
    REFUSED: "Refused",
}
"""The kinds of access as HR reads them."""


_KINDS = [SelectChoice("", "Any kind"), *(SelectChoice(kind, words) for kind, words in KIND_WORDS.items())]


def _number(label: str) -> StringField:
    too_long = Length(max=40, message="The employee number must be 40 characters or fewer")
    return StringField(label, description="Employee number", validators=[too_long])


class AccessesForm(FlaskForm):  # type: ignore[misc]
    """Which accesses to list."""

    class Meta:
        """A form that only asks."""

        csrf = False

    by = _number("Who looked")
    about = _number("Whose data")
    kind = SelectField("Kind", choices=_KINDS, default="")
    since = DayField("From", description=HINT)
    until = DayField("To", description=HINT)
