"""A small council for the pages of HR: two directorates, somebody with a post in each, two modules, every part of a total."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy.orm import Session

from elearning import clock
from elearning.models import assignments, people
from tests import builders
from tests.acts import Learner
from tests.builders import LONG_AGO, Town
from tests.guards.visiting import change

AGO = datetime(2020, 2, 3, 9, tzinfo=UTC)


def settle(site: Flask, town: Town) -> dict[str, int]:
    """Put the council into a site's database; ids of its units and people by their names."""
    return change(site, lambda session: _settle(session, town))  # type: ignore[no-any-return]


def _settle(session: Session, town: Town) -> dict[str, int]:
    place = builders.team(session, "Place", kind="directorate")
    roads = builders.team(session, "Roads", parent_id=place, kind="service")
    potholes = builders.team(session, "Potholes", parent_id=roads)
    care = builders.team(session, "Care", kind="directorate")
    ids = {"place": place, "roads": roads, "potholes": potholes, "care": care}
    for number, (name, unit) in enumerate(
        [("Kim Late", potholes), ("Lou Late", roads), ("Mo Done", roads), ("Nia Away", care), ("Oz Excused", care),
         ("Pat Both", potholes), ("Ray New", care)], 1,
    ):  # fmt: skip
        ids[name.split()[0].lower()] = builders.hire(session, number=f"70000{number}", name=name, unit_id=unit)
    gone = builders.hire(session, number="700008", name="Sid Gone", unit_id=care, last_on=date(2024, 3, 1))
    ids["sid"] = gone
    ids["tay"] = builders.hire(session, number="700009", name="Tay Alone", unit_id=care, manager_id=gone)
    _second_post(session, ids["pat"], care)
    version, today = builders.small_version("done", title="Bribery"), clock.today()
    module = builders.publish(session, version)
    late = [ids[name] for name in ("kim", "lou", "mo", "nia", "oz", "pat")]
    builders.assign(session, module_id=module, person_ids=late, due_on=date(2021, 1, 1))
    _assign_too(session, town, [ids["pat"], ids["ray"], ids["mo"]], today + timedelta(30))
    Learner(session, ids["mo"], version, clock.now()).complete()
    _excuse(session, ids, module, today)
    return ids


def _assign_too(session: Session, town: Town, person_ids: list[int], due_on: date) -> None:
    """Put people into the audience that the town has."""
    audience = session.query(assignments.Audience).filter_by(module_id=town.module_id).one()
    common = {"recorded_at": AGO, "recorded_by": builders.note(session), "true_from": LONG_AGO}
    for person_id in person_ids:
        session.add(
            assignments.Assignment(
                person_id=person_id, module_id=town.module_id, audience_id=audience.id, due_on=due_on,
                reason="everyone in post must complete it", **common,
            )
        )  # fmt: skip
    session.flush()


def _second_post(session: Session, person_id: int, unit_id: int) -> None:
    common = {"recorded_at": AGO, "recorded_by": builders.note(session), "true_from": LONG_AGO}
    post = people.Post()
    session.add(post)
    session.flush()
    session.add(
        people.PostDetail(
            post_id=post.id, reference="P2", title="Second", unit_id=unit_id, staff_group="Carers", **common
        )
    )
    session.add(people.Holding(person_id=person_id, post_id=post.id, **common))


def _excuse(session: Session, ids: dict[str, int], module_id: int, today: date) -> None:
    common = {"recorded_at": AGO, "recorded_by": builders.note(session), "true_from": LONG_AGO}
    session.add(people.Leave(person_id=ids["nia"], **common))
    session.add(
        assignments.Exemption(
            person_id=ids["oz"], module_id=module_id, reason_code="other", approver_id=ids["mo"],
            true_to=today + timedelta(60), **common,
        )
    )  # fmt: skip
    session.flush()
