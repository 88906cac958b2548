"""The form of a rule: what it offers, what is found in it, and how a rule is put back into it."""

from collections.abc import Sequence
from typing import NamedTuple

from elearning.domain.assignments import Audience
from elearning.domain.name_search import folded, searched_words
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.audiences import UnitChoice, kept_units, staff_groups, unit_choices
from elearning.queries.compliance import module_names
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.days import typed
from elearning.web.forms.rules import RuleForm

FEW_UNITS = 15
"""So many units are shown at once; the others are found by a part of their names."""


class Offered(NamedTuple):
    """What may be chosen: every unit and staff group; and how many units match that are not shown."""

    units: Sequence[UnitChoice]
    groups: Sequence[str]
    more: int


def offer(form: RuleForm, asked: Asked) -> Offered:
    """Give the form its choices: of units those that are ticked, and those that match what is looked for."""
    session = db.session()
    if form.module is not None:
        found = sorted(module_names(session, asked).values(), key=lambda one: one.title)
        form.module.choices = [SelectChoice(one.slug, one.title) for one in found]
    groups = staff_groups(session, asked)
    form.staff_groups.choices = [SelectChoice(one, one) for one in groups]
    units, kept = unit_choices(session, asked), kept_units(session, asked)
    form.units.data = sorted({str(kept.get(one, one)) for one in form.units.data or ()})
    ticked = set(form.units.data or ())
    words = searched_words(form.find_unit.data or "")
    matching = [one for one in units if all(word in folded(one.path) for word in words)]
    if not words:
        matching = [one for one in units if ", " not in one.path]
    left = [one for one in matching if str(one.unit_id) not in ticked]
    shown = [one for one in units if str(one.unit_id) in ticked] + left[:FEW_UNITS]
    form.units.choices = [SelectChoice(str(one.unit_id), one.path) for one in shown]
    return Offered(units, groups, max(0, len(left) - FEW_UNITS))


def is_in_order(form: RuleForm, offered: Offered) -> bool:
    """Whether the form is right and names only what there is."""
    is_right = form.validate()
    known = {str(one.unit_id) for one in offered.units}
    if not set(form.units.data or ()) <= known:
        form.units.errors = ["Choose units that exist today"]
        is_right = False
    if not set(form.staff_groups.data or ()) <= set(offered.groups):
        form.staff_groups.errors = ["Choose staff groups that exist today"]
        is_right = False
    return is_right


def as_typed(terms: Audience) -> dict[str, object]:
    """The terms of a rule as they would be typed, but for its first day and the reason."""
    who = terms.who
    return {
        "units": [str(one) for one in who.units], "staff_groups": list(who.staff_groups),
        "tags": [tag.value for tag in who.tags], "started_from": typed(who.started_from),
        "started_to": typed(who.started_to), "fixed_due_on": typed(terms.fixed_due_on),
        "days": str(terms.days_after_start), "notice": str(terms.notice_days), "name": terms.name,
    }  # fmt: skip
