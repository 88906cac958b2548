"""What HR's file promises is tested itself: each check holds, and each planted defect makes one of them fail.

A defect whose place in the product is gone cannot be planted, and fails too.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from elearning.domain import hr_brakes, hr_import, hr_managers
from elearning.domain.hr_brakes import Brakes, Consent
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_mapping import Missing
from elearning.domain.hr_rows import parse_people
from elearning.domain.refusals import NotAllowed
from elearning.models.learning import Completion, Revocation
from elearning.queries.people import current_organisation, person_by_number
from elearning.services import people as people_service
from elearning.services import undo_import
from elearning.services.recording import supersede
from tests import builders
from tests.acts import Learner
from tests.integration.test_people_undo import (
    ACTOR,
    BOSS,
    CLERK,
    NEW,
    NOW,
    TODAY,
    load,
    require,
    session,
    stands,
    undone,
)
from tests.unit.hr_rows import cells, sheet

__all__ = ["session"]

MANY = [cells(number=str(n), post=f"P{n}", manager="100", start="2020-02-03") for n in range(2, 22)]
"""Twenty people under Ben."""


def apply(session: Session, *rows: dict[str, str]) -> None:
    """Apply a file with nothing typed and nothing confirmed."""
    plan = plan_import(current_organisation(session), parse_people(sheet(*rows)), today=TODAY)
    people_service.apply_import(
        session, plan, actor=ACTOR, now=NOW, today=TODAY, file_name="people.csv", sha256="0" * 64, consent=Consent()
    )


def check_refused(session: Session, *rows: dict[str, str]) -> None:
    """A file whose brakes nobody released changes nothing."""
    load(session, BOSS, *MANY)
    before = stands(session)
    try:
        apply(session, BOSS, *rows)
    except NotAllowed:
        pass
    else:
        raise AssertionError("the file was applied")
    assert stands(session) == before


def check_many_leavers(session: Session) -> None:
    """A quarter of a council does not leave by a file."""
    check_refused(session, *[{**row, "end_date": "2026-11-01"} if n < 5 else row for n, row in enumerate(MANY)])


def check_many_managers(session: Session) -> None:
    """A quarter of a council gets no other line manager by a file."""
    moved = [{**row, "line_manager_number": "21"} if n < 5 else row for n, row in enumerate(MANY)]
    check_refused(session, *moved)


def check_absent(session: Session) -> None:
    """Whoever the file leaves out is listed, and stays as they were."""
    load(session, BOSS, CLERK, *MANY)
    plan = plan_import(current_organisation(session), parse_people(sheet(BOSS, *MANY)), today=TODAY)
    assert [number for number, _ in plan.missing] == ["0042"]
    before = stands(session)
    load(session, BOSS, *MANY)
    assert stands(session) == before


def check_circles(session: Session) -> None:
    """Line managers that go round in a circle are listed with the rows, and no assignment or post depends on it."""
    round_about = [{**BOSS, "line_manager_number": "0042"}, CLERK]
    plan = plan_import(current_organisation(session), parse_people(sheet(*round_about)), today=TODAY)
    listed = [one for one in plan.listed if "go round in a circle" in str(one)]
    assert [one.row for one in listed] == [2, 3], plan.listed


def check_undo(session: Session) -> None:
    """What somebody earned since a file stays when the file is undone."""
    require(session)
    load(session, BOSS, CLERK)
    load(session, BOSS, CLERK, NEW)
    Learner(session, person_by_number(session, "7"), builders.small_version(), NOW).complete()
    columns = [column for table in (Completion, Revocation) for column in table.__table__.columns]
    outer = select(*columns).select_from(Completion).outerjoin(Revocation, Revocation.completion_id == Completion.id)
    before = [tuple(row) for row in session.execute(outer)]
    assert before
    undone(session)
    assert [tuple(row) for row in session.execute(outer)] == before


CHECKS: tuple[Callable[[Session], None], ...] = (
    check_many_leavers, check_many_managers, check_absent, check_circles, check_undo,
)  # fmt: skip


@pytest.mark.parametrize("check", CHECKS)
def test_the_promise_holds(session: Session, check: Callable[[Session], None]) -> None:
    check(session)


Plant = Callable[[pytest.MonkeyPatch], None]


def _no_brakes(patch: pytest.MonkeyPatch) -> None:
    assert people_service.reasons_not_to_apply is hr_brakes.reasons_not_to_apply
    patch.setattr(people_service, "reasons_not_to_apply", lambda *_, **__: ())


def _no_brake_of_leavers(patch: pytest.MonkeyPatch) -> None:
    assert Brakes.asks_leavers
    patch.setattr(Brakes, "asks_leavers", False)


def _no_brake_of_managers(patch: pytest.MonkeyPatch) -> None:
    assert Brakes.asks_managers
    patch.setattr(Brakes, "asks_managers", False)


def _absence_is_leaving(patch: pytest.MonkeyPatch) -> None:
    assert hr_import.Missing is Missing
    patch.setattr(hr_import, "Missing", SimpleNamespace(LEFT=Missing.STAY))


def _circles_are_not_looked_for(patch: pytest.MonkeyPatch) -> None:
    assert hr_managers.Tree.circles
    patch.setattr(hr_managers.Tree, "circles", lambda _: iter(()))


def _undo_takes(patch: pytest.MonkeyPatch, take: Callable[[Session, Any], None]) -> None:
    real = undo_import.assign_concerned

    def and_completions(session: Session, **named: Any) -> int:
        take(session, named["act"])
        return real(session, **named)

    patch.setattr(undo_import, "assign_concerned", and_completions)


def _undo_deletes(patch: pytest.MonkeyPatch) -> None:
    _undo_takes(patch, lambda session, _: session.execute(delete(Completion)) and None)


def _undo_supersedes(patch: pytest.MonkeyPatch) -> None:
    _undo_takes(patch, lambda session, act: supersede(session, Completion, act, session.scalars(select(Completion.id))))


DEFECTS: dict[str, tuple[Plant, Callable[[Session], None]]] = {
    "the brakes are switched off": (_no_brakes, check_many_leavers),
    "the brakes are switched off, for line managers too": (_no_brakes, check_many_managers),
    "leavers have no brake": (_no_brake_of_leavers, check_many_leavers),
    "changed line managers have no brake": (_no_brake_of_managers, check_many_managers),
    "whoever is absent has left": (_absence_is_leaving, check_absent),
    "circles of line managers are not listed": (_circles_are_not_looked_for, check_circles),
    "an undo deletes completions": (_undo_deletes, check_undo),
    "an undo replaces completions by nothing": (_undo_supersedes, check_undo),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_found(session: Session, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, check = DEFECTS[name]
    plant(monkeypatch)
    with pytest.raises((AssertionError, DatabaseError)):
        check(session)
