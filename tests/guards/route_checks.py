"""Every route with the access that it needs, and the checks that each of them must pass.

They are functions of a site, so that `test_planted_defects` can show that each of them catches what it is for.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from elearning.web.access import need_of
from tests.guards.visiting import NOTHING, Furnished, added_only, changed, csrf_token, rows, visitor

EVERYBODY, SIGNED_IN, HR, AUTHOR = "open to all", "signed in", "hr", "author"
AUTHOR_OR_HR = "author or hr"
HR_OR_ADMINISTRATOR = "hr or administrator"

MODULE = "/modules/<slug>"
SCREEN = MODULE + "/lessons/<lesson_id>/<int:place>"
ATTEMPT = MODULE + "/assessment/<int:attempt_id>"
FILE = "/hr/people-file"
PERSON = "/hr/people/<int:person_id>"
MORE_TIME = "/team/people/<int:person_id>/more-time/<int:extension_id>"
CONVERSATION = "/team/people/<int:person_id>/completions/<int:completion_id>/conversation"
NUDGE = "/team/people/<int:person_id>/nudge"
QUESTION = "/author/questions/<slug>/<question_id>"
PUBLICATION = "/author/publications/<slug>"

ACCESS: dict[tuple[str, str], str] = {
    ("GET", "/static/<path:filename>"): EVERYBODY,
    ("GET", "/colours.css"): EVERYBODY,
    ("GET", "/health/live"): EVERYBODY,
    ("GET", "/health/ready"): EVERYBODY,
    ("GET", "/health/jobs"): EVERYBODY,
    ("GET", "/accessibility"): EVERYBODY,
    ("GET", "/privacy"): EVERYBODY,
    ("GET", "/cookies"): EVERYBODY,
    ("GET", "/contacts"): EVERYBODY,
    ("GET", "/help"): EVERYBODY,
    ("GET", "/check"): EVERYBODY,
    ("GET", "/check/<number>"): EVERYBODY,
    ("GET", "/sign-in"): EVERYBODY,
    ("POST", "/sign-in"): EVERYBODY,
    ("GET", "/sign-in/code"): EVERYBODY,
    ("POST", "/sign-in/code"): EVERYBODY,
    ("GET", "/sign-in/new-password"): EVERYBODY,
    ("POST", "/sign-in/new-password"): EVERYBODY,
    ("POST", "/sign-out"): SIGNED_IN,
    ("POST", "/sign-out-everywhere"): SIGNED_IN,
    ("GET", "/account"): SIGNED_IN,
    ("GET", "/"): SIGNED_IN,
    ("GET", "/record"): SIGNED_IN,
    ("GET", "/due-dates.ics"): SIGNED_IN,
    ("GET", "/record.html"): SIGNED_IN,
    ("GET", "/record.json"): SIGNED_IN,
    ("GET", "/record/timeline"): SIGNED_IN,
    ("GET", "/record/attempts/<int:attempt_id>"): SIGNED_IN,
    ("GET", "/record/attempts/<int:attempt_id>.json"): SIGNED_IN,
    ("GET", MODULE): SIGNED_IN,
    ("GET", MODULE + "/done"): SIGNED_IN,
    ("GET", MODULE + "/reference/<reference_id>"): SIGNED_IN,
    ("GET", "/pictures/<digest>"): SIGNED_IN,
    ("GET", MODULE + "/print"): SIGNED_IN,
    ("GET", MODULE + "/handbook.pdf"): SIGNED_IN,
    ("GET", SCREEN): SIGNED_IN,
    ("POST", SCREEN + "/check"): SIGNED_IN,
    ("POST", SCREEN + "/continue"): SIGNED_IN,
    ("GET", MODULE + "/assessment"): SIGNED_IN,
    ("POST", MODULE + "/assessment"): SIGNED_IN,
    ("GET", ATTEMPT + "/<int:place>"): SIGNED_IN,
    ("POST", ATTEMPT + "/<int:place>"): SIGNED_IN,
    ("GET", ATTEMPT + "/check"): SIGNED_IN,
    ("POST", ATTEMPT + "/submit"): SIGNED_IN,
    ("GET", ATTEMPT + "/result"): SIGNED_IN,
    ("GET", MODULE + "/test-out"): SIGNED_IN,
    ("POST", MODULE + "/test-out"): SIGNED_IN,
    ("GET", MODULE + "/help-note"): SIGNED_IN,
    ("POST", MODULE + "/help-note"): SIGNED_IN,
    ("POST", "/follow-ups/<int:completion_id>/start"): SIGNED_IN,
    ("POST", "/follow-ups/<int:completion_id>/wish"): SIGNED_IN,
    ("GET", "/follow-ups/sets/<int:follow_up_id>/<int:place>"): SIGNED_IN,
    ("POST", "/follow-ups/sets/<int:follow_up_id>/<int:place>"): SIGNED_IN,
    ("GET", "/follow-ups/sets/<int:follow_up_id>/done"): SIGNED_IN,
    ("GET", MODULE + "/acknowledgement"): SIGNED_IN,
    ("POST", MODULE + "/acknowledgement"): SIGNED_IN,
    ("POST", MODULE + "/acknowledgement/question"): SIGNED_IN,
    ("GET", "/certificates/<number>"): SIGNED_IN,
    ("GET", "/certificates/<number>.pdf"): SIGNED_IN,
    ("GET", "/team"): SIGNED_IN,
    ("GET", "/team.csv"): SIGNED_IN,
    ("GET", "/team.pdf"): SIGNED_IN,
    ("GET", "/team.xlsx"): SIGNED_IN,
    ("GET", "/team/no-module"): SIGNED_IN,
    ("GET", "/team/nudge"): SIGNED_IN,
    ("POST", "/team/nudge"): SIGNED_IN,
    ("GET", NUDGE): SIGNED_IN,
    ("POST", NUDGE): SIGNED_IN,
    ("GET", "/team/people/<int:person_id>"): SIGNED_IN,
    ("GET", "/team/delegates"): SIGNED_IN,
    ("POST", "/team/delegates"): SIGNED_IN,
    ("POST", "/team/delegates/<int:delegation_id>/end"): SIGNED_IN,
    ("GET", CONVERSATION): SIGNED_IN,
    ("POST", CONVERSATION): SIGNED_IN,
    ("GET", "/hr"): HR,
    ("GET", "/hr/trend"): HR,
    ("GET", "/hr/comparison"): HR,
    ("GET", "/hr/comparison/people"): HR,
    ("GET", "/hr/comparison.csv"): HR,
    ("GET", "/hr/heat-map"): HR,
    ("GET", "/hr/conversations"): HR,
    ("GET", "/hr/conversations/people"): HR,
    ("GET", "/hr/no-manager"): HR,
    ("GET", "/hr/people"): HR,
    ("GET", PERSON): HR,
    ("GET", PERSON + "/timeline"): HR,
    ("GET", "/hr/prior-learning"): HR,
    ("POST", "/hr/prior-learning"): HR,
    ("GET", "/hr/prior-learning/template.csv"): HR,
    ("GET", "/hr/prior-learning/files/<int:prior_id>"): HR,
    ("POST", "/hr/prior-learning/files/<int:prior_id>"): HR,
    ("GET", PERSON + "/prior-learning/new"): HR,
    ("POST", PERSON + "/prior-learning/new"): HR,
    ("GET", PERSON + "/prior-learning/<int:brought_id>/revoke"): HR,
    ("POST", PERSON + "/prior-learning/<int:brought_id>/revoke"): HR,
    ("GET", "/hr/requests"): HR,
    ("GET", "/hr/exemption-requests/new"): HR,
    ("POST", "/hr/exemption-requests/new"): HR,
    ("GET", "/hr/exemption-requests/<int:exemption_request_id>"): HR,
    ("POST", "/hr/exemption-requests/<int:exemption_request_id>"): HR,
    ("GET", "/hr/extension-requests/<int:extension_id>"): HR,
    ("POST", "/hr/extension-requests/<int:extension_id>"): HR,
    ("GET", MORE_TIME): SIGNED_IN,
    ("POST", MORE_TIME): SIGNED_IN,
    ("GET", MODULE + "/more-time"): SIGNED_IN,
    ("POST", MODULE + "/more-time"): SIGNED_IN,
    ("POST", MODULE + "/more-time/withdraw"): SIGNED_IN,
    ("GET", PERSON + "/delegates"): HR,
    ("POST", PERSON + "/delegates"): HR,
    ("POST", PERSON + "/delegates/<int:delegation_id>/end"): HR,
    ("GET", PERSON + "/merge"): HR,
    ("POST", PERSON + "/merge"): HR,
    ("GET", PERSON + "/merged/<int:merged_id>"): HR,
    ("POST", PERSON + "/merged/<int:merged_id>"): HR,
    ("GET", PERSON + "/exemptions/<int:exemption_id>/end"): HR,
    ("POST", PERSON + "/exemptions/<int:exemption_id>/end"): HR,
    ("GET", "/hr/adjustments"): HR,
    ("GET", PERSON + "/adjustments/new"): HR,
    ("POST", PERSON + "/adjustments/new"): HR,
    ("GET", PERSON + "/adjustments/<int:adjustment_id>"): HR,
    ("POST", PERSON + "/adjustments/<int:adjustment_id>"): HR,
    ("GET", PERSON + "/leave/new"): HR,
    ("POST", PERSON + "/leave/new"): HR,
    ("GET", PERSON + "/leave/<int:leave_id>"): HR,
    ("POST", PERSON + "/leave/<int:leave_id>"): HR,
    ("GET", PERSON + "/certificates/<number>/revoke"): HR,
    ("POST", PERSON + "/certificates/<number>/revoke"): HR,
    ("GET", PERSON + "/attempts/<int:attempt_id>"): HR,
    ("GET", PERSON + "/attempts/<int:attempt_id>.json"): HR,
    ("GET", PERSON + "/sign-in-code"): HR,
    ("POST", PERSON + "/sign-in-code"): HR,
    ("GET", "/hr/export"): HR,
    ("GET", "/hr/export.csv"): HR,
    ("GET", "/hr/export.xlsx"): HR,
    ("GET", "/hr/export.ods"): HR,
    ("GET", "/hr/export.csv-metadata.json"): HR,
    ("GET", "/hr/views"): HR,
    ("GET", "/hr/views/new"): HR,
    ("POST", "/hr/views/new"): HR,
    ("GET", "/hr/views/<int:view_id>"): HR,
    ("GET", "/hr/views/<int:view_id>/change"): HR,
    ("POST", "/hr/views/<int:view_id>/change"): HR,
    ("POST", "/hr/views/<int:view_id>/remove"): HR,
    ("GET", "/hr/exports"): HR,
    ("POST", "/hr/exports"): HR,
    ("GET", "/hr/exports/new"): HR,
    ("GET", "/hr/exports/<int:export_id>"): HR,
    ("GET", "/hr/exports/<int:export_id>/file"): HR,
    ("POST", "/hr/exports/<int:export_id>/again"): HR,
    ("GET", "/hr/committee"): HR,
    ("GET", "/hr/committee.pdf"): HR,
    ("GET", "/hr/never-signed-in"): HR,
    ("GET", "/hr/never-signed-in.csv"): HR,
    ("GET", "/hr/accesses"): HR,
    ("GET", "/hr/accesses/<int:access_id>"): HR,
    ("GET", FILE): HR,
    ("POST", FILE): HR,
    ("GET", FILE + "/template.csv"): HR,
    ("GET", FILE + "/<int:file_id>"): HR,
    ("POST", FILE + "/<int:file_id>"): HR,
    ("POST", FILE + "/<int:file_id>/discard"): HR,
    ("GET", FILE + "/<int:file_id>/problems.csv"): HR,
    ("POST", FILE + "/<int:file_id>/whose-number"): HR,
    ("POST", FILE + "/<int:file_id>/effect"): HR,
    ("GET", FILE + "/<int:file_id>/mapping"): HR,
    ("POST", FILE + "/<int:file_id>/mapping"): HR,
    ("GET", FILE + "/<int:file_id>/mapping.yaml"): HR,
    ("GET", FILE + "/runs"): HR,
    ("GET", FILE + "/runs.csv"): HR,
    ("GET", FILE + "/runs/<int:run_id>"): HR,
    ("GET", FILE + "/runs/<int:run_id>/people"): HR,
    ("GET", FILE + "/runs/<int:run_id>/undo"): HR,
    ("POST", FILE + "/runs/<int:run_id>/undo"): HR,
    ("GET", "/hr/policy-questions"): HR,
    ("GET", "/hr/rules"): HR,
    ("GET", "/hr/rules/new"): HR,
    ("POST", "/hr/rules/new"): HR,
    ("GET", "/hr/rules/<int:rule_id>/change"): HR,
    ("POST", "/hr/rules/<int:rule_id>/change"): HR,
    ("GET", "/hr/rules/<int:rule_id>/end"): HR,
    ("POST", "/hr/rules/<int:rule_id>/end"): HR,
    ("GET", "/hr/post-tags"): HR,
    ("POST", "/hr/post-tags"): HR,
    ("GET", "/hr/reminders"): HR,
    ("GET", "/hr/reminders/not-sent"): HR,
    ("GET", "/hr/reminders/<int:message_id>"): HR,
    ("GET", PERSON + "/reminders"): HR,
    ("GET", "/hr/self-audit"): HR,
    ("GET", "/hr/units"): HR,
    ("GET", "/hr/units/<int:unit_id>/join"): HR,
    ("POST", "/hr/units/<int:unit_id>/join"): HR,
    ("GET", "/hr/units/<int:joined_id>/apart"): HR,
    ("POST", "/hr/units/<int:joined_id>/apart"): HR,
    ("GET", "/hr/jobs"): HR_OR_ADMINISTRATOR,
    ("GET", "/author"): AUTHOR,
    ("GET", "/author/questions"): AUTHOR,
    ("GET", "/author/questions/<slug>"): AUTHOR,
    ("GET", "/author/questions/<slug>.csv"): AUTHOR,
    ("GET", QUESTION): AUTHOR,
    ("GET", QUESTION + "/correct-key"): AUTHOR,
    ("POST", QUESTION + "/correct-key"): AUTHOR,
    ("GET", "/author/publications"): AUTHOR_OR_HR,
    ("GET", PUBLICATION): AUTHOR,
    ("POST", PUBLICATION): AUTHOR,
    ("GET", PUBLICATION + "/versions"): AUTHOR_OR_HR,
    ("GET", PUBLICATION + "/versions/<int:version>/withdraw"): AUTHOR,
    ("POST", PUBLICATION + "/versions/<int:version>/withdraw"): AUTHOR,
    ("GET", "/author/proposals/<int:proposal_id>"): AUTHOR_OR_HR,
    ("POST", "/author/proposals/<int:proposal_id>"): AUTHOR_OR_HR,
    ("GET", "/hr/proposals/<int:proposal_id>/people"): HR,
    ("GET", "/hr/acknowledgements"): HR,
    ("GET", "/hr/acknowledgements/new"): HR,
    ("POST", "/hr/acknowledgements/new"): HR,
    ("GET", "/hr/acknowledgements/<int:acknowledgement_id>"): HR,
    ("GET", "/hr/acknowledgements/<int:acknowledgement_id>.csv"): HR,
    ("GET", MODULE + "/refresher"): SIGNED_IN,
    ("POST", MODULE + "/refresher"): SIGNED_IN,
    ("GET", "/policy/<int:request_id>"): SIGNED_IN,
    ("POST", "/policy/<int:request_id>"): SIGNED_IN,
    ("GET", "/author/check"): AUTHOR,
    ("GET", "/author/coverage"): AUTHOR,
}
"""Written down by hand, so that nobody opens a page to more people without saying so here."""

MAY_ADD = {
    "certificates.download": {"certificate_files"},  # the bytes of the first download
    "public.check": {"certificate_guesses"},  # a number that names nothing, counted
}
"""What a GET may write, in a transaction of its own. A sign-in session's last use comes on top, on any page."""

