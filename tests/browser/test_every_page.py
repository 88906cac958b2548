"""Every page that anybody meets, errors included, on a phone's width and a desktop's: what axe and we find."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy import select

from elearning import clock
from elearning.domain.access import Actor
from elearning.domain.adjustments import AdjustmentKind, Granted, Unit
from elearning.domain.answer_keys import whole_key, wrong_response
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.exports import WENT_WRONG, Narrowing
from elearning.domain.modules import Assessment, ChangeClass, FollowUp
from elearning.domain.prior_learning import Brought
from elearning.domain.publications import Change
from elearning.domain.reports import Asked
from elearning.domain.saved_views import View
from elearning.domain.self_audit import Check, finding
from elearning.domain.unit_joins import plan_join
from elearning.extensions import db
from elearning.models.certificates import Certificate
from elearning.models.messages import Message, MessageState, WithheldReminder
from elearning.models.people import ImportRun
from elearning.queries.prior_learning import brought_by
from elearning.queries.structure import bare_structure
from elearning.services import audit
from elearning.services.adjustments import grant_adjustment
from elearning.services.assignments import grant_exemption
from elearning.services.attempts import start_test_out
from elearning.services.conversations import record_conversation
from elearning.services.delegations import name_delegate
from elearning.services.exemption_requests import Wanted, decline_exemptions, request_exemptions
from elearning.services.exports import ask_for_export, begin_export, fail_export, finish_export, note_export_progress
from elearning.services.extensions import ask_for_more_time, decline_more_time
from elearning.services.follow_ups import start_follow_up
from elearning.services.learning import PolicyWords
from elearning.services.merges import merge_people
from elearning.services.modules import publish_version
from elearning.services.people import begin_import, record_leave
from elearning.services.policy_requests import ask_again
from elearning.services.prior_learning import bring_completions
from elearning.services.proposals import propose
from elearning.services.saved_views import save_view
from elearning.services.self_audits import keep_findings
from elearning.services.staged_files import stage_file
from elearning.services.unit_joins import join_units
from elearning.transaction import begin_writing
from tests import builders
from tests.acts import Learner
from tests.browser.conftest import Served
from tests.builders import BESIDE, BESIDE_VALUES, SLUG, publish, small_version

pytestmark = pytest.mark.browser

MODULE = f"/modules/{SLUG}"
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed would be told node by node, which takes longer than the looking
}
WIDTHS: list[ViewportSize] = [{"width": 320, "height": 700}, {"width": 1280, "height": 700}]
SMALL_TARGETS = """
() => [...document.querySelectorAll('main a, main button, main input:not([type=hidden]), footer a, nav a, nav button')]
  .filter(e => e.offsetParent && getComputedStyle(e).position !== 'absolute')
  .filter(e => !e.closest('p, li:not(.govuk-service-navigation__item), dd, dt, .govuk-hint') || e.tagName !== 'A')
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, r]) => r.width < 24 || r.height < 24).map(([html]) => html)
"""


def learn(served: Served, who: str, how: str) -> Any:
    """Bring somebody so far: read, an open attempt, failed, passed, completed. Returns what that act returned."""
    with served.site.app_context():
        now: datetime = begin_writing(db.session)
        assert served.town.version is not None
        learner = Learner(db.session(), served.town.ids[who], served.town.version, now)
        learner.read()
        found: Any = None
        if how != "read":
            found = learner.start()
        if how in ("failed", "passed", "completed"):
            learner.answer(found, right=how != "failed")
            learner.submit(found)
        if how == "completed":
            learner.acknowledge()
            found = db.session.scalars(select(Certificate.number)).first()
        db.session.commit()
        return found


def addresses(served: Served) -> Iterator[tuple[str | None, str]]:
    """Whose page, and where. Each is a state that somebody meets."""
    for public in ("/sign-in", "/sign-in/code", "/check", "/check?number=", "/check/nonsense", "/contacts",
                   "/accessibility", "/privacy", "/cookies", "/help", "/no-such-page"):  # fmt: skip
        yield None, public
    lesson = next(lesson for lesson in served.town.version.lessons)  # type: ignore[union-attr]
    check = next(place for place, screen in enumerate(lesson.screens, 1) if screen.check)
    question = served.town.version.question(lesson.screens[check - 1].check)  # type: ignore[union-attr]
    right, wrong = ("&chosen=".join(map(quote, given)) for given in (whole_key(question), wrong_response(question)))
    at_check = f"{MODULE}/lessons/{lesson.id}/{check}"
    for unread in ("/", MODULE, f"{MODULE}/print", "/record", "/record/timeline", "/account", f"{MODULE}/lessons/{lesson.id}/1", at_check,
                   f"{at_check}?missing=1", f"{at_check}?chosen={right}", f"{at_check}?chosen={wrong}",
                   f"{MODULE}/assessment", f"{MODULE}/acknowledgement", f"{MODULE}/done",
                   "/hr/policy-questions", f"{MODULE}/lessons/lesson-2/2", f"{MODULE}/lessons/lesson-8/8",
                   f"{MODULE}/lessons/{lesson.id}/{len(lesson.screens)}"):  # fmt: skip
        yield "amina", unread
    yield "amina", reference_page(served)
    attempt = learn(served, "ben", "open")
    for place in ("1", "1?missing=1", "2?check=1", "check", "check?confirm=1"):
        yield "ben", f"{MODULE}/assessment/{attempt}/{place}"
    failed = learn(served, "dev", "failed")
    yield "dev", f"{MODULE}/assessment/{failed}/result"
    yield "dev", f"/record/attempts/{failed}"
    yield "dev", "/record"
    yield "carys", f"/hr/people/{served.town.ids['dev']}/attempts/{failed}"
    yield "carys", f"{MODULE}/assessment/{learn(served, 'carys', 'passed')}/result"
    yield from addresses_of_rules(served)
    for after in (f"{MODULE}/acknowledgement", f"{MODULE}/acknowledgement?sent=1", "/hr/policy-questions", "/"):
        yield "carys", after
    number = learn(served, "efa", "completed")
    for held in (f"{MODULE}/done", "/record", f"/certificates/{number}", f"/check/{number}", "/"):
        yield "efa", held
    yield from addresses_of_requests(served)
    yield from addresses_of_prior_learning(served)
    yield from addresses_of_managers_and_hr(served, number)
    for workshop in ("/author", "/author/check", "/author/check?kind=error", "/author/coverage", "/author/questions",
                     f"/author/questions/{SLUG}",
                     f"/author/questions/{SLUG}/{served.town.version.bank[0].id}",  # type: ignore[union-attr]
                     f"/author/questions/{SLUG}/{served.town.version.bank[0].id}/correct-key"):  # type: ignore[union-attr]  # fmt: skip
        yield "efa", workshop
    yield from addresses_of_publications(served)


def addresses_of_publications(served: Served) -> Iterator[tuple[str, str]]:
    """What authors and HR see of publications, what Efa is asked after one, and fresh acknowledgements."""
    assert served.town.version is not None
    with served.site.app_context():
        now, session, town = begin_writing(db.session), db.session(), served.town
        newer = replace(town.version, summary="Other words.")
        said = {"lessons": ("lesson-2",), "refresher_by": now.date() + timedelta(days=30)}
        publish_version(
            session, newer, change=ChangeClass.LAW, reason="The law has changed", actor=Actor(town.efa), now=now, **said
        )  # type: ignore[arg-type]
        change = Change(ChangeClass.MATERIAL, "New rules", **said)  # type: ignore[arg-type]
        waiting = propose(session, town.version, change, actor=Actor(town.efa), now=now)
        policy = PolicyWords("Social Media Policy", "9.0", now.date(), ())
        asked = ask_again(
            session, module_id=town.module_id, policy=policy, due_by=now.date(), reason="New rules",
            person_ids=[town.efa, town.dev], actor=Actor(town.carys), now=now,
        )  # fmt: skip
        db.session.commit()
    versions = f"/author/publications/{SLUG}/versions"
    for page in ("/author/publications", f"/author/publications/{SLUG}", f"/author/proposals/{waiting}",
                 f"/author/proposals/{waiting}?done=proposed", versions, f"{versions}/1/withdraw",
                 f"{MODULE}/refresher", MODULE, "/", f"/policy/{asked}"):  # fmt: skip
        yield "efa", page
    for page in ("/author/publications", f"/author/proposals/{waiting}", f"/hr/proposals/{waiting}/people",
                 "/hr/acknowledgements", "/hr/acknowledgements/new", f"/hr/acknowledgements/{asked}"):  # fmt: skip
        yield "carys", page


PRIOR_FILE = b"""employee_number,module,completed_on,provider,reference
100002,small,1/3/2024,Bryn NHS Trust,CERT-7
999999,none,1/3/2099,,
"""
"""A file of completions from elsewhere with a row in order and one with everything wrong."""


def addresses_of_prior_learning(served: Served) -> Iterator[tuple[str, str]]:
    """Completions from elsewhere: the form, a file, one on record for its person, their manager and HR."""
    amina, module_id = served.town.ids["amina"], served.town.module_id
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        one = Brought(amina, module_id, now.date() - timedelta(days=900), "Bryn NHS Trust", "CERT-8")
        bring_completions(session, [one], reason="test", actor=Actor(served.town.ids["carys"]), now=now)
        staged = stage_file(
            session, content=PRIOR_FILE, sha256="3" * 64, file_name="prior.csv", staged_by=served.town.ids["carys"],
            now=now,
        )  # fmt: skip
        (brought,) = brought_by(session, [amina], Asked(now.date(), now))
        db.session.commit()
    for who, page in (("amina", MODULE), ("amina", "/record"), ("ben", f"/team/people/{amina}")):
        yield who, page
    person = f"/hr/people/{amina}"
    for page in ("/hr/prior-learning", "/hr/prior-learning?recorded=1", f"/hr/prior-learning/files/{staged}", person,
                 f"{person}/prior-learning/new", f"{person}/prior-learning/{brought.completion_id}/revoke"):  # fmt: skip
        yield "carys", page


def addresses_of_requests(served: Served) -> Iterator[tuple[str, str]]:
    """Requests for exemptions and for more time: to ask, to decide, taken back, and decided."""
    town = served.town
    amina, dev = town.ids["amina"], town.ids["dev"]
    yield "amina", f"{MODULE}/more-time"
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        today = now.date()

        def excused(asked_by: str, note: str) -> int:
            wanted = Wanted(
                module_id=town.module_id, person_ids=frozenset({dev, town.ids["ben"]}), note=note,
                reason_code=ExemptionReason.OTHER, first_on=today, last_on=today + timedelta(days=9),
            )  # fmt: skip
            return request_exemptions(session, wanted, actor=Actor(town.ids[asked_by]), now=now)

        def more_time(person_id: int) -> int:
            return ask_for_more_time(
                session, person_id=person_id, module_id=town.module_id, due_on=today,
                wished_on=today + timedelta(days=90), reason="Short of staff", now=now,
            )  # fmt: skip

        mine, theirs, declined = excused("carys", "One"), excused("efa", "Two"), excused("efa", "Three")
        decline_exemptions(session, declined, reason="Not shown", actor=Actor(town.ids["carys"]), now=now)
        waiting, ended = more_time(amina), more_time(dev)
        decline_more_time(session, ended, reason="We plan time for it", actor=Actor(town.ids["carys"]), now=now)
        db.session.commit()
    for page in ("/", f"{MODULE}/more-time"):
        yield "amina", page
        yield "dev", page
    for page in ("/team", f"/team/people/{amina}", f"/team/people/{amina}/more-time/{waiting}"):
        yield "ben", page
    for page in ("/hr", "/hr/requests", "/hr/requests?done=declined", "/hr/exemption-requests/new", "/hr/people",
                 f"/hr/exemption-requests/new?person={amina}&person={dev}", "/hr/exemption-requests/new?all=1&q=a",
                 f"/hr/exemption-requests/{mine}?done=asked", f"/hr/exemption-requests/{theirs}",
                 f"/hr/exemption-requests/{declined}", f"/hr/extension-requests/{waiting}",
                 f"/hr/extension-requests/{ended}"):  # fmt: skip
        yield "carys", page


def reference_page(served: Served) -> str:
    """Where a module with a page to look things up in has it."""
    with served.site.app_context():
        begin_writing(db.session)
        publish(db.session(), small_version(**BESIDE))
        db.session.commit()
    return f"/modules/small/reference/{BESIDE_VALUES['reference_id']}"


def addresses_of_rules(served: Served) -> Iterator[tuple[str, str]]:
    """A module that Dev must not do yet, one that he tested out of in part, failed, asked for help with; a follow-up."""
    first = small_version("first", title="First", assessment=Assessment(1, 1, {"lesson-1": 2}, test_out=2))
    later = small_version(
        "later", title="Later", requires=("done",), assessment=replace(first.assessment, time_limit=1)
    )
    done = small_version("done", title="Done", follow_up=FollowUp((3,), 2, ()))
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        for version in (first, later, done):
            publish(session, version, at=now)
        before = Learner(session, served.town.dev, done, now - timedelta(days=9))
        before.complete()
        completion = before.completions()[-1].id
        id = start_follow_up(session, person_id=served.town.dev, completion_id=completion, now=now, day=now.date())
        learner = Learner(session, served.town.dev, first, now)
        tried = start_test_out(session, person_id=served.town.dev, slug="first", seed=7, now=now, day=now.date())
        learner.answer(tried, right=False)
        learner.submit(tried)
        learner.read()
        for _ in range(3):
            learner.take(right=False, seed=None)
        failed = learner.start()
        learner.submit(failed)
        Learner(session, served.town.dev, later, now - timedelta(hours=1)).read()
        over = Learner(session, served.town.dev, later, now - timedelta(hours=1)).start()
        db.session.commit()
    for page in ("/", "/modules/first", "/modules/first/test-out", f"/modules/first/assessment/{tried}/result",
                 f"/modules/first/assessment/{failed}/result", "/modules/first/help-note",
                 f"/modules/later/assessment/{over}/check", f"/follow-ups/sets/{id}/1", f"/follow-ups/sets/{id}/1?missing=1",
                 f"/follow-ups/sets/{id}/done"):  # fmt: skip
        yield "dev", page
    for page in ("/modules/later", "/modules/first", "/modules/first/test-out", "/modules/first/help-note"):
        yield "efa", page


def addresses_of_managers_and_hr(served: Served, number: str) -> Iterator[tuple[str, str]]:
    """The pages of Ben's team, and of all that Carys does: states and errors."""
    amina, efa = served.town.ids["amina"], served.town.ids["efa"]
    for team in (
        "/team",
        "/team?whole=1&sort=name",
        "/team?as_at=nonsense",
        "/team/no-module",
        "/team/delegates",
        "/team/nudge?whole=1",
        f"/team/people/{amina}",
        f"/team/people/{amina}/nudge",
    ):
        yield "ben", team
    yield "dev", "/team"
    for team in stood_in_for(served):
        yield "dev", team
    for state in talked_of(served, amina):
        yield "ben", f"/team/people/{amina}/completions/{state}/conversation"
    leave, exemption, run, waiting, adjustment = furnish_hr(served, amina)
    person = f"/hr/people/{amina}"
    for page in ("/hr", "/hr?as_at=30/2/2026", "/hr/trend", "/hr/comparison", "/hr/comparison?from_as_at=x",
                 "/hr/comparison/people", "/hr/comparison/people?change=moved", "/hr/conversations", "/hr/conversations?since=x", "/hr/heat-map", "/hr/heat-map?kind=service&as_at=x",
                 "/hr/conversations/people?outcome=still%20in%20time", "/hr/rules?over=yes", "/hr/rules?sort=people", "/hr/people-file/runs?undone=yes", "/hr/no-manager", "/hr/people", "/hr/people?q=nobody-such",
                 "/hr/people?standing=overdue", "/hr/export", "/hr/export?as_at=nonsense", "/hr/exports", "/hr/exports/new?kind=ods", *asked_exports(served),
                 "/hr/views", "/hr/views/new?of=hr.people&standing=overdue", f"/hr/views/{saved_views(served)}/change", "/hr/committee", "/hr/committee?first_on=nonsense",
                  "/hr/accesses",
                 "/hr/accesses?by=nobody", "/hr/accesses/1", "/hr/never-signed-in",
                 "/hr/never-signed-in?q=am&unit=0&sort=-name", "/hr/people-file",
                 "/hr/rules", "/hr/rules?done=written", "/hr/rules/new", "/hr/rules/1/change", "/hr/rules/1/end", "/hr/post-tags",
                 "/hr/post-tags?words=nothing-such&done=saved",
                 f"/hr/people-file/{waiting}", f"/hr/people-file/{waiting}/mapping", "/hr/people-file/runs",
                 f"/hr/people-file/runs/{run}", f"/hr/people-file/runs/{run}/undo", f"/hr/people-file/runs/{run}/people?effect=joiner", person, f"{person}?as_at=1/3/2021",
                 f"{person}/timeline", f"{person}/merge", f"/hr/people/{efa}/merged/{merged(served, efa)}", f"{person}/delegates", f"{person}/timeline?kind=leave&known_on=nonsense",
                 *units(served), "/hr/adjustments", f"{person}/adjustments/new", f"{person}/adjustments/{adjustment}",
                 f"{person}/exemptions/{exemption}/end", f"{person}/leave/new",
                 f"{person}/leave/{leave}", f"{person}/sign-in-code",
                 f"/hr/people/{efa}/certificates/{number}/revoke", "/hr/self-audit"):  # fmt: skip
        yield "carys", page
    message = furnish_upkeep(served, amina)
    for page in ("/hr/reminders", "/hr/reminders?state=given+up", "/hr/reminders/not-sent", "/hr/self-audit",
                 f"/hr/reminders/{message}", f"{person}/reminders", "/hr/jobs"):  # fmt: skip
        yield "carys", page


