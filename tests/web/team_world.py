"""What befalls a team in tests: posts with a history of line managers, vacant posts, people excused and away."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.access import Actor
from elearning.domain.exemptions import ExemptionReason
from elearning.models import people as tables
from elearning.models.assignments import Assignment, Audience
from elearning.services import assignments, people
from tests.builders import BEGINNING, LONG_AGO, Town, hire, note, team
from tests.guards.visiting import visitor
from tests.web.browsing import Browser

TODAY = clock.today()
FORBIDDEN = ("reasonable-adjustment", "reasonable adjustment", "Waiting for an operation", "Family matters", "Efa Rhys")
"""What HR wrote of an exemption and of leave, and who approved it: for HR alone."""


def ago(days: int) -> date:
    """A day before today, or after it with a number below zero."""
    return TODAY - timedelta(days=days)


def browser(site: Flask, person_id: int) -> Browser:
    """Somebody's browser, signed in."""
    found = Browser(site)
    found.client = visitor(site, person_id)
    return found


@dataclass(frozen=True)
class To:
    """Whom a post reports to, a person or a post, from a day to a day; known from an instant to an instant."""

    manager_id: int | None = None
    post_id: int | None = None
    first_on: date = LONG_AGO
    last_on: date | None = None
    recorded_at: datetime = BEGINNING
    superseded_at: datetime | None = None


class World:
    """Adds people, posts and what befalls them to the town."""

    def __init__(self, session: Session, town: Town) -> None:
        self.session, self.town = session, town
        self.unit_id = team(session, "Reading rooms")
        self.number = 200_000 + self.session.scalars(select(func.max(tables.Person.id))).one()

    def post(self, *reports: To) -> int:
        """A post, and whom it reports to."""
        made, event = tables.Post(), note(self.session)
        self.session.add(made)
        self.session.flush()
        self.session.add_all(
            tables.PostDetail(
                post_id=made.id, reference=f"R{made.id}", title="Officer", unit_id=self.unit_id,
                manager_id=to.manager_id, manager_post_id=to.post_id, true_from=to.first_on, true_to=to.last_on,
                recorded_at=to.recorded_at, recorded_by=event, superseded_at=to.superseded_at,
                superseded_by=event if to.superseded_at else None,
            )
            for to in reports
        )  # fmt: skip
        self.session.flush()
        return made.id

    def hold(self, person_id: int, post_id: int, *, last_on: date | None = None) -> None:
        """Somebody holds a post, since long ago."""
        self.session.add(
            tables.Holding(
                person_id=person_id, post_id=post_id, true_from=LONG_AGO, true_to=last_on, recorded_at=BEGINNING,
                recorded_by=note(self.session),
            )
        )  # fmt: skip
        self.session.flush()

    def person(self, name: str, *reports: To, due_on: date | None = None, last_on: date | None = None) -> int:
        """Somebody in a post that reports so; with the shipped module to do by a day, if one is given."""
        self.number += 1
        person_id = hire(
            self.session, number=str(self.number), name=name, unit_id=self.unit_id, first_on=LONG_AGO, last_on=LONG_AGO
        )
        self.hold(person_id, self.post(*reports), last_on=last_on)
        if due_on:
            self.assign(person_id, due_on)
        return person_id

    def assign(self, person_id: int, due_on: date) -> None:
        """The shipped module, by a day of their own."""
        audience = self.session.scalars(select(Audience.id).where(Audience.module_id == self.town.module_id)).one()
        self.session.add(
            Assignment(
                person_id=person_id, module_id=self.town.module_id, audience_id=audience, due_on=due_on,
                reason="everyone in post must complete it", true_from=LONG_AGO, recorded_at=BEGINNING,
                recorded_by=note(self.session),
            )
        )  # fmt: skip
        self.session.flush()

    def excuse(self, person_id: int) -> None:
        """An exemption that holds today, with a note for HR alone."""
        assignments.grant_exemption(
            self.session, person_id, self.town.module_id, reason_code=ExemptionReason.REASONABLE_ADJUSTMENT,
            note="Waiting for an operation", first_on=ago(5), last_on=ago(-60), approver_id=self.town.ids["efa"],
            actor=Actor(person_id=self.town.ids["carys"]), now=clock.now(),
        )  # fmt: skip

    def send_away(self, person_id: int) -> None:
        """Open leave from five days ago, with a reason for HR alone."""
        people.record_leave(
            self.session, person_id, first_on=ago(5), last_on=None, actor=Actor(person_id=self.town.ids["carys"]),
            now=clock.now(), reason="Family matters",
        )  # fmt: skip
