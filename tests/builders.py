"""Small worlds for tests: people, posts, a published module and an audience, made with the rows themselves."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.authoring.files import load_module
from elearning.domain.access import Actor
from elearning.domain.beside_lessons import Picture, Reference, Section
from elearning.domain.compliance import Basis, Validity
from elearning.domain.modules import (
    Acknowledgement,
    Assessment,
    CompletionCondition,
    Kind,
    Lesson,
    ModuleVersion,
    Option,
    Question,
    Screen,
    Status,
)
from elearning.models import assignments, modules, people
from elearning.services import audit
from elearning.services.modules import publish_version
from elearning.settings import ROOT

SLUG = "digital-and-social-media-awareness"
SYSTEM = Actor(name="test")
LONG_AGO = date(2020, 1, 6)
BEGINNING = datetime(2020, 1, 6, 9, tzinfo=UTC)


@dataclass
class Town:
    """A council of five personas; ids by first name in lower case."""

    session: Session
    ids: dict[str, int] = field(default_factory=dict)
    module_id: int = 0
    version: ModuleVersion | None = None

    def __getattr__(self, name: str) -> int:
        try:
            return self.__dict__["ids"][name]
        except KeyError:
            raise AttributeError(name) from None


def note(session: Session, action: str = "test", at: datetime = BEGINNING) -> int:
    """An audit event to hang facts on."""
    return audit.record(session, actor=SYSTEM, action=action, now=at)


def hire(
    session: Session, *, number: str, name: str, known_as: str = "", email: str | None = None, unit_id: int,
    manager_id: int | None = None, first_on: date = LONG_AGO, last_on: date | None = None,
) -> int:  # fmt: skip
    """A person with a name, a number and one post."""
    event = note(session)
    person, post = people.Person(), people.Post()
    session.add_all([person, post])
    session.flush()
    common = {"recorded_at": BEGINNING, "recorded_by": event, "true_from": first_on}
    session.add_all(
        [
            people.PersonName(person_id=person.id, name=name, known_as=known_as or name.split()[0], **common),
            people.EmployeeNumber(person_id=person.id, number=number, **common),
            people.PostDetail(
                post_id=post.id, reference=f"P{number}", title="Officer", unit_id=unit_id, manager_id=manager_id,
                **common,
            ),
            people.Holding(person_id=person.id, post_id=post.id, true_to=last_on, **common),
        ]
    )  # fmt: skip
    if email:
        session.add(people.PersonEmail(person_id=person.id, email=email, **common))
    session.flush()
    return person.id


def team(session: Session, name: str = "Library events", parent_id: int | None = None, kind: str = "team") -> int:
    """A unit with a name and a place."""
    event = note(session)
    unit = people.Unit()
    session.add(unit)
    session.flush()
    common = {"unit_id": unit.id, "recorded_at": BEGINNING, "recorded_by": event, "true_from": LONG_AGO}
    session.add_all([people.UnitName(name=name, **common), people.UnitPlace(kind=kind, parent_id=parent_id, **common)])
    session.flush()
    return unit.id


def grant(session: Session, person_id: int, role: str) -> None:
    """A role from long ago."""
    event = note(session)
    session.add(
        people.RoleGrant(person_id=person_id, role=role, true_from=LONG_AGO, recorded_at=BEGINNING, recorded_by=event)
    )


SHIPPED_PICTURES: dict[str, bytes] = {}
"""The bytes of shipped modules' pictures by digest, as far as such modules were read."""


def shipped_version(slug: str = SLUG) -> ModuleVersion:
    """The module as it is shipped."""
    loaded = load_module(ROOT / "content" / "modules", ROOT / "quizzes", slug)
    assert loaded.version is not None, [str(problem) for problem in loaded.problems]
    SHIPPED_PICTURES.update(loaded.pictures)
    return loaded.version


def publish(session: Session, version: ModuleVersion, at: datetime = BEGINNING) -> int:
    """The version published as the first; the module's id."""
    publish_version(session, version, change=None, reason="", actor=SYSTEM, now=at, pictures=SHIPPED_PICTURES)
    return session.scalars(select(modules.Module.id).where(modules.Module.slug == version.slug)).one()


