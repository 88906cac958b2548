"""What changes who must do a module: assignments that follow from a change of posts, and exemptions from them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.calendar import london_date
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models import assignments as tables
from elearning.models import dated
from elearning.models.merges import is_one_person, of_one_person
from elearning.models.modules import Module
from elearning.models.people import Holding, Person
from elearning.services.concerned import concerned
from elearning.services.memberships import apply, live_rules, planned
from elearning.services.recording import Act, add_one, begin, end


def assign(session: Session, person_ids: Collection[int] | None, *, act: Act, today: date) -> int:
    """Bring the assignments of these people, or with None of everybody, up to date.

    Part of the act that changed a post, a tag or a rule; returns how many assignments were recorded. Nothing is written
    for whoever already has what they should (RULE-6, RULE-16).
    """
    return apply(session, planned(session, live_rules(session), person_ids, today=today), act)


def assign_concerned(session: Session, *, act: Act, today: date) -> int:
    """Bring up to date the assignments of everybody whose may change by what this act has written of posts and tags."""
    rules = live_rules(session)
    return apply(session, planned(session, rules, concerned(session, act, rules), today=today), act)


def grant_exemption(
    session: Session, person_id: int, module_id: int, *, reason_code: ExemptionReason, note: str,
    first_on: date, last_on: date, approver_id: int, actor: Actor, now: datetime,
) -> int:  # fmt: skip
    """Excuse somebody from one module from a day to a day (RULE-22). Returns the exemption's id.

    The same again is the same exemption. Raises NotFound for an unknown person, approver or module,
    NotAllowed if the days are not in order or already covered, or if the approver is the person excused or
    whoever records it, or is not in post.
    """
    if last_on < first_on:
        raise NotAllowed("The last day is before the first.", "Correct one of the two dates.", about="last_on")
    if approver_id in (person_id, actor.person_id):
        said = "Somebody else than the person excused, and than you, must approve an exemption."
        raise NotAllowed(said, about="approver")
    _lock_all(session, person_id=person_id, approver_id=approver_id, module_id=module_id)
    in_post = dated.holds(Holding, london_date(now))
    if (
        session.scalar(select(Holding.id).where(of_one_person(Holding.person_id, approver_id), in_post).limit(1))
        is None
    ):
        raise NotAllowed("The approver is not in post today.", "Name somebody who is.", about="approver")
    wanted = {
        "true_from": first_on, "true_to": last_on, "reason_code": reason_code.value, "note": note,
        "approver_id": approver_id,
    }  # fmt: skip
    for known in _exemptions(session, person_id, module_id):
        if all(getattr(known, column) == value for column, value in wanted.items()):
            return known.id
        if known.true_from <= last_on and first_on <= (known.true_to or date.max):
            said = "The person is already exempt on some of these days."
            raise NotAllowed(said, "Choose other days.", about="first_on")
    act = begin(
        session, actor=actor, action="exemption.grant", now=now, subject="person", subject_id=person_id,
        reason=reason_code.value,
    )  # fmt: skip
    row = {"person_id": person_id, "module_id": module_id, **wanted}
    return add_one(session, tables.Exemption, act, row)


def end_exemption(
    session: Session, person_id: int, exemption_id: int, *, last_on: date | None, reason: str, actor: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """Let a person's exemption end on an earlier day than was granted; with None take it away altogether.

    The same again changes nothing. Raises NotFound if there is no such exemption, Stale if it was changed before,
    NotAllowed without a reason, or if the day is before its first or no earlier than its last.
    """
    exemption = session.get(tables.Exemption, exemption_id)
    if exemption is None or not is_one_person(session, exemption.person_id, person_id):
        raise NotFound("There is no such exemption of this person.")
    _lock_all(session, person_id=person_id, approver_id=exemption.approver_id, module_id=exemption.module_id)
    session.refresh(exemption)
    if exemption.is_superseded:
        if _is_ended_so(session, exemption, last_on):
            return
        raise Stale("This exemption has been changed since you opened the page.", "Look at it again.")
    if not reason.strip():
        raise NotAllowed("Say why the exemption ends.")
    if last_on is not None and last_on < exemption.true_from:
        remedy = "To undo the exemption altogether, take it away."
        raise NotAllowed("The last day is before the first.", remedy, about="last_on")
    if last_on is not None and exemption.true_to is not None and last_on >= exemption.true_to:
        remedy = "Give an earlier day, or grant another one after it."
        raise NotAllowed("The exemption ends by then anyway.", remedy, about="last_on")
    act = begin(
        session, actor=actor, action="exemption.end", now=now, subject="person", subject_id=person_id,
        reason=reason.strip(),
    )  # fmt: skip
    end(session, tables.Exemption, act, {exemption.id: last_on})


def _is_ended_so(session: Session, exemption: tables.Exemption, last_on: date | None) -> bool:
    """Whether an exemption that was changed is now as somebody wants it: pressed twice, it was done once."""
    same = [
        one for one in _exemptions(session, exemption.person_id, exemption.module_id)
        if one.true_from == exemption.true_from
    ]  # fmt: skip
    return [one.true_to for one in same] == ([] if last_on is None else [last_on])


def _exemptions(session: Session, person_id: int, module_id: int) -> Iterable[tables.Exemption]:
    return session.scalars(
        select(tables.Exemption).where(
            of_one_person(tables.Exemption.person_id, person_id), tables.Exemption.module_id == module_id,
            dated.known(tables.Exemption, None),
        )
    )  # fmt: skip


def _lock_all(session: Session, *, person_id: int, approver_id: int, module_id: int) -> None:
    """Hold the person's record; raise NotFound if the person, the approver or the module does not exist."""
    found = session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    if found is None or session.get(Person, approver_id) is None:
        raise NotFound("There is no such person.")
    if session.get(Module, module_id) is None:
        raise NotFound("There is no such module.")
