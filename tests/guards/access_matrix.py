"""The authorisation matrix: every route and method, for each role, on the things of each relation, and none such.

The routes come from the URL map. What is expected follows from the table of access in `route_checks` and from whose
the thing is; nobody types cells.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import SLUG
from tests.guards.council_of_roles import NONE, SECRETS, Council
from tests.guards.route_checks import (
    ACCESS,
    AUTHOR,
    AUTHOR_OR_HR,
    EVERYBODY,
    HR,
    HR_OR_ADMINISTRATOR,
    Route,
    address,
    routes,
)
from tests.guards.visiting import Rows, changed, csrf_token, rows, visitor, without_tokens


class Outcome(StrEnum):
    """What a visitor met."""

    ASKED_TO_SIGN_IN = "asked to sign in"
    REFUSED = "refused"
    NONE_SUCH = "there is no such thing"
    LET_IN = "let in"


ROLES = {"nobody": None, "learner": "dev", "manager": "ann", "hr": "carys", "author": "efa", "administrator": "adi",
         "delegate": "del", "former delegate": "fay"}  # fmt: skip
"""A person for each role; Ann's own work is a manager's, Del stands in for her, and Fay did until yesterday."""

RELATIONS = {
    "own": "", "a direct report's": "ben", "an indirect report's": "amina", "a stranger's": "dev", "a leaver's": "lee",
    "none such": NONE,
}  # fmt: skip
"""Whose the thing is, seen from Ann; to all others everybody else is a stranger."""

OWN_THINGS = {"attempt_id", "number", "request_id", "completion_id", "follow_up_id", "delegation_id"}
"""Arguments that name a thing which only its owner may open on a learner's pages."""

TEAM_TREE = {"ann": {"ben", "amina"}, "ben": {"amina"}, "del": {"ben", "amina"}}
"""Who reports to whom today, or to whom they stand in for: the whole tree below."""


NOT_FOR_DELEGATES = {"more_time.request", "more_time.decide_request"}
"""What a line manager decides about their people, and nobody who stands in for them."""

IDEMPOTENT = {"hr.discard_people_file"}
"""Routes that take something away: what is gone already is as good as gone now."""


class Cell(NamedTuple):
    """One route, asked by one role about one person's things."""

    route: Route
    role: str
    whose: str
    is_there: bool
    """Whether the address names what there is, each thing of one and the same person."""
    child: str = ""
    """Whose the second thing of the address is, where it is somebody else's."""

    @property
    def who(self) -> str | None:
        """The visitor."""
        return ROLES[self.role]

    @property
    def owner(self) -> str:
        """Whose things the address names."""
        return self.whose or self.who or "amina"

    def __str__(self) -> str:
        return f"{self.route.name} by {self.role} on {self.whose or 'own'}{' with another child' if self.child else ''}"


NOBODYS = {
    "slug", "lesson_id", "place", "filename", "reference_id", "digest", "question_id", "proposal_id", "version",
    "acknowledgement_id", "rule_id", "exemption_request_id", "unit_id", "joined_id",
}  # fmt: skip
CHILDREN = {
    "number", "leave_id", "exemption_id", "adjustment_id", "attempt_id", "completion_id", "extension_id", "brought_id",
    "merged_id", "delegation_id",
}  # fmt: skip
"""Things that stand in an address below the person whose they are."""


def cells(council: Council, *, safe: bool, below: str = "/") -> Iterator[Cell]:
    """Every route × role × relation; a route that names nobody's thing has one cell for each role.

    Where an address names a person and a thing of theirs, a thing of somebody else is tried as well. `below` leaves
    all but the routes of one part of the site out, which is enough to find a defect that was planted there.
    """
    for route in routes(council.site, safe=safe):
        if not route.rule.rule.startswith(below):
            continue
        named = set(route.rule.arguments) - NOBODYS
        for role, who in ROLES.items():
            for whose in RELATIONS.values() if named else [""]:
                yield Cell(route, role, whose, council.has(whose or who or "amina", named))
            if "person_id" in named and named & CHILDREN:
                yield Cell(route, role, "amina", is_there=False, child="dev")


