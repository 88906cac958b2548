"""Two records of one person: found, seen side by side with the effect, merged; and taken apart in the same way."""

from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.merges import SideBySide, require_merged, side_by_side
from elearning.queries.people import record_by_number
from elearning.services.merges import merge_people, unmerge_people
from elearning.web.access import current_actor, requires
from elearning.web.forms.merges import MergeForm, UnmergeForm
from elearning.web.hr.acts import Deed, act_page, back_to, is_confirmed, is_done, is_to_change, look_at, today, tried
from elearning.web.hr.blueprint import blueprint
from elearning.web.moment import Moment

MERGE = "/people/<int:person_id>/merge"
UNMERGE = "/people/<int:person_id>/merged/<int:merged_id>"


@blueprint.get(MERGE)
@requires(Role.HR)
def merging(person_id: int) -> ResponseReturnValue:
    """Ask for the other record."""
    look_at(person_id, "The form that merges two records")
    return act_page("merge", person_id, MergeForm(formdata=None, keep="this"))


@blueprint.post(MERGE)
@requires(Role.HR)
def merge(person_id: int) -> ResponseReturnValue:
    """Show the two side by side and what merging changes, and merge them when that is confirmed."""
    form = MergeForm()
    other_id = _other(form) if form.validate() else None
    if other_id is None or is_to_change():
        return act_page("merge", person_id, form)
    kept_id, merged_id = (other_id, person_id) if form.keep.data == "other" else (person_id, other_id)

    def deed(moment: Moment) -> None:
        merge_people(
            db.session(), kept_id=kept_id, merged_id=merged_id, reason=form.reason.data or "", actor=current_actor(),
            now=moment.now,
        )  # fmt: skip

    if is_confirmed():
        return back_to(kept_id, "merged") if is_done(form, deed) else act_page("merge", person_id, form)
    look_at(other_id, "The record beside another, before they are merged")
    return _check(person_id, form, deed, kept_id, merged_id)


def _other(form: MergeForm) -> int | None:
    """The record of the number that was typed; None if there is none, which the field then says."""
    try:
        return record_by_number(db.session(), form.other.data or "")
    except NotFound:
        form.other.errors = ["Nobody has this employee number. Look at it again: leading zeros count"]
        return None


def _check(person_id: int, form: MergeForm, deed: Deed, kept_id: int, merged_id: int) -> ResponseReturnValue:
    before = side_by_side(db.session(), [kept_id, merged_id], today())
    after = tried(form, deed, lambda asked: side_by_side(db.session(), [kept_id], asked))
    if after is None:
        return act_page("merge", person_id, form)
    return act_page("merge_check", person_id, form, before=before, after=after)


@blueprint.get(UNMERGE)
@requires(Role.HR)
def unmerging(person_id: int, merged_id: int) -> ResponseReturnValue:
    """What taking the two apart changes, and why it is done."""
    look_at(person_id, "The form that takes two records apart")
    return _apart(person_id, merged_id, UnmergeForm(formdata=None))


@blueprint.post(UNMERGE)
@requires(Role.HR)
def unmerge(person_id: int, merged_id: int) -> ResponseReturnValue:
    """Take them apart."""
    form = UnmergeForm()
    if not (form.validate() and is_done(form, _unmerge(person_id, merged_id, form.reason.data or ""))):
        return _apart(person_id, merged_id, form)
    return back_to(person_id, "unmerged")


def _unmerge(person_id: int, merged_id: int, reason: str) -> Deed:
    def deed(moment: Moment) -> None:
        unmerge_people(
            db.session(), one_id=person_id, other_id=merged_id, reason=reason, actor=current_actor(), now=moment.now
        )  # fmt: skip

    return deed


def _apart(person_id: int, merged_id: int, form: UnmergeForm) -> ResponseReturnValue:
    """The form, with where both stand now as one person and would as two."""
    merged = require_merged(db.session(), person_id, merged_id, today())
    before = side_by_side(db.session(), [person_id], today())

    def two(asked: Asked) -> SideBySide:
        return side_by_side(db.session(), [person_id, merged_id], asked)

    after = None if form.errors else tried(form, _unmerge(person_id, merged_id, "to see the effect"), two)
    return act_page("unmerge", person_id, form, merged=merged, before=before, after=after)
