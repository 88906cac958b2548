"""Where people stand on a day: rows with their reasons for a few, outlines for long lists, standings for totals.

The same answers as `facts` and `standing`, from as few facts as give them. The rule itself stays in the domain.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.compliance import is_settled, standing, standing_alone
from elearning.domain.facts import Row, Standing
from elearning.queries.facts_of_day import FactsOfDay
from elearning.queries.gathered import Gathered
from elearning.queries.keys import Key
from elearning.queries.on_day import OnDay

_SETTLED = frozenset(answer for answer in Standing if is_settled(answer))


def rows_on(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime, module_ids: Collection[int] | None = None
) -> dict[Key, Row]:
    """The row of each person in scope on each module that they must do; those without a row are not in it.

    Activity is asked for the few alone whom it can concern. The number of statements is constant.
    """
    of_day = FactsOfDay(session, scope, as_at=as_at, known_on=known_on, module_ids=module_ids)
    rows = {key: row for key, found in of_day.known.items() if (row := standing(found, as_at)) is not None}
    open_keys = [key for key, row in rows.items() if not is_settled(row.standing)]
    for key, found in of_day.with_activity(open_keys).items():
        row = standing(found, as_at)
        if row is not None:
            rows[key] = row
    return rows


def standings_on(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime, module_ids: Collection[int] | None = None
) -> dict[int, dict[int, Standing]]:
    """By module and then person, where everybody in scope stands; those without a row are not in it.

    For totals over many people. The number of statements is constant.
    """
    ((_, found),) = standings_on_days(session, scope, [as_at], known_on=known_on, module_ids=module_ids)
    return found


def standings_on_days(
    session: Session, scope: Scope, days: Collection[date], *, known_on: datetime,
    module_ids: Collection[int] | None = None,
) -> Iterator[tuple[date, dict[int, dict[int, Standing]]]]:  # fmt: skip
    """The same on each of several days, all as known on one instant, from facts that are gathered once."""
    shared = Gathered(
        session, scope, first=min(days), last=max(days), known_on=known_on, module_ids=module_ids
    )  # fmt: skip
    for day in days:
        yield day, OnDay(shared, day).answers(standing_alone, _SETTLED.__contains__)


def outlines_on(
    session: Session, scope: Scope, *, as_at: date, known_on: datetime, module_ids: Collection[int] | None = None
) -> dict[int, dict[int, Row]]:
    """By module and then person, the row of everybody in scope, to put a long list in order and to narrow it.

    Standing and dates are those of `rows_on`. The instant of a completion and the reasons of an assignment are not
    told: ask `rows_on` about the people of the page that is shown.
    """
    shared = Gathered(session, scope, first=as_at, last=as_at, known_on=known_on, module_ids=module_ids)
    return OnDay(shared, as_at).answers(standing, lambda row: row.standing in _SETTLED)
