"""The list of people behind every figure: searched and narrowed by what stands in its address, 25 on a page."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import EVERYBODY, Role
from elearning.domain.facts import Standing
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.domain.reports import PARTS, SUMS, Asked
from elearning.domain.staff_groups import group_words
from elearning.domain.structure import NO_UNIT
from elearning.extensions import db
from elearning.queries.audiences import rule
from elearning.queries.people_list import Offer, Order, Wanted, offer, people_list
from elearning.queries.staff_groups import staff_group_names
from elearning.web.access import requires
from elearning.web.asked import asked_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_seen import people_file
from elearning.web.lists import FORMAT
from elearning.web.looking import note_look
from elearning.web.typed import typed

NO_UNIT_WORDS = "No unit"


class Filters(NamedTuple):
    """What the address of the list asks for; each is empty if it does not."""

    q: str = ""
    unit: str = ""
    staff_group: str = ""
    module: str = ""
    rule: str = ""
    part: str = ""
    standing: str = ""
    in_post: str = ""
    sort: str = ""
    page: str = ""

    def given(self, **changes: str) -> dict[str, str]:
        """The arguments of the address, with some of them changed, and without those that are empty."""
        return {name: value for name, value in {**self._asdict(), **changes}.items() if value}

    def without(self, *names: str) -> dict[str, str]:
        """The arguments without some of them, on the first page."""
        return self.given(page="", **dict.fromkeys(names, ""))


class Chosen(NamedTuple):
    """A filter that is in force, in words, and the address of the list without it."""

    words: str
    address: str
    is_search: bool


class Choice(NamedTuple):
    """A filter that is chosen from a list: its options as values and words."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    selected: str


def people_address(kept: Mapping[str, Any], **filters: object) -> str:
    """The address of the list of exactly the people that a number counts."""
    given: dict[str, Any] = {name: value for name, value in filters.items() if value not in ("", None)}
    return url_for("hr.people", **kept, **given)


def module_id_of(slug: str, on_offer: Offer) -> int | None:
    """The id of the module in an address, None if there is none in it. Raises NotFound."""
    if not slug:
        return None
    if slug not in on_offer.modules:
        raise NotFound("There is no such module.")
    return on_offer.modules[slug].module_id


def unit_id_of(text: str, on_offer: Offer) -> int | None:
    """The id of the unit in an address, None if there is none in it. Raises NotFound."""
    if not text:
        return None
    unit_id = int(text) if text.isascii() and text.isdecimal() else -1
    unit_id = on_offer.kept.get(unit_id, unit_id)
    if unit_id != NO_UNIT and unit_id not in on_offer.units:
        raise NotFound("There is no such unit on this day.")
    return unit_id


def _units(text: str, on_offer: Offer) -> frozenset[int]:
    """The units in an address, with commas between those that stand in one line of a committee's report."""
    found = (unit_id_of(one, on_offer) for one in text.split(",")) if text else ()
    return frozenset(one for one in found if one is not None)


def _modules(text: str, on_offer: Offer) -> frozenset[int]:
    """The modules in an address, with commas between those that stand in one line of a committee's report."""
    found = (module_id_of(one, on_offer) for one in text.split(",")) if text else ()
    return frozenset(one for one in found if one is not None)


def _module_words(text: str, on_offer: Offer) -> str:
    return " or ".join(on_offer.modules[one].title for one in text.split(",") if one)


def _unit_words(text: str, on_offer: Offer) -> str:
    ids = [int(one or 0) for one in text.split(",")]
    return " or ".join(on_offer.units.get(on_offer.kept.get(id, id), NO_UNIT_WORDS) for id in ids)


def filters_of_request() -> Filters:
    """Each as it was typed."""
    return Filters(*[typed(name) for name in Filters._fields])


def wanted_by(filters: Filters, on_offer: Offer) -> Wanted:
    """What the filters mean. Raises NotFound for a word that is none of ours."""
    if filters.in_post not in ("", "no"):
        raise NotFound("In post is yes or no.")
    return Wanted(
        words=filters.q,
        units=_units(filters.unit, on_offer),
        staff_group=filters.staff_group or None,
        module_ids=_modules(filters.module, on_offer),
        rule_id=_rule_id(filters.rule),
        standings=_standings(filters),
        is_in_post=filters.in_post != "no",
    )


def _rule_id(text: str) -> int | None:
    if text and not re.fullmatch("[0-9]{1,9}", text):
        raise NotFound("There is no such rule.")
    return int(text) if text else None


def _rule_words(wanted: Wanted, asked: Asked) -> str:
    """What the rule in the address is called. Raises NotFound."""
    if wanted.rule_id is None:
        return ""
    found = rule(db.session(), wanted.rule_id, asked)
    return f"Rule: {found.module.title}: {found.terms.name}"


def _standings(filters: Filters) -> frozenset[Standing] | None:
    if filters.part not in ("", *PARTS, *SUMS) or filters.standing not in ("", *Standing):
        raise NotFound("There is no such part or standing.")
    if not filters.part and not filters.standing:
        return None
    by_part = {standing for standing in Standing if not filters.part or standing.is_in(filters.part)}
    return frozenset(by_part & ({Standing(filters.standing)} if filters.standing else set(Standing)))


