"""A line manager's pages: the team at a glance, today or on a past day, and one person's page. Shows no reasons."""

from dataclasses import replace

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.domain.looks import Look
from elearning.domain.reports import Asked, OutlineRow
from elearning.extensions import db
from elearning.queries import teams
from elearning.queries.boards import outline_board
from elearning.queries.conversations import Talk, talks_of
from elearning.queries.delegations import stood_in_for
from elearning.queries.extension_requests import of_person, waiting_of_team
from elearning.queries.help_requests import HelpAsked, help_asked_of
from elearning.queries.prior_learning import Prior, brought_by
from elearning.web.access import current_viewer
from elearning.web.asked import asked_of_request
from elearning.web.looking import note_look
from elearning.web.moment import reading
from elearning.web.team.asked import judged_by, team_asked
from elearning.web.team.blueprint import blueprint
from elearning.web.team.listing import TeamPage, team_page


def _managers(page: TeamPage[OutlineRow]) -> dict[int, str]:
    """Of the whole tree today, to whom each person of the page reports: on another day that is not told."""
    if not page.listing.whole or page.question.asked.as_at != reading().day:
        return {}
    return teams.manager_names(db.session(), {row.person_id for row in page.shown}, page.question.asked)


@blueprint.get("/team")
def team() -> ResponseReturnValue:
    """Who needs attention first, what the team adds up to, and each person's standing and date."""
    asked = team_asked()
    question, members = asked.question, asked.members
    page = team_page(question, asked.listing, members, outline_board(db.session(), members.scope, question.asked))
    managers, trend = _managers(page), asked.trend(page.module)
    note_look(Look.TEAM, asked.in_words("as a page"), page.named, count=len(members.person_ids))
    notes = help_asked_of(db.session(), asked.manager_id, judged_by()) if asked.is_today else ()
    others = stood_in_for(db.session(), current_viewer().person_id, judged_by())
    is_own = asked.is_today and not asked.stands_in
    shown = render_template(
        "team/team.html", page=page, is_today=asked.is_today, managers=managers, help_notes=notes, trend=trend,
        times=waiting_of_team(db.session(), current_viewer().person_id, judged_by()) if is_own else (),
        stands_in=asked.stands_in, others=others, has_to_ask_for_year=asked.has_to_ask_for_year,
    )  # fmt: skip
    return shown, question.status


@blueprint.get("/team/people/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    """One person who reports to the viewer today, directly or further down; anybody else is not found.

    Of another day, where they stood and the dates, if they reported to the viewer on that day too.
    """
    session, viewer_id, question, today = db.session(), current_viewer().person_id, asked_of_request(), judged_by()
    stands_in = teams.require_report(session, viewer_id, person_id, today=today)
    manager_id = stands_in.manager_id if stands_in else viewer_id
    note_look(Look.PERSON, "The page of one of their team", [person_id])
    notes, talks = list[HelpAsked](), tuple[Talk, ...]()
    if not question.kept():
        question = replace(question, asked=today)
        member = teams.member(session, person_id, today)
        notes = [one for one in help_asked_of(session, manager_id, today) if one.person_id == person_id]
        required = {row.module_id for row in member.rows}
        talks = tuple(one for one in talks_of(session, person_id) if one.module_id in required)
    else:
        member = teams.member_on(session, manager_id, person_id, question.asked, today=today)
    is_now = question.asked == today
    shown = render_template(
        "team/person.html", member=member, question=question, help_notes=notes, talks=talks, person_id=person_id,
        times=of_person(session, person_id, today) if is_now and not stands_in else (),
        brought=_brought(person_id, member, today) if is_now else (), stands_in=stands_in,
    )  # fmt: skip
    return shown, question.status


def _brought(person_id: int, member: teams.Member, today: Asked) -> tuple[Prior, ...]:
    """What the person brought from elsewhere of the modules that they must do, and was not revoked."""
    required = {row.module_id for row in member.rows}
    found = brought_by(db.session(), [person_id], today)
    return tuple(one for one in found if one.module_id in required and not one.is_revoked)
