"""The part of a timeline that tells of more time: what a person asked for, and what was decided."""

from collections.abc import Iterator

from sqlalchemy import select

from elearning.domain.calendar import british_date, london_date
from elearning.domain.decisions import Outcome
from elearning.domain.timeline import Entry, EntryKind
from elearning.models.requests import Extension, ExtensionDecision, ExtensionRequest
from elearning.queries.timeline_told import Told, Whose

_DECIDED = {
    Outcome.AGREED: "More time was given for", Outcome.DECLINED: "More time was declined for",
    Outcome.WITHDRAWN: "Took back the request for more time for",
}  # fmt: skip


def told_of_more_time(whose: Whose) -> Iterator[Told]:
    """Requests and decisions by the instant. The reasons are told: whoever asked has read them."""
    request, decision, until = ExtensionRequest, ExtensionDecision, whose.asked.known_on
    ours = request.person_id.in_(whose.person_ids)
    for (one,) in whose.rows(select(request).where(ours, request.recorded_at <= until)):
        what = f"Asked for more time for {whose.title(one.module_id)}"
        facts = (f"Until {british_date(one.wished_on)}, due by {british_date(one.due_on)}", f"Why: {one.reason}")
        entry = Entry(EntryKind.ASSIGNMENT, london_date(one.recorded_at), one.recorded_at, what, facts)
        yield Told(entry, one.recorded_by)
    decided = (
        select(request.module_id, decision, Extension.true_to)
        .join(decision, decision.request_id == request.id)
        .outerjoin(Extension, Extension.request_id == request.id)
        .where(ours, decision.recorded_at <= until)
    )
    for module_id, one, moved_to in whose.rows(decided):
        what = f"{_DECIDED[Outcome(one.outcome)]} {whose.title(module_id)}"
        facts = (*([f"Until {british_date(moved_to)}"] if moved_to else []), *([one.reason] if one.reason else []))
        entry = Entry(EntryKind.ASSIGNMENT, london_date(one.recorded_at), one.recorded_at, what, facts)
        yield Told(entry, one.recorded_by)