def merged(served: Served, person_id: int) -> int:
    """A second record of a person, merged into the first; its id."""
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        unit = builders.team(session, "Twice on record")
        again = builders.hire(session, number="100020", name="Efa Again", unit_id=unit)
        carys = Actor(served.town.ids["carys"])
        merge_people(session, kept_id=person_id, merged_id=again, reason="Two numbers", actor=carys, now=now)
        db.session.commit()
    return again


def units(served: Served) -> Iterator[str]:
    """The pages of units: two that are spelt alike, and one that is joined into another."""
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        above = builders.team(session, "Communities", kind="service")
        first, second, third = (builders.team(session, name, parent_id=above) for name in ("Youth", "YOUTH", "Young"))
        for number, unit in enumerate((first, second)):
            builders.hire(session, number=f"10003{number}", name="Uma Youth", unit_id=unit)
        begin_import(session)
        plan = plan_join(bare_structure(session, Asked(clock.today(), now)), third, first)
        carys = Actor(served.town.ids["carys"])
        join_units(session, plan, reason="Renamed", actor=carys, now=now, today=clock.today())
        db.session.commit()
    yield from ("/hr/units", "/hr/units?q=you&sort=-posts", f"/hr/units/{second}/join", f"/hr/units/{third}/apart")


def furnish_upkeep(served: Served, person_id: int) -> int:
    """A message that failed, a reminder that was withheld, and a finding of the self-audit; the message's id."""
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        event = audit.record(session, actor=Actor(name="scheduler"), action="reminders.plan", now=now)
        said = {"day": now.date(), "recorded_at": now, "recorded_by": event}
        message = Message(person_id=person_id, kind="reminder", subject="Due soon", text="Hello\n\nDue soon.", **said)
        session.add(message)
        session.flush()
        tried = {"state": "failed", "reason": "The mail server answered 452.", "at": now, "actor_name": "worker"}
        session.add(MessageState(message_id=message.id, **tried))
        occasion = f"overdue:{served.town.module_id}:7:{now.date()}"
        session.add(WithheldReminder(person_id=person_id, occasion=occasion, reason="no mailbox", **said))
        keep_findings(
            session, finding(Check.NO_ACTOR, ["act 7"]), day=now.date(), actor=Actor(name="scheduler"), now=now
        )
        found = message.id
        db.session.commit()
        return found


