"""Who of a team must do no module on the day: the people behind that number, who are in no figure."""

from math import ceil
from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.queries import teams
from elearning.queries.boards import outline_board
from elearning.queries.teams import Named
from elearning.web.looking import note_look
from elearning.web.team.asked import team_asked
from elearning.web.team.blueprint import blueprint
from elearning.web.team.listing import PAGE


class PeoplePage(NamedTuple):
    """One page of people by name, and how many they are on all pages."""

    people: tuple[Named, ...]
    total: int
    number: int
    pages: int


def _page(people: tuple[Named, ...], number: int) -> PeoplePage:
    """The people of one page; the last, if a later one was asked for."""
    pages = max(1, ceil(len(people) / PAGE))
    number = min(max(1, number), pages)
    return PeoplePage(people[(number - 1) * PAGE : number * PAGE], len(people), number, pages)


@blueprint.get("/team/no-module")
def no_module() -> ResponseReturnValue:
    """Who of the team must do no module on the day, by name: they are in no figure."""
    asked = team_asked()
    question, members = asked.question, asked.members
    rows = outline_board(db.session(), members.scope, question.asked).rows
    people = teams.named(db.session(), members.person_ids - {row.person_id for row in rows}, question.asked)
    shown = _page(people, asked.listing.page)
    note_look(Look.TEAM, asked.in_words("who must do no module"), [one.person_id for one in shown.people])
    page = render_template("team/no_module.html", asked=asked, question=question, shown=shown)
    return page, question.status
