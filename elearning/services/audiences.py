"""Rules that say who must do a module: written, changed and ended, with the assignments that follow, in one act.

What a rule would do is proposed first and written only if it would still do the same.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.assignments import Audience
from elearning.domain.audience_conditions import EVERYBODY_IN_POST, Who, read_who, who_text
from elearning.domain.calendar import british_date
from elearning.domain.refusals import NotAllowed, NotFound, Stale
from elearning.models import assignments as tables
from elearning.models.dated import known
from elearning.models.modules import Module
from elearning.services.memberships import PersonEdit, Rule, Version, apply, live_rules, planned
from elearning.services.recording import Act, add_one, begin, hold_organisation, supersede

ONE_DAY = timedelta(days=1)
LONGEST_NAME = 200
"""Characters of a rule's name: what the record has room for."""


@dataclass(frozen=True)
class Proposal:
    """A rule as it would be, the rows of its terms that would be replaced, the terms that would be recorded, and whose
    assignments would change how."""

    rule: Rule
    replaced: tuple[int, ...]
    new: tuple[Audience, ...]
    edits: tuple[PersonEdit, ...]

    @property
    def digest(self) -> str:
        """Names exactly this proposal: one that was shown is written only if it is still the same."""
        told = [(one.person_id, one.edit.ended, one.edit.added) for one in self.edits]
        versions = [version.terms for version in self.rule.versions]
        text = repr((self.rule.module_id, versions, self.replaced, told))
        return hashlib.sha256(text.encode()).hexdigest()


def propose_rule(session: Session, module_id: int, terms: Audience, *, today: date) -> Proposal | None:
    """A new rule of a module; None if the module has the very same already.

    Raises NotFound for an unknown module, NotAllowed if it has another rule of that name, or if the terms are wrong.
    """
    slug = session.scalar(select(Module.slug).where(Module.id == module_id))
    if slug is None:
        raise NotFound("There is no such module.")
    terms = _checked(replace(terms, module=slug))
    same = _of_name(session, module_id, terms.name)
    if same is not None and any(version.terms == terms for version in same.versions):
        return None
    if same is not None:
        raise NotAllowed(f"The module has a rule called {terms.name!r} with other terms.", "Choose another name.")
    rule = Rule(0, module_id, (Version(None, terms),))
    return Proposal(rule, (), (terms,), tuple(planned(session, [rule], None, today=today)))


def propose_change(
    session: Session, rule_id: int, terms: Audience, *, today: date, is_moving_due: bool = False
) -> Proposal:  # fmt: skip
    """Other terms for a rule from their first day on. Who stays in the audience stays assigned, and keeps their due
    date unless `is_moving_due`.

    Raises NotFound, or NotAllowed if the rule has ended by then, if nothing would change, or if the terms are wrong.
    """
    rule = _rule(session, rule_id)
    terms = _checked(replace(terms, module=rule.versions[0].terms.module, last_on=None))
    last = rule.versions[-1].terms
    if last.last_on is not None:
        raise NotAllowed("The rule ends, so it cannot be changed.", "Write a new rule instead.")
    if replace(last, first_on=terms.first_on) == terms and last.first_on <= terms.first_on and not is_moving_due:
        raise NotAllowed("This is what the rule says already.", "Change something, or leave the rule as it is.")
    other = _of_name(session, rule.module_id, terms.name)
    if other is not None and other.rule_id != rule_id:
        raise NotAllowed(f"The module has another rule called {terms.name!r}.", "Choose another name.")
    cut = _cut(rule, terms.first_on - ONE_DAY)
    changed = rule._replace(versions=(*cut.versions, Version(None, terms)))
    moved_by = terms if is_moving_due else None
    edits = tuple(planned(session, [changed], None, today=today, moved_by=moved_by))
    return Proposal(changed, cut.replaced, (*cut.new, terms), edits)


def propose_end(session: Session, rule_id: int, *, last_on: date, today: date) -> Proposal | None:
    """The end of a rule on a last day; None if it ends on that day already.

    Raises NotFound, or NotAllowed if that is before its first day, or after a day on which it ends anyway.
    """
    rule = _rule(session, rule_id)
    ends_on = rule.versions[-1].terms.last_on
    if last_on < rule.versions[0].terms.first_on:
        first = british_date(rule.versions[0].terms.first_on)
        raise NotAllowed(f"The rule begins on {first}, so it cannot end before.", "Give that day or a later one.")
    if ends_on == last_on:
        return None
    if ends_on is not None and last_on > ends_on:
        raise NotAllowed(
            f"The rule ends on {british_date(ends_on)} anyway.", "Give an earlier day, or write a new rule."
        )
    cut = _cut(rule, last_on)
    changed = rule._replace(versions=cut.versions)
    return Proposal(changed, cut.replaced, cut.new, tuple(planned(session, [changed], None, today=today)))