def stood_in_for(served: Served) -> tuple[str, ...]:
    """What Dev sees of Ben's team, standing in for him: the team, and the nudges of all and of one."""
    ids = served.town.ids
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        name_delegate(
            session, ids["ben"], delegate_id=ids["dev"], first_on=now.date(), last_on=now.date() + timedelta(days=7),
            actor=Actor(ids["ben"]), now=now,
        )  # fmt: skip
        db.session.commit()
    of = f"?for={ids['ben']}"
    return f"/team{of}", f"/team/nudge{of}", f"/team/people/{ids['amina']}/nudge{of}"


def talked_of(served: Served, person_id: int) -> list[int]:
    """Two completions of a person, the first of them with its conversation; their ids."""
    found = []
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        for slug in ("talked", "silent"):
            version = small_version(slug, title=slug.capitalize())
            publish(session, version, at=now)
            learner = Learner(session, person_id, version, now)
            learner.complete()
            found.append(learner.completions()[-1].id)
        record_conversation(
            session, person_id, found[0], held_on=now.date(), actor=Actor(served.town.ids["ben"]), now=now
        )
        db.session.commit()
    return found


HR_FILE = b"employee_number,name\n100001,Amina Yusuf\n"
"""A file that lacks most of its columns, so that its preview has something to say."""