def values(council: Council, cell: Cell) -> dict[str, Any]:
    """What fills in the address of a cell."""
    found = council.of(cell.owner)
    if cell.route.rule.rule.startswith("/author/publications"):
        found["slug"] = SLUG  # a module that there are files of
    if cell.child:
        found.update({name: council.of(cell.child)[name] for name in CHILDREN})
    return found


def expected(cell: Cell) -> Outcome:
    """What must be met, from the access of the route and from whose the thing is."""
    access = ACCESS[cell.route.method, cell.route.rule.rule]
    arguments = set(cell.route.rule.arguments)
    if access == EVERYBODY:
        return Outcome.LET_IN if cell.owner != NONE else Outcome.NONE_SUCH
    if cell.who is None:
        return Outcome.ASKED_TO_SIGN_IN
    if access == HR and cell.role != "hr":  # whatever the address names
        return Outcome.REFUSED
    if access == AUTHOR_OR_HR:
        return Outcome.LET_IN if cell.role in ("author", "hr") else Outcome.REFUSED
    if access == HR_OR_ADMINISTRATOR:
        return Outcome.LET_IN if cell.role in ("hr", "administrator") else Outcome.REFUSED
    if access == AUTHOR:
        return Outcome.LET_IN if cell.role == "author" else Outcome.REFUSED
    if access == HR:  # HR sees everybody's, a leaver's too
        is_fine = cell.is_there or cell.route.rule.endpoint in IDEMPOTENT
        return Outcome.LET_IN if is_fine else Outcome.NONE_SUCH
    if "person_id" in arguments:
        is_theirs = cell.owner in TEAM_TREE.get(cell.who, ()) and not cell.child
        is_theirs &= not (cell.role == "delegate" and cell.route.rule.endpoint in NOT_FOR_DELEGATES)
        return Outcome.LET_IN if is_theirs else Outcome.NONE_SUCH
    if arguments & OWN_THINGS and cell.owner != cell.who:
        return Outcome.NONE_SUCH
    return Outcome.LET_IN


LEADS_TO_SIGN_IN = {"sign_in.sign_out", "sign_in.sign_out_everywhere"}
"""Whoever signs out ends at the sign-in page, let in as they were."""


def outcome(cell: Cell, answer: TestResponse) -> Outcome:
    """What the visitor met. A form that was sent back for what was typed into it had let them in."""
    if answer.status_code == 404:
        return Outcome.NONE_SUCH
    if answer.status_code == 403:
        return Outcome.REFUSED
    has_left = cell.who is not None and cell.route.rule.endpoint in LEADS_TO_SIGN_IN
    if answer.status_code in (302, 303) and answer.headers["Location"].split("?")[0] == "/sign-in" and not has_left:
        return Outcome.ASKED_TO_SIGN_IN
    says_it_stopped = cell.route.rule.endpoint == "health.jobs" and answer.status_code == 503
    assert answer.status_code < 500 or says_it_stopped, (answer.request.path, answer.status_code)
    return Outcome.LET_IN


def check_reading(council: Council, below: str = "/") -> int:
    """Every page to read lets in whom it should and nobody else. Returns how many cells were tried."""
    tried, found = 0, []
    clients = _warm(council)
    for cell in cells(council, safe=True, below=below):
        if not _is_tried(cell):
            continue
        to = address(cell.route, values(council, cell))
        answer = clients[cell.role].get(to, buffered=True)
        tried += 1
        if outcome(cell, answer) is not expected(cell):
            found.append(f"{cell}: {outcome(cell, answer)}, not {expected(cell)} ({answer.status_code})")
        found += _forbidden_words(cell, answer)
    assert found == [], "\n".join(found)
    return tried


def _is_tried(cell: Cell) -> bool:
    return cell.route.rule.endpoint != "static"


def _forbidden_words(cell: Cell, answer: TestResponse) -> list[str]:
    """Whoever is not HR is shown no reason or note of anybody else."""
    if cell.role == "hr" or not answer.mimetype.startswith("text/"):
        return []
    text = answer.get_data(as_text=True)
    return [f"{cell} shows {secret!r}" for secret in SECRETS if secret in text]


