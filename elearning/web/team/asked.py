"""What a request asks of the viewer's own team: which day, which list, and whose records that opens to them."""

from dataclasses import dataclass

from elearning.domain.reports import Asked, ReportRow
from elearning.extensions import db
from elearning.queries import teams
from elearning.queries.boards import board
from elearning.queries.compliance import ModuleName, Point
from elearning.queries.delegations import StandsIn, require_standing_in
from elearning.queries.team_trend import team_trend
from elearning.queries.teams import Members
from elearning.web.access import current_viewer
from elearning.web.asked import Question, asked_of_request
from elearning.web.moment import reading
from elearning.web.team.list_asked import Listing, listing_of_request
from elearning.web.team.listing import TeamPage, team_page

MOST_WITH_A_YEAR = 1_000
"""People of whom a page shows the year by month without being asked: of a whole council that takes four times as long
as all the rest of the page (decision 142)."""


def judged_by() -> Asked:
    """The day and the instant by which permission is judged: those of the request."""
    moment = reading()
    return Asked(moment.day, moment.now)


@dataclass(frozen=True)
class TeamAsked:
    """The question, the list that it is shown as, and whom of the team the viewer may see."""

    question: Question
    listing: Listing
    today: Asked
    members: Members
    manager_id: int
    stands_in: StandsIn | None = None
    """For whom the viewer stands in; None where the team is their own."""

    @property
    def is_today(self) -> bool:
        """Whether it is about the day of the request."""
        return self.question.asked.as_at == self.today.as_at

    @property
    def has_to_ask_for_year(self) -> bool:
        """Whether the team is so large that its months are worked out only for whoever asks for them."""
        return len(self.members.person_ids) > MOST_WITH_A_YEAR and not self.listing.year

    def in_words(self, form: str) -> str:
        """What the record of a look says: whose team, as what, and of which day if of another."""
        who = "everybody below them" if self.listing.whole else "who reports to them"
        day = f", as at {self.question.asked.as_at.isoformat()}" if self.question.kept() else ""
        whose = "Their own team" if self.stands_in is None else "The team of a manager for whom they stand in"
        return f"{whose}, {who}, {form}{day}"

    def whole_page(self) -> TeamPage[ReportRow]:
        """The list with whole rows, for a file."""
        whole = board(db.session(), self.members.scope, self.question.asked)
        return team_page(self.question, self.listing, self.members, whole)

    def trend(self, module: ModuleName | None) -> tuple[Point, ...]:
        """The rate of each month of the year before the day, on one module or on all; none till it is asked for."""
        if self.has_to_ask_for_year:
            return ()
        return team_trend(
            db.session(), self.manager_id, self.question.asked, today=self.today,
            whole_tree=self.listing.whole, module_ids=None if module is None else [module.module_id],
        )  # fmt: skip


def standing_in(manager_id: int | None) -> StandsIn | None:
    """For whom the viewer acts on a page that names this manager; None where it names none. Raises NotFound unless
    they stand in for the manager today."""
    if manager_id is None:
        return None
    return require_standing_in(db.session(), current_viewer().person_id, manager_id, judged_by())


def team_asked() -> TeamAsked:
    """Read it from the address. A plain question asks about the moment by which permission is judged too."""
    question = asked_of_request()
    listing = listing_of_request(question.asked.as_at)
    today = judged_by() if question.kept() else question.asked
    viewer_id, stands_in = current_viewer().person_id, standing_in(listing.stands_in_for)
    manager_id = stands_in.manager_id if stands_in else viewer_id
    members = teams.members(db.session(), manager_id, question.asked, today=today, whole_tree=listing.whole)
    return TeamAsked(
        question, listing, today, members._replace(may_open=members.may_open - {viewer_id}), manager_id, stands_in
    )  # fmt: skip
