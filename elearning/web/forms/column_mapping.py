"""Which column of an HR system's file is which: the choices as a form, to a column mapping and back."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms.fields import RadioField, SelectField, StringField

from elearning.domain.hr_mapping import (
    EVERY_COLUMN,
    MAY_BE_CONSTANT,
    MOST_LEVELS_LEFT_OUT,
    Blank,
    ColumnMapping,
    LastDay,
    LeaveTo,
    Missing,
    PathColumn,
)
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.hr_acts import text_area_field

WORDS = {
    "employee_number": "Employee number", "name": "Full name", "known_as": "Known as", "email": "E-mail address",
    "post_reference": "Reference of the post", "post_title": "Title of the post", "directorate": "Directorate",
    "service": "Service", "team": "Team", "line_manager_number": "Line manager’s number or post",
    "start_date": "First day in the post", "end_date": "Last day in the post", "staff_group": "Staff group",
    "leave_from": "First day of leave", "leave_to": "Last day of leave", "post_tags": "Tags of the post",
}  # fmt: skip
_ABSENT = "A column that the file does not have leaves what is recorded"
_NOBODY = "One on a line, for example Not disclosed or Vacant. They make posts, not accounts"
_YAML = "A YAML file that was downloaded here. It takes the place of the choices above"
_LAST_DAYS = {LastDay.INCLUDED: "The last day in the post", LastDay.FIRST_AWAY: "The first day away from it"}
_LEAVE = {LeaveTo.INCLUDED: "The last day of leave", LeaveTo.FIRST_BACK: "The first day back at work"}
_BLANKS = {
    Blank.LEAVES: "What is recorded stays as it is",
    Blank.EMPTIES: "What is recorded is emptied: an end date and tags are taken away, leave is not",
}
_MISSING = {
    Missing.STAY: "They are listed and stay as they were: only an end date makes a leaver",
    Missing.LEFT: "They have left: yesterday was their last day",
}


def _radios(label: str, words: Any, hint: str = "") -> RadioField:
    choices = [SelectChoice(value=one.value, label=text) for one, text in words.items()]
    return RadioField(label, description=hint, choices=choices, validate_choice=False)


class ColumnMappingForm(FlaskForm):  # type: ignore[misc]
    """The choices; a field `column_…` for each of our columns and `constant_…` where one value may stand for all."""

    path_column = SelectField("Column with the whole path of the unit", validate_choice=False)
    path_separator = StringField("What stands between the levels", description="For example >")
    path_left_out = SelectField("Levels at the top that are not a directorate", validate_choice=False)
    last_day = _radios("What is the date on which a post ends?", _LAST_DAYS)
    leave_to = _radios("What is the date on which leave ends?", _LEAVE)
    blank = _radios(
        "What does a blank cell mean?", _BLANKS, "A column that the file does not have leaves what is recorded"
    )
    missing = _radios("What does it mean that somebody in post is not in the file?", _MISSING)
    nobody = text_area_field(
        "Names that stand for nobody",
        "One on a line, for example Not disclosed or Vacant. They make posts, not accounts",
    )
    yaml = FileField(
        "Or load a saved mapping",
        description="A YAML file that was downloaded here. It takes the place of the choices above",
    )

    def offer(self, headings: Iterable[str]) -> None:
        """Let the choices be from the headings of the file."""
        there = [SelectChoice(value="", label="Not in this file")]
        there += [SelectChoice(value=heading, label=heading) for heading in headings]
        for field in (self.path_column, *(self[f"column_{column}"] for column in EVERY_COLUMN)):
            field.choices = there
        numbers = range(MOST_LEVELS_LEFT_OUT + 1)
        self.path_left_out.choices = [SelectChoice(value=str(number), label=str(number)) for number in numbers]

    def show(self, mapping: ColumnMapping) -> None:
        """Fill the fields from a mapping."""
        for column in EVERY_COLUMN:
            self[f"column_{column}"].data = mapping.columns.get(column, "")
        for column in MAY_BE_CONSTANT:
            self[f"constant_{column}"].data = mapping.constants.get(column, "")
        path = mapping.path or PathColumn("", ">")
        self.path_column.data, self.path_separator.data, self.path_left_out.data = (
            path.heading,
            path.separator,
            str(path.left_out),
        )
        self.last_day.data, self.blank.data = mapping.last_day.value, mapping.blank.value
        self.leave_to.data = mapping.leave_to.value
        self.missing.data, self.nobody.data = mapping.missing.value, "\n".join(mapping.nobody)

    def mapping(self) -> ColumnMapping:
        """What was chosen; whether it can be used is the domain's affair."""
        columns = {column: self[f"column_{column}"].data or "" for column in EVERY_COLUMN}
        constants = {column: (self[f"constant_{column}"].data or "").strip() for column in MAY_BE_CONSTANT}
        left_out = self.path_left_out.data or "0"
        path = PathColumn(
            self.path_column.data or "", self.path_separator.data or "",
            int(left_out) if left_out in map(str, range(MOST_LEVELS_LEFT_OUT + 1)) else 0,
        )  # fmt: skip
        return ColumnMapping(
            columns={column: heading for column, heading in columns.items() if heading},
            constants={column: value for column, value in constants.items() if value},
            path=path if path.heading else None,
            last_day=_chosen(LastDay, self.last_day.data, LastDay.INCLUDED),
            blank=_chosen(Blank, self.blank.data, Blank.LEAVES),
            leave_to=_chosen(LeaveTo, self.leave_to.data, LeaveTo.INCLUDED),
            missing=_chosen(Missing, self.missing.data, Missing.STAY),
            nobody=tuple(line.strip() for line in (self.nobody.data or "").splitlines() if line.strip()),
        )


def _chosen(kind: Any, value: str | None, otherwise: Any) -> Any:
    return kind(value) if value in {one.value for one in kind} else otherwise


for _column in EVERY_COLUMN:
    setattr(ColumnMappingForm, f"column_{_column}", SelectField(WORDS[_column], validate_choice=False))
for _column in MAY_BE_CONSTANT:
    setattr(ColumnMappingForm, f"constant_{_column}", StringField(f"{WORDS[_column]}: the same for everybody"))