def furnish_hr(served: Served, person_id: int) -> tuple[int, int, int, int, int]:
    """Leave, an exemption, an adjustment, an import that was applied and a file that waits; the ids of each."""
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        carys, today = Actor(served.town.ids["carys"]), now.date()
        leave = record_leave(session, person_id, first_on=today, last_on=None, actor=carys, now=now)
        exemption = grant_exemption(
            session, person_id, served.town.module_id, reason_code=ExemptionReason.OTHER, note="A note", first_on=today,
            last_on=today, approver_id=served.town.ids["ben"], actor=carys, now=now,
        )  # fmt: skip
        event = audit.record(session, actor=carys, action="people.import", now=now)
        counts = {"rows": 1, "joiners": 1, "changes": 0, "leavers": 0, "unchanged": 0}
        run = ImportRun(recorded_at=now, recorded_by=event, file_name="people.csv", sha256="0" * 64, **counts)
        session.add(run)
        staged = stage_file(
            session,
            content=HR_FILE,
            sha256="1" * 64,
            file_name="people.csv",
            staged_by=served.town.ids["carys"],
            now=now,
        )
        session.flush()
        adjustment = grant_adjustment(
            session, person_id, Granted(AdjustmentKind.EXTRA_TIME, 25, Unit.PERCENT), note="A note",
            first_on=today - timedelta(days=9), review_on=today - timedelta(days=1), actor=carys, now=now,
        )  # fmt: skip
        ids = (leave, exemption, run.id, staged, adjustment)
        db.session.commit()
        return ids


