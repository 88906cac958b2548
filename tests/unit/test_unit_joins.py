"""One unit that is another: on a day, over days, in HR's file, and which may be joined (decision 153)."""

from datetime import date

import pytest

from elearning.domain.audience_conditions import Who
from elearning.domain.membership import HeldPost, JoinedOver, Organised, PlaceOver, PostOver, days_in
from elearning.domain.people import Employment, KnownUnit, Organisation, UnitPath
from elearning.domain.structure import HoldingOnDay, PostOnDay, Structure, UnitOnDay
from elearning.domain.unit_joins import candidates, plan_join, spelt_alike
from tests.unit.hr_rows import cells, plan

EARLY = date(2020, 1, 6)
PEOPLE, CARE, HOMES, SERVICES, NIGHTS, THEIRS, PLACE = range(1, 8)


def council(joined: dict[int, int] | None = None) -> Structure:
    """People has Care with Homes, and Care Services with Nights and homes; Place has nothing."""
    into = joined or {}
    units = (
        (PEOPLE, "directorate", "People", None), (CARE, "service", "Care", PEOPLE), (HOMES, "team", "Homes", CARE),
        (SERVICES, "service", "Care Services", PEOPLE), (NIGHTS, "team", "Nights", SERVICES),
        (THEIRS, "team", "homes", SERVICES), (PLACE, "directorate", "Place", None),
    )  # fmt: skip
    posts = [PostOnDay(id, f"P{id}", "Officer", id, "", None, None) for id in (HOMES, NIGHTS, THEIRS)]
    return Structure(
        [UnitOnDay(*one, into.get(one[0])) for one in units], posts,
        [HoldingOnDay(100 + post.post_id, post.post_id, EARLY) for post in posts],
    )  # fmt: skip


def test_what_is_in_a_joined_unit_or_below_it_is_told_of_the_other() -> None:
    where = council({SERVICES: CARE, THEIRS: HOMES})
    assert where.units.keys() == {PEOPLE, CARE, HOMES, NIGHTS, PLACE}
    assert set(where.every_unit) == set(range(1, 8))
    assert where.units_of(100 + NIGHTS) == {NIGHTS, CARE, PEOPLE}
    assert where.units_of(100 + THEIRS) == {HOMES, CARE, PEOPLE}
    assert where.path(NIGHTS) == ("People", "Care", "Nights")
    assert where.with_above(SERVICES) == (CARE, PEOPLE)
    assert {one.unit_id for one in where.below(CARE)} == {HOMES, NIGHTS}
    assert where.unit_names()[SERVICES] == "Care"
    assert where.unit_of(THEIRS) == HOMES


def test_a_chain_is_followed_and_a_join_into_what_is_not_there_says_nothing() -> None:
    where = council({THEIRS: HOMES, HOMES: NIGHTS})
    assert where.kept(THEIRS) == NIGHTS
    assert where.units_of(100 + THEIRS) == {NIGHTS, SERVICES, PEOPLE}
    assert council({THEIRS: 99}).kept(THEIRS) == THEIRS


def test_units_below_both_that_are_spelt_alike_are_joined_too() -> None:
    assert plan_join(council(), SERVICES, CARE).pairs == ((SERVICES, CARE), (THEIRS, HOMES))
    assert plan_join(council(), CARE, SERVICES).pairs == ((CARE, SERVICES), (HOMES, THEIRS))


@pytest.mark.parametrize(
    ("joined", "pair", "said"),
    [
        ({}, (CARE, CARE), "This is one and the same unit."),
        ({}, (CARE, HOMES), "A unit can only be another of its kind"),
        ({}, (CARE, 99), "There is no such unit today."),
        ({THEIRS: HOMES}, (THEIRS, NIGHTS), "It is joined into Homes already."),
        ({THEIRS: HOMES}, (NIGHTS, THEIRS), "It is joined into Homes already."),
    ],
)
def test_what_cannot_be_joined_says_why(joined: dict[int, int], pair: tuple[int, int], said: str) -> None:
    (reason,) = plan_join(council(joined), *pair).reasons
    assert reason.startswith(said)


def test_what_joined_into_one_may_go_on_into_a_third() -> None:
    assert not plan_join(council({THEIRS: HOMES}), HOMES, NIGHTS).reasons


def test_the_likeliest_are_offered_first_and_only_those_of_its_kind() -> None:
    assert [one.unit_id for one in candidates(council(), THEIRS)] == [HOMES, NIGHTS]
    assert [one.unit_id for one in candidates(council(), SERVICES)] == [CARE]


def test_another_spelling_comes_first_wherever_its_spaces_are() -> None:
    services = ("Adult Assessment", "Day Opportunities", "Home Care", "Homecare", "Zoo & Farm")
    units = [UnitOnDay(id, "service", name, None) for id, name in enumerate(services, 1)]
    likeliest = candidates(Structure(units, (), ()), 4)
    assert [one.name for one in likeliest] == ["Home Care", "Adult Assessment", "Day Opportunities", "Zoo & Farm"]


