"""Saved views: the filters of a page under a name, about a fixed day or about whichever day it is opened on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

LONGEST_QUERY = 1_000
"""Characters of the filters together."""

KNOWN_ON = "known_on"


@dataclass(frozen=True)
class View:
    """A page, by the name of its route, and its filters as they stand in its address."""

    page: str
    filters: Mapping[str, str]


def of_today(view: View, day_argument: str) -> View:
    """The view about whichever day it is opened on, as known then: nothing pins the day or the instant."""
    kept = {name: text for name, text in view.filters.items() if name not in (day_argument, KNOWN_ON)}
    return View(view.page, kept)


def of_fixed_day(view: View, day_argument: str, day: str) -> View:
    """The view about one day for ever: the one that it has, or else this one."""
    return View(view.page, {**view.filters, day_argument: view.filters.get(day_argument) or day})
