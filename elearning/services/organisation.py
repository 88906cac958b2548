"""Writing what a plan says of people, units and posts. Called by services.people inside its one act."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.hr_plan import ImportPlan, Noun
from elearning.domain.packed import Packed
from elearning.domain.people import Organisation, Reporting, UnitPath, kind_of, name_of, parent_of
from elearning.domain.refusals import Stale
from elearning.models import people as tables
from elearning.models.dated import known
from elearning.models.recorded import Dated
from elearning.services.recording import Act, add, batches, end, new_ids
from elearning.shelf import shelved

TABLES: Mapping[Noun, type[Dated]] = {
    Noun.NUMBER: tables.EmployeeNumber,
    Noun.NAME: tables.PersonName,
    Noun.EMAIL: tables.PersonEmail,
    Noun.UNIT_NAME: tables.UnitName,
    Noun.UNIT_PLACE: tables.UnitPlace,
    Noun.POST: tables.PostDetail,
    Noun.HOLDING: tables.Holding,
    Noun.LEAVE: tables.Leave,
    Noun.TAG: tables.PostTagging,
}


@dataclass(frozen=True)
class Ids:
    """The ids of all that a plan speaks of, known before or made for it."""

    known: Organisation
    new_people: Mapping[str, int]
    new_posts: Mapping[str, int]
    units: Mapping[UnitPath, int]

    def person(self, number: str) -> int:
        """The id of somebody who has or is given this employee number."""
        person_id = self.new_people.get(number)
        return self.known.people[number].person_id if person_id is None else person_id

    def post(self, reference: str) -> int:
        """The id of the post of this reference."""
        post_id = self.new_posts.get(reference)
        return self.known.posts[reference].post_id if post_id is None else post_id


def make_ids(session: Session, plan: ImportPlan) -> Ids:
    """Add a bare row for everybody and everything that the plan records for the first time."""
    known = plan.known
    people = shelved(zip(plan.joining, new_ids(session, tables.Person, len(plan.joining)), strict=True))
    new_posts = Packed(post.reference for post in plan.posts if post.reference not in known.posts)
    posts = shelved(zip(new_posts, new_ids(session, tables.Post, len(new_posts)), strict=True))
    units = {path: unit.unit_id for path, unit in known.units.items()}
    new_units = [unit.path for unit in plan.units if unit.path not in units]
    units.update(zip(new_units, new_ids(session, tables.Unit, len(new_units)), strict=True))
    return Ids(known, people, posts, units)


def end_replaced(session: Session, plan: ImportPlan, act: Act) -> None:
    """End or take away the facts that the plan replaces, before new ones take their place."""
    by_noun: dict[Noun, dict[int, date | None]] = defaultdict(dict)
    for replaced in plan.replaced:
        by_noun[replaced.noun][replaced.fact_id] = replaced.last_on
    for noun, last_days in by_noun.items():
        end(session, TABLES[noun], act, last_days)


def add_people(session: Session, plan: ImportPlan, ids: Ids, act: Act) -> None:
    """Record numbers of joiners, names and e-mail addresses."""
    add(
        session, tables.EmployeeNumber, act,
        (
            {"person_id": ids.new_people[name.number], "number": name.number, "true_from": name.true_from}
            for name in plan.names
            if name.number in ids.new_people
        ),
    )  # fmt: skip
    add(
        session, tables.PersonName, act,
        (
            {
                "person_id": ids.person(name.number), "true_from": name.true_from, "name": name.text,
                "known_as": name.known_as,
            }
            for name in plan.names
        ),
    )  # fmt: skip
    add(
        session, tables.PersonEmail, act,
        (
            {"person_id": ids.person(email.number), "true_from": email.true_from, "email": email.text}
            for email in plan.emails
        ),
    )  # fmt: skip


def hold_leave(session: Session, plan: ImportPlan) -> None:
    """Let nobody else record leave of those whose leave the plan changes. Raises Stale if somebody has since."""
    changed = {one.fact_id for one in plan.replaced if one.noun is Noun.LEAVE}
    begun = {leave.number for leave in plan.leaves}
    people = [
        person
        for person in plan.known.people.values()
        if person.number in begun or any(leave.fact_id in changed for leave in person.leaves)
    ]
    planned_from = {leave.fact_id for person in people for leave in person.leaves}
    for some in batches(sorted(person.person_id for person in people)):
        session.execute(
            select(tables.Person.id)
            .where(tables.Person.id.in_(some))
            .order_by(tables.Person.id)
            .with_for_update(key_share=True)
        )
        now = session.scalars(
            select(tables.Leave.id).where(tables.Leave.person_id.in_(some), known(tables.Leave, None))
        )
        if not planned_from.issuperset(now):
            raise Stale("The record has changed since it was looked at.", "Try again.")


def add_leave(session: Session, plan: ImportPlan, ids: Ids, act: Act) -> None:
    """Record leave, with no last day if none is known yet."""
    add(
        session, tables.Leave, act,
        (
            {"person_id": ids.person(leave.number), "true_from": leave.first_on, "true_to": leave.last_on}
            for leave in plan.leaves
        ),
    )  # fmt: skip


def add_units(session: Session, plan: ImportPlan, ids: Ids, act: Act) -> None:
    """Record names and places of units, the highest first."""
    units = [(ids.units[unit.path], unit) for unit in plan.units]
    add(
        session, tables.UnitName, act,
        ({"unit_id": id, "true_from": unit.true_from, "name": name_of(unit.path)} for id, unit in units),
    )  # fmt: skip
    above = {unit.path: parent_of(unit.path) for unit in plan.units}
    add(
        session, tables.UnitPlace, act,
        (
            {
                "unit_id": id, "true_from": unit.true_from, "kind": kind_of(unit.path),
                "parent_id": ids.units[parent] if (parent := above[unit.path]) else None,
            }
            for id, unit in units
        ),
    )  # fmt: skip


def add_posts(session: Session, plan: ImportPlan, ids: Ids, act: Act) -> None:
    """Record facts of posts, and who holds them from when to when."""
    add(
        session, tables.PostDetail, act,
        (
            {
                "post_id": ids.post(post.reference), "true_from": post.true_from,
                "reference": post.reference,
                "title": post.facts.title, "unit_id": ids.units[post.facts.unit],
                "staff_group": post.facts.staff_group, **_manager(post.facts.reporting, ids),
            }
            for post in plan.posts
        ),
    )  # fmt: skip
    add(
        session, tables.Holding, act,
        (
            {
                "person_id": ids.person(held.number), "post_id": ids.post(held.reference),
                "true_from": held.first_on, "true_to": held.last_on,
            }
            for held in plan.holdings
        ),
    )  # fmt: skip


def add_tags(session: Session, plan: ImportPlan, ids: Ids, act: Act) -> None:
    """Record what posts bring with them."""
    add(
        session, tables.PostTagging, act,
        (
            {"post_id": ids.post(one.reference), "tag": one.tag, "true_from": one.true_from}
            for one in plan.taggings
        ),
    )  # fmt: skip


def _manager(reporting: Reporting, ids: Ids) -> dict[str, int | None]:
    return {
        "manager_id": ids.person(reporting.person) if reporting.person else None,
        "manager_post_id": ids.post(reporting.post) if reporting.post else None,
    }
