"""Figures by staff group: everybody in one or more, none lost, and those who have none in a line that is last."""

from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.facts import Standing
from elearning.domain.staff_groups import NO_STAFF_GROUP, StaffGroupTotals, group_words

GROUPS = st.frozensets(st.sampled_from(["Care", "care", "Officers", NO_STAFF_GROUP]), min_size=1)


def test_staff_groups_are_in_the_order_of_their_names_and_none_comes_last() -> None:
    groups = {1: frozenset({"Teachers", "ancillary"}), 2: frozenset({NO_STAFF_GROUP}), 3: frozenset({"Nobody's"})}
    found = StaffGroupTotals({7: dict.fromkeys(groups, Standing.COMPLETED)}, groups)
    assert found.groups == ("ancillary", "Nobody's", "Teachers", NO_STAFF_GROUP)
    assert [group_words(one) for one in found.groups][-1] == "No staff group"


@given(st.dictionaries(st.integers(1, 30), st.tuples(GROUPS, st.sampled_from(Standing))))
def test_lines_come_to_more_than_the_total_by_who_is_in_several_and_by_nobody_else(
    people: dict[int, tuple[frozenset[str], Standing]],
) -> None:
    found = StaffGroupTotals({1: {id: standing for id, (_, standing) in people.items()}},
                             {id: groups for id, (groups, _) in people.items()})  # fmt: skip
    more = sum(len(groups) - 1 for groups, _ in people.values())
    lines = sum(found.of_group(one).tally.assigned for one in found.groups)
    assert lines - more == found.of_group(None).tally.assigned == len(people)
