"""Completions from elsewhere: one by a form, many by a file or command, where they show, and what never happens."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.access import Actor
from elearning.domain.calendar import british_date, london_date
from elearning.domain.compliance import Basis, Validity
from elearning.domain.prior_learning import Brought
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.models.certificates import Certificate
from elearning.models.learning import Completion
from elearning.queries.conversations import talks_of
from elearning.queries.self_audit import row_findings
from elearning.services.merges import merge_people
from elearning.services.prior_learning import bring_completions
from elearning.web.forms.days import typed
from tests import builders
from tests.acts import Learner
from tests.builders import SLUG, SYSTEM, Town
from tests.guards.visiting import change
from tests.web.browsing import Browser
from tests.web.test_requests import browser

DAY = timedelta(days=1)
HEADER = "employee_number,module,completed_on,provider,reference\n"


@pytest.fixture
def carys(site: Flask, town: Town) -> Browser:
    """Carys's browser."""
    return browser(site, town.carys)


def count(site: Flask, table: type[Completion] | type[Certificate] = Completion) -> int:
    with site.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def bring(site: Flask, town: Town, on: date, *, who: str = "amina") -> None:
    one = Brought(town.ids[who], town.module_id, on, "Bryn NHS Trust", "CERT-7")
    change(
        site, lambda session: bring_completions(session, [one], reason="test", actor=Actor(town.carys), now=clock.now())
    )


def test_one_is_recorded_after_its_effect_was_shown_and_shows_wherever_completions_do(
    site: Flask, town: Town, carys: Browser
) -> None:
    page = carys.go(f"/hr/people/{town.amina}")
    carys.go(page.link("Record a completion from elsewhere"))
    on = clock.today() - 30 * DAY
    given = {"module": SLUG, "completed_on": typed(on), "provider": "Bryn NHS Trust", "reference": "CERT-7 secret"}
    check = carys.send("", **given)
    assert "Without this Not started" in check.main
    assert "With this Completed" in check.main
    assert count(site) == 0
    done = carys.send("", step="do")
    assert "The completion from elsewhere is recorded." in done.main
    assert f"Completed on {british_date(on)}, brought from Bryn NHS Trust" in done.main
    assert "CERT-7 secret" in done.main
    amina, ben = browser(site, town.amina), browser(site, town.ben)
    for page in (amina.go("/record"), amina.go(f"/modules/{SLUG}"), ben.go(f"/team/people/{town.amina}")):
        assert "brought from Bryn NHS Trust" in page.main
        assert "CERT-7 secret" not in page.text
    assert "Completed" in amina.go("/").main
    assert count(site, Certificate) == 0


def test_it_counts_from_its_own_day_and_was_known_only_since_today(site: Flask, town: Town, carys: Browser) -> None:
    bring(site, town, clock.today() - 30 * DAY)
    past = (clock.today() - 10 * DAY).isoformat()
    standing = "Completed" if "Completed" in carys.go(f"/hr/people/{town.amina}?as_at={past}").main else ""
    assert standing == "Completed"
    before = carys.go(f"/hr/people/{town.amina}?as_at={past}&known_on={(clock.today() - DAY).isoformat()}")
    assert "brought from" not in before.main


def test_nothing_on_record_is_replaced_and_the_go_that_was_begun_goes_on(site: Flask, town: Town) -> None:
    version = town.version
    assert version is not None
    change(site, lambda session: Learner(session, town.amina, version, clock.now()).read(all_but=1))
    bring(site, town, clock.today() - 400 * DAY)
    page = browser(site, town.amina).go(f"/modules/{SLUG}")
    assert "Continue" in page.main
    bring(site, town, clock.today() - 400 * DAY)
    assert count(site) == 1


