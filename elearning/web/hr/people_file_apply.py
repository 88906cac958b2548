"""Applying an HR file that waits: planned again under the lock, refused if that is no longer what was seen."""

from datetime import date, datetime, timedelta

from elearning.domain.hr_brakes import Consent, brakes, faulty_rows
from elearning.domain.refusals import NotFound
from elearning.extensions import db
from elearning.queries.imports import is_staged, run_of_file, staged_file
from elearning.services.people import apply_import, begin_import
from elearning.services.staged_files import drop_staged
from elearning.trial import effects_of
from elearning.web.access import current_actor, current_viewer
from elearning.web.forms.people_file import ApplyForm, unconfirmed
from elearning.web.hr.people_file_preview import Preview, brake_percent, plan_now, preview, understood
from elearning.web.moment import reading, writing

_DAY = timedelta(days=1)


def apply_staged(file_id: int, form: ApplyForm) -> Preview | int | None:
    """Apply a file. Returns the id of the run, None if there was nothing to change, or what to show instead.

    Sent twice, it is applied once: the second answer is the run of the first. Raises NotFound if there is
    neither file nor run.
    """
    try:
        staged = staged_file(db.session(), file_id)
    except NotFound:
        return _run_before(form.sha256.data or "")
    if form.sha256.data and form.sha256.data != staged.sha256:
        return _run_before(form.sha256.data)
    wanted, read_as = understood(staged.content, staged.mapping)
    moment = writing()
    begin_import(db.session())
    if not is_staged(db.session(), file_id, staged.sha256):  # another click was faster
        return _run_before(staged.sha256)
    plan = plan_now(wanted, moment, staged.decided)
    consent = form.consent(brake_percent())
    is_stale = plan.digest != form.plan.data
    errors = unconfirmed(
        consent, brakes(plan, today=moment.day, percent=consent.percent), faulty_rows(plan)
    )  # fmt: skip
    if read_as.is_guess and not form.names_right.data:
        errors = {"names_right": "Confirm that the names are right", **errors}
    if is_stale or errors or not plan.row_count:
        db.session.rollback()
        return preview(staged, read_as, plan, moment, errors={} if is_stale else errors, is_stale=is_stale)
    run_id = apply_import(
        db.session(), plan, actor=current_actor(), now=moment.now, today=moment.day, file_name=staged.file_name,
        sha256=staged.sha256, consent=consent,
    )  # fmt: skip
    drop_staged(db.session(), file_id)
    return run_id


def preview_with_effects(file_id: int, *, named: int | None) -> Preview:
    """What a file would do, and its effect on compliance: applied, looked at and rolled back. So many of those who are
    concerned are named, with None all."""
    staged = staged_file(db.session(), file_id)
    wanted, read_as = understood(staged.content, staged.mapping)
    moment, session = reading(), db.session()
    plan = plan_now(wanted, moment, staged.decided)
    found = brakes(plan, today=moment.day, percent=brake_percent())
    consent = Consent(True, found.leavers, found.managers, found.percent)

    def change(now: datetime, day: date) -> None:
        if plan.row_count:
            apply_import(
                session, plan, actor=current_actor(), now=now, today=day, file_name=staged.file_name,
                sha256=staged.sha256, consent=consent,
            )  # fmt: skip

    effects = effects_of(session, change, named=named)
    return preview(staged, read_as, plan, moment, effects=effects)


def _run_before(sha256: str) -> int:
    """What this person has made of this very file within a day."""
    since = reading().now - _DAY
    found = run_of_file(db.session(), sha256, applied_by=current_viewer().person_id, since=since)
    if found is None:
        raise NotFound("There is no such file.")
    return found
