"""A council of as many people and modules as are asked for, with two years behind it. The same every time.

Spans of control of twelve, three levels of units, second posts, leavers, leave, exemptions, renewals, revocations,
work in progress and corrections, in the proportions of a real one. Nothing here goes through the services.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from flask import Flask
from sqlalchemy import select

from benchmarks.bulk import DATED, Loader, Row
from benchmarks.days import DAYS, day_text, noon
from benchmarks.learning_at_scale import LearningRows
from benchmarks.years_behind import YearsBehind
from elearning.extensions import db
from elearning.models import assignments, people
from elearning.models.modules import ModuleVersion
from elearning.transaction import committed
from tests import builders

_SPAN, _TEAM, _SERVICE, _DIRECTORATES = 13, 16, 128, 10
_NEW = 60
_FIRST = ("Amina", "Ben", "Carys", "Dev", "Efa", "Farid", "Grace", "Hana", "Idris", "Joan", "Kofi", "Leah", "Mair")
_LAST = ("Adeyemi", "Bevan", "Clarke", "Das", "Evans", "Flynn", "Gill", "Hughes", "Iqbal", "Jones", "Khan", "Lewis")


@dataclass
class _Ids:
    """The next free id of each table that others point at."""

    taken: dict[str, int] = field(default_factory=dict)

    def new(self, name: str) -> int:
        """The next one."""
        self.taken[name] = self.taken.get(name, 0) + 1
        return self.taken[name]


@dataclass(frozen=True)
class Behind:
    """What lies behind a council: how many years, and whether all that people did is there.

    A lean one has no screens, attempts or certificates of what was completed: no figure asks for them.
    """

    years: int = 2
    is_lean: bool = False


def found(app: Flask, *, people_count: int, modules: int = 5, behind: Behind = Behind()) -> None:
    """Fill a migrated, empty database. Person n (from 1) has the employee number n, six digits, and the post n."""
    with app.app_context():
        with committed(db.session):
            event = builders.note(db.session())
            for number in range(1, modules + 1):
                builders.publish(db.session(), builders.small_version(f"module-{number}", title=f"Module {number}"))
        versions = dict(db.session.execute(select(ModuleVersion.module_id, ModuleVersion.id)).tuples().all())
        db.session.remove()
        Council(Loader(db.engine), people_count, versions, event, behind).write()
        db.engine.dispose()


class Council:
    """A council that is being written."""

    def __init__(self, loader: Loader, count: int, versions: dict[int, int], event: int, behind: Behind) -> None:
        self.loader, self.count, self.versions, self.event, self.behind = loader, count, versions, event, behind
        self.chance = Random(20261120)
        self.newest = max(versions)
        self.ids = _Ids()
        self.live = (noon(0), event, None, None)
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

    def dated(self, name: str, first: int, last: int | None = None) -> tuple[int, Row]:
        """A new id, and the days and instants of a fact recorded on its first day and never replaced."""
        until = None if last is None else day_text(last)
        return self.ids.new(name), (day_text(first), until, noon(first), *self.live[1:])

    def _people(self) -> None:
        """Four of five were there at the beginning; 5 in 100 have left since."""
        chance, numbers = self.chance, range(1, self.count + 1)
        self.began = [0 if chance.random() < 0.8 else chance.randrange(1, DAYS) for _ in numbers]
        self.left = [
            min(began + chance.randrange(60, DAYS), DAYS - 1) if began < DAYS - 60 and chance.random() < 0.05 else None
            for began in self.began
        ]
        self.loader.add(people.Person, ("id",), ((n,) for n in numbers))
        columns = ("id", "person_id", "number", *DATED)
        began = self.began
        recorded = {first: (day_text(first), None, noon(first), *self.live[1:]) for first in set(began)}
        facts = [recorded[first] for first in began]
        self.loader.add(people.EmployeeNumber, columns, ((n, n, f"{n:06}", *facts[n - 1]) for n in numbers))
        emails = ((n, n, f"person.{n}@marlshire.example", *facts[n - 1]) for n in numbers)
        self.loader.add(people.PersonEmail, ("id", "person_id", "email", *DATED), emails)
        self.loader.add(people.PersonName, ("id", "person_id", "name", "known_as", *DATED), self._names())

    def _names(self) -> Iterator[Row]:
        """2 in 100 have changed theirs."""
        for n in range(1, self.count + 1):
            first_name = _FIRST[n % len(_FIRST)]
            name, began = f"{first_name} {_LAST[n % len(_LAST)]}-{n}", self.began[n - 1]
            if began < DAYS - 2 and self.chance.random() < 0.02:
                changed = self.chance.randrange(began + 1, DAYS)
                id, dates = self.dated("name", began, changed - 1)
                yield id, n, f"{first_name} Former-{n}", first_name, *dates
                began = changed
            id, dates = self.dated("name", began)
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
        dates = (day_text(0), None, *self.live)
        self.loader.add(people.Unit, ("id",), ((id,) for id, _ in units))
        names = ((id, id, f"{kind.title()} {id}", *dates) for id, (kind, _) in units)
        self.loader.add(people.UnitName, ("id", "unit_id", "name", *DATED), names)
        places = ((id, id, kind, parent, *dates) for id, (kind, parent) in units)
        self.loader.add(people.UnitPlace, ("id", "unit_id", "kind", "parent_id", *DATED), places)

    def _posts(self) -> None:
        """5 in 100 hold a second post; of every 20 posts one moved team, and one reports to a post, not a person."""
        second = [n for n in range(1, self.count + 1) if self.chance.random() < 0.05]
        held = [(n, n) for n in range(1, self.count + 1)]
        held += [(n, self.count + place) for place, n in enumerate(second, 1)]
        self.loader.add(people.Post, ("id",), ((post,) for _, post in held))
        columns = ("id", "post_id", "reference", "title", "unit_id", "staff_group", "manager_id", "manager_post_id")
        self.loader.add(people.PostDetail, (*columns, *DATED), self._details(held))
        self.loader.add(people.Holding, ("id", "person_id", "post_id", *DATED), self._holdings(held))

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
            if began < DAYS - 2 and self.chance.random() < 0.05:
                id, was = self.dated("detail", began)
                moved = self.chance.randrange(began + 1, DAYS)
                yield id, post, *words, unit, "Office", *managers, *was[:3], self.event, noon(moved), self.event
                old_unit = self.first_team + self.chance.randrange(-(-self.count // _TEAM))
                id, dates = self.dated("detail", began, moved - 1)
                yield id, post, *words, old_unit, "Office", *managers, *dates[:2], noon(moved), *dates[3:]
                began = moved
            id, dates = self.dated("detail", began)
            yield id, post, *words, unit, "Office", *managers, *dates

    def _holdings(self, held: list[tuple[int, int]]) -> Iterator[Row]:
        """Who has left held it without an end first; that record was replaced when they did."""
        for person, post in held:
            began, left = self.began[person - 1], self.left[person - 1]
            id, dates = self.dated("holding", began)
            if left is None:
                yield id, person, post, *dates
            else:
                yield id, person, post, *dates[:3], self.event, noon(left), self.event
                id, dates = self.dated("holding", began, left)
                yield id, person, post, *dates[:2], noon(left), *dates[3:]

    def _absences(self) -> None:
        """3 in 100 were on leave, a third of them still; 2 in 100 are or were exempt from one module."""
        leaves, exemptions = [], []
        modules = list(self.versions)
        for n in range(1, self.count + 1):
            if self.began[n - 1] > DAYS - 120 or self.left[n - 1] is not None:
                continue
            draw, first = self.chance.random(), self.chance.randrange(DAYS - 110, DAYS)
            if draw < 0.03:
                id, dates = self.dated("leave", first, None if draw < 0.01 else min(first + 60, DAYS + 90))
                leaves.append((id, n, *dates))
            elif draw < 0.05:
                id, dates = self.dated("exemption", first, first + 120)
                exemptions.append((id, n, self.chance.choice(modules), "other", "", n % self.count + 1, *dates))
        self.loader.add(people.Leave, ("id", "person_id", *DATED), leaves)
        columns = ("id", "person_id", "module_id", "reason_code", "note", "approver_id", *DATED)
        self.loader.add(assignments.Exemption, columns, exemptions)

    def _assignments(self) -> None:
        """Everybody must do everything, the newest module since 60 days ago; 4 in 100 due dates were corrected."""
        columns = ("id", "module_id", "name", "fixed_due_on", "days_after_start", "notice_days", *DATED)
        dates = (day_text(0), None, *self.live)
        audiences = ((m, m, f"Everyone, module {m}", day_text(90 + m), 30, 14, *dates) for m in self.versions)
        self.loader.add(assignments.Audience, columns, audiences)
        columns = ("id", "person_id", "module_id", "audience_id", "due_on", "reason", *DATED)
        self.loader.add(assignments.Assignment, columns, self._assigned())

    def _launch(self, module: int) -> int:
        """The day on which a module was first asked of everybody: the newest 60 days ago."""
        return DAYS - _NEW if module == self.newest else (module - 1) * 150

    def _assigned(self) -> Iterator[Row]:
        reason = "everyone in post must complete it"
        for n in range(1, self.count + 1):
            left = self.left[n - 1]
            for module in self.versions:
                began = self.began[n - 1]
                launch = self._launch(module)
                due, began = day_text(max(launch + 80, began + 30)), max(began, launch)
                if left is not None and left < began:
                    continue
                id, dates = self.dated("assignment", began, left)
                if self.chance.random() < 0.04 and began < DAYS - 20:
                    corrected = noon(began + 10)
                    was_due = day_text(began + 20)
                    yield id, n, module, module, was_due, reason, *dates[:3], self.event, corrected, self.event
                    id = self.ids.new("assignment")
                    dates = (*dates[:2], corrected, *dates[3:])
                yield id, n, module, module, due, reason, *dates

    def _learning(self) -> None:
        """Of every 100: 83 completed, 10 of them twice; 4 in progress; 1 in 200 completions revoked. Of the newest
        module half, and most of the rest are not yet due."""
        tables = LearningRows(self.loader, self.chance, self.event, is_lean=self.behind.is_lean)
        if self.behind.years > 2:
            YearsBehind(self, tables, (self.behind.years - 2) * 365).write()
        for n in range(1, self.count + 1):
            last = self.left[n - 1] or DAYS - 1
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
        tables.flush()


def _manager(place: int) -> int | None:
    """Whom the person at a place (from 0) reports to: its number to base 13 with its lowest digit above 0 at 0."""
    if place == 0:
        return None
    power = 1
    while place % (power * _SPAN) == 0:
        power *= _SPAN
    return place - place % (power * _SPAN) + 1
