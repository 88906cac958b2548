"""What every staff group adds up to on one day: a person counts once in each that a post of theirs is in. Pure."""

from elearning.domain.name_search import folded
from elearning.domain.reports import Figures, Totals

NO_STAFF_GROUP = "no staff group"
"""Stands for the staff group of a post that has none; a file that says these very words says the same."""


class StaffGroupTotals(Totals[str]):
    """The same totals as of units, by staff group and module. They come to less than the sum of the groups by whoever
    has posts in several."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The staff groups in which anybody has a row, by name; at the end that of the posts that have none."""
        return tuple(sorted(self.unit_ids, key=in_order))

    def of_group(self, group: str | None, *, module_id: int | None = None) -> Figures:
        """The figures of a staff group, of everybody with None, on one module or on all."""
        return self.of(unit_id=group, module_id=module_id)


def in_order(group: str) -> tuple[bool, str, str]:
    """What staff groups are sorted by."""
    return group == NO_STAFF_GROUP, folded(group), group


def group_words(group: str) -> str:
    """A staff group as a page names it."""
    return "No staff group" if group == NO_STAFF_GROUP else group