def test_many_at_once_are_recorded_as_they_are_one_by_one(site: Flask, town: Town) -> None:
    days = (clock.today() - 400 * DAY, clock.today() - 330 * DAY, clock.today() - 20 * DAY)
    some = [
        Brought(town.ids[who], town.module_id, on, "Bryn NHS Trust", "CERT-7")
        for who in ("amina", "dev")
        for on in days
    ]
    again = [*some, some[0]]
    recorded = change(
        site, lambda session: bring_completions(session, again, reason="x", actor=Actor(town.carys), now=clock.now())
    )
    assert recorded == 6, "the same evidence twice is one completion"
    for on in days:
        bring(site, town, on, who="efa")
    with site.app_context():
        rows = db.session.execute(select(Completion.person_id, Completion.completed_on, Completion.expires_on)).all()
        db.session.remove()
    of: dict[int, dict[object, object]] = {}
    for person_id, on, ends_on in rows:
        of.setdefault(person_id, {})[on] = ends_on
    assert of[town.amina] == of[town.dev] == of[town.efa] and set(of[town.efa]) == set(days)
    other = Brought(town.dev, town.module_id, days[0], "Somebody else", "X")
    with pytest.raises(NotAllowed):
        change(site, lambda session: bring_completions(
            session, [Brought(town.ben, town.module_id, days[0], "Bryn NHS Trust", "CERT-7"), other], reason="x",
            actor=Actor(town.carys), now=clock.now(),
        ))  # fmt: skip
    assert count(site) == 9, "all of a file or nothing"


def test_the_self_audit_accepts_it_and_no_conversation_is_counted_after_it(site: Flask, town: Town) -> None:
    bring(site, town, clock.today() - 30 * DAY)
    with site.app_context():
        now = clock.now()
        assert list(row_findings(db.session(), Asked(london_date(now), now))) == []
        assert talks_of(db.session(), town.amina) == ()


def test_one_that_turns_out_wrong_is_revoked_and_the_right_evidence_recorded_for_its_day(
    site: Flask, town: Town, carys: Browser
) -> None:
    on = clock.today() - 30 * DAY
    bring(site, town, on)
    carys.go(carys.go(f"/hr/people/{town.amina}").link("Revoke the completion"))
    assert "Say why" in carys.send("", true_from=typed(on)).main
    done = carys.send("", true_from=typed(on), reason="Another Amina")
    assert "is revoked" in done.main
    assert "brought from" not in browser(site, town.amina).go("/record").main
    carys.go(f"/hr/people/{town.amina}/prior-learning/new")
    given = {"module": SLUG, "completed_on": typed(on), "provider": "ACAS", "reference": "Right"}
    carys.send("", **given)
    assert "is recorded" in carys.send("", step="do").main
    assert count(site) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"completed_on": "1/1/2099"}, "still to come"),
        ({"provider": " "}, "Say who taught it"),
        ({"reference": ""}, "Say what shows it"),
        ({"module": "none"}, "Not a valid choice"),
    ],
)
def test_one_that_may_not_be_is_refused_at_the_form(
    site: Flask, town: Town, carys: Browser, given: dict[str, str], words: str
) -> None:
    carys.go(f"/hr/people/{town.amina}/prior-learning/new")
    right = {"module": SLUG, "completed_on": "1/3/2025", "provider": "ACAS", "reference": "One <b>two"}
    page = carys.send("", **{**right, **given})
    assert page.status == 400
    assert words in page.text
    assert count(site) == 0


