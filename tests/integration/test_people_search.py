"""Carys finds anybody: by part of a name of any day, a number or an address, whatever the accents; and narrows the list."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.facts import Standing
from elearning.domain.name_search import folded
from elearning.domain.reports import Asked
from elearning.domain.structure import NO_UNIT
from elearning.models import people
from elearning.queries.people_list import FoundPeople, Order, Wanted, offer, people_list
from elearning.queries.people_search import AliasKind, people_search
from tests import builders
from tests.builders import BEGINNING, LONG_AGO, Town

MARRIED = date(2024, 5, 1)


@dataclass
class Found:
    """Asks for lists as Carys would."""

    session: Session
    asked: Asked

    def people(self, **wanted: object) -> FoundPeople:
        """The first page by name."""
        return people_list(self.session, EVERYBODY, self.asked, Wanted(**wanted))  # type: ignore[arg-type]

    def names(self, words: str, **wanted: object) -> list[str]:
        """Who is found by some words."""
        return [person.name for person in self.people(words=words, **wanted).people]


@pytest.fixture
def find(session: Session, town: Town) -> Found:
    """The town with some more people in it, asked about today."""
    unit = builders.team(session, "Bridges")
    for number, name in (
        ("200001", "José Núñez"),
        ("200002", "Zoë O’Brien"),
        ("000345", "Łukasz Żak"),
        ("200004", "Ann Percent%"),
    ):
        builders.hire(session, number=number, name=name, unit_id=unit)
    beth = builders.hire(session, number="200005", name="Elizabeth Smith", known_as="Beth", unit_id=unit)
    marry(session, beth, "Elizabeth Smith", "Elizabeth Jones")
    builders.hire(session, number="200006", name="Gone Away", unit_id=unit, last_on=date(2025, 1, 31))
    session.flush()
    return Found(session, Asked(clock.today(), clock.now()))


def marry(session: Session, person_id: int, before: str, after: str) -> None:
    """Change a name from a day: the record of before gets its end, and a new one begins."""
    note = builders.note(session)
    first = session.query(people.PersonName).filter_by(person_id=person_id).one()
    first.superseded_at, first.superseded_by = datetime(2024, 5, 2, tzinfo=UTC), note
    session.flush()
    common = {
        "person_id": person_id,
        "known_as": "Beth",
        "recorded_by": note,
        "recorded_at": datetime(2024, 5, 2, tzinfo=UTC),
    }
    session.add(people.PersonName(name=before, true_from=LONG_AGO, true_to=MARRIED - timedelta(days=1), **common))
    session.add(people.PersonName(name=after, true_from=MARRIED, **common))
    session.flush()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nunez", "José Núñez"), ("NÚÑEZ", "José Núñez"), ("núñez josé", "José Núñez"), ("ose nu", "José Núñez"),
        ("o'brien", "Zoë O’Brien"), ("zoe", "Zoë O’Brien"), ("lukasz zak", "Łukasz Żak"), ("ŻAK", "Łukasz Żak"),
        ("000345", "Łukasz Żak"), ("00345", "Łukasz Żak"), ("percent%", "Ann Percent%"), ("%", "Ann Percent%"),
        ("beth jones", "Elizabeth Jones"), ("ben.okafor@marl", "Ben Okafor"), ("BEN.OKAFOR@", "Ben Okafor"),
        ("  amina   YUSUF ", "Amina Yusuf"), ("100 001", "Amina Yusuf"),
    ],
)  # fmt: skip
def test_somebody_is_found_by_what_is_remembered_of_them(find: Found, typed: str, name: str) -> None:
    assert find.names(typed) == [name]


@pytest.mark.parametrize(
    "typed", ["_", "100%1", "<script>", "'", '" OR 1=1 --', "\\", "\x00", "nobody at all", "a" * 10_000]
)
def test_what_is_typed_is_taken_literally(find: Found, typed: str) -> None:
    found = find.people(words=typed)
    assert [person.name for person in found.people if person.name != "Zoë O’Brien"] == []
    assert (len(found.people), found.pages) == (found.total, 1)


def test_a_former_name_finds_and_is_told(find: Found) -> None:
    (beth,) = find.people(words="smith").people
    assert (beth.name, beth.alias) == ("Elizabeth Jones", (AliasKind.FORMER, "Elizabeth Smith"))
    (beth,) = find.people(words="jones").people
    assert beth.alias is None
    (beth,) = find.people(words="beth").people
    assert beth.alias is None, "Beth is in Elizabeth"


def test_a_later_name_finds_somebody_on_a_past_day(session: Session, find: Found) -> None:
    past = Found(session, Asked(date(2023, 1, 1), clock.now()))
    (beth,) = past.people(words="jones").people
    assert (beth.name, beth.alias) == ("Elizabeth Smith", (AliasKind.LATER, "Elizabeth Jones"))
    as_told = Found(session, Asked(date(2025, 1, 1), datetime(2024, 1, 1, tzinfo=UTC)))
    assert as_told.names("jones") == [], "the new name was not known then"
    assert as_told.names("smith") == ["Elizabeth Smith"]


def test_a_leaver_is_counted_beside_and_listed_when_asked_for(find: Found) -> None:
    found = find.people(words="gone")
    assert (found.total, found.elsewhere) == (0, 1)
    (gone,) = find.people(words="gone", is_in_post=False).people
    assert gone.in_post is not None
    assert (gone.in_post.last_on, gone.modules, gone.unit) == (date(2025, 1, 31), (), ("", "", ""))
    assert find.people(is_in_post=False).total == 1


def test_a_list_in_every_order_has_the_same_people(session: Session, find: Found) -> None:
    everybody = people_list(session, EVERYBODY, find.asked, Wanted(), size=100)
    names = [person.name for person in everybody.people]
    assert names == sorted(names, key=folded)
    assert names.index("Łukasz Żak") < names.index("Zoë O’Brien")
    for order in Order:
        ordered = people_list(session, EVERYBODY, find.asked, Wanted(), order=order, size=100)
        assert sorted(person.name for person in ordered.people) == sorted(names), order
    by_number = people_list(session, EVERYBODY, find.asked, Wanted(), order=Order.NUMBER, size=100)
    assert [person.number for person in by_number.people] == sorted(person.number for person in by_number.people)
    by_standing = people_list(session, EVERYBODY, find.asked, Wanted(), order=Order.STANDING, size=100)
    assert {bool(person.modules) for person in by_standing.people[:5]} == {True}, "nobody without a module comes first"


def test_pages_hold_everybody_once(session: Session, find: Found) -> None:
    pages = [people_list(session, EVERYBODY, find.asked, Wanted(), page=page, size=3) for page in (1, 2, 3, 4, 5)]
    ids = [person.person_id for page in pages for person in page.people]
    assert len(ids) == len(set(ids)) == pages[0].total == 10
    assert [len(page.people) for page in pages] == [3, 3, 3, 1, 0]
    assert {page.pages for page in pages} == {4}


def test_standings_and_modules_narrow_the_list(session: Session, town: Town, find: Found) -> None:
    assert find.people(standings=frozenset(Standing)).total == 5, "five of ten are assigned something"
    assert find.people(module_ids=frozenset({town.module_id})).total == 5
    late = Found(session, find.asked._replace(as_at=find.asked.as_at + timedelta(days=40)))
    found = late.people(standings=frozenset({Standing.OVERDUE}))
    assert (found.total, found.rows) == (5, 5)
    assert find.people(standings=frozenset({Standing.OVERDUE})).total == 0
    assert find.people().rows is None


def test_a_unit_holds_those_in_the_units_below_it_and_each_once(session: Session, find: Found) -> None:
    above = builders.team(session, "Place", kind="directorate")
    below = builders.team(session, "Roads", parent_id=above, kind="service")
    builders.hire(session, number="300001", name="Iris Lane", unit_id=below)
    assert [person.name for person in find.people(units=frozenset({above})).people] == ["Iris Lane"]
    assert find.people(units=frozenset({NO_UNIT})).total == 0
    assert offer(session, find.asked).units[below] == "Place, Roads"


def test_a_post_in_a_unit_that_does_not_exist_that_day_is_under_no_unit(session: Session, find: Found) -> None:
    note = builders.note(session)
    unit = people.Unit()
    session.add(unit)
    session.flush()
    common = {"recorded_at": BEGINNING, "recorded_by": note, "true_from": LONG_AGO, "true_to": date(2021, 1, 1)}
    session.add(people.UnitPlace(unit_id=unit.id, kind="team", **common))
    session.add(people.UnitName(unit_id=unit.id, name="Closed", **common))
    builders.hire(session, number="300002", name="Owen Left", unit_id=unit.id)
    (found,) = find.people(units=frozenset({NO_UNIT})).people
    assert (found.name, found.unit) == ("Owen Left", ("", "", ""))


def test_nobody_out_of_scope_is_found(session: Session, town: Town, find: Found) -> None:
    scope = Scope(frozenset({town.amina}))
    assert people_search(session, scope, find.asked, "").names == {town.amina: "Amina Yusuf"}
    assert people_search(session, scope, find.asked, "100004").names == {}
    assert people_search(session, Scope(), find.asked, "").names == {}


def test_a_page_costs_the_same_number_of_statements_however_many_people(session: Session, find: Found) -> None:
    def statements() -> int:
        sent: list[str] = []
        note = lambda *args: sent.append(args[2])  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", note)
        find.people()
        event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(sent)

    few = statements()
    unit = builders.team(session, "Crowd")
    for number in range(60):
        builders.hire(session, number=f"4{number:05}", name=f"Person {number}", unit_id=unit)
    assert statements() == few
