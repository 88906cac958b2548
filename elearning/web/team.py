"""A line manager's pages: the team at a glance, today or on a past day, and one person's page. Shows no reasons."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.compliance_table import HEADINGS, table_rows
from elearning.documents.csv_files import csv_chunks
from elearning.documents.printing import CannotDraw
from elearning.documents.team_pdf import TeamValues
from elearning.domain.looks import Look
from elearning.domain.reports import Asked, OutlineRow, ReportRow
from elearning.extensions import db
from elearning.queries import teams
from elearning.queries.boards import board, outline_board
from elearning.queries.conversations import Talk, talks_of
from elearning.queries.help_requests import HelpAsked, help_asked_of
from elearning.queries.teams import Members
from elearning.team_pdfs import pdf_of_team, team_values
from elearning.web.access import current_viewer
from elearning.web.asked import Question, asked_of_request
from elearning.web.looking import note_look
from elearning.web.moment import reading
from elearning.web.team_list import Listing, TeamPage, listing_of_request, rows_to_take, team_page

blueprint = Blueprint("team", __name__)


def _today() -> Asked:
    """The day and the instant by which permission is judged: those of the request."""
    moment = reading()
    return Asked(moment.day, moment.now)


def _members(question: Question, listing: Listing) -> Members:
    """The viewer's team. A plain question asks about the moment by which permission is judged too."""
    today = _today() if question.kept() else question.asked
    return teams.members(
        db.session(), current_viewer().person_id, question.asked, today=today, whole_tree=listing.whole
    )  # fmt: skip


def _whole(question: Question, listing: Listing, members: Members) -> TeamPage[ReportRow]:
    """The list with whole rows, for a file."""
    return team_page(question, listing, members, board(db.session(), members.scope, question.asked))


def _managers(page: TeamPage[OutlineRow]) -> dict[int, str]:
    """Of the whole tree today, to whom each person of the page reports: on another day that is not told."""
    if not page.listing.whole or page.question.asked.as_at != reading().day:
        return {}
    return teams.manager_names(db.session(), {row.person_id for row in page.shown}, page.question.asked)


@blueprint.get("/team")
def team() -> ResponseReturnValue:
    """Who needs attention first, what the team adds up to, and each person's standing and date."""
    question = asked_of_request()
    listing = listing_of_request(question.asked.as_at)
    members = _members(question, listing)
    page = team_page(question, listing, members, outline_board(db.session(), members.scope, question.asked))
    managers = _managers(page)
    note_look(Look.TEAM, _in_words(question, listing, "as a page"), page.named, count=len(members.person_ids))
    is_today = question.asked.as_at == reading().day
    notes = help_asked_of(db.session(), current_viewer().person_id, _today()) if is_today else ()
    shown = render_template("team/team.html", page=page, is_today=is_today, managers=managers, help_notes=notes)
    return shown, question.status


def _in_words(question: Question, listing: Listing, form: str) -> str:
    """What the record of a look says: whose team, as what, and of which day if of another."""
    who = "everybody below them" if listing.whole else "who reports to them"
    day = f", as at {question.asked.as_at.isoformat()}" if question.kept() else ""
    return f"Their own team, {who}, {form}{day}"


@blueprint.get("/team/people/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    """One person who reports to the viewer today, directly or further down; anybody else is not found.

    Of another day, where they stood and the dates, if they reported to the viewer on that day too.
    """
    session, manager_id, question, today = db.session(), current_viewer().person_id, asked_of_request(), _today()
    teams.require_report(session, manager_id, person_id, today=today)
    note_look(Look.PERSON, "The page of one of their team", [person_id])
    notes: list[HelpAsked] = []
    talks: tuple[Talk, ...] = ()
    if not question.kept():
        question = replace(question, asked=today)
        member = teams.member(session, person_id, today)
        notes = [one for one in help_asked_of(session, manager_id, today) if one.person_id == person_id]
        required = {row.module_id for row in member.rows}
        talks = tuple(one for one in talks_of(session, person_id) if one.module_id in required)
    else:
        member = teams.member_on(session, manager_id, person_id, question.asked, today=today)
    shown = render_template("team/person.html", member=member, question=question, help_notes=notes, talks=talks)
    return shown, question.status


@blueprint.get("/team.pdf")
def pdf() -> ResponseReturnValue:
    """The team as a document, worst first: everybody, or everybody on the module that the list is narrowed to."""
    question = asked_of_request()
    if question.errors:
        return _say_the_error()
    listing = listing_of_request(question.asked.as_at)
    members = _members(question, listing)
    note_look(Look.EXPORT, _in_words(question, listing, "as a PDF"), members.person_ids)
    shown = _whole(question, listing, members)
    try:
        return _file(pdf_of_team(_values(shown)), "application/pdf", f"team-{question.asked.as_at}.pdf")
    except CannotDraw as fault:
        back = shown.address()
        return render_template("team/cannot_draw.html", fault=str(fault), back=back), 503


_ARGUMENTS = {"as_at", "known_on", "whole", "part", "standing", "soon", "module", "sort", "page"}


def _say_the_error() -> ResponseReturnValue:
    """A file is not made of a day that cannot be read: the page says what to mend, and keeps what was typed."""
    given: dict[str, Any] = request.args.to_dict()
    return redirect(url_for("team.team", **{name: given[name] for name in _ARGUMENTS & given.keys()}), 303)


def _values(shown: TeamPage[ReportRow]) -> TeamValues:
    return team_values(
        current_viewer().person_id, shown.board_of_module(), shown.question.asked, current_app.config["ELEARNING"],
        people=len(shown.members.person_ids), whole_tree=shown.listing.whole,
    )  # fmt: skip


def _file(content: bytes, kind: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/team.csv")
def csv() -> ResponseReturnValue:
    """The rows of the list, all its pages, in its order, with the columns of every export."""
    question = asked_of_request()
    if question.errors:
        return _say_the_error()
    listing = listing_of_request(question.asked.as_at)
    members = _members(question, listing)
    note_look(Look.EXPORT, _in_words(question, listing, "as CSV"), members.person_ids)
    rows = rows_to_take(_whole(question, listing, members))
    content = b"".join(csv_chunks(HEADINGS, table_rows(rows, question.asked)))
    return _file(content, "text/csv; charset=utf-8", f"team-{question.asked.as_at}.csv")
