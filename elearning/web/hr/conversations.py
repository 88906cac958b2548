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
from elearning.queries.conversations import NO_SERVICE, Conversations, TalkOf, with_names
from elearning.queries.conversations import conversations as find_conversations
from elearning.queries.people_list import Offer, offer
from elearning.web.access import requires
from elearning.web.asked import Question, asked_of_request, day_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import module_id_of, pages_shown
from elearning.web.lists import Column, listed
from elearning.web.looking import note_look
from elearning.web.report_words import unit_words
from elearning.web.typed import typed

PAGE = 50
"""Completions on one page of the list."""
WHAT = "Conversations after completions"
WITH_A_DAY = (Held.IN_TIME, Held.LATER)
"""What became of a conversation that was held."""
DUE = (*WITH_A_DAY, Held.MISSED)
"""What became of those whose month is over, or who have had it: the share held is of these."""


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

    def held(self, **filters: object) -> str:
        """The list of those whose conversation was held."""
        return self.people(outcome=",".join(WITH_A_DAY), **filters)

    def due(self, **filters: object) -> str:
        """The list of those whose month is over, or who have had it."""
        return self.people(outcome=",".join(DUE), **filters)


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
    rows = [(one.name, one.unit_id, found.share(services=frozenset({one.unit_id}))) for one in found.services]
    rows.append((NO_SERVICE, NO_UNIT, found.share(services=frozenset({NO_UNIT}))))
    shown = [row for row in rows if row[2].completed]
    page = render_template(
        "hr/conversations.html", period=period, question=period.question, found=found, total=found.share(),
        rows=shown, outcomes=tuple(Held),
    )  # fmt: skip
    return page, period.question.status


def _columns(found: Conversations) -> tuple[Column[TalkOf], ...]:
    return (
        Column("name", lambda one: one.name), Column("number", lambda one: one.number),
        Column("unit", lambda one: unit_words(one.unit)), Column("module", lambda one: one.talk.module_title),
        Column("completed_on", lambda one: one.talk.completed_on),
        Column("conversation", lambda one: found.outcome(one.talk).value),
        Column("held_on", lambda one: one.talk.held_on if found.outcome(one.talk) in WITH_A_DAY else None),
    )  # fmt: skip


@blueprint.get("/conversations/people")
@requires(Role.HR)
def conversation_people() -> ResponseReturnValue:
    """The people in one number, the latest completion first unless another order is asked for."""
    period, outcomes = _period_of_request(), _outcomes()
    found, question = period.found(), period.question
    listing = listed("conversations", _columns(found), first="-completed_on")
    talks = with_names(db.session(), found.among(services=_services(found), outcomes=outcomes), question.asked)
    talks = listing.in_order(talks)
    if listing.wants_file and not question.errors:
        return listing.file(talks, what=WHAT, people={one.talk.person_id for one in talks})
    shown = listing.page(talks, size=PAGE)
    if shown.rows:
        note_look(Look.LIST, f"{WHAT}, page {shown.page}", count=len(shown.rows))
    text = render_template(
        "hr/conversation_people.html", period=period, question=question, found=found, listing=listing, list=shown,
        pages=pages_shown(shown.page, shown.pages), outcome=" or ".join(outcomes),
    )  # fmt: skip
    return text, question.status


def _services(found: Conversations) -> frozenset[int] | None:
    """The services of the address, with commas between those that stand in one line of a committee's report."""
    text = typed("unit")
    ids = {one.unit_id for one in found.services}
    known = {str(one): kept for one, kept in {**found.kept, NO_UNIT: NO_UNIT}.items() if kept in ids | {NO_UNIT}}
    asked = set(text.split(",")) if text else set()
    if not asked <= known.keys():
        raise NotFound("There is no such service on this day.")
    return frozenset(known[one] for one in asked) or None


def _outcomes() -> tuple[Held, ...]:
    """What the address says became of them, with commas between several."""
    asked = typed("outcome").split(",") if typed("outcome") else []
    if not set(asked) <= set(Held):
        raise NotFound("There is no such word for a conversation.")
    return tuple(one for one in Held if one in asked)
