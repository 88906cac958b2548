"""The history of HR's files: every one that was applied, as pages and as a file; and the undoing of the newest."""

from datetime import date, datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.hr_undo import Undo, reasons_not_to_undo
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.import_effects import NO_EFFECTS, Effects
from elearning.queries.imports import Run, import_run, import_runs
from elearning.queries.undo import undo_of
from elearning.services.people import begin_import
from elearning.services.undo_import import undo_import
from elearning.trial import effects_of
from elearning.web.access import current_actor, requires
from elearning.web.forms.people_file import UndoForm
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.moved_people import SHOWN, everybody_moved, note_moved, wants_everybody
from elearning.web.hr.people_list import pages_shown
from elearning.web.lists import Column, Listing, listed
from elearning.web.moment import reading, writing
from elearning.web.typed import typed

_ON_A_PAGE = 25
WHAT_UNDOING = "The effect of undoing HR’s file"


COLUMNS: tuple[Column[Run], ...] = (
    Column("run", lambda run: run.run_id),
    Column("applied_at", lambda run: run.applied_at.isoformat(timespec="seconds")),
    Column("applied_by", lambda run: run.applied_by), Column("file_name", lambda run: run.file_name),
    Column("sha256", lambda run: run.sha256), Column("rows", lambda run: run.rows),
    Column("joiners", lambda run: run.joiners), Column("changes", lambda run: run.changes),
    Column("leavers", lambda run: run.leavers), Column("unchanged", lambda run: run.unchanged),
    Column("left_out", lambda run: run.left_out),
    Column("undone_at", lambda run: run.undone_at.isoformat(timespec="seconds") if run.undone_at else ""),
    Column("undone_by", lambda run: run.undone_by), Column("undone_why", lambda run: run.undone_why),
)  # fmt: skip


def _runs() -> tuple[Listing[Run], list[Run]]:
    """The files of the address in its order, the newest first: all, or those that were undone or were not."""
    listing, undone = listed("hr-files", COLUMNS, first="-run"), typed("undone")
    if undone not in ("", "yes", "no"):
        raise NotFound("A file is undone, yes or no.")
    runs = import_runs(db.session(), most=None)
    return listing, listing.in_order(one for one in runs if undone in ("", "yes" if one.undone_at else "no"))


@blueprint.get("/people-file/runs")
@requires(Role.HR)
def people_file_runs() -> ResponseReturnValue:
    """Every file that was applied, in the order asked for."""
    listing, runs = _runs()
    found = listing.page(runs, size=_ON_A_PAGE)
    return render_template(
        "hr/people_file_runs.html", found=found, listing=listing, undone=typed("undone"),
        pages=pages_shown(found.page, found.pages),
    )  # fmt: skip


@blueprint.get("/people-file/runs.csv")
@requires(Role.HR)
def people_file_runs_csv() -> Response:
    """The same as a file, all of it."""
    listing, runs = _runs()
    return listing.file(runs, what="The history of HR files")


@blueprint.get("/people-file/runs/<int:run_id>")
@requires(Role.HR)
def people_file_run(run_id: int) -> ResponseReturnValue:
    """What a file that was applied did."""
    return render_template("hr/people_file_run.html", run=import_run(db.session(), run_id))


def _undo_page(
    undo: Undo, form: UndoForm, status: int = 200, *, is_stale: bool = False, effects: Effects = NO_EFFECTS,
) -> tuple[str, int]:  # fmt: skip
    page = render_template(
        "hr/people_file_undo.html", undo=undo, run=import_run(db.session(), undo.run_id), form=form,
        reasons=reasons_not_to_undo(undo), is_stale=is_stale, effects=effects, day=reading().day,
    )  # fmt: skip
    return page, status


def _undo_page_with_effects(run_id: int, form: UndoForm) -> ResponseReturnValue:
    """The page with the effect on compliance, or a file of everybody concerned: undone, looked at and taken back. What
    was typed stays."""
    session = db.session()
    undo = undo_of(session, run_id)
    if reasons_not_to_undo(undo):
        return _undo_page(undo, form)

    def change(now: datetime, day: date) -> None:
        undo_import(session, undo, reason="To see its effect", actor=current_actor(), now=now, today=day)

    effects = effects_of(session, change, named=None if wants_everybody() else SHOWN)
    if wants_everybody():
        return everybody_moved(effects.people, WHAT_UNDOING)
    note_moved(effects.people, WHAT_UNDOING)
    return _undo_page(undo, form, effects=effects)


@blueprint.get("/people-file/runs/<int:run_id>/undo")
@requires(Role.HR)
def ask_to_undo(run_id: int) -> ResponseReturnValue:
    """What undoing a file would do, before it is done; or why it cannot be."""
    return _undo_page(undo_of(db.session(), run_id), UndoForm())


@blueprint.post("/people-file/runs/<int:run_id>/undo")
@requires(Role.HR)
def undo_people_file(run_id: int) -> ResponseReturnValue:
    """Undo a file, if it still does what was shown; twice is once. Or only show what that would do to compliance."""
    form, session = UndoForm(), db.session()
    if request.form.get("step") == "effect" or wants_everybody():
        return _undo_page_with_effects(run_id, form)
    moment = writing()
    begin_import(session)
    undo = undo_of(session, run_id)
    if not undo.is_undone:
        is_stale = undo.digest != form.digest.data
        if not form.validate() or is_stale or reasons_not_to_undo(undo):
            session.rollback()
            return _undo_page(undo, form, 409 if is_stale and form.reason.data else 400, is_stale=is_stale)
        undo_import(
            session, undo, reason=form.reason.data or "", actor=current_actor(), now=moment.now, today=moment.day
        )  # fmt: skip
    return redirect(url_for("hr.people_file_run", run_id=run_id), 303)
