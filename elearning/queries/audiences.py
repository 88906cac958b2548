"""The rules that say who must do what, as they are today and were, and what a rule can be written from: units, groups,
posts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning.domain.assignments import Audience as Terms
from elearning.domain.audience_conditions import PostTag
from elearning.domain.name_search import folded
from elearning.domain.people import canonical_number
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.reports import Asked
from elearning.models import assignments as tables
from elearning.models.dated import holds, known
from elearning.models.merges import kept_record
from elearning.models.modules import Module
from elearning.models.people import Holding, Post, PostDetail, PostTagging
from elearning.queries.compliance import ModuleName, module_names
from elearning.queries.people import names, numbers
from elearning.queries.structure import bare_structure, structure_of


@dataclass(frozen=True)
class WrittenRule:
    """A rule: the terms in force on the day, or those that come first, or came last; every terms it has; its people.

    `people` counts those who are in post and assigned by it on the day.
    """

    rule_id: int
    module: ModuleName
    terms: Terms
    versions: tuple[Terms, ...]
    people: int

    @property
    def last_on(self) -> date | None:
        """Its last day, None while no end is known."""
        return self.versions[-1].last_on


def rules(session: Session, asked: Asked, *, rule_id: int | None = None) -> tuple[WrittenRule, ...]:
    """Every rule on record, those that go on first, then by module and name; or only one."""
    table = tables.Audience
    statement = select(table, Module.slug).join(Module, Module.id == table.module_id).where(known(table, None))
    if rule_id is not None:
        statement = statement.where((table.id == rule_id) | (table.continues_id == rule_id))
    versions: dict[int, list[Terms]] = defaultdict(list)
    of_module: dict[int, int] = {}
    for row, slug in session.execute(statement.order_by(table.true_from)):
        versions[row.continues_id or row.id].append(row.terms(slug))
        of_module[row.continues_id or row.id] = row.module_id
    titles, counts = module_names(session, asked), _counts(session, asked)
    found = [
        WrittenRule(id, titles[of_module[id]], _of_day(told, asked.as_at), tuple(told), counts.get(id, 0))
        for id, told in versions.items()
        if of_module[id] in titles
    ]
    return tuple(sorted(found, key=lambda one: (_is_over(one, asked.as_at), one.module.title, one.terms.name)))


def rule(session: Session, rule_id: int, asked: Asked) -> WrittenRule:
    """One rule. Raises NotFound."""
    for one in rules(session, asked, rule_id=rule_id):
        if one.rule_id == rule_id:
            return one
    raise NotFound("There is no such rule.")


def _is_over(rule: WrittenRule, day: date) -> bool:
    return rule.last_on is not None and rule.last_on < day


def _of_day(versions: Collection[Terms], day: date) -> Terms:
    begun = [one for one in versions if one.first_on <= day]
    return max(begun, key=lambda one: one.first_on) if begun else min(versions, key=lambda one: one.first_on)


def _counts(session: Session, asked: Asked) -> dict[int, int]:
    """How many people in post each rule assigns on the day; one with two records is one (RULE-23)."""
    table = tables.Assignment
    person = kept_record(table.person_id)
    in_post = select(kept_record(Holding.person_id)).where(holds(Holding, asked.as_at))
    statement = (
        select(table.audience_id, func.count(person.distinct()))
        .where(holds(table, asked.as_at), person.in_(in_post))
        .group_by(table.audience_id)
    )
    return {rule_id: people for rule_id, people in session.execute(statement)}


class UnitChoice(NamedTuple):
    """A unit that a rule may name: its name, and its path from the directorate down."""

    unit_id: int
    name: str
    path: str


def unit_choices(session: Session, asked: Asked) -> tuple[UnitChoice, ...]:
    """Every unit of the day in the order of the paths."""
    where = bare_structure(session, asked)
    found = [
        UnitChoice(one.unit_id, one.name, ", ".join(filter(None, where.path(one.unit_id))))
        for one in where.units.values()
    ]
    return tuple(sorted(found, key=lambda one: (folded(one.path), one.unit_id)))


def unit_names(session: Session, asked: Asked) -> dict[int, str]:
    """What every unit of the day is called; one that is joined into another goes by that one's name."""
    return bare_structure(session, asked).unit_names()


def kept_units(session: Session, asked: Asked) -> dict[str, int]:
    """By the id as it is typed, the unit that every one of the day is known as."""
    where = bare_structure(session, asked)
    return {str(unit_id): where.kept(unit_id) for unit_id in where.every_unit}