def assign(
    session: Session, *, module_id: int, person_ids: list[int], first_on: date = LONG_AGO, due_on: date
) -> None:  # fmt: skip
    """An audience of everybody, and an assignment for each of these people."""
    event = note(session)
    common = {"recorded_at": BEGINNING, "recorded_by": event, "true_from": first_on}
    audience = assignments.Audience(
        module_id=module_id, name="Everyone", fixed_due_on=due_on, days_after_start=30, notice_days=14, **common
    )
    session.add(audience)
    session.flush()
    session.add_all(
        assignments.Assignment(
            person_id=id, module_id=module_id, audience_id=audience.id, due_on=due_on,
            reason="everyone in post must complete it", **common,
        )
        for id in person_ids
    )  # fmt: skip
    session.flush()


def found_town(session: Session, *, due_on: date) -> Town:
    """Amina and Dev learn, Ben manages Amina, Carys is in HR, Efa writes; all must do the shipped module."""
    town = Town(session)
    libraries, roads = team(session), team(session, "Road safety")
    ben = hire(session, number="100002", name="Ben Okafor", email="ben.okafor@marlshire.example", unit_id=libraries)
    town.ids = {
        "ben": ben,
        "amina": hire(session, number="100001", name="Amina Yusuf", email="amina.yusuf@marlshire.example",
                      unit_id=libraries, manager_id=ben),
        "carys": hire(session, number="100003", name="Carys Morgan", email="carys.morgan@marlshire.example",
                      unit_id=roads),
        "dev": hire(session, number="100004", name="Dev Patel", unit_id=roads),
        "efa": hire(session, number="100005", name="Efa Rhys", email="efa.rhys@marlshire.example", unit_id=roads),
    }  # fmt: skip
    grant(session, town.ids["carys"], "hr")
    grant(session, town.ids["efa"], "author")
    town.version = shipped_version()
    town.module_id = publish(session, town.version)
    assign(session, module_id=town.module_id, person_ids=list(town.ids.values()), due_on=due_on)
    return town


def small_question(number: int, objective: str, *, lesson: str = "lesson-1", prefix: str = "bank") -> Question:
    """A single choice whose key is option b."""
    options = tuple(Option(id, f"Answer {id}", id == "b", f"Why {id}.") for id in "abc")
    return Question(
        id=f"{prefix}-{number}", lesson=lesson, objective=objective, kind=Kind.SINGLE, stem=f"Question {number}?",
        options=options, shuffle=True, sources=("FR-8",), status=Status.CHECKED, author="A", reviewer="B",
        reviewed_on=date(2026, 1, 1), review_by=date(2030, 1, 1),
    )  # fmt: skip


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30"/></svg>'
DRAWN = Picture("square.svg", hashlib.sha256(DRAWING).hexdigest(), "image/svg+xml", 40, 30)
LOOKED_UP = Reference(
    id="words", title="Words", summary="What the words mean.", sources=("FR-8",), status=Status.CHECKED, author="A",
    reviewer="B", review_by=date(2030, 1, 1), sections=(Section("a", "A", "![A square](pictures/square.svg)"),),
)  # fmt: skip
BESIDE: dict[str, Any] = {"references": (LOOKED_UP,), "pictures": (DRAWN,)}
"""What a small version may have beside its lesson."""
BESIDE_VALUES = {"reference_id": LOOKED_UP.id, "digest": DRAWN.digest}
"""What names it in addresses."""
SHIPPED_PICTURES[DRAWN.digest] = DRAWING


def small_version(slug: str = "small", **changes: Any) -> ModuleVersion:
    """A module of one lesson with two screens, a bank of four questions on two objectives, and every condition."""
    lesson = Lesson(
        id="lesson-1", title="One", minutes=2, objectives=("O-1", "O-2"), sources=("FR-8",), status=Status.CHECKED,
        author="A", reviewer="B", review_by=date(2030, 1, 1), checks=(small_question(1, "O-1", prefix="check"),),
        screens=(Screen("first", "First", "Words."), Screen("second", "Second", "More.", check="check-1")),
    )  # fmt: skip
    values: dict[str, Any] = {
        "slug": slug, "title": "Small", "summary": "A small module.", "minutes": 3,
        "objectives": {"O-1": "do one", "O-2": "do two"}, "validity": Validity(Basis.COMPLETION, 12, 60),
        "assessment": Assessment(minutes=1, pass_mark=2, draw={"lesson-1": 2}),
        "completion": tuple(CompletionCondition), "acknowledgement": Acknowledgement("Policy", ("I know it.",)),
        "lessons": (lesson,),
        "bank": tuple(small_question(n, f"O-{1 + n % 2}") for n in range(1, 5)),
    }  # fmt: skip
    return ModuleVersion(**{**values, **changes})
