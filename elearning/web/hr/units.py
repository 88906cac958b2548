"""The units of today, those that are spelt alike, and saying that one is another: the effect first; and undone."""

from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from elearning.domain.access import Role
from elearning.domain.name_search import folded, searched_words
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.domain.structure import Structure
from elearning.domain.unit_joins import candidates, plan_join, spelt_alike
from elearning.extensions import db
from elearning.queries.import_effects import NO_EFFECTS, Snapshot, between, snapshot
from elearning.queries.structure import bare_structure
from elearning.queries.unit_joins import (
    InFigures,
    UnitListed,
    in_figures,
    joined_units,
    path_words,
    refers_to,
    require_joined,
    units_listed,
)
from elearning.services.people import begin_import
from elearning.services.unit_joins import join_units, take_units_apart
from elearning.web.access import current_actor, current_viewer, requires
from elearning.web.forms.choices import SelectChoice
from elearning.web.forms.unit_joins import UnitJoinForm, UnitsApartForm
from elearning.web.hr.acts import Deed, is_confirmed, is_done, is_to_change, today, tried
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.moved_people import SHOWN, everybody_moved, note_moved, wants_everybody
from elearning.web.hr.people_list import pages_shown
from elearning.web.hr.rule_check import step
from elearning.web.lists import Column, listed
from elearning.web.moment import Moment
from elearning.web.typed import typed

PAGE = 25
WHAT = "The effect of joining units, or of taking them apart"
FEW = 10
"""So many units are offered at once; the others are found by a part of their names."""

JOIN, APART = "/units/<int:unit_id>/join", "/units/<int:joined_id>/apart"

COLUMNS: tuple[Column[UnitListed], ...] = (
    Column("unit", lambda one: one.path), Column("kind", lambda one: one.kind),
    Column("posts", lambda one: one.posts), Column("people", lambda one: one.people),
)  # fmt: skip


@blueprint.get("/units")
@requires(Role.HR)
def units() -> ResponseReturnValue:
    """Every unit of today by name, those that look like one, and those that are joined."""
    asked, listing = today(), listed("units", COLUMNS, first="unit")
    where, found = units_listed(db.session(), asked, typed("q"))
    found = listing.in_order(found)
    if listing.wants_file:
        return listing.file(found, what="Units")
    shown = listing.page(found, size=PAGE)
    alike = [[(one.unit_id, path_words(where, one.unit_id)) for one in some] for some in spelt_alike(where)]
    return render_template(
        "hr/units.html", found=shown, listing=listing, q=typed("q"), alike=alike, done=typed("done"),
        pages=pages_shown(shown.page, shown.pages), joined=joined_units(db.session(), asked),
    )  # fmt: skip


@blueprint.get(JOIN)
@requires(Role.HR)
def joining_units(unit_id: int) -> ResponseReturnValue:
    """Ask which unit it is."""
    return _join_page(unit_id, UnitJoinForm(formdata=None, keep="other"), _alone(unit_id))


@blueprint.post(JOIN)
@requires(Role.HR)
def save_join_of_units(unit_id: int) -> ResponseReturnValue:
    """Show what joining changes, and join the two when that is confirmed."""
    where, form = _alone(unit_id), UnitJoinForm()
    form.other.choices = [SelectChoice(str(one.unit_id), "") for one in candidates(where, unit_id)]
    if step() == "find" or is_to_change() or not form.validate():
        return _join_page(unit_id, form, where)
    other_id = int(form.other.data)
    merged_id, kept_id = (other_id, unit_id) if form.keep.data == "this" else (unit_id, other_id)

    def deed(moment: Moment) -> None:
        session = db.session()
        begin_import(session)
        plan = plan_join(bare_structure(session, Asked(moment.day, moment.now)), merged_id, kept_id)
        join_units(
            session, plan, reason=form.reason.data or "", actor=current_actor(), now=moment.now, today=moment.day
        )

    if is_confirmed():
        return _back("joined") if is_done(form, deed) else _join_page(unit_id, form, where)
    return _check(unit_id, form, deed, merged_id, kept_id)


def _alone(unit_id: int) -> Structure:
    """The units of today. Raises NotFound if this is none of them, or is joined into another."""
    where = bare_structure(db.session(), today())
    if unit_id not in where.units:
        raise NotFound("There is no such unit today.")
    return where