def unit_by_words(session: Session, words: str, asked: Asked) -> int:
    """The unit of a name, or of a path with commas. Raises NotFound, or NotAllowed with the paths of several."""
    wanted = folded(words)
    found = [one for one in unit_choices(session, asked) if wanted in (folded(one.name), folded(one.path))]
    exact = [one for one in found if folded(one.path) == wanted]
    if not found:
        raise NotFound(f"There is no unit called {words!r}.")
    if len(found) > 1 and len(exact) != 1:
        raise NotAllowed(f"Several units are called {words!r}: give the whole path.", *(one.path for one in found))
    return (exact or found)[0].unit_id


def staff_groups(session: Session, asked: Asked) -> tuple[str, ...]:
    """Every staff group of the day."""
    statement = select(PostDetail.staff_group).distinct().where(holds(PostDetail, asked.as_at))
    return tuple(sorted((group for group in session.scalars(statement) if group), key=folded))


class TaggedPost(NamedTuple):
    """A post on the day, who holds it, and the tags that it has on the day."""

    post_id: int
    reference: str
    title: str
    unit: str
    holders: tuple[str, ...]
    tags: frozenset[PostTag]


def posts(
    session: Session, asked: Asked, *, unit_id: int | None = None, words: str = "", tag: PostTag | None = None
) -> tuple[TaggedPost, ...]:  # fmt: skip
    """The posts of the day: in a unit and below, whose title or reference holds some words, with a tag."""
    where = bare_structure(session, asked)
    tagged = _tags(session, asked)
    found = [
        (id, reference, title, unit)
        for id, reference, title, unit in session.execute(
            select(PostDetail.post_id, PostDetail.reference, PostDetail.title, PostDetail.unit_id).where(
                holds(PostDetail, asked.as_at)
            )
        )
        if (unit_id is None or unit_id in where.with_above(unit))
        and all(word in folded(f"{title} {reference}") for word in folded(words).split())
        and (tag is None or tag in tagged.get(id, ()))
    ]
    holders = _holders(session, asked)
    paths = {one: ", ".join(filter(None, where.path(one))) for one in {unit for *_, unit in found}}
    made = [
        TaggedPost(id, reference, title, paths[unit], tuple(holders.get(id, ())), frozenset(tagged.get(id, ())))
        for id, reference, title, unit in found
    ]
    return tuple(sorted(made, key=lambda one: (folded(one.unit), folded(one.title), one.reference)))


def _tags(session: Session, asked: Asked) -> Mapping[int, set[PostTag]]:
    found: dict[int, set[PostTag]] = defaultdict(set)
    for post_id, tag in session.execute(
        select(PostTagging.post_id, PostTagging.tag).where(holds(PostTagging, asked.as_at))
    ):
        found[post_id].add(PostTag(tag))
    return found


def _holders(session: Session, asked: Asked) -> Mapping[int, list[str]]:
    held = session.execute(select(Holding.post_id, Holding.person_id).where(holds(Holding, asked.as_at))).all()
    called = names(session, {person_id for _, person_id in held}, asked.as_at)
    found: dict[int, list[str]] = defaultdict(list)
    for post_id, person_id in held:
        if person_id in called:
            found[post_id].append(called[person_id].name)
    return found


def posts_by_reference(session: Session, references: Collection[str]) -> list[int]:
    """The posts of these references, as they are now. Raises NotFound with every one that is none."""
    wanted = {canonical_number(reference) for reference in references}
    rows = session.execute(
        select(PostDetail.reference, PostDetail.post_id)
        .join(Post, Post.id == PostDetail.post_id)
        .where(PostDetail.reference.in_(wanted), known(PostDetail, None), PostDetail.true_to.is_(None))
    )
    found = {reference: post_id for reference, post_id in rows}
    if missing := sorted(wanted - found.keys()):
        raise NotFound(f"There is no post with the reference {', '.join(missing)}.")
    return sorted(found.values())


class Named(NamedTuple):
    """Somebody as HR knows them on a day, with the title and the unit of their main post."""

    name: str
    number: str
    title: str
    unit: str


def named(session: Session, person_ids: Collection[int], asked: Asked) -> dict[int, Named]:
    """Who these people are on the day."""
    called, numbered = names(session, person_ids, asked.as_at), numbers(session, person_ids, asked.as_at)
    where = structure_of(session, person_ids, asked)
    found: dict[int, Named] = {}
    for id in person_ids:
        held = where.main_holding(id)
        title = where.posts[held.post_id].title if held and held.post_id in where.posts else ""
        unit = ", ".join(filter(None, where.path(where.unit_of(held.post_id)))) if held else ""
        found[id] = Named(called[id].name if id in called else "", numbered.get(id, ""), title, unit)
    return found
