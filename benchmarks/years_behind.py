"""More years behind a council at scale: people who left, former posts, assignments and absences that ended, old
completions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from benchmarks.bulk import DATED, Row
from benchmarks.days import day_text, noon
from benchmarks.learning_at_scale import LearningRows
from elearning.models import assignments, people

if TYPE_CHECKING:
    from benchmarks.council_at_scale import Council

_LEAVE_A_YEAR = 8  # of every 100
_BETWEEN = 700  # days between a completion and the next
_AWAY_A_YEAR, _EXEMPT_A_YEAR = 10, 5  # of every 100


class YearsBehind:
    """The days before day 0 of a council: `days` of them."""

    def __init__(self, council: "Council", tables: LearningRows, days: int) -> None:
        self.council, self.tables, self.first = council, tables, -days
        former = council.count * _LEAVE_A_YEAR * days // 36_500
        chance = council.chance
        self.former: dict[int, tuple[int, int]] = {}
        for id in range(council.count + 1, council.count + former + 1):
            began = chance.randrange(self.first, -100)
            self.former[id] = (began, chance.randrange(began + 60, -1))
        self.older = [module for module in council.versions if module != council.newest]

    def write(self) -> None:
        """Put all of it into the database."""
        self._people()
        self._absences()
        columns = ("id", "person_id", "module_id", "audience_id", "due_on", "reason", *DATED)
        self.council.loader.add(assignments.Assignment, columns, self._assigned())
        for person, (began, left) in self._spells():
            for module in self.older:
                day, number = began + self.council.chance.randrange(60), 101
                while day < left:
                    self.tables.complete(person, module, self.council.versions[module], number, day)
                    day, number = day + self.council.chance.randrange(_BETWEEN - 60, _BETWEEN), number + 1

    def _spells(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Who was there then, from when to when: those who have left, and those who were there at the beginning."""
        yield from self.former.items()
        for person, began in enumerate(self.council.began, 1):
            if began == 0:
                yield person, (self.first, -1)

    def _recorded(self, first: int, last: int) -> tuple[Row, Row]:
        """A fact recorded without a last day, and as it was recorded when that was known."""
        event = self.council.event
        open_one = (day_text(first), None, noon(first), event, noon(last), event)
        return open_one, (day_text(first), day_text(last), noon(last), event, None, None)

    def _people(self) -> None:
        loader, event = self.council.loader, self.council.event
        facts = {id: (day_text(began), None, noon(began), event, None, None) for id, (began, _) in self.former.items()}
        loader.add(people.Person, ("id",), ((id,) for id in facts))
        numbers = ((id, id, f"{id:06}", *fact) for id, fact in facts.items())
        loader.add(people.EmployeeNumber, ("id", "person_id", "number", *DATED), numbers)
        emails = ((id, id, f"person.{id}@marlshire.example", *fact) for id, fact in facts.items())
        loader.add(people.PersonEmail, ("id", "person_id", "email", *DATED), emails)
        new = self.council.ids.new
        names = ((new("name"), id, f"Former Person-{id}", "Former", *fact) for id, fact in facts.items())
        loader.add(people.PersonName, ("id", "person_id", "name", "known_as", *DATED), names)
        loader.add(people.Holding, ("id", "person_id", "post_id", *DATED), self._holdings())
        columns = ("id", "post_id", "reference", "title", "unit_id", "staff_group", "manager_id", "manager_post_id")
        loader.add(people.PostDetail, (*columns, *DATED), self._details())

    def _holdings(self) -> Iterator[Row]:
        for id, (began, left) in self.former.items():
            post = self.council.chance.randrange(1, self.council.count + 1)
            for dates in self._recorded(began, left):
                yield self.council.ids.new("holding"), id, post, *dates

    def _absences(self) -> None:
        """Leave and exemptions of those years, none of which reaches into the next."""
        leaves, exemptions, new = [], [], self.council.ids.new
        for person, (began, left) in self._spells():
            for day in range(began, left - 120, 365):
                draw, first = self.council.chance.randrange(100), day + self.council.chance.randrange(120)
                dates = (day_text(first), day_text(min(first + 60, left)), noon(first), self.council.event, None, None)
                if draw < _AWAY_A_YEAR:
                    leaves.append((new("leave"), person, *dates))
                elif draw < _AWAY_A_YEAR + _EXEMPT_A_YEAR:
                    module = self.council.chance.choice(self.older)
                    exemptions.append(
                        (new("exemption"), person, module, "other", "", person % self.council.count + 1, *dates)
                    )
        self.council.loader.add(people.Leave, ("id", "person_id", *DATED), leaves)
        columns = ("id", "person_id", "module_id", "reason_code", "note", "approver_id", *DATED)
        self.council.loader.add(assignments.Exemption, columns, exemptions)

    def _details(self) -> Iterator[Row]:
        """Each post as it was before: with another unit, and nobody above it."""
        units = -(-self.council.count // 16)
        for post in range(1, self.council.count + 1):
            unit = self.council.first_team + self.council.chance.randrange(units)
            for dates in self._recorded(self.first, -1):
                id = self.council.ids.new("detail")
                yield id, post, f"P{post:06}", "Officer", unit, "Office", None, None, *dates

    def _assigned(self) -> Iterator[Row]:
        for person, (began, left) in self._spells():
            for module in self.older:
                for dates in self._recorded(began, left):
                    id = self.council.ids.new("assignment")
                    yield id, person, module, module, day_text(began + 30), "everyone must complete it", *dates