def _order(filters: Filters) -> Order:
    if filters.sort not in ("", *Order):
        raise NotFound("The list has no such order.")
    return Order(filters.sort or Order.NAME)


def page_of_request() -> int:
    """The number of the page of a list, from 1. Raises NotFound for what is none."""
    text = typed("page") or "1"
    if not re.fullmatch("[0-9]{1,6}", text) or int(text) < 1:
        raise NotFound("There is no such page.")
    return int(text)


def _chosen(filters: Filters, on_offer: Offer, rule_words: str, kept: Mapping[str, str]) -> tuple[Chosen, ...]:
    """Every filter in force, with the way out of it."""
    words = {
        "q": f"Search: {filters.q}",
        "unit": f"Unit: {_unit_words(filters.unit, on_offer)}",
        "staff_group": f"Staff group: {group_words(filters.staff_group)}",
        "module": f"Module: {_module_words(filters.module, on_offer)}",
        "rule": rule_words,
        "part": f"Part: {filters.part}",
        "standing": f"Standing: {filters.standing}",
        "in_post": "Not in post",
    }
    return tuple(
        Chosen(text, people_address(kept, **filters.without(name)), name == "q")
        for name, text in words.items()
        if getattr(filters, name)
    )


def _choices(filters: Filters, on_offer: Offer, groups: tuple[str, ...]) -> tuple[Choice, ...]:
    """Every filter that is chosen from a list; of modules if there are several."""
    of_day = groups if filters.staff_group in ("", *groups) else (filters.staff_group, *groups)
    staff_groups = (("", "All staff groups"), *((group, group_words(group)) for group in of_day))
    modules = (("", "All modules"), *((slug, module.title) for slug, module in on_offer.modules.items()))
    together = [(filters.module, _module_words(filters.module, on_offer))] if "," in filters.module else []
    parts = (("", "Any, or none"), *((part, part.capitalize()) for part in (*PARTS, *SUMS)))
    standings = (("", "Any, or none"), *((one.value, one.value.capitalize()) for one in Standing))
    several = [(filters.unit, _unit_words(filters.unit, on_offer))] if "," in filters.unit else []
    in_post = (("", "In post"), ("no", "Not in post: left, or not begun"))
    return (
        Choice("unit", "Unit", (*unit_options(filters.unit, on_offer), *several), filters.unit),
        Choice("staff_group", "Staff group", staff_groups, filters.staff_group),
        *([Choice("module", "Module", (*modules, *together), filters.module)] if len(on_offer.modules) > 1 else []),
        Choice("part", "Part of the figures", parts, filters.part),
        Choice("standing", "Standing", standings, filters.standing),
        Choice("in_post", "On the day", in_post, filters.in_post),
    )


def unit_options(selected: str, on_offer: Offer) -> tuple[tuple[str, str], ...]:
    """The units that a list can be narrowed to, as values and words: all but teams, which may be hundreds. What is
    selected may be a unit that is joined into another."""
    is_one = selected.isascii() and selected.isdecimal()
    chosen = on_offer.kept.get(int(selected)) if is_one else None

    def is_hidden(id: int) -> bool:
        return id in on_offer.teams and id != chosen

    return (
        ("", "All units"),
        *((selected if id == chosen else str(id), path) for id, path in on_offer.units.items() if not is_hidden(id)),
        (str(NO_UNIT), NO_UNIT_WORDS),
    )


def pages_shown(page: int, pages: int) -> tuple[int | None, ...]:
    """The numbers of a pagination: first, last, this one and its neighbours; None stands for those left out."""
    wanted = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    shown: list[int | None] = []
    for number in wanted:
        before = shown[-1] if shown else 0
        if before is not None and number > before + 1:
            shown.append(before + 1 if number == before + 2 else None)
        shown.append(number)
    return tuple(shown)


@blueprint.get("/people")
@requires(Role.HR)
def people() -> ResponseReturnValue:
    """People by name, of everybody or of one figure."""
    question, filters = asked_of_request(), filters_of_request()
    on_offer = offer(db.session(), question.asked)
    wanted, page = wanted_by(filters, on_offer), page_of_request()
    order, kept = _order(filters), question.kept()
    found = people_list(db.session(), EVERYBODY, question.asked, wanted, order=order, page=page)
    if page > found.pages:
        raise NotFound("There is no such page.")
    chosen = _chosen(filters, on_offer, _rule_words(wanted, question.asked), kept)
    if typed(FORMAT) == "csv" and not question.errors:
        return people_file(question.asked, wanted, order, total=found.total, what=_in_words(chosen, "all pages"))
    if found.people:
        note_look(Look.LIST, _in_words(chosen, f"page {page}"), count=len(found.people))
    shown = render_template(
        "hr/people_list.html", question=question, filters=filters, found=found, chosen=chosen, offer=on_offer,
        pages=pages_shown(page, found.pages), people_address=people_address,
        choices=_choices(filters, on_offer, staff_group_names(db.session(), question.asked)),
        file_address=people_address(kept, **filters.given(page=""), format="csv"),
    )  # fmt: skip
    return shown, question.status


def _in_words(chosen: tuple[Chosen, ...], which: str) -> str:
    """What the record of the look says: the filters, but not what was searched for, which is a name."""
    said = ["a search" if one.is_search else one.words for one in chosen]
    return "; ".join(["List of people", *said, which])
