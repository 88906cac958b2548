"""A small council for the authorisation matrix: one person for each role, and for each relation to a line manager.

Ann manages Ben, who manages Amina; Dev is a stranger to them; Lee reported to Ben and has left. Everybody has a
certificate, an open attempt, leave, and an exemption whose words nobody but HR may read.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.access import Actor
from elearning.domain.adjustments import AdjustmentKind, Granted, Unit
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.exports import Narrowing
from elearning.domain.looks import Look
from elearning.domain.modules import ChangeClass
from elearning.domain.prior_learning import Brought
from elearning.domain.publications import Change
from elearning.domain.reports import Asked
from elearning.domain.saved_views import View
from elearning.domain.unit_joins import plan_join
from elearning.models.assignments import Audience
from elearning.models.delegations import Delegation
from elearning.models.follow_ups import FollowUp
from elearning.models.learning import Completion
from elearning.models.messages import Message
from elearning.models.people import ImportRun, PostDetail
from elearning.queries.structure import bare_structure
from elearning.services import adjustments, assignments, exemption_requests, extensions, people, prior_learning
from elearning.services.accesses import record_look
from elearning.services.exports import ask_for_export
from elearning.services.learning import PolicyWords
from elearning.services.merges import merge_people
from elearning.services.policy_requests import ask_again
from elearning.services.proposals import propose
from elearning.services.recording import add, add_one, begin, supersede
from elearning.services.saved_views import save_view
from elearning.services.staged_files import stage_file
from elearning.services.unit_joins import join_units
from tests import builders
from tests.acts import Learner
from tests.builders import SYSTEM, Town
from tests.guards.visiting import NOTHING, change

SECRET_NOTE, SECRET_LEAVE = "kept-between-hr-and-them", "why-they-are-away"
SECRET_ARRANGED = "what-was-arranged-for-them"
SECRETS = (
    SECRET_NOTE, SECRET_LEAVE, SECRET_ARRANGED, "reasonable-adjustment", "Reasonable adjustment", "ssisted completion",
)  # fmt: skip
"""Words that nobody but HR may ever be shown of somebody else."""

NONE = "none"
"""Stands for somebody who does not exist."""


@dataclass
class Council:
    """Who is who, and what each of them has: by first name in lower case, and by kind of thing."""

    site: Flask
    town: Town
    slug: str
    things: dict[str, dict[str, Any]]
    nobodys: dict[str, int] = field(default_factory=dict)
    """What an address can name that is of no person: a proposal, a version, a request for acknowledgements."""

    def has(self, who: str, names: set[str]) -> bool:
        """Whether somebody has every one of these things."""
        return who != NONE and names <= self.things[who].keys()

    def of(self, who: str) -> dict[str, Any]:
        """What fills in the addresses of pages about one person, or about nobody such."""
        known = {
            "slug": self.slug,
            "question_id": "bank-1",
            "lesson_id": "lesson-1",
            "filename": "nothing.css",
            **self.nobodys,
            **builders.BESIDE_VALUES,
        }
        return {**NOTHING, **known} if who == NONE else {**NOTHING, **known, "place": 1, **self.things[who]}


def found_council(site: Flask, town: Town) -> Council:
    """The council, on the database of a site."""
    town.ids.update(change(site, lambda session: _hire(session, town)))
    done, half_way = (
        builders.small_version("done"),
        builders.small_version("small", title="Half-way", **builders.BESIDE),
    )
    modules = change(site, lambda session: {one.slug: builders.publish(session, one) for one in (done, half_way)})
    due_on = clock.today() + timedelta(days=30)

    def act(session: Session) -> dict[str, dict[str, Any]]:
        for module_id in modules.values():
            builders.assign(session, module_id=module_id, person_ids=list(town.ids.values()), due_on=due_on)
        found = {}
        for who, person_id in town.ids.items():
            number = Learner(session, person_id, done, clock.now()).complete()
            follow_up = _follow_up(session, person_id)
            learner = Learner(session, person_id, half_way, clock.now())
            learner.read()
            found[who] = {"person_id": person_id, "number": number, "attempt_id": learner.start(), **follow_up}
            approver = town.ids["efa" if who != "efa" else "carys"]
            found[who] |= _excuse(session, person_id, modules["small"], approver_id=approver)
        for who, delegation_id in _stand_in(session, town).items():
            found[who]["delegation_id"] = delegation_id
        found["amina"]["merged_id"] = _merge(session, town)
        found["carys"] |= _work_of_hr(session, town.ids["carys"], about=town.ids["dev"])
        return found

    things = change(site, act)
    nobodys = change(site, lambda session: _proposed_and_asked(session, town, things))
    return Council(site, town, half_way.slug, things, nobodys)


def _proposed_and_asked(session: Session, town: Town, things: dict[str, dict[str, Any]]) -> dict[str, int]:
    """A publication that waits for a second person, and a request of each person to acknowledge the policy again."""
    assert town.version is not None
    now, by = clock.now(), clock.today() + timedelta(days=30)
    said = Change(ChangeClass.MATERIAL, "New rules", ("lesson-2",), by)
    proposal_id = propose(
        session, replace(town.version, summary="Other words."), said, actor=Actor(town.ids["efa"]), now=now
    )
    for who, person_id in town.ids.items():
        policy = PolicyWords("Social Media Policy", f"for {who}", clock.today(), ())
        things[who]["request_id"] = ask_again(
            session, module_id=town.module_id, policy=policy, due_by=by, reason="New rules", person_ids=[person_id],
            actor=SYSTEM, now=now,
        )  # fmt: skip
    wanted = exemption_requests.Wanted(
        module_id=town.module_id, person_ids=frozenset({town.ids["dev"]}), reason_code=ExemptionReason.OTHER,
        note=SECRET_NOTE, first_on=clock.today(), last_on=by,
    )  # fmt: skip
    asked = exemption_requests.request_exemptions(session, wanted, actor=Actor(town.ids["efa"]), now=now)
    rule_id = session.scalars(select(Audience.id).order_by(Audience.id).limit(1)).one()
    unit_id, joined_id = (builders.team(session, name) for name in ("Archives", "The Archives"))
    plan = plan_join(bare_structure(session, Asked(clock.today(), now)), joined_id, unit_id)
    join_units(session, plan, reason="Renamed", actor=SYSTEM, now=now, today=clock.today())
    return {
        "proposal_id": proposal_id, "version": 1, "acknowledgement_id": things["amina"]["request_id"],
        "rule_id": rule_id, "exemption_request_id": asked, "unit_id": unit_id, "joined_id": joined_id,
    }  # fmt: skip


def _hire(session: Session, town: Town) -> dict[str, int]:
    """Ann above Ben; Lee, who left Ben's team yesterday; Adi, who administers."""
    post = session.scalars(select(PostDetail).where(PostDetail.reference == "P100002")).one()
    yesterday = clock.today() - timedelta(days=1)
    ann = builders.hire(session, number="100006", name="Ann Director", unit_id=post.unit_id)
    lee = builders.hire(
        session, number="100007", name="Lee Gone", unit_id=post.unit_id, manager_id=town.ids["ben"], last_on=yesterday
    )
    adi = builders.hire(session, number="100008", name="Adi Keeper", unit_id=post.unit_id)
    builders.grant(session, adi, "administrator")
    act = begin(session, actor=SYSTEM, action="test", now=clock.now())
    supersede(session, PostDetail, act, [post.id])
    row = {
        "post_id": post.post_id, "reference": post.reference, "title": post.title, "unit_id": post.unit_id,
        "staff_group": "", "manager_id": ann, "true_from": post.true_from,
    }  # fmt: skip
    add(session, PostDetail, act, [row])
    more = {
        name: builders.hire(session, number=f"10001{number}", name=f"{name.capitalize()} Standin", unit_id=post.unit_id)
        for number, name in enumerate(("del", "fay"))
    }
    return {"ann": ann, "lee": lee, "adi": adi, **more}


