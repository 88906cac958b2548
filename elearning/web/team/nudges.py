"""Nudges: a polite message to one person of the viewer's, or to all who are late. Its words are shown first."""

from collections.abc import Collection
from typing import Any, NamedTuple

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.documents.letters import Letter
from elearning.domain.looks import Look
from elearning.domain.nudges import Answer, Asker
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.jobs import nudging
from elearning.queries import teams
from elearning.queries.delegations import StandsIn
from elearning.queries.nudges import Nudge, nudges
from elearning.queries.people import names
from elearning.queries.structure import reports
from elearning.settings import Settings
from elearning.web.access import current_actor, current_viewer
from elearning.web.looking import note_look
from elearning.web.moment import writing
from elearning.web.team.asked import judged_by, standing_in
from elearning.web.team.blueprint import blueprint
from elearning.web.team.list_asked import named_manager

MOST = 200
"""People who are nudged at once: of more the first by name, and then the next."""

ONE = "/team/people/<int:person_id>/nudge"


class Shown(NamedTuple):
    """Who is late, with what becomes of each, and the wording of the first message that would go."""

    going: tuple[Nudge, ...]
    without_mailbox: tuple[Nudge, ...]
    lately: tuple[Nudge, ...]
    over_budget: tuple[Nudge, ...]
    left_out: int
    wording: Letter | None


def _settings() -> Settings:
    settings: Settings = current_app.config["ELEARNING"]
    return settings


def _asker(stands_in: StandsIn | None) -> Asker:
    return Asker(current_viewer().person_id, stands_in.manager_id if stands_in else None)


def _shown(person_ids: Collection[int], today: Asked, stands_in: StandsIn | None) -> Shown:
    found = nudges(db.session(), person_ids, today, _settings().council.reminders.rules)
    of = {answer: tuple(one for one in found if one.answer is answer) for answer in Answer}
    going = of[Answer.NUDGE][:MOST]
    written = nudging.wording(db.session(), _settings(), going[:1], _asker(stands_in), today)
    return Shown(
        going, of[Answer.NO_MAILBOX], of[Answer.NUDGED_LATELY], of[Answer.OVER_BUDGET],
        len(of[Answer.NUDGE]) - len(going), written[0] if written else None,
    )  # fmt: skip


def _is_whole() -> bool:
    return request.values.get("whole") == "1"


def _stands_in() -> StandsIn | None:
    return standing_in(named_manager(request.values.get("for")))


def _team(today: Asked, stands_in: StandsIn | None) -> frozenset[int]:
    """Whom the viewer may nudge: who reports today to them, or to whom they stand in for, directly or in the whole
    tree. Nobody nudges themself."""
    viewer_id = current_viewer().person_id
    manager_id = stands_in.manager_id if stands_in else viewer_id
    return reports(db.session(), manager_id, today, whole_tree=_is_whole()) - {viewer_id}


@blueprint.get("/team/nudge")
def nudge_team() -> ResponseReturnValue:
    """Everybody of the team who is late: who would be told, in which words, and to whom the viewer has to speak."""
    today, stands_in = judged_by(), _stands_in()
    shown = _shown(_team(today, stands_in), today, stands_in)
    whose = "the team of a manager for whom they stand in" if stands_in else "their own team"
    note_look(Look.TEAM, f"Who of {whose} is late, to nudge them", [one.person_id for one in _everybody(shown)])
    return render_template("team/nudge.html", shown=shown, name="", whole=_is_whole(), stands_in=stands_in)


@blueprint.post("/team/nudge")
def send_nudges() -> ResponseReturnValue:
    """Put a message to each of those who were shown into the outbox."""
    written = writing()
    today, stands_in = Asked(written.day, written.now), _stands_in()
    chosen = {int(one) for one in request.form.get("people", "").split(",") if one.isdecimal() and len(one) < 12}
    going = _ask(_team(today, stands_in) & chosen, today, stands_in)
    more: dict[str, Any] = {"whole": "1"} if _is_whole() else {}
    more |= {"for": stands_in.manager_id} if stands_in else {}
    return redirect(url_for("team.nudge_team", done=going, **more), 303)


@blueprint.get(ONE)
def nudge_person(person_id: int) -> ResponseReturnValue:
    """One person of the viewer's tree: whether a message can go, and its words."""
    today = judged_by()
    stands_in = teams.require_report(db.session(), current_viewer().person_id, person_id, today=today)
    note_look(Look.PERSON, "A nudge to one of their team, before it goes", [person_id])
    called = names(db.session(), {person_id}, today.as_at, known_on=today.known_on)[person_id]
    shown = _shown([person_id], today, stands_in)
    return render_template(
        "team/nudge.html", shown=shown, name=called.name, person_id=person_id, whole=False, stands_in=stands_in
    )


@blueprint.post(ONE)
def send_nudge(person_id: int) -> ResponseReturnValue:
    """Put a message to this person into the outbox."""
    written = writing()
    today = Asked(written.day, written.now)
    stands_in = teams.require_report(db.session(), current_viewer().person_id, person_id, today=today)
    done = _ask([person_id], today, stands_in)
    return redirect(url_for("team.nudge_person", person_id=person_id, done=done), 303)


def _ask(person_ids: Collection[int], today: Asked, stands_in: StandsIn | None) -> int:
    """Do it. Where nobody can be told any more nothing is written: the page says who and why."""
    try:
        return nudging.nudge(
            db.session(), _settings(), person_ids, actor=current_actor(), asked=today,
            stands_in_for=stands_in.manager_id if stands_in else None,
        )  # fmt: skip
    except NotAllowed:
        db.session.rollback()
        return 0


def _everybody(shown: Shown) -> tuple[Nudge, ...]:
    return shown.going + shown.without_mailbox + shown.lately + shown.over_budget