def add_audience(
    session: Session, *, module_id: int, name: str, first_on: date, fixed_due_on: date | None,
    days_after_start: int, notice_days: int, actor: Actor, now: datetime, today: date,
    who: Who = EVERYBODY_IN_POST, reason: str = "", digest: str | None = None,
) -> int:  # fmt: skip
    """Say that everybody, or those whom conditions mean, must do a module, and assign it to them; returns how many
    assignments were recorded.

    The same rule again changes nothing and returns 0. Raises as `propose_rule` does, and Stale if it would no longer do
    what the proposal of `digest` did.
    """
    hold_organisation(session)
    terms = Audience(
        module="", name=name, first_on=first_on, fixed_due_on=fixed_due_on, days_after_start=days_after_start,
        notice_days=notice_days, who=who,
    )  # fmt: skip
    proposal = propose_rule(session, module_id, terms, today=today)
    if proposal is None:
        return 0
    _check_still(proposal, digest)
    (checked,) = proposal.new
    act = begin(
        session, actor=actor, action="audience.add", now=now, subject="module", subject_id=module_id,
        reason=reason.strip() or checked.name,
    )  # fmt: skip
    rule = proposal.rule._replace(rule_id=_record(session, act, module_id, checked))
    return apply(session, (one._replace(rule=rule) for one in proposal.edits), act)


def change_audience(
    session: Session, rule_id: int, terms: Audience, *, is_moving_due: bool = False, reason: str, actor: Actor,
    now: datetime, today: date, digest: str | None = None,
) -> int:  # fmt: skip
    """Give a rule other terms from their first day on; returns how many assignments were recorded.

    Raises as `propose_change` does, NotAllowed without a reason, Stale if it would no longer do what was proposed.
    """
    hold_organisation(session)
    proposal = propose_change(session, rule_id, terms, today=today, is_moving_due=is_moving_due)
    return _write(session, proposal, "audience.change", reason=reason, actor=actor, now=now, digest=digest)


def end_audience(
    session: Session, rule_id: int, *, last_on: date, reason: str, actor: Actor, now: datetime, today: date,
    digest: str | None = None,
) -> int:  # fmt: skip
    """End a rule on a last day; nothing that was earned is touched. Returns how many assignments end or change.

    The same again changes nothing. Raises as `propose_end` does, NotAllowed without a reason, Stale if it would no
    longer do what was proposed.
    """
    hold_organisation(session)
    proposal = propose_end(session, rule_id, last_on=last_on, today=today)
    if proposal is None:
        return 0
    _write(session, proposal, "audience.end", reason=reason, actor=actor, now=now, digest=digest)
    return sum(len(one.edit.ended) for one in proposal.edits)


def _write(
    session: Session, proposal: Proposal, action: str, *, reason: str, actor: Actor, now: datetime, digest: str | None
) -> int:
    if not reason.strip():
        raise NotAllowed("Say why the rule changes or ends.")
    _check_still(proposal, digest)
    rule = proposal.rule
    act = begin(
        session, actor=actor, action=action, now=now, subject="audience", subject_id=rule.rule_id,
        reason=reason.strip(),
    )  # fmt: skip
    supersede(session, tables.Audience, act, proposal.replaced)
    for terms in proposal.new:
        _record(session, act, rule.module_id, terms, continues_id=rule.rule_id)
    return apply(session, proposal.edits, act)


class _Cut(NamedTuple):
    """A rule up to a day: its terms, the rows that are replaced for that, and the terms to record in their place."""

    versions: tuple[Version, ...]
    replaced: tuple[int, ...]
    new: tuple[Audience, ...]


def _cut(rule: Rule, last_on: date) -> _Cut:
    versions: list[Version] = []
    replaced: list[int] = []
    new: list[Audience] = []
    for version in rule.versions:
        terms = version.terms
        if terms.last_on is not None and terms.last_on <= last_on:
            versions.append(version)
            continue
        assert version.fact_id is not None
        replaced.append(version.fact_id)
        if terms.first_on <= last_on:
            new.append(replace(terms, last_on=last_on))
            versions.append(Version(None, new[-1]))
    return _Cut(tuple(versions), tuple(replaced), tuple(new))


def _rule(session: Session, rule_id: int) -> Rule:
    found = [rule for rule in live_rules(session, rule_id=rule_id) if rule.rule_id == rule_id]
    if not found:
        raise NotFound("There is no such rule.")
    return found[0]


def _of_name(session: Session, module_id: int, name: str) -> Rule | None:
    """The rule of a module that has this name and no end."""
    table = tables.Audience
    row = session.scalar(
        select(table).where(
            table.module_id == module_id, table.name == name, known(table, None), table.true_to.is_(None)
        )
    )  # fmt: skip
    return None if row is None else _rule(session, row.continues_id or row.id)


def _checked(terms: Audience) -> Audience:
    """The terms with a tidy name. Raises NotAllowed for those that cannot be."""
    name = " ".join(terms.name.split())
    if not name or len(name) > LONGEST_NAME or min(terms.days_after_start, terms.notice_days) < 0:
        raise NotAllowed(f"A rule needs a name of at most {LONGEST_NAME} letters, and its days may not be negative.")
    who = terms.who
    if who.started_from and who.started_to and who.started_to < who.started_from:
        raise NotAllowed("The last start date is before the first.", "Correct one of the two dates.")
    return replace(terms, name=name, who=read_who(who_text(who)))


def _check_still(proposal: Proposal, digest: str | None) -> None:
    if digest is not None and digest != proposal.digest:
        raise Stale("The record has changed since this was worked out.", "Look at it again before you save it.")


def _record(session: Session, act: Act, module_id: int, terms: Audience, *, continues_id: int | None = None) -> int:
    row = {
        "module_id": module_id, "name": terms.name, "true_from": terms.first_on, "true_to": terms.last_on,
        "fixed_due_on": terms.fixed_due_on, "days_after_start": terms.days_after_start,
        "notice_days": terms.notice_days, "who": who_text(terms.who), "continues_id": continues_id,
    }  # fmt: skip
    return add_one(session, tables.Audience, act, row)