def _stand_in(session: Session, town: Town) -> dict[str, int]:
    """Del for Ann today, Fay until yesterday; and Efa for everybody, from a day to come. The delegations to come."""
    today, act = clock.today(), begin(session, actor=SYSTEM, action="test", now=clock.now())
    for who, first, last in (("del", -9, 9), ("fay", -9, -1)):
        days = {"true_from": today + timedelta(days=first), "true_to": today + timedelta(days=last)}
        add_one(session, Delegation, act, {"manager_id": town.ids["ann"], "delegate_id": town.ids[who], **days})
    days = {"true_from": today + timedelta(days=30), "true_to": today + timedelta(days=60)}
    to_come = {}
    for who, manager_id in town.ids.items():
        delegate_id = town.ids["efa" if who != "efa" else "adi"]
        row = {"manager_id": manager_id, "delegate_id": delegate_id, **days}
        to_come[who] = add_one(session, Delegation, act, row)
    return to_come


def _merge(session: Session, town: Town) -> int:
    """A second record of Amina's, merged into hers; its id."""
    post = session.scalars(select(PostDetail).where(PostDetail.reference == "P100002")).first()
    assert post is not None
    again = builders.hire(session, number="100020", name="Amina Again", unit_id=post.unit_id)
    merge_people(
        session, kept_id=town.amina, merged_id=again, reason="Two numbers", actor=SYSTEM, now=clock.now()
    )  # fmt: skip
    return again


