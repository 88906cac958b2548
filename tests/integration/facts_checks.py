"""Facts gathered by the query beside Facts written by hand, over a history of corrections, leave and revocations.

They are functions of a session, so that the guard on planted defects can show that they catch what they are for.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.calendar import PROCLAIMED_ADDED, PROCLAIMED_REMOVED
from elearning.domain.compliance import AssignedFact, CompletionFact, Facts, Span
from elearning.models import assignments, learning, people
from elearning.models.modules import ModuleVersion
from elearning.models.recorded import Recorded
from elearning.queries.facts import Key, facts
from tests import builders
from tests.builders import BEGINNING, LONG_AGO, Town

FIRST = datetime(2026, 1, 10, 9, tzinfo=UTC)
SECOND = datetime(2026, 2, 10, 9, tzinfo=UTC)
THIRD = datetime(2026, 3, 10, 9, tzinfo=UTC)
FOURTH = datetime(2026, 4, 10, 9, tzinfo=UTC)
A_MOMENT_BEFORE = datetime(2026, 4, 10, 8, 59, 59, 999999, tzinfo=UTC)

END_OF_YEAR = date(2026, 12, 31)
REASON = "everyone in post must complete it"
POST = (Span(LONG_AGO, None),)
DONE = CompletionFact(
    date(2026, 2, 10), datetime(2026, 2, 10, 8, tzinfo=UTC), date(2027, 2, 10), version=1, window_days=60, revoked=()
)
REVOKED = DONE._replace(revoked=(Span(date(2026, 2, 20), None),))


@dataclass(frozen=True)
class History:
    """The module of the history, and what is known of Amina from each instant on."""

    module_id: int
    known: dict[datetime, Facts]


class _Writer:
    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, row: Recorded, at: datetime) -> Any:
        row.recorded_at, row.recorded_by = at, builders.note(self.session, at=at)
        self.session.add(row)
        self.session.flush()
        return row

    def supersede(self, row: Any, at: datetime) -> None:
        event = builders.note(self.session, at=at)
        table = type(row)
        self.session.execute(update(table).where(table.id == row.id).values(superseded_at=at, superseded_by=event))

    def enrol(self, person_id: int, module_id: int) -> learning.Enrolment:
        of_module = ModuleVersion.module_id == module_id
        version_id = self.session.scalars(select(ModuleVersion.id).where(of_module)).one()
        row = learning.Enrolment(
            person_id=person_id, module_id=module_id, version_id=version_id, number=1, recorded_at=FIRST
        )
        self.session.add(row)
        self.session.flush()
        return row

    def read(self, enrolment: learning.Enrolment, screen: str, at: datetime) -> None:
        self.session.add(
            learning.LessonProgress(enrolment_id=enrolment.id, lesson_id="lesson-1", screen_id=screen, recorded_at=at)
        )
        self.session.flush()


def _of_dev(writer: _Writer, dev: int, module_id: int, audience_id: int) -> None:
    """Somebody else's whole history of the same kinds, which must never be met in Amina's."""
    dated = {"person_id": dev, "true_from": date(2026, 1, 5)}
    writer.add(people.Leave(**dated, true_to=date(2026, 1, 9)), FIRST)
    writer.add(
        assignments.Assignment(
            **dated, module_id=module_id, audience_id=audience_id, due_on=date(2026, 5, 5), reason="Dev's"
        ),
        FIRST,
    )
    writer.read(writer.enrol(dev, module_id), "first", SECOND)


def tell(session: Session, town: Town) -> History:
    """Write the history, each fact at its instant, and say by hand what is known when."""
    writer, amina = _Writer(session), town.amina
    module_id = builders.publish(session, builders.small_version())
    audience = writer.add(
        assignments.Audience(
            module_id=module_id, name="Everyone", fixed_due_on=END_OF_YEAR, days_after_start=30, notice_days=14,
            true_from=LONG_AGO,
        ),
        BEGINNING,
    )  # fmt: skip
    _of_dev(writer, town.dev, module_id, audience.id)

    def assigned(due_on: date, at: datetime) -> Any:
        row = assignments.Assignment(
            person_id=amina, module_id=module_id, audience_id=audience.id, due_on=due_on, reason=REASON,
            true_from=date(2026, 1, 1),
        )  # fmt: skip
        return writer.add(row, at)

    def away(last_on: date | None, at: datetime) -> Any:
        return writer.add(people.Leave(person_id=amina, true_from=date(2026, 1, 20), true_to=last_on), at)

    first_due = assigned(date(2026, 3, 1), FIRST)
    open_leave = away(None, FIRST)
    enrolment = writer.enrol(amina, module_id)
    writer.read(enrolment, "first", FIRST)

    writer.supersede(first_due, SECOND)
    assigned(date(2026, 6, 1), SECOND)
    writer.supersede(open_leave, SECOND)
    away(date(2026, 2, 6), SECOND)
    writer.read(enrolment, "second", DONE.made_at)
    completion = learning.Completion(
        person_id=amina, module_id=module_id, enrolment_id=enrolment.id, version_id=enrolment.version_id,
        made_at=DONE.made_at, completed_on=DONE.completed_on, expires_on=DONE.expires_on,
    )  # fmt: skip
    writer.add(completion, SECOND)

    revocation = learning.Revocation(completion_id=completion.id, true_from=date(2026, 2, 20), reason="A mistake")
    writer.add(revocation, THIRD)
    writer.add(
        assignments.Exemption(
            person_id=amina, module_id=module_id, reason_code="role", approver_id=town.carys,
            true_from=date(2026, 3, 1), true_to=date(2026, 3, 31),
        ),
        THIRD,
    )  # fmt: skip
    writer.supersede(revocation, FOURTH)

    due_late = (AssignedFact(date(2026, 1, 1), None, date(2026, 6, 1), REASON),)
    told_first = Facts(
        posts=POST, assignments=(AssignedFact(date(2026, 1, 1), None, date(2026, 3, 1), REASON),),
        leaves=(Span(date(2026, 1, 20), None),), activity=(FIRST,), bank_holidays_added=PROCLAIMED_ADDED,
        bank_holidays_removed=PROCLAIMED_REMOVED,
    )  # fmt: skip
    told_second = told_first._replace(
        assignments=due_late, leaves=(Span(date(2026, 1, 20), date(2026, 2, 6)),),
        completions=(DONE,), activity=(DONE.made_at,),
    )  # fmt: skip
    told_third = told_second._replace(completions=(REVOKED,), exemptions=(Span(date(2026, 3, 1), date(2026, 3, 31)),))
    told_fourth = told_third._replace(completions=(DONE,))
    return History(
        module_id,
        {
            FIRST: told_first, SECOND: told_second, THIRD: told_third, A_MOMENT_BEFORE: told_third,
            FOURTH: told_fourth,
        },
    )  # fmt: skip


def _ask(session: Session, scope: Scope, history: History, known_on: datetime | None) -> dict[Key, Facts]:
    return facts(session, scope, as_at=END_OF_YEAR, known_on=known_on, module_ids=[history.module_id])


def check_known_on(session: Session, town: Town) -> None:
    """From its recording, included, to its supersession, excluded, a fact is known; before and after it is not."""
    history = tell(session, town)
    only = Scope(person_ids=frozenset({town.amina}))
    key = Key(town.amina, history.module_id)
    assert _ask(session, only, history, datetime(2026, 1, 10, 8, 59, tzinfo=UTC)) == {}
    for known_on, expected in history.known.items():
        assert _ask(session, only, history, known_on) == {key: expected}, known_on
    assert _ask(session, only, history, None) == {key: history.known[FOURTH]}


def check_scope(session: Session, town: Town) -> None:
    """Whoever asks about some people is told of these alone, and the same as whoever asks about everybody."""
    history = tell(session, town)
    everybody = facts(session, EVERYBODY, as_at=END_OF_YEAR)
    for people_asked in ({town.amina}, {town.dev}, {town.amina, town.dev}, {town.ben}, set()):
        asked = facts(session, Scope(person_ids=frozenset(people_asked)), as_at=END_OF_YEAR)
        assert asked == {key: value for key, value in everybody.items() if key.person_id in people_asked}
    assert Key(town.dev, history.module_id) in everybody