def check_changing(council: Council, below: str = "/") -> int:
    """Every unsafe route, sent with a right token: who may not is refused and nothing changes. Returns the cells.

    Whoever may is only let in as far as the form, because nothing is filled in.
    """
    tried, found = 0, []
    clients: dict[str, FlaskClient] = {}
    tokens: dict[str, str] = {}
    stands: Rows = {}
    for cell in cells(council, safe=False, below=below):
        if cell.role not in clients:
            clients[cell.role] = visitor(council.site, council.town.ids[cell.who] if cell.who else None)
            tokens[cell.role] = csrf_token(clients[cell.role])
            stands = {}
        wanted = expected(cell)
        before = stands or rows(council.site)
        to = address(cell.route, values(council, cell))
        answer = clients[cell.role].open(to, method=cell.route.method, data={"csrf_token": tokens[cell.role]})
        tried += 1
        met = outcome(cell, answer)
        if met is not wanted and not _is_refused_by_rule(cell, answer, met):
            found.append(f"{cell}: {met}, not {wanted} ({answer.status_code})")
        if wanted is Outcome.LET_IN:  # which may have signed them out, or changed anything
            del clients[cell.role]
            stands = {}
        else:
            stands = rows(council.site)
            wrote = changed(before, stands) - _MAY_RECORD
            found += [f"{cell} wrote to {wrote}"] if wrote else []
    assert found == [], "\n".join(found)
    return tried


_MAY_RECORD = {"audit_events", "sign_in_sessions"}
"""A refused access is recorded, and so is the last use of a session."""


def _is_refused_by_rule(cell: Cell, answer: TestResponse, met: Outcome) -> bool:
    """A learner who may open a thing can still be told why it cannot be done now: a page with reasons, not a door."""
    return (
        met is Outcome.REFUSED and expected(cell) is Outcome.LET_IN and "Your role" not in answer.get_data(as_text=True)
    )


def _warm(council: Council) -> dict[str, FlaskClient]:
    """A browser for each role that has been on the site before, so that no cookie is set for the first time."""
    clients = {role: visitor(council.site, council.town.ids[who] if who else None) for role, who in ROLES.items()}
    for client in clients.values():
        client.get("/account", follow_redirects=True)
    return clients


def check_strangers_look_like_none(council: Council, *, safe: bool) -> int:
    """On every page that names somebody's thing, a stranger's and none answer alike. Returns how many were compared."""
    compared = 0
    clients = _warm(council)
    tokens = {role: csrf_token(client) for role, client in clients.items() if ROLES[role]}
    for cell in cells(council, safe=safe):
        is_ours = ACCESS[cell.route.method, cell.route.rule.rule] != HR  # HR may know what there is
        if (
            not is_ours
            or cell.who is None
            or cell.child
            or cell.whose in ("", NONE)
            or expected(cell) is not Outcome.NONE_SUCH
        ):
            continue
        own = council.of(cell.who)
        answers = [_ask(clients[cell.role], council, cell, {**own, **_named(council, cell, whose)}, tokens[cell.role])
                   for whose in (cell.owner, NONE)]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404, 404], str(cell)
        pages = [without_tokens(answer.get_data(as_text=True)) for answer in answers]
        assert pages[0] == pages[1], str(cell)
        assert sorted(answers[0].headers.keys()) == sorted(answers[1].headers.keys()), str(cell)
        compared += 1
    return compared


def _named(council: Council, cell: Cell, whose: str) -> dict[str, Any]:
    """What of an address names a thing of somebody's."""
    return {name: council.of(whose)[name] for name in OWN_THINGS | {"person_id"} if name in cell.route.rule.arguments}


def _ask(
    client: FlaskClient, council: Council, cell: Cell, values: dict[str, Any], token: str
) -> TestResponse:  # fmt: skip
    to = address(cell.route, values)
    data = None if cell.route.method == "GET" else {"csrf_token": token, "chosen": "b", "confirmed": "yes"}
    return client.open(to, method=cell.route.method, data=data, buffered=True)