RECORD_LOOKS = ("team", "conversations", "more_time", "hr")
"""Blueprints whose pages show other people's data, and record that somebody looked."""

KEPT_BY_BROWSERS = {"static", "public.colours", "learner.picture"}


class Route(NamedTuple):
    """One method of one rule."""

    method: str
    rule: Rule

    @property
    def name(self) -> str:
        """For messages."""
        return f"{self.method} {self.rule.rule}"


def routes(site: Flask, *, safe: bool | None = None) -> Iterator[Route]:
    """Every method of every rule of the URL map; HEAD and OPTIONS go with GET."""
    for rule in site.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if safe is None or safe is (method == "GET"):
                yield Route(method, rule)


def address(route: Route, values: dict[str, Any]) -> str:
    """The address of a rule with its parts filled in."""
    built = route.rule.build({name: values[name] for name in route.rule.arguments})
    assert built is not None, route.name
    return str(built[1])


def access_of(site: Flask, route: Route) -> str:
    """What the site asks of whoever opens a route."""
    return str(need_of(site.view_functions[route.rule.endpoint]))


def check_table(site: Flask) -> None:
    """Every route is in the table with the access that the site gives it, and nothing else is in the table."""
    found = {(route.method, route.rule.rule): access_of(site, route) for route in routes(site)}
    differing = {key: (found.get(key), ACCESS.get(key)) for key in found.keys() | ACCESS.keys()}
    differing = {key: pair for key, pair in differing.items() if pair[0] != pair[1]}
    assert differing == {}, f"what the site says and what the table says: {differing}"


