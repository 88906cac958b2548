"""What changes who must do a module: audiences, the assignments they cause, exemptions from them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.assignments import Audience
from elearning.domain.calendar import london_date
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.people import Employment, employments
from elearning.domain.planned_assignments import KnownAssignment, plan_assignments
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models import assignments as tables
from elearning.models import dated
from elearning.models.modules import Module
from elearning.models.people import Holding, Person
from elearning.services.recording import Act, add, add_one, batches, begin, end, hold_organisation


def add_audience(
    session: Session, *, module_id: int, name: str, first_on: date, fixed_due_on: date | None,
    days_after_start: int, notice_days: int, actor: Actor, now: datetime, today: date,
) -> int:  # fmt: skip
    """Say that everybody in post must do a module, and assign it to them; returns how many assignments.

    The same rule again changes nothing and returns 0. Raises NotFound for an unknown module, NotAllowed if
    the module has another rule of that name or a number of days is negative.
    """
    name = " ".join(name.split())
    if not name or min(days_after_start, notice_days) < 0:
        raise NotAllowed("A rule needs a name, and its days may not be negative.")
    if session.get(Module, module_id) is None:
        raise NotFound("There is no such module.")
    hold_organisation(session)
    days = {
        "true_from": first_on, "fixed_due_on": fixed_due_on, "days_after_start": days_after_start,
        "notice_days": notice_days,
    }  # fmt: skip
    known = _open_audience(session, module_id, name)
    if known is not None and any(getattr(known, column) != value for column, value in days.items()):
        raise NotAllowed(f"The module has a rule called {name!r} with other dates.", "Choose another name.")
    if known is not None:
        return 0
    act = begin(
        session, actor=actor, action="audience.add", now=now, subject="module", subject_id=module_id,
        reason=name,
    )  # fmt: skip
    add(session, tables.Audience, act, [{"module_id": module_id, "name": name, **days}])
    return assign(session, None, act=act, today=today)


def _open_audience(session: Session, module_id: int, name: str) -> tables.Audience | None:
    return session.scalar(
        select(tables.Audience).where(
            tables.Audience.module_id == module_id, tables.Audience.name == name,
            dated.known(tables.Audience, None), tables.Audience.true_to.is_(None),
        )
    )  # fmt: skip


def assign(session: Session, person_ids: Collection[int] | None, *, act: Act, today: date) -> int:
    """Bring the assignments of these people, or with None of everybody, up to date.

    Part of the act that changed a post or an audience; returns how many assignments were recorded. Nothing
    is written for whoever already has what they should (RULE-6, RULE-16).
    """
    audiences = _audiences(session)
    count = 0
    for batch in _batches_of(person_ids):
        spells = _employments(session, batch)
        known = _known(session, batch)
        ended: dict[int, date | None] = {}
        added: list[dict[str, Any]] = []
        for row, audience in audiences:
            concerned = spells.keys() | {person for person, audience_id in known if audience_id == row.id}
            for person_id in sorted(concerned):
                edit = plan_assignments(
                    audience, spells.get(person_id, ()), known.get((person_id, row.id), ()),
                    rule_last_on=row.true_to, today=today,
                )  # fmt: skip
                ended.update(edit.ended)
                added.extend(
                    {
                        "person_id": person_id, "module_id": row.module_id, "audience_id": row.id,
                        "true_from": new.first_on, "true_to": new.last_on, "due_on": new.due_on,
                        "reason": new.reason,
                    }
                    for new in edit.added
                )  # fmt: skip
        end(session, tables.Assignment, act, ended)
        add(session, tables.Assignment, act, added)
        count += len(added)
    return count


def _batches_of(person_ids: Collection[int] | None) -> Iterator[list[int] | None]:
    if person_ids is None:
        yield None
    else:
        yield from batches(sorted(person_ids))


def _audiences(session: Session) -> list[tuple[tables.Audience, Audience]]:
    rows = session.execute(
        select(tables.Audience, Module.slug)
        .join(Module, Module.id == tables.Audience.module_id)
        .where(dated.known(tables.Audience, None))
        .order_by(tables.Audience.id)
    )
    return [
        (
            row,
            Audience(
                module=slug, first_on=row.true_from, fixed_due_on=row.fixed_due_on,
                days_after_start=row.days_after_start, notice_days=row.notice_days, name=row.name,
            ),
        )
        for row, slug in rows
    ]  # fmt: skip


def _employments(session: Session, person_ids: list[int] | None) -> dict[int, tuple[Employment, ...]]:
    statement = select(Holding.person_id, Holding.true_from, Holding.true_to).where(dated.known(Holding, None))
    if person_ids is not None:
        statement = statement.where(Holding.person_id.in_(person_ids))
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for person_id, first_on, last_on in session.execute(statement):
        spans[person_id].append((first_on, last_on))
    return {person_id: employments(held) for person_id, held in spans.items()}


def _known(session: Session, person_ids: list[int] | None) -> dict[tuple[int, int], list[KnownAssignment]]:
    table = tables.Assignment
    statement = select(
        table.person_id, table.audience_id, table.id, table.true_from, table.true_to, table.due_on,
        table.reason,
        table.recorded_at,
    ).where(dated.known(table, None))  # fmt: skip
    if person_ids is not None:
        statement = statement.where(table.person_id.in_(person_ids))
    known: dict[tuple[int, int], list[KnownAssignment]] = defaultdict(list)
    for person_id, audience_id, fact_id, first_on, last_on, due_on, reason, recorded_at in session.execute(statement):
        known[person_id, audience_id].append(
            KnownAssignment(fact_id, first_on, last_on, due_on, reason, london_date(recorded_at))
        )
    return known


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
        raise NotAllowed("The last day is before the first.", "Correct one of the two dates.")
    if approver_id in (person_id, actor.person_id):
        raise NotAllowed("Somebody else than the person excused, and than you, must approve an exemption.")
    _lock_all(session, person_id=person_id, approver_id=approver_id, module_id=module_id)
    in_post = dated.holds(Holding, london_date(now))
    if session.scalar(select(Holding.id).where(Holding.person_id == approver_id, in_post).limit(1)) is None:
        raise NotAllowed("The approver is not in post today.", "Name somebody who is.")
    wanted = {
        "true_from": first_on, "true_to": last_on, "reason_code": reason_code.value, "note": note,
        "approver_id": approver_id,
    }  # fmt: skip
    for known in _exemptions(session, person_id, module_id):
        if all(getattr(known, column) == value for column, value in wanted.items()):
            return known.id
        if known.true_from <= last_on and first_on <= (known.true_to or date.max):
            raise NotAllowed("The person is already exempt on some of these days.", "Choose other days.")
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
    if exemption is None or exemption.person_id != person_id:
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
        raise NotAllowed("The last day is before the first.", "To undo the exemption altogether, take it away.")
    if last_on is not None and exemption.true_to is not None and last_on >= exemption.true_to:
        raise NotAllowed("The exemption ends by then anyway.", "Give an earlier day, or grant another one after it.")
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
            tables.Exemption.person_id == person_id, tables.Exemption.module_id == module_id,
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
