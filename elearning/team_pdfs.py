"""What a team's PDF is drawn from, out of a board, and its bytes. Part of the edge: pages and commands use it."""

from collections.abc import Sequence

from elearning.documents.team_pdf import TeamValues, draw
from elearning.domain.reports import Asked, ReportRow
from elearning.extensions import db
from elearning.queries.boards import Board
from elearning.queries.compliance import Point
from elearning.queries.people import names
from elearning.settings import Settings


def team_values(
    manager_id: int, board: Board[ReportRow], asked: Asked, settings: Settings, *, people: int, whole_tree: bool,
    trend: Sequence[Point] = (),
) -> TeamValues:  # fmt: skip
    """The values of a team's PDF. `people` is how many are in the team, those without a row included.

    The manager is called by the name of the day; somebody with no name then has no team either.
    """
    called = names(db.session(), {manager_id}, asked.as_at, known_on=asked.known_on)
    return TeamValues(
        council_name=settings.council.name, colour=settings.council.colour,
        manager_name=called[manager_id].name if manager_id in called else "nobody known on this day", asked=asked,
        rows=board.rows, figures=board.figures, whole_tree=whole_tree, people=people, trend=trend,
    )  # fmt: skip


def pdf_of_team(values: TeamValues) -> bytes:
    """The PDF, drawn with no transaction open. Raises CannotDraw."""
    db.session.rollback()
    return draw(values)
