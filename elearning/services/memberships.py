"""Which assignments people should have by the rules and posts on record: what to write for that, and what differs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from elearning.domain.assignments import Audience
from elearning.domain.audience_conditions import PostTag
from elearning.domain.calendar import london_date
from elearning.domain.extensions import Extension
from elearning.domain.membership import HeldPost, Organised, PostOver, ReportingOver, managing_days, stays
from elearning.domain.planned_assignments import NO_EDIT, AssignmentEdit, KnownAssignment, plan_assignments
from elearning.domain.spans import Days
from elearning.domain.worked_examples import Example, chosen, example, in_post_from
from elearning.models import assignments as tables
from elearning.models.dated import known
from elearning.models.merges import Merge
from elearning.models.modules import Module
from elearning.models.people import Holding, PostDetail, PostTagging
from elearning.models.requests import Extension as ExtensionRow
from elearning.services.recording import Act, add, batches, end
from elearning.services.units_over import joins, places


class Version(NamedTuple):
    """The terms of a rule over some days, and the id of their row; None before they are recorded."""

    fact_id: int | None
    terms: Audience


class Rule(NamedTuple):
    """A rule with the terms it has had and will have, the earliest first; its id is 0 before it is recorded."""

    rule_id: int
    module_id: int
    versions: tuple[Version, ...]


class PersonEdit(NamedTuple):
    """What is to change about the assignments of somebody under a rule."""

    rule: Rule
    person_id: int
    edit: AssignmentEdit


def live_rules(session: Session, *, rule_id: int | None = None) -> list[Rule]:
    """Every rule on record, ended ones too, or only one."""
    table = tables.Audience
    statement = select(table, Module.slug).join(Module, Module.id == table.module_id).where(known(table, None))
    if rule_id is not None:
        statement = statement.where((table.id == rule_id) | (table.continues_id == rule_id))
    found: dict[int, list[tuple[Version, int]]] = defaultdict(list)
    for row, slug in session.execute(statement.order_by(table.true_from, table.id)):
        found[row.continues_id or row.id].append((Version(row.id, row.terms(slug)), row.module_id))
    return [Rule(id, told[0][1], tuple(version for version, _ in told)) for id, told in sorted(found.items())]


def planned(
    session: Session, rules: Sequence[Rule], person_ids: Collection[int] | None, *, today: date,
    moved_by: Audience | None = None,
) -> Iterator[PersonEdit]:  # fmt: skip
    """What must change for these people, or with None for everybody, to have the assignments that the rules give them.

    Nothing comes of whoever has what they should (RULE-6, RULE-16). `moved_by` are terms that move the due dates of
    those who are assigned already.
    """
    for batch in _batches_of(person_ids):
        organised = organisation_of(session, batch, rules)
        recorded, extensions = _known(session, batch, rules), _extensions(session, batch)
        for rule in rules:
            terms = [version.terms for version in rule.versions]
            concerned = organised.held.keys() | {person for person, rule_id in recorded if rule_id == rule.rule_id}
            for person_id in sorted(concerned if batch is None else concerned & set(batch)):
                has = recorded.get((person_id, rule.rule_id), ())
                edit = plan_assignments(
                    stays(terms, person_id, organised), has, today=today, moved_by=moved_by,
                    extensions=extensions.get((person_id, rule.module_id), ()),
                )  # fmt: skip
                if edit.ended or edit.added:
                    yield PersonEdit(rule, person_id, edit)


def apply(session: Session, edits: Iterable[PersonEdit], act: Act) -> int:
    """Write what was planned, as part of the act that caused it; returns how many assignments were recorded.

    It is written as it is planned, some at a time: what one person should have does not hang on what another has.
    """
    count = 0
    for some in batches(edits):
        ended: dict[int, date | None] = {}
        for one in some:
            ended.update(one.edit.ended)
        end(session, tables.Assignment, act, ended)
        added = [row for one in some for row in _rows(one)]
        add(session, tables.Assignment, act, added)
        count += len(added)
    return count


def _rows(one: PersonEdit) -> Iterator[dict[str, Any]]:
    for new in one.edit.added:
        yield {
            "person_id": one.person_id, "module_id": one.rule.module_id, "audience_id": one.rule.rule_id,
            "true_from": new.first_on, "true_to": new.last_on, "due_on": new.due_on, "reason": new.reason,
        }  # fmt: skip


def differences(session: Session, *, today: date) -> list[PersonEdit]:
    """Where the assignments on record are not those that rules, posts and tags on record give: for the self-audit.

    Empty when all is well, because every change of those writes its assignments itself (RULE-6).
    """
    return list(planned(session, live_rules(session), None, today=today))


def worked_examples(
    session: Session, rule: Rule, edits: Iterable[PersonEdit], *, today: date, count: int = 10
) -> list[Example]:  # fmt: skip
    """Real people beside a rule as it would be, as different from one another as can be: for its author to look at."""
    organised = organisation_of(session, None, [rule])
    changed = {one.person_id: one.edit for one in edits}
    terms = [version.terms for version in rule.versions]
    day = max(today, terms[-1].first_on)
    told = chosen(
        (
            example(terms, person_id, organised, changed.get(person_id, NO_EDIT), day=day, today=today)
            for person_id in in_post_from(organised, day)
        ),
        count,
    )
    recorded = _known(session, [one.person_id for one in told], [rule])
    return [_with_date(one, recorded.get((one.person_id, rule.rule_id), ())) for one in told]


def _with_date(told: Example, recorded: Iterable[KnownAssignment]) -> Example:
    """The example with the date on record, where nothing of that changes."""
    kept = next((one for one in recorded if one.first_on == told.first_on), None)
    return told._replace(due_on=kept.due_on) if kept is not None and told.due_on is None else told


def _batches_of(person_ids: Collection[int] | None) -> Iterator[list[int] | None]:
    if person_ids is None:
        yield None
    else:
        yield from batches(sorted(person_ids))


def _among(column: InstrumentedAttribute[Any], ids: Collection[int] | None) -> list[Any]:
    """The condition that narrows a statement to some ids; none with None."""
    return [] if ids is None else [column.in_(ids)]


def organisation_of(session: Session, person_ids: Collection[int] | None, rules: Iterable[Rule]) -> Organised:
    """As much of the organisation, on all its days, as the rules ask about these people, or with None everybody."""
    asked = [version.terms.who for rule in rules for version in rule.versions]
    held = _held(session, person_ids)
    post_ids = None if person_ids is None else {one.post_id for of in held.values() for one in of}
    tags = {tag for who in asked for tag in who.tags}
    has_places = any(who.units or who.staff_groups for who in asked)
    return Organised(
        held,
        _posts(session, post_ids) if has_places else {},
        _tagged(session, post_ids) if tags - {PostTag.MANAGES} else {},
        _managing(session, person_ids, post_ids) if PostTag.MANAGES in tags else {},
        places(session) if has_places else {},
        joins(session) if has_places else {},
    )  # fmt: skip


def _held(session: Session, person_ids: Collection[int] | None) -> Mapping[int, list[HeldPost]]:
    statement = select(Holding.person_id, Holding.post_id, Holding.true_from, Holding.true_to)
    held: dict[int, list[HeldPost]] = defaultdict(list)
    for person_id, post_id, first, last in session.execute(
        statement.where(known(Holding, None), *_among(Holding.person_id, person_ids))
    ):
        held[person_id].append(HeldPost(post_id, (first, last)))
    return dict(held)


def _posts(session: Session, post_ids: Collection[int] | None) -> Mapping[int, list[PostOver]]:
    table = PostDetail
    statement = select(table.post_id, table.unit_id, table.staff_group, table.true_from, table.true_to)
    posts: dict[int, list[PostOver]] = defaultdict(list)
    for some in _batches_of(post_ids):
        for post_id, unit_id, group, first, last in session.execute(
            statement.where(known(table, None), *_among(table.post_id, some))
        ):
            posts[post_id].append(PostOver(unit_id, group, (first, last)))
    return dict(posts)


def _tagged(session: Session, post_ids: Collection[int] | None) -> Mapping[tuple[int, PostTag], list[Days]]:
    table = PostTagging
    statement = select(table.post_id, table.tag, table.true_from, table.true_to)
    tagged: dict[tuple[int, PostTag], list[Days]] = defaultdict(list)
    for some in _batches_of(post_ids):
        for post_id, tag, first, last in session.execute(
            statement.where(known(table, None), *_among(table.post_id, some))
        ):
            tagged[post_id, PostTag(tag)].append((first, last))
    return dict(tagged)


def _managing(
    session: Session, person_ids: Collection[int] | None, post_ids: Collection[int] | None
) -> Mapping[int, list[Days]]:
    """When these people, who hold these posts, managed somebody; with None everybody."""
    table = PostDetail
    wanted = select(table.post_id, table.manager_id, table.manager_post_id, table.true_from, table.true_to)
    reporting: set[ReportingOver] = set()
    for some in _batches_of(person_ids):
        has_manager = table.manager_id.is_not(None) if some is None else table.manager_id.in_(some)
        reporting |= _reporting(session, wanted.where(has_manager, known(table, None)))
    for some in _batches_of(post_ids):
        has_manager = table.manager_post_id.is_not(None) if some is None else table.manager_post_id.in_(some)
        reporting |= _reporting(session, wanted.where(has_manager, known(table, None)))
    involved = {one.post_id for one in reporting} | {one.manager_post_id for one in reporting if one.manager_post_id}
    holders: dict[int, list[tuple[int, Days]]] = defaultdict(list)
    for some in _batches_of(None if post_ids is None else involved):
        for person_id, of in _holders(session, some):
            holders[of.post_id].append((person_id, of.days))
    return managing_days(sorted(reporting, key=lambda one: (one.post_id, one.days[0])), holders)


def _reporting(session: Session, statement: Any) -> set[ReportingOver]:
    return {
        ReportingOver(post_id, manager_id, manager_post_id, (first, last))
        for post_id, manager_id, manager_post_id, first, last in session.execute(statement)
    }


def _holders(session: Session, post_ids: Collection[int] | None) -> Iterator[tuple[int, HeldPost]]:
    statement = select(Holding.person_id, Holding.post_id, Holding.true_from, Holding.true_to)
    for person_id, post_id, first, last in session.execute(
        statement.where(known(Holding, None), *_among(Holding.post_id, post_ids))
    ):
        yield person_id, HeldPost(post_id, (first, last))


def _known(
    session: Session, person_ids: Collection[int] | None, rules: Iterable[Rule]
) -> Mapping[tuple[int, int], list[KnownAssignment]]:
    table = tables.Assignment
    statement = select(
        table.person_id, table.audience_id, table.id, table.true_from, table.true_to, table.due_on, table.reason,
        table.recorded_at,
    ).where(known(table, None), *_among(table.person_id, person_ids))  # fmt: skip
    if len(rule_ids := {rule.rule_id for rule in rules}) == 1:
        statement = statement.where(table.audience_id.in_(rule_ids))
    found: dict[tuple[int, int], list[KnownAssignment]] = defaultdict(list)
    for person_id, rule_id, fact_id, first, last, due, reason, recorded_at in session.execute(statement):
        if rule_id in rule_ids:
            fact = KnownAssignment(fact_id, first, last, due, reason, london_date(recorded_at))
            found[person_id, rule_id].append(fact)
    return found


def _extensions(session: Session, person_ids: Collection[int] | None) -> Mapping[tuple[int, int], list[Extension]]:
    """The more time that was granted, by record and module.

    It holds for every record of the person as known when it was granted: no later merge, and none that is taken apart,
    moves a date that is recorded.
    """
    table = ExtensionRow
    told = (table.module_id, table.true_from, table.true_to)
    own = select(table.person_id, *told).where(known(table, None), *_among(table.person_id, person_ids))
    of_merged = (
        select(Merge.merged_id, *told)
        .join(table, (table.person_id == Merge.kept_id) & known(Merge, table.recorded_at))
        .where(known(table, None), *_among(Merge.merged_id, person_ids))
    )
    found: dict[tuple[int, int], list[Extension]] = defaultdict(list)
    for record_id, module_id, granted_on, until in chain(session.execute(own), session.execute(of_merged)):
        assert until is not None
        found[record_id, module_id].append(Extension(granted_on, until))
    return found