def saved_views(served: Served) -> int:
    """A view of Carys's own and one that Dev shares; the id of hers."""
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        for who, is_shared in ((served.town.dev, True), (served.town.carys, False)):
            view = View("hr.people", {"standing": "overdue"})
            view_id = save_view(session, view, name="Late", is_shared=is_shared, actor=Actor(who), now=now)
        db.session.commit()
        return view_id


def asked_exports(served: Served) -> list[str]:
    """Files that Carys asked for: one that waits, one being made, one ready, one that failed and one no longer kept."""
    with served.site.app_context():
        now, session = begin_writing(db.session), db.session()
        asked = Asked(now.date(), now)
        ids = [
            ask_for_export(
                session, "ods", asked, Narrowing(None, None, None, "Everybody"), rows=400, now=now,
                actor=Actor(served.town.carys),
            )
            for _ in range(5)
        ]  # fmt: skip
        for export_id in ids[1:]:
            begin_export(session, export_id, now=now)
        note_export_progress(session, ids[1], rows_done=150)
        for export_id, hours in ((ids[2], 24), (ids[4], -1)):
            finish_export(session, export_id, rows_done=400, size=90_000, kept_for=timedelta(hours=hours), now=now)
        fail_export(session, ids[3], failure=WENT_WRONG, now=now)
        db.session.commit()
    return [f"/hr/exports/{export_id}" for export_id in ids]