def _join_page(unit_id: int, form: UnitJoinForm, where: Structure) -> ResponseReturnValue:
    words = searched_words(form.find.data or "")
    found = [(one.unit_id, path_words(where, one.unit_id)) for one in candidates(where, unit_id)]
    matching = [(id, path) for id, path in found if all(word in folded(path) for word in words)]
    chosen = [(id, path) for id, path in found if str(id) == form.other.data and (id, path) not in matching[:FEW]]
    form.other.choices = [SelectChoice(str(id), path) for id, path in (*chosen, *matching[:FEW])]
    page = render_template(
        "hr/unit_join.html", form=form, unit=path_words(where, unit_id), more=max(0, len(matching) - FEW)
    )
    return page, 400 if form.errors else 200


class _Picture(NamedTuple):
    """The two units and the council today and on the last day of the month before, and everybody's assignments."""

    today: dict[int | None, InFigures]
    before: dict[int | None, InFigures]
    all: Snapshot


def _picture(unit_ids: tuple[int, int], asked: Asked) -> _Picture:
    session, past = db.session(), asked._replace(as_at=_past(asked.as_at))
    return _Picture(
        in_figures(session, unit_ids, asked), in_figures(session, unit_ids, past),
        snapshot(session, day=asked.as_at, now=asked.known_on),
    )  # fmt: skip


def _past(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


def _check(unit_id: int, form: UnitJoinForm, deed: Deed, merged_id: int, kept_id: int) -> ResponseReturnValue:
    asked, session, viewer = today(), db.session(), current_viewer().person_id
    where, pair = bare_structure(session, asked), (merged_id, kept_id)
    refers = [refers_to(session, one, viewer, asked) for one in pair]
    before, after = _picture(pair, asked), tried(form, deed, partial(_picture, pair))
    if after is None:
        return _join_page(unit_id, form, where)
    named = None if wants_everybody() else SHOWN
    effects = between(session, before.all, after.all, day=asked.as_at, now=asked.known_on, named=named)
    if wants_everybody():
        return everybody_moved(effects.people, WHAT)
    note_moved(effects.people, WHAT)
    also = [path_words(where, one) for one, _ in plan_join(where, *pair).pairs[1:]]
    page = render_template(
        "hr/unit_join_check.html", form=form, refers=refers, before=before, after=after, effects=effects, also=also,
        day=asked.as_at, past=_past(asked.as_at),
    )  # fmt: skip
    return page, 200


@blueprint.get(APART)
@requires(Role.HR)
def parting_units(joined_id: int) -> ResponseReturnValue:
    """What taking the two apart changes, and why it is done."""
    return _apart_page(joined_id, UnitsApartForm(formdata=None))


@blueprint.post(APART)
@requires(Role.HR)
def take_apart_units(joined_id: int) -> ResponseReturnValue:
    """Take them apart."""
    form = UnitsApartForm()
    if wants_everybody():
        return _apart_page(joined_id, UnitsApartForm(formdata=None))
    if form.validate() and is_done(form, _apart(joined_id, form.reason.data or "")):
        return _back("apart")
    return _apart_page(joined_id, form)


def _apart(joined_id: int, reason: str) -> Deed:
    def deed(moment: Moment) -> None:
        session = db.session()
        begin_import(session)
        take_units_apart(
            session, joined_id, reason=reason, actor=current_actor(), now=moment.now, today=moment.day
        )  # fmt: skip

    return deed


def _apart_page(joined_id: int, form: FlaskForm) -> ResponseReturnValue:
    asked, session = today(), db.session()
    joined = require_joined(session, joined_id, asked)
    kept_id = bare_structure(session, asked).kept(joined_id)
    pair = (joined_id, kept_id)
    before = _picture(pair, asked)
    after = None if form.errors else tried(form, _apart(joined_id, "to see the effect"), partial(_picture, pair))
    effects, named = NO_EFFECTS, None if wants_everybody() else SHOWN
    if after is not None:
        effects = between(session, before.all, after.all, day=asked.as_at, now=asked.known_on, named=named)
    if wants_everybody():
        return everybody_moved(effects.people, WHAT)
    note_moved(effects.people, WHAT)
    page = render_template(
        "hr/unit_apart.html", form=form, joined=joined, pair=pair, before=before, after=after, effects=effects,
        day=asked.as_at, past=_past(asked.as_at),
    )  # fmt: skip
    return page, 400 if form.errors else 200


def _back(done: str) -> ResponseReturnValue:
    return redirect(url_for("hr.units", done=done), 303)
