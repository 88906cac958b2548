"""The rate of a team over a year, by month: of each day those who reported to its manager on that day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.reports import Asked
from elearning.queries.compliance import Point, days_of_trend, points
from elearning.queries.reports_on_days import reports_on_days
from elearning.queries.structure import reports


def team_trend(
    session: Session, manager_id: int, asked: Asked, *, today: Asked, whole_tree: bool,
    module_ids: Collection[int] | None = None,
) -> tuple[Point, ...]:  # fmt: skip
    """The figures at the ends of the eleven months before the day, and on the day itself, all as known on one instant.

    Each point is of the people whom `teams.members` gives for its day (decisions 4 and 13): its number leads to the
    page of that day, and that page says the same.
    """
    there = _members_on_days(session, manager_id, days_of_trend(asked.as_at), asked, today, whole_tree=whole_tree)
    return points(session, there, known_on=asked.known_on, module_ids=module_ids)


def _members_on_days(
    session: Session, manager_id: int, days: tuple[date, ...], asked: Asked, today: Asked, *, whole_tree: bool
) -> dict[date, Scope]:
    """Who is shown to the manager of each day: as known on the instant, as recorded now, and of a day to come only
    those who report to them today."""
    shown = reports_on_days(session, manager_id, days, known_on=asked.known_on, whole_tree=whole_tree)
    if asked.known_on != today.known_on:
        recorded = reports_on_days(session, manager_id, days, known_on=today.known_on, whole_tree=whole_tree)
        shown = {day: people & recorded[day] for day, people in shown.items()}
    if asked.as_at > today.as_at:
        now = reports(session, manager_id, today, whole_tree=True)
        shown = {day: people & now if day > today.as_at else people for day, people in shown.items()}
    return {day: Scope(people) for day, people in shown.items()}