def _follow_up(session: Session, person_id: int) -> dict[str, int]:
    """A set of one question of the module that the person has completed, not answered yet."""
    completion_id = session.scalars(select(Completion.id).where(Completion.person_id == person_id)).one()
    row = FollowUp(completion_id=completion_id, place=1, shown=[["bank-1", ["a", "b", "c"]]], recorded_at=clock.now())
    session.add(row)
    session.flush()
    return {"completion_id": completion_id, "follow_up_id": row.id}


def _excuse(session: Session, person_id: int, module_id: int, *, approver_id: int) -> dict[str, int]:
    """Leave in the past and an exemption that holds, with words that are for HR alone."""
    now, today = clock.now(), clock.today()
    leave_id = people.record_leave(
        session, person_id, first_on=today - timedelta(days=90), last_on=today - timedelta(days=80), actor=SYSTEM,
        now=now, reason=SECRET_LEAVE,
    )  # fmt: skip
    exemption_id = assignments.grant_exemption(
        session, person_id, module_id, reason_code=ExemptionReason.REASONABLE_ADJUSTMENT, note=SECRET_NOTE,
        first_on=today - timedelta(days=3), last_on=today + timedelta(days=30), approver_id=approver_id,
        actor=SYSTEM, now=now,
    )  # fmt: skip
    adjustment_id = adjustments.grant_adjustment(
        session, person_id, Granted(AdjustmentKind.ASSISTED, 0, Unit.NONE), note=SECRET_ARRANGED,
        first_on=today - timedelta(days=90), review_on=today - timedelta(days=1), actor=SYSTEM, now=now,
    )  # fmt: skip
    extension_id = extensions.ask_for_more_time(
        session, person_id=person_id, module_id=module_id, due_on=today, wished_on=today + timedelta(days=9),
        reason="Short of staff", now=now,
    )  # fmt: skip
    brought = Brought(person_id, module_id, today - timedelta(days=900), "Bryn NHS Trust", SECRET_NOTE)
    prior_learning.bring_completions(session, [brought], reason="test", actor=SYSTEM, now=now)
    brought_id = session.scalars(
        select(Completion.id).where(Completion.person_id == person_id, Completion.enrolment_id.is_(None))
    ).one()
    return {
        "leave_id": leave_id, "exemption_id": exemption_id, "adjustment_id": adjustment_id,
        "extension_id": extension_id, "brought_id": brought_id,
    }  # fmt: skip


def _work_of_hr(session: Session, hr: int, *, about: int) -> dict[str, int]:
    """A file that waits, an import that was applied, and a look at somebody, all of one HR officer."""
    actor, now = Actor(person_id=hr), clock.now()
    act = begin(session, actor=actor, action="people.import", now=now)
    counts = {"rows": 1, "joiners": 0, "changes": 0, "leavers": 0, "unchanged": 1}
    run = ImportRun(recorded_at=now, recorded_by=act.event_id, file_name="people.csv", sha256="0" * 64, **counts)
    session.add(run)
    session.flush()
    message = Message(
        person_id=about, kind="reminder", day=now.date(), subject="Due", text="It is due.", recorded_at=now,
        recorded_by=act.event_id,
    )  # fmt: skip
    session.add(message)
    session.flush()
    asked = Asked(now.date(), now)
    return {
        "export_id": ask_for_export(
            session, "csv", asked, Narrowing(None, None, None, "Everybody"), rows=1, actor=actor, now=now
        ),
        "view_id": save_view(session, View("hr.people", {}), name="Everybody", is_shared=False, actor=actor, now=now),
        "run_id": run.id,
        "message_id": message.id,
        "file_id": stage_file(
            session, content=b"name\n", sha256="1" * 64, file_name="people.csv", staged_by=hr, now=now
        ),
        "prior_id": stage_file(
            session, content=b"name\n", sha256="2" * 64, file_name="prior.csv", staged_by=hr, now=now
        ),
        "access_id": record_look(session, actor=actor, kind=Look.PERSON, what="A page", now=now, person_ids=[about]),
    }
