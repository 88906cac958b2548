"""What the pages of a manager and of HR share that decide about more time: one request, the due date, the limit."""

from dataclasses import dataclass
from datetime import date

from flask import current_app

from elearning.domain.access import Actor
from elearning.domain.extensions import may_ask
from elearning.domain.facts import Row
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries.extension_requests import MoreTime, latest_day, request_of, row_of
from elearning.services.extensions import decline_more_time, give_more_time
from elearning.settings import Settings
from elearning.web.forms.days import typed
from elearning.web.forms.requests import MoreTimeDecisionForm
from elearning.web.moment import Moment, reading


@dataclass(frozen=True)
class Asking:
    """A request with where its person stands on the module today, and how far a line manager may go."""

    one: MoreTime
    row: Row | None
    latest: date | None

    @property
    def is_beyond_manager(self) -> bool:
        """Whether it asks for more than a line manager may give."""
        return self.latest is not None and self.one.wished_on > self.latest

    @property
    def is_grantable(self) -> bool:
        """Whether there is a due date to move today."""
        return may_ask(self.row)


def limit_days() -> int:
    """How many days beyond the first due date a line manager may go in all, by the council's file."""
    settings: Settings = current_app.config["ELEARNING"]
    return settings.council.more_time.manager_days


def asking_of(request_id: int, *, person_id: int | None = None) -> Asking:
    """One request, of one person if one is named. Raises NotFound."""
    session, today = db.session(), Asked(reading().day, reading().now)
    one = request_of(session, request_id, today, person_id=person_id)
    row = row_of(session, one.person_id, one.module.module_id, today)
    latest = latest_day(session, one, row.due_on, days=limit_days()) if row and row.due_on else None
    return Asking(one, row, latest)


def new_form(asking: Asking, *, is_manager: bool = False) -> MoreTimeDecisionForm | None:
    """The form of the decision with the day that was asked for, or the last that may be given; None once decided."""
    if asking.one.ended is not None:
        return None
    until = asking.one.wished_on
    if is_manager and asking.latest is not None:
        until = min(until, asking.latest)
    return MoreTimeDecisionForm(formdata=None, until=typed(until))


def decide(
    asking: Asking, form: MoreTimeDecisionForm, moment: Moment, actor: Actor, *, limit: int | None = None
) -> None:  # fmt: skip
    """Do what the form says, by where the person stands at this very moment. Raises as the services do."""
    session, one, reason = db.session(), asking.one, form.reason.data or ""
    if form.decision.data == "decline":
        decline_more_time(session, one.request_id, reason=reason, actor=actor, now=moment.now)
        return
    row = row_of(session, one.person_id, one.module.module_id, Asked(moment.day, moment.now))
    if not may_ask(row) or row is None or row.due_on is None or form.until.day is None:
        raise NotAllowed("There is no due date to move today.", "Decline the request, and say why.")
    give_more_time(
        session, one.request_id, until=form.until.day, due_on=row.due_on, reason=reason, limit_days=limit, actor=actor,
        now=moment.now,
    )  # fmt: skip