def test_units_spelt_alike_are_those_of_one_parent_that_have_posts() -> None:
    assert spelt_alike(council()) == []
    alike = spelt_alike(council({SERVICES: CARE}))
    assert [tuple(one.unit_id for one in some) for some in alike] == [(HOMES, THEIRS)]


ALWAYS = (EARLY, None)
DAY, BEFORE, LATER, NEXT = date(2026, 11, 2), date(2026, 11, 1), date(2026, 12, 6), date(2026, 12, 7)


def days(*units: int, post: int = THEIRS, joins: dict[int, list[JoinedOver]]) -> tuple[Employment, ...]:
    """The days on which the holder of a post of a unit is among those of some units."""
    above = {PEOPLE: None, CARE: PEOPLE, HOMES: CARE, SERVICES: PLACE, NIGHTS: SERVICES, THEIRS: SERVICES, PLACE: None}
    organised = Organised(
        held={1: [HeldPost(post, ALWAYS)]}, posts={post: [PostOver(post, "", ALWAYS)]},
        places={unit: [PlaceOver(parent, ALWAYS)] for unit, parent in above.items()}, joins=joins,
    )  # fmt: skip
    return days_in(Who(units=units), 1, organised)


def test_over_days_a_unit_is_the_other_while_it_is_joined_and_what_names_either_means_both() -> None:
    joins = {THEIRS: [JoinedOver(HOMES, (DAY, LATER))]}
    always, within = (Employment(EARLY, None),), (Employment(DAY, LATER),)
    assert days(THEIRS, joins=joins) == always
    assert days(HOMES, joins=joins) == days(CARE, joins=joins) == within
    assert days(SERVICES, joins=joins) == (Employment(EARLY, BEFORE), Employment(NEXT, None))
    assert days(THEIRS, post=HOMES, joins=joins) == within
    assert days(SERVICES, post=HOMES, joins=joins) == ()
    assert days(NIGHTS, joins=joins) == ()


def test_over_days_a_chain_is_followed_on_both_sides() -> None:
    joins = {THEIRS: [JoinedOver(HOMES, (DAY, None))], HOMES: [JoinedOver(NIGHTS, (NEXT, None))]}
    assert days(NIGHTS, joins=joins) == (Employment(NEXT, None),)
    assert days(CARE, joins=joins) == (Employment(DAY, LATER),)
    assert days(THEIRS, post=NIGHTS, joins=joins) == (Employment(NEXT, None),)


def recorded(*paths: UnitPath, joined: dict[UnitPath, UnitPath]) -> Organisation:
    units = {path: KnownUnit(number, number, number, EARLY) for number, path in enumerate(paths, 1)}
    return Organisation(units=units, joined=joined)


def units_of(service: str, team: str, current: Organisation) -> UnitPath:
    """The unit in which a row of the file lands."""
    row = cells(number="1", directorate="People", service=service, team=team)
    (post,) = plan(row, current=current).posts
    return post.facts.unit


PATHS: tuple[UnitPath, ...] = (("People", "", ""), ("People", "Care", ""), ("People", "Care", "Homes"))


def test_a_file_that_spells_a_joined_unit_lands_in_the_one_it_is_with_all_below_it() -> None:
    current = recorded(*PATHS, joined={("People", "Old Care", ""): ("People", "Care", "")})
    assert units_of("Old Care", "", current) == ("People", "Care", "")
    assert units_of("old  care", "", current) == ("People", "Care", "")
    assert units_of("Old Care", "homes", current) == ("People", "Care", "Homes")
    assert units_of("Old Care", "New team", current) == ("People", "Care", "New team")
    assert units_of("Other", "Homes", current) == ("People", "Other", "Homes")


def test_a_team_that_was_joined_below_a_service_that_was_joined_is_found_through_both() -> None:
    joined: dict[UnitPath, UnitPath] = {
        ("People", "Old Care", ""): ("People", "Care", ""), ("People", "Care", "Houses"): ("People", "Care", "Homes"),
    }  # fmt: skip
    current = recorded(*PATHS, joined=joined)
    assert units_of("Old Care", "Houses", current) == ("People", "Care", "Homes")
    assert units_of("Care", "HOUSES", current) == ("People", "Care", "Homes")


def test_what_was_taken_as_another_unit_is_remarked_once() -> None:
    current = recorded(*PATHS, joined={("People", "Old Care", ""): ("People", "Care", "")})
    rows = (cells(number=str(n), post=f"P{n}", directorate="People", service="Old Care", team="Homes") for n in (1, 2))
    (said,) = plan(*rows, current=current).remarks
    assert (said.column, said.value) == ("service", "Old Care")
    assert "It was taken as the same as Care. So it is in 2 rows." in said.problem