def upload(carys: Browser, text: str) -> str:
    """Carys uploads a file; the address of its preview."""
    token = carys.go("/hr/prior-learning").form("prior-learning")["fields"]["csrf_token"]
    sent = {"csrf_token": token, "file": (io.BytesIO(text.encode()), "prior.csv")}
    answer = carys.client.post("/hr/prior-learning", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_a_file_says_what_it_would_record_and_is_recorded_once(site: Flask, town: Town, carys: Browser) -> None:
    text = f"{HEADER}100001,{SLUG},1/3/2025,Bryn NHS Trust,CERT-7\n100004,{SLUG},1/4/2025,ACAS,A-1\n999,{SLUG},1/3/2025,A,B\n100002,{SLUG},1/3/2025,,\n"
    address = upload(carys, text)
    page = carys.go(address)
    for words in ("Nobody has this employee number", "The cell is empty", "To be recorded2", "Rows with problems2"):
        assert words in page.main, words
    assert "Confirm that rows with problems are left out" in carys.send("").main
    assert count(site) == 0
    done = carys.send("", leave_out="y")
    assert "2 completions are recorded." in done.main
    assert count(site) == 2
    again = carys.go(upload(carys, text))
    assert "On record already2" in again.main
    assert "Mend what is listed here" in again.main


def test_a_file_is_not_recorded_as_it_was_seen_once_the_record_has_changed(
    site: Flask, town: Town, carys: Browser
) -> None:
    carys.go(upload(carys, f"{HEADER}100001,{SLUG},1/3/2025,Bryn NHS Trust,CERT-7\n"))
    bring(site, town, date(2025, 3, 1))
    page = carys.send("")
    assert page.status == 400
    assert "The record has changed since you looked" in page.main


def test_the_command_tries_records_and_ends_with_1_where_there_are_problems(
    site: Flask, town: Town, tmp_path: Path
) -> None:
    run, file = site.test_cli_runner(), tmp_path / "prior.csv"
    file.write_text(f"{HEADER}100001,{SLUG},1/3/2025,Bryn NHS Trust,CERT-7\n", encoding="utf-8")
    tried = run.invoke(args=["completions", "import", str(file), "--dry-run"])
    assert (tried.exit_code, count(site)) == (0, 0)
    assert "1 rows: 1 new" in tried.output
    done = run.invoke(args=["completions", "import", str(file), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["new"] == 1
    again = run.invoke(args=["completions", "import", str(file)])
    assert (again.exit_code, count(site)) == (0, 1)
    assert "1 on record already" in again.output
    file.write_text(f"{HEADER}999,{SLUG},1/3/2025,A,B\n100004,{SLUG},1/3/2025,A,B\n", encoding="utf-8")
    refused = run.invoke(args=["completions", "import", str(file)])
    assert (refused.exit_code, count(site)) == (1, 1)
    assert "Row 2, column employee_number" in refused.output
    left_out = run.invoke(args=["completions", "import", str(file), "--leave-out"])
    assert (left_out.exit_code, count(site)) == (0, 2)


def test_people_who_have_completed_before_are_recorded_many_at_a_time_and_as_they_are_one_by_one(
    site: Flask, town: Town
) -> None:
    """Renewed from the previous expiry (RULE-12), so that each rests on the one before; Ben has a second record."""
    version = builders.small_version("renewed", title="Renewed", validity=Validity(Basis.PREVIOUS_EXPIRY, 12, 60))
    module = change(site, lambda session: builders.publish(session, version))
    today = clock.today()
    days = [today - DAY * ago for ago in (1_100, 760, 380, 20)]

    def twins(session: Session) -> list[int]:
        unit = builders.team(session, "Twins")
        made = [builders.hire(session, number=f"40000{at}", name="A Twin", unit_id=unit) for at in range(14)]
        for kept, merged in (made[:2], made[7:9]):
            merge_people(session, kept_id=kept, merged_id=merged, reason="x", actor=SYSTEM, now=clock.now())
        return made

    people = change(site, twins)
    batched, single = people[:7], people[7:]

    def evidence(person_id: int, on: date) -> Brought:
        return Brought(person_id, module, on, "Bryn NHS Trust", f"CERT-{on}")

    def act(some: list[Brought]) -> tuple[int, int]:
        """How many are recorded, and in how many statements."""
        sent: list[str] = []

        def run(session: Session) -> int:
            engine = session.get_bind()
            event.listen(engine, "before_cursor_execute", lambda *said: sent.append(said[2]))
            return bring_completions(session, some, reason="x", actor=Actor(town.carys), now=clock.now())

        found = change(site, run)
        rows = [one for one in sent if one.startswith("INSERT INTO completions")]  # SQLite takes them one at a time
        return found, len(sent) - len(rows)

    for some in (batched, single):
        act([evidence(person, days[0]) for person in some])
    recorded, few = act([evidence(batched[2], on) for on in days])
    assert recorded == 3, "the first is on record"
    recorded, many = act([evidence(person, on) for person in batched for on in days])
    assert (recorded, many) == (18, few), "as many statements for seven people as for one"
    for person in single:
        for on in days:
            act([evidence(person, on)])
    with site.app_context():
        rows = db.session.execute(
            select(Completion.person_id, Completion.completed_on, Completion.expires_on).where(
                Completion.module_id == module
            )
        ).all()
        db.session.remove()
    of: dict[int, list[tuple[date, date]]] = {person: [] for person in people}
    for person, on, ends_on in sorted(rows):
        of[person].append((on, ends_on))
    assert [of[one] for one in batched] == [of[one] for one in single]
    assert of[batched[2]][-1][1] > days[-1].replace(year=days[-1].year + 1), "it counts from the expiry before"
