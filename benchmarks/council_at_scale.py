"""A council of as many people and modules as are asked for, with two years behind it. The same every time.

Spans of control of twelve, three levels of units, second posts, leavers, leave, exemptions, renewals, revocations,
work in progress and corrections, in the proportions of a real one. Nothing here goes through the services.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

from flask import Flask
from sqlalchemy import select

from benchmarks.bulk import Cell, Loader
from benchmarks.days import TODAY
from elearning.domain.calendar import add_months
from elearning.extensions import db
from elearning.models import assignments, certificates, learning, people
from elearning.models.modules import ModuleVersion
from elearning.transaction import committed
from tests import builders

_BEGAN = date(2024, 9, 2)
_DAYS = (TODAY - _BEGAN).days
_SPAN, _TEAM, _SERVICE, _DIRECTORATES = 13, 16, 128, 10
_VALID_MONTHS = 24
_SCREENS = 8
_NEW = 60
_FIRST = ("Amina", "Ben", "Carys", "Dev", "Efa", "Farid", "Grace", "Hana", "Idris", "Joan", "Kofi", "Leah", "Mair")
_LAST = ("Adeyemi", "Bevan", "Clarke", "Das", "Evans", "Flynn", "Gill", "Hughes", "Iqbal", "Jones", "Khan", "Lewis")

_RECORDED = ("recorded_at", "recorded_by", "superseded_at", "superseded_by")
_DATED = ("true_from", "true_to", *_RECORDED)
Row = tuple[Cell, ...]


@cache
def _day(number: int) -> str:
    """A day since the beginning, as text."""
    return (_BEGAN + timedelta(number)).isoformat()


@cache
def _noon(number: int) -> str:
    """An instant on a day since the beginning."""
    return f"{_day(number)} 12:00:00.000000"


def _instant(number: int, seconds: int) -> str:
    at = datetime.combine(_BEGAN + timedelta(number), time(9), tzinfo=UTC) + timedelta(seconds=seconds)
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


@dataclass
class _Ids:
    """The next free id of each table that others point at."""

    taken: dict[str, int] = field(default_factory=dict)

    def new(self, name: str) -> int:
        """The next one."""
        self.taken[name] = self.taken.get(name, 0) + 1
        return self.taken[name]


def found(app: Flask, *, people_count: int, modules: int = 5) -> None:
    """Fill a migrated, empty database. Person n (from 1) has the employee number n, six digits, and the post n."""
    with app.app_context():
        with committed(db.session):
            event = builders.note(db.session())
            for number in range(1, modules + 1):
                builders.publish(db.session(), builders.small_version(f"module-{number}", title=f"Module {number}"))
        versions = dict(db.session.execute(select(ModuleVersion.module_id, ModuleVersion.id)).tuples().all())
        db.session.remove()
        _Council(Loader(db.engine), people_count, versions, event).write()
        db.engine.dispose()


class _Council:
    def __init__(self, loader: Loader, count: int, versions: dict[int, int], event: int) -> None:
        self.loader, self.count, self.versions, self.event = loader, count, versions, event
        self.chance = Random(20261120)
        self.newest = max(versions)
        self.ids = _Ids()
        self.live = (_noon(0), event, None, None)
        self.began: list[int] = []
        self.left: list[int | None] = []

    def write(self) -> None:
        """Put all of it into the database."""
        self._people()
        self._units()
        self._posts()
        self._absences()
        self._assignments()
        self._learning()
        self.loader.finish()

    def _dated(self, name: str, first: int, last: int | None = None) -> tuple[int, Row]:
        """A new id, and the days and instants of a fact recorded on its first day and never replaced."""
        return self.ids.new(name), (_day(first), None if last is None else _day(last), _noon(first), *self.live[1:])

    def _people(self) -> None:
        """Four of five were there at the beginning; 5 in 100 have left since."""
        chance, numbers = self.chance, range(1, self.count + 1)
        self.began = [0 if chance.random() < 0.8 else chance.randrange(1, _DAYS) for _ in numbers]
        self.left = [
            min(began + chance.randrange(60, _DAYS), _DAYS - 1)
            if began < _DAYS - 60 and chance.random() < 0.05
            else None
            for began in self.began
        ]
        self.loader.add(people.Person, ("id",), ((n,) for n in numbers))
        columns = ("id", "person_id", "number", *_DATED)
        began = self.began
        facts = [(_day(first), None, _noon(first), *self.live[1:]) for first in began]
        self.loader.add(people.EmployeeNumber, columns, ((n, n, f"{n:06}", *facts[n - 1]) for n in numbers))
        emails = ((n, n, f"person.{n}@marlshire.example", *facts[n - 1]) for n in numbers)
        self.loader.add(people.PersonEmail, ("id", "person_id", "email", *_DATED), emails)
        self.loader.add(people.PersonName, ("id", "person_id", "name", "known_as", *_DATED), self._names())

    def _names(self) -> Iterator[Row]:
        """2 in 100 have changed theirs."""
        for n in range(1, self.count + 1):
            first_name = _FIRST[n % len(_FIRST)]
            name, began = f"{first_name} {_LAST[n % len(_LAST)]}-{n}", self.began[n - 1]
            if began < _DAYS - 2 and self.chance.random() < 0.02:
                changed = self.chance.randrange(began + 1, _DAYS)
                id, dates = self._dated("name", began, changed - 1)
                yield id, n, f"{first_name} Former-{n}", first_name, *dates
                began = changed
            id, dates = self._dated("name", began)
            yield id, n, name, first_name, *dates

    def _units(self) -> None:
        """Ten directorates, services of 128 people, teams of 16."""
        services = -(-self.count // _SERVICE)
        directorates, teams = min(_DIRECTORATES, services), -(-self.count // _TEAM)
        self.first_team = directorates + services + 1
        parents: list[tuple[str, int | None]] = [("directorate", None)] * directorates
        parents += [("service", n * directorates // services + 1) for n in range(services)]
        parents += [("team", n * _TEAM // _SERVICE + directorates + 1) for n in range(teams)]
        units = list(enumerate(parents, 1))
        dates = (_day(0), None, *self.live)
        self.loader.add(people.Unit, ("id",), ((id,) for id, _ in units))
        names = ((id, id, f"{kind.title()} {id}", *dates) for id, (kind, _) in units)
        self.loader.add(people.UnitName, ("id", "unit_id", "name", *_DATED), names)
        places = ((id, id, kind, parent, *dates) for id, (kind, parent) in units)
        self.loader.add(people.UnitPlace, ("id", "unit_id", "kind", "parent_id", *_DATED), places)

    def _posts(self) -> None:
        """5 in 100 hold a second post; of every 20 posts one moved team, and one reports to a post, not a person."""
        second = [n for n in range(1, self.count + 1) if self.chance.random() < 0.05]
        held = [(n, n) for n in range(1, self.count + 1)]
        held += [(n, self.count + place) for place, n in enumerate(second, 1)]
        self.loader.add(people.Post, ("id",), ((post,) for _, post in held))
        columns = ("id", "post_id", "reference", "title", "unit_id", "staff_group", "manager_id", "manager_post_id")
        self.loader.add(people.PostDetail, (*columns, *_DATED), self._details(held))
        self.loader.add(people.Holding, ("id", "person_id", "post_id", *_DATED), self._holdings(held))

    def _details(self, held: list[tuple[int, int]]) -> Iterator[Row]:
        for person, post in held:
            place = person - 1 if post <= self.count else self.chance.randrange(self.count)
            manager = _manager(place)
            if manager == person:
                manager = None
            unit, began = self.first_team + place // _TEAM, self.began[person - 1]
            by_post = manager is not None and self.chance.random() < 0.05
            managers = (None, manager) if by_post else (manager, None)
            words = (f"P{post:06}", "Officer")
            if began < _DAYS - 2 and self.chance.random() < 0.05:
                id, was = self._dated("detail", began)
                moved = self.chance.randrange(began + 1, _DAYS)
                yield id, post, *words, unit, "Office", *managers, *was[:3], self.event, _noon(moved), self.event
                old_unit = self.first_team + self.chance.randrange(-(-self.count // _TEAM))
                id, dates = self._dated("detail", began, moved - 1)
                yield id, post, *words, old_unit, "Office", *managers, *dates[:2], _noon(moved), *dates[3:]
                began = moved
            id, dates = self._dated("detail", began)
            yield id, post, *words, unit, "Office", *managers, *dates

    def _holdings(self, held: list[tuple[int, int]]) -> Iterator[Row]:
        """Who has left held it without an end first; that record was replaced when they did."""
        for person, post in held:
            began, left = self.began[person - 1], self.left[person - 1]
            id, dates = self._dated("holding", began)
            if left is None:
                yield id, person, post, *dates
            else:
                yield id, person, post, *dates[:3], self.event, _noon(left), self.event
                id, dates = self._dated("holding", began, left)
                yield id, person, post, *dates[:2], _noon(left), *dates[3:]

    def _absences(self) -> None:
        """3 in 100 were on leave, a third of them still; 2 in 100 are or were exempt from one module."""
        leaves, exemptions = [], []
        modules = list(self.versions)
        for n in range(1, self.count + 1):
            if self.began[n - 1] > _DAYS - 120 or self.left[n - 1] is not None:
                continue
            draw, first = self.chance.random(), self.chance.randrange(_DAYS - 110, _DAYS)
            if draw < 0.03:
                id, dates = self._dated("leave", first, None if draw < 0.01 else min(first + 60, _DAYS + 90))
                leaves.append((id, n, *dates))
            elif draw < 0.05:
                id, dates = self._dated("exemption", first, first + 120)
                exemptions.append((id, n, self.chance.choice(modules), "other", "", n % self.count + 1, *dates))
        self.loader.add(people.Leave, ("id", "person_id", *_DATED), leaves)
        columns = ("id", "person_id", "module_id", "reason_code", "note", "approver_id", *_DATED)
        self.loader.add(assignments.Exemption, columns, exemptions)

    def _assignments(self) -> None:
        """Everybody must do everything, the newest module since 60 days ago; 4 in 100 due dates were corrected."""
        columns = ("id", "module_id", "name", "fixed_due_on", "days_after_start", "notice_days", *_DATED)
        dates = (_day(0), None, *self.live)
        audiences = ((m, m, f"Everyone, module {m}", _day(90 + m), 30, 14, *dates) for m in self.versions)
        self.loader.add(assignments.Audience, columns, audiences)
        columns = ("id", "person_id", "module_id", "audience_id", "due_on", "reason", *_DATED)
        self.loader.add(assignments.Assignment, columns, self._assigned())

    def _launch(self, module: int) -> int:
        """The day on which a module was first asked of everybody: the newest 60 days ago."""
        return _DAYS - _NEW if module == self.newest else (module - 1) * 150

    def _assigned(self) -> Iterator[Row]:
        reason = "everyone in post must complete it"
        for n in range(1, self.count + 1):
            left = self.left[n - 1]
            for module in self.versions:
                began = self.began[n - 1]
                launch = self._launch(module)
                due, began = _day(max(launch + 80, began + 30)), max(began, launch)
                if left is not None and left < began:
                    continue
                id, dates = self._dated("assignment", began, left)
                if self.chance.random() < 0.04 and began < _DAYS - 20:
                    corrected = _noon(began + 10)
                    yield id, n, module, module, _day(began + 20), reason, *dates[:3], self.event, corrected, self.event
                    id = self.ids.new("assignment")
                    dates = (*dates[:2], corrected, *dates[3:])
                yield id, n, module, module, due, reason, *dates

    def _learning(self) -> None:
        """Of every 100: 83 completed, 10 of them twice; 4 in progress; 1 in 200 completions revoked. Of the newest
        module half, and most of the rest are not yet due."""
        tables = _LearningRows(self)
        for n in range(1, self.count + 1):
            last = self.left[n - 1] or _DAYS - 1
            for module, version in self.versions.items():
                draw, began = self.chance.random(), self.began[n - 1]
                window = 150 if began == 0 else 45
                began = max(began, self._launch(module))
                if module == self.newest:
                    draw, window = draw + 0.35, _NEW
                if last < began:
                    continue
                if draw < 0.83:
                    done = min(began + self.chance.randrange(window), last)
                    number = tables.complete(n, module, version, 1, done)
                    if draw < 0.1 and done + 300 < last:
                        tables.complete(
                            n, module, version, number + 1, min(done + self.chance.randrange(300, 720), last)
                        )
                elif draw < 0.87 or 1 <= draw < 1.1:
                    tables.read(tables.enrol(n, module, version, 1, last), last, screens=2)
        for table, columns, rows in tables.all():
            self.loader.add(table, columns, rows)


def _manager(place: int) -> int | None:
    """Whom the person at a place (from 0) reports to: its number to base 13 with its lowest digit above 0 at 0."""
    if place == 0:
        return None
    power = 1
    while place % (power * _SPAN) == 0:
        power *= _SPAN
    return place - place % (power * _SPAN) + 1


class _LearningRows:
    """Rows of what people did, table by table."""

    def __init__(self, council: _Council) -> None:
        self.chance, self.event = council.chance, council.event
        self.enrolments: list[Row] = []
        self.progress: list[Row] = []
        self.answers: list[Row] = []
        self.attempts: list[Row] = []
        self.results: list[Row] = []
        self.completions: list[Row] = []
        self.certificates: list[Row] = []
        self.revocations: list[Row] = []

    def enrol(self, person: int, module: int, version: int, number: int, day: int) -> int:
        """Begin; the enrolment's id."""
        self.enrolments.append((len(self.enrolments) + 1, person, module, version, number, _noon(day)))
        return len(self.enrolments)

    def read(self, enrolment: int, day: int, *, screens: int) -> None:
        """Read so many screens, and answer a check."""
        for screen in range(screens):
            self.progress.append((len(self.progress) + 1, enrolment, "lesson-1", f"screen-{screen}", _noon(day)))
        self.answers.append((len(self.answers) + 1, enrolment, "check-1", '["b"]', _noon(day)))

    def complete(self, person: int, module: int, version: int, number: int, day: int) -> int:
        """The whole way to the certificate; the number of the enrolment."""
        enrolment = self.enrol(person, module, version, number, day)
        self.read(enrolment, day, screens=_SCREENS)
        made_at, id = _instant(day, 10_800 + self.chance.randrange(10_000)), len(self.completions) + 1
        self.attempts.append((id, enrolment, 1, 7, "[]", _noon(day)))
        self.results.append((id, id, 2, 2, 2, 1, "{}", made_at))
        expires = add_months(_BEGAN + timedelta(day), _VALID_MONTHS).isoformat()
        dates = (made_at, _day(day), expires)
        recorded = (made_at, self.event, None, None)
        self.completions.append((id, person, module, enrolment, version, *dates, *recorded))
        words = (f"{id:016}", f"Person {person}", f"Module {module}", "Marlshire County Council")
        self.certificates.append((id, id, *words, *dates[1:], made_at, self.event))
        if self.chance.random() < 0.005 and day < _DAYS - 30:
            since = day + self.chance.randrange(1, 30)
            told = (_day(since), None, _noon(since), self.event, None, None)
            self.revocations.append((len(self.revocations) + 1, id, "Not their own work", *told))
        return number

    def all(self) -> Iterator[tuple[type, tuple[str, ...], list[Row]]]:
        """Every table with its columns."""
        yield learning.Enrolment, (
            "id", "person_id", "module_id", "version_id", "number", "recorded_at",
        ), self.enrolments  # fmt: skip
        yield learning.LessonProgress, ("id", "enrolment_id", "lesson_id", "screen_id", "recorded_at"), self.progress
        yield learning.CheckAnswer, ("id", "enrolment_id", "question_id", "chosen", "recorded_at"), self.answers
        yield learning.Attempt, ("id", "enrolment_id", "number", "seed", "shown", "recorded_at"), self.attempts
        yield learning.Result, (
            "id", "attempt_id", "score", "out_of", "pass_mark", "passed", "marks", "recorded_at",
        ), self.results  # fmt: skip
        yield learning.Completion, (
            "id", "person_id", "module_id", "enrolment_id", "version_id", "made_at", "completed_on", "expires_on",
            *_RECORDED,
        ), self.completions  # fmt: skip
        yield certificates.Certificate, (
            "id", "completion_id", "number", "holder_name", "module_title", "council_name", "completed_on",
            "expires_on", "recorded_at", "recorded_by",
        ), self.certificates  # fmt: skip
        yield learning.Revocation, ("id", "completion_id", "reason", *_DATED), self.revocations
