"""When a post brings something with it: what is on record, with a tag given from a day on or taken away. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from elearning.domain.people import ONE_DAY


class KnownTag(NamedTuple):
    """A recorded time of a tag, with the id of its row."""

    fact_id: int
    first_on: date
    last_on: date | None


class TagEdit(NamedTuple):
    """Recorded times with the last day they have now (None takes one away), and the first day of one to record."""

    ended: tuple[tuple[int, date | None], ...]
    begins_on: date | None


def with_tag(known: Iterable[KnownTag], first_on: date) -> TagEdit:
    """The tag holds from a day on, with no end: what begins later or ends later than that day is joined to it."""
    touching = [one for one in known if one.last_on is None or one.last_on >= first_on - ONE_DAY]
    if any(one.first_on <= first_on and one.last_on is None for one in touching):
        return TagEdit((), None)
    begins = min([first_on, *(one.first_on for one in touching)])
    return TagEdit(tuple((one.fact_id, None) for one in touching), begins)


def without_tag(known: Iterable[KnownTag], last_on: date) -> TagEdit:
    """The tag holds to a day, included, and no longer; what would begin later is taken away."""
    ended = [
        (one.fact_id, None if one.first_on > last_on else last_on)
        for one in known
        if one.last_on is None or one.last_on > last_on
    ]
    return TagEdit(tuple(ended), None)