NO_PAGES = {
    "learner.picture", "learner.handbook", "static", "public.colours", "health.live", "health.ready", "health.jobs",
    "learner.due_dates", "learner.own_file", "learner.own_page_to_keep", "certificates.download",
    "team.pdf", "team.csv", "team.xlsx", "hr.export_csv", "hr.export_xlsx",
    "hr.export_ods", "hr.export_metadata", "hr.fetch_export_file", "hr.open_view",
    "hr.committee_pdf", "hr.comparison_csv", "hr.people_file_template",
    "hr.people_file_problems", "hr.acknowledgement_csv", "hr.never_signed_in_csv",
    "hr.people_file_runs_csv", "hr.column_mapping_file", "hr.attempt_file", "learner.attempt_file", "author.question_csv",
    "hr.prior_learning_template",
    "sign_in.new_password",  # only after a one-time code: looked at with the errors of forms
}  # fmt: skip
"""What answers with a file or with two words, and what an address alone does not open."""


def test_no_page_is_missing_from_the_addresses_that_are_looked_at(served: Served) -> None:
    match = served.site.url_map.bind("localhost").match
    seen = {
        match(urlsplit(address).path)[0]
        for _, address in addresses(served)
        if address not in ("/no-such-page", "/check/nonsense")
    }
    pages = {rule.endpoint for rule in served.site.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - NO_PAGES - seen == set()


def faults(page: Page, width: int) -> list[str]:
    """What is wrong with the page in front."""
    found = [
        f"{violation['id']}: {node['html'][:90]}"
        for violation in Axe().run(page, options=RULES).response["violations"]
        for node in violation["nodes"]
    ]
    scroll = page.evaluate("document.scrollingElement.scrollWidth")
    if scroll > width:
        found.append(f"scrolls sideways: {scroll}")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    found += [f"small target: {html}" for html in page.evaluate(SMALL_TARGETS)]
    return found


def test_no_page_has_a_fault_that_a_machine_can_find(served: Served, chrome: Browser) -> None:
    found: dict[str, list[str]] = {}
    pages: dict[str | None, Page] = {}
    titles: dict[str, str] = {}
    for who, address in addresses(served):
        if who not in pages:
            pages[who] = served.page(chrome, who)
        page = pages[who]
        page.set_viewport_size(WIDTHS[0])
        page.goto(address)
        for size in WIDTHS:  # opened on a phone; then the phone is turned into a desktop
            page.set_viewport_size(size)
            if wrong := faults(page, size["width"]):
                found[f"{who} {address} at {size['width']}"] = wrong
        if said := [line for line in page.said if "status of 40" not in line]:  # type: ignore[attr-defined]
            found[f"{who} {address} in the console"] = said
        page.said.clear()  # type: ignore[attr-defined]
        titles[address] = page.title()
    assert found == {}
    assert all(title.endswith("Marlshire County Council") for title in titles.values()), titles


@pytest.mark.parametrize("width", [320, 1280])
def test_no_form_error_has_a_fault_that_a_machine_can_find(served: Served, chrome: Browser, width: int) -> None:
    page = served.page(chrome, viewport={"width": width, "height": 700})
    for address, button in (("/sign-in", "Sign in"), ("/sign-in/code", "Continue")):
        page.goto(address)
        page.get_by_role("main").get_by_role("button", name=button).click()
        assert page.title().startswith("Error: ")
        assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
        assert faults(page, width) == []


def test_a_planted_fault_is_found(served: Served, chrome: Browser) -> None:
    page = served.page(chrome, viewport={"width": 320, "height": 700})
    page.goto("/help")
    page.evaluate("""() => {
        document.querySelector('main').insertAdjacentHTML('beforeend',
          '<img src="/static/x.png"><h1>Two</h1><div>wide</div><button>x</button>');
        document.querySelector('main div:last-of-type').style.cssText = 'width: 900px';
        document.querySelector('main button').style.cssText = 'width: 10px; height: 10px; padding: 0';
    }""")
    found = " ".join(faults(page, 320))
    for fault in ("image-alt", "scrolls sideways", "2 h1", "small target"):
        assert fault in found