def _send(client: FlaskClient, method: str, to: str, **data: Any) -> TestResponse:
    return client.open(to, method=method, data=data if method != "GET" else None)


def check_csrf(here: Furnished) -> None:
    """A change that comes without a right token is refused, whoever sends it, and changes nothing."""
    site = here.site
    for route in routes(site, safe=False):
        to = address(route, here.values("amina"))
        is_open = ACCESS.get((route.method, route.rule.rule)) == EVERYBODY
        for person_id in (None, here.town.amina):
            client = visitor(site, person_id)
            others = csrf_token(visitor(site, here.town.dev))
            before = rows(site)
            for token in ({}, {"csrf_token": "wrong"}, {"csrf_token": others}):
                answer = _send(client, route.method, to, chosen="b", question="Why?", confirmed="yes", **token)
                asked_to_sign_in = answer.headers.get("Location", "").startswith("/sign-in")
                refused = answer.status_code in (400, 403) or (person_id is None and not is_open and asked_to_sign_in)
                assert refused, (route.name, token, answer.status_code)
            assert changed(before, rows(site)) == set(), route.name


def _asks_for_another_role(route: Route, is_learner: bool) -> bool:
    """Whether Amina, who has no role, or Carys, who is in HR alone, is refused the page."""
    access = ACCESS[route.method, route.rule.rule]
    return access == AUTHOR or (access in (HR, AUTHOR_OR_HR, HR_OR_ADMINISTRATOR) and is_learner)


