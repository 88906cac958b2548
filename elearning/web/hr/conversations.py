"""Conversations after completions: the share held by service, and the people in each number."""

from datetime import date
from typing import Any, NamedTuple

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.calendar import add_months
from elearning.domain.conversations import Held
from elearning.domain.looks import Look
from elearning.domain.refusals import NotFound
from elearning.domain.structure import NO_UNIT
from elearning.extensions import db
from elearning.queries.compliance import ModuleName
from elearning.queries.conversations import Conversations, with_names
from elearning.queries.conversations import conversations as find_conversations
from elearning.queries.people_list import Offer, offer
from elearning.web.access import requires
from elearning.web.asked import Question, asked_of_request, day_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import module_id_of, page_of_request, pages_shown
from elearning.web.looking import note_look
from elearning.web.typed import typed

PAGE = 50
"""Completions on one page of the list."""
NO_SERVICE = "No service"


class Period(NamedTuple):
    """What the pages are asked: completions from a day on to the day of the question, of a module or all."""

    question: Question
    since: date
    since_text: str
    offer: Offer
    module: ModuleName | None

    def found(self) -> Conversations:
        """The completions with their conversations."""
        module_id = self.module.module_id if self.module else None
        return find_conversations(db.session(), self.question.asked, since=self.since, module_id=module_id)

    def at(self, endpoint: str = "hr.conversations", **filters: object) -> str:
        """A page of this period, with filters; of no filter where it is empty."""
        kept: dict[str, Any] = {**self.question.kept(), "since": self.since.isoformat()}
        kept["module"] = self.module.slug if self.module else ""
        return url_for(
            endpoint, **{name: value for name, value in {**kept, **filters}.items() if value not in ("", None)}
        )

    def people(self, **filters: object) -> str:
        """The list of the people in one number."""
        return self.at("hr.conversation_people", **filters)


def _period_of_request() -> Period:
    question = asked_of_request()
    on_offer, slug = offer(db.session(), question.asked), typed("module")
    module_id_of(slug, on_offer)
    since = day_of_request("since", question, default=add_months(question.asked.as_at, -12))
    return Period(question, since, typed("since"), on_offer, on_offer.modules.get(slug))


@blueprint.get("/conversations")
@requires(Role.HR)
def conversations() -> ResponseReturnValue:
    """The share held, of the council and by service."""
    period = _period_of_request()
    found = period.found()
    rows = [(one.name, one.unit_id, found.share(service=one.unit_id)) for one in found.services]
    rows.append((NO_SERVICE, NO_UNIT, found.share(service=NO_UNIT)))
    shown = [row for row in rows if row[2].completed]
    page = render_template(
        "hr/conversations.html", period=period, question=period.question, found=found, total=found.share(),
        rows=shown, outcomes=tuple(Held),
    )  # fmt: skip
    return page, period.question.status


@blueprint.get("/conversations/people")
@requires(Role.HR)
def conversation_people() -> ResponseReturnValue:
    """The people in one number, the latest completion first."""
    period, page = _period_of_request(), page_of_request()
    found = period.found()
    talks = found.among(service=_service(found), outcome=_outcome())
    pages = max(1, -(-len(talks) // PAGE))
    if page > pages:
        raise NotFound("There is no such page.")
    shown = with_names(db.session(), talks[(page - 1) * PAGE : page * PAGE], period.question.asked)
    if shown:
        note_look(Look.LIST, f"Conversations after completions, page {page}", count=len(shown))
    text = render_template(
        "hr/conversation_people.html", period=period, question=period.question, found=found, shown=shown,
        total=len(talks), list={"page": page, "pages": pages}, pages=pages_shown(page, pages),
        filters={"unit": typed("unit"), "outcome": typed("outcome")},
    )  # fmt: skip
    return text, period.question.status


def _service(found: Conversations) -> int | None:
    text = typed("unit")
    known = {str(one.unit_id): one.unit_id for one in found.services} | {str(NO_UNIT): NO_UNIT}
    if text and text not in known:
        raise NotFound("There is no such service on this day.")
    return known.get(text)


def _outcome() -> Held | None:
    text = typed("outcome")
    if text and text not in tuple(Held):
        raise NotFound("There is no such word for a conversation.")
    return Held(text) if text else None
