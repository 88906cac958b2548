"""The organisation on one day: units, posts, who reports to whom (RULE-18), and where somebody counts (RULE-19)."""

from datetime import date

from elearning.domain.structure import NO_UNIT, NOWHERE, HoldingOnDay, PostOnDay, Structure, UnitOnDay

EARLY, LATE = date(2020, 1, 6), date(2024, 1, 8)
COUNCIL = (
    UnitOnDay(1, "directorate", "Places", None),
    UnitOnDay(2, "service", "Libraries", 1),
    UnitOnDay(3, "team", "Events", 2),
    UnitOnDay(4, "directorate", "People", None),
)


def post(id: int, *, unit: int = 3, person: int | None = None, under: int | None = None, ref: str = "") -> PostOnDay:
    """A post whose line manager is a person, or a post, or nobody."""
    return PostOnDay(id, ref or f"P{id}", "Officer", unit, "Office", person, under)


def council(*posts: PostOnDay, held: dict[int, tuple[int, ...]], units: tuple[UnitOnDay, ...] = COUNCIL) -> Structure:
    """`held` are the posts of each person, the first of them for longest."""
    holdings = [
        HoldingOnDay(who, id, LATE if place else EARLY) for who, ids in held.items() for place, id in enumerate(ids)
    ]
    return Structure(units, posts, holdings)


def test_a_person_counts_once_in_each_unit_of_their_posts_and_in_each_above() -> None:
    of = council(post(1), post(2, unit=2), post(3, unit=4), held={10: (1, 2), 11: (3,)})
    assert of.units_of(10) == {1, 2, 3}
    assert of.units_of(11) == {4}
    assert of.units_of(99) == frozenset()


def test_a_post_in_a_unit_that_does_not_exist_is_under_no_unit() -> None:
    of = council(post(1, unit=77), held={10: (1,)})
    assert of.units_of(10) == {NO_UNIT}
    assert of.with_above(NO_UNIT) == (NO_UNIT,)
    assert of.unit(NO_UNIT) == NOWHERE
    assert of.unit_of(999) == NO_UNIT
    assert of.path(NO_UNIT) == ("", "", "")


def test_a_unit_is_known_by_its_path_and_what_lies_above_and_below() -> None:
    of = council(held={})
    assert of.path(3) == ("Places", "Libraries", "Events")
    assert of.path(1) == ("Places", "", "")
    assert of.with_above(3) == (3, 2, 1)
    assert [unit.unit_id for unit in of.below(None)] == [1, 4]
    assert [unit.unit_id for unit in of.below(1)] == [2]
    assert of.unit(2).name == "Libraries"


def test_units_that_lie_in_one_another_in_a_circle_are_climbed_once() -> None:
    round_about = (UnitOnDay(1, "service", "One", 2), UnitOnDay(2, "service", "Two", 1))
    of = council(post(1, unit=1), held={10: (1,)}, units=round_about)
    assert of.units_of(10) == {1, 2}
    assert of.below(None) == ()


def test_the_main_post_is_the_one_begun_first_and_of_equals_the_lowest_reference() -> None:
    of = council(post(1, ref="Z"), post(2, ref="A"), held={10: (1, 2)})
    assert of.main_holding(10) == HoldingOnDay(10, 1, EARLY)
    same_day = [HoldingOnDay(11, 1, EARLY), HoldingOnDay(11, 2, EARLY)]
    assert Structure(COUNCIL, [post(1, ref="Z"), post(2, ref="A")], same_day).main_holding(11) == same_day[1]
    unknown = [HoldingOnDay(12, 55, EARLY), HoldingOnDay(12, 1, EARLY)]
    assert Structure(COUNCIL, [post(1)], unknown).main_holding(12) == unknown[0], "a post without facts comes first"
    assert of.main_holding(99) is None


def test_a_line_manager_is_a_person_in_post_or_whoever_holds_a_post() -> None:
    of = council(
        post(1),
        post(2, person=10),
        post(3, under=1),
        post(4, person=99),
        post(5),
        held={10: (1,), 11: (2, 1), 12: (3,)},
    )
    assert of.managers_of_post(2) == (10,)
    assert of.managers_of_post(3) == (10, 11), "both hold it, the longest there first"
    assert of.managers_of_post(4) == (), "who is in no post manages nobody"
    assert of.managers_of_post(5) == ()
    assert of.managers_of_post(404) == ()
    assert of.manager_of(12) == 10
    assert of.manager_of(11) == 10
    assert of.manager_of(99) is None


def test_nobody_is_their_own_manager_or_among_their_own_reports() -> None:
    of = council(post(1, person=10), post(2, under=1), held={10: (1, 2)})
    assert of.manager_of(10) is None
    assert of.direct_reports(10) == frozenset()
    assert of.all_reports(10) == frozenset()


def test_direct_reports_are_of_the_person_and_of_any_post_of_theirs() -> None:
    of = council(
        post(1), post(2, person=10), post(3, under=1), post(4, person=11), held={10: (1,), 11: (2,), 12: (3,), 13: (4,)}
    )
    assert of.direct_reports(10) == {11, 12}
    assert of.all_reports(10) == {11, 12, 13}
    assert of.direct_reports(13) == frozenset()


def test_the_chain_goes_through_a_vacant_post_and_follows_a_circle_once() -> None:
    of = council(
        post(1, person=12), post(2, under=1), post(3, under=2), post(4, under=5), post(5, under=4),
        held={10: (1,), 12: (3,)},
    )  # fmt: skip
    assert of.direct_reports(10) == frozenset(), "the post between is vacant"
    assert of.all_reports(10) == {12}
    assert of.all_reports(12) == {10}, "a circle of two"
    in_a_circle = council(post(1), post(4, under=1), post(5, under=4), post(6, under=5), post(7, under=4),
                          held={10: (1, 6), 11: (5, 7)})  # fmt: skip
    assert in_a_circle.all_reports(10) == {11}
    twice = Structure(
        COUNCIL, [post(1), post(4, person=10, under=1)], [HoldingOnDay(10, 1, EARLY), HoldingOnDay(11, 4, EARLY)]
    )
    assert twice.all_reports(10) == {11}, "a post that is reached in two ways is followed once"


def test_who_is_in_no_post_has_no_reports_and_theirs_have_no_manager_in_post() -> None:
    of = council(
        post(1, person=99), post(2, under=1), post(3, under=4), post(4, person=99), post(5, person=10), post(6),
        post(7, under=8), post(9, under=404), held={10: (1,), 11: (2,), 12: (3, 1), 13: (5,), 14: (6,), 15: (7,), 16: (9,)},
    )  # fmt: skip
    assert of.direct_reports(99) == of.all_reports(99) == frozenset()
    assert not of.is_in_post(99)
    assert of.is_in_post(10)
    assert of.without_manager() == {10: 99, 12: 99}, "straight, and through a vacant post; whoever is listed is so once"
    vacant = council(post(1, under=2), post(2, under=1), held={10: (3,)})
    assert vacant.departed_above(1) is None, "vacant posts in a circle end at nobody"
    assert vacant.departed_above(404) is None