def check_reading_writes_nothing(here: Furnished) -> None:
    """No GET changes a row, save the small inserts that are named, and the last use of a sign-in session."""
    site, town = here.site, here.town
    nothing = {**NOTHING, "filename": "none"}
    before = rows(site)
    for person_id in (None, town.amina, town.carys):
        client = visitor(site, person_id)
        before = rows(site)
        for route in routes(site, safe=True):
            allowed = set(MAY_ADD.get(route.rule.endpoint, set()))
            if route.rule.endpoint.split(".")[0] in RECORD_LOOKS:
                allowed |= {"accesses", "access_subjects"}
            if _asks_for_another_role(route, town.amina == person_id):
                allowed.add("audit_events")  # the record of a refused access
            done = {**here.values("amina"), "slug": "done"}
            for values in (here.values("amina"), here.values("dev"), done, nothing):
                to = address(route, values)
                client.get(to, buffered=True)
                client.head(to)
                client.options(to)
            after = rows(site)
            written = changed(before, after)
            assert written <= allowed, f"{route.name} wrote to {written - allowed}"
            assert all(added_only(before, after, table) for table in written), route.name
            before = after


def check_personal_pages_are_not_kept(here: Furnished) -> None:
    """Whatever a signed-in person is shown is kept by no cache; only styles and scripts may be."""
    for person_id in (None, here.town.amina):
        client = visitor(here.site, person_id)
        for route in routes(here.site, safe=True):
            if route.rule.endpoint in KEPT_BY_BROWSERS:
                continue
            answer = client.get(address(route, here.values("amina")))
            assert "no-store" in answer.headers.get("Cache-Control", ""), route.name
            assert "public" not in answer.headers["Cache-Control"], route.name


def check_headers(here: Furnished) -> None:
    """Every answer, refusals included, carries the headers that protect its reader."""
    client = visitor(here.site, here.town.amina)
    answers = [client.get(address(route, here.values("amina"))) for route in routes(here.site, safe=True)]
    answers += [client.get("/nonsense"), client.post("/record"), client.post("/sign-out")]
    for answer in answers:
        policy = answer.headers.get("Content-Security-Policy", "")
        told = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
        assert told.get("default-src") == ["'none'"], answer.request.path
        assert told.get("frame-ancestors") == ["'none'"]
        assert "unsafe" not in policy
        assert "*" not in policy
        assert "http:" not in policy
        assert answer.headers.get("X-Content-Type-Options") == "nosniff"
        assert answer.headers.get("Referrer-Policy") == "same-origin"
        assert answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin"
        assert "camera" in answer.headers.get("Permissions-Policy", "")
