"""The outbox against a real mail server: nothing lost, nothing twice, nothing that is no longer true."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, insert, select
from sqlalchemy.exc import IntegrityError

from elearning import clock
from elearning.domain.jobs import Work
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.jobs.planning import put_into_outbox
from elearning.jobs.worker import Worker, wake
from elearning.models.jobs import Job
from elearning.models.messages import Message, MessageOccasion, MessageState, WithheldReminder
from elearning.services.extensions import ask_for_more_time, withdraw_request
from elearning.services.jobs import add_job
from elearning.settings import ROOT, Settings
from elearning.transaction import settled_now
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.conftest import settings_for
from tests.guards.visiting import change
from tests.integration.outbox_worker import SHORT
from tests.mail_server import MailServer, serving

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
"""A Tuesday."""
TODAY = NINE.date()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server that takes everything."""
    with serving(MailServer()) as server:
        yield server


def settings_of(site: Flask, mail: MailServer) -> Settings:
    """The site's settings with mail on."""
    url = site.config["SQLALCHEMY_DATABASE_URI"]
    return settings_for(url, smtp_url=mail.url, mail_from="learning@marlshire.example")


def worker_of(site: Flask, mail: MailServer) -> Worker:
    """A worker whose waits are short."""
    with site.app_context():
        return Worker(db.engine, settings_of(site, mail), timing=SHORT)


def plan(site: Flask, day: date = TODAY) -> int:
    """Put the reminders of a day into the outbox; how many messages."""
    with site.app_context():
        session = db.session()
        asked = Asked(day, settled_now(session))
        return put_into_outbox(session, site.config["ELEARNING"], asked).queued


def require(site: Flask, person_ids: list[int], *, due_on: date, slug: str = "small") -> int:
    """A small module that people must do by a day; its id."""

    def act(session: Any) -> int:
        module_id = builders.publish(session, builders.small_version(slug, title=f"The {slug} module"))
        builders.assign(session, module_id=module_id, person_ids=person_ids, due_on=due_on)
        return module_id

    return change(site, act)  # type: ignore[no-any-return]


def found(site: Flask, statement: Any) -> list[Any]:
    """The rows of a statement."""
    with site.app_context():
        rows = [tuple(row) for row in db.session.execute(statement)]
        db.session.rollback()
        return rows


def states(site: Flask) -> list[tuple[str, str]]:
    """Everything that became of messages."""
    return found(site, select(MessageState.state, MessageState.reason).order_by(MessageState.id))


@pytest.fixture
def at_nine() -> Iterator[Any]:
    """Nine o'clock on a Tuesday, on a clock that goes on."""
    with time_machine.travel(NINE) as traveller:
        yield traveller


@pytest.mark.usefixtures("at_nine")
def test_a_reminder_says_what_and_by_when_with_a_link_and_a_contact(site: Flask, town: Town, mail: MailServer) -> None:
    require(site, [town.amina], due_on=date(2026, 12, 3))
    assert plan(site) == 1
    worker_of(site, mail).work()
    (message,) = mail.to("amina.yusuf@marlshire.example")
    text = message.get_content()
    assert str(message["Subject"]) == "The small module: due on 3 December 2026"
    for said in ("Hello Amina", "The small module is due on 3 December 2026.", "http://localhost/", "HR advice",
                 "01632 960105", "Marlshire County Council"):  # fmt: skip
        assert said in text
    assert message.get_content_type() == "text/plain"
    assert str(message["Auto-Submitted"]) == "auto-generated"
    for kept_back in ("100001", "Yusuf", "Library", "Ben"):
        assert kept_back not in text
    assert states(site) == [("sent", "")]


@pytest.mark.usefixtures("at_nine")
def test_planned_again_nothing_is_told_again(site: Flask, town: Town, mail: MailServer) -> None:
    require(site, [town.amina, town.ben], due_on=date(2026, 12, 3))
    assert [plan(site), plan(site)] == [2, 0]
    worker_of(site, mail).work()
    assert plan(site) == 0
    worker_of(site, mail).work()
    assert set(mail.times.values()) == {1}


@pytest.mark.usefixtures("at_nine")
def test_who_completed_in_between_is_sent_nothing_and_the_record_says_so(
    site: Flask, town: Town, mail: MailServer
) -> None:
    require(site, [town.amina, town.ben], due_on=date(2026, 12, 3))
    plan(site)
    version = builders.small_version(title="The small module")
    change(site, lambda session: Learner(session, town.amina, version, clock.now()).complete())
    worker_of(site, mail).work()
    assert mail.to("amina.yusuf") == []
    assert len(mail.to("ben.okafor")) == 1
    assert sorted(states(site)) == [("sent", ""), ("withdrawn", "no longer true")]


@pytest.mark.usefixtures("at_nine")
def test_of_two_modules_the_one_that_was_completed_is_left_out_of_the_message(
    site: Flask, town: Town, mail: MailServer
) -> None:
    for slug in ("first", "second"):
        require(site, [town.amina], due_on=date(2026, 12, 3), slug=slug)
    assert plan(site) == 1
    first = builders.small_version("first", title="The first module")
    change(site, lambda session: Learner(session, town.amina, first, clock.now()).complete())
    worker_of(site, mail).work()
    (message,) = mail.taken
    assert "The second module" in message.get_content()
    assert "The first module" not in message.get_content()
    ((text,),) = found(site, select(MessageState.text))
    assert text.split() == message.get_content().split()


@pytest.mark.usefixtures("at_nine")
def test_who_has_left_since_is_sent_nothing(site: Flask, town: Town, mail: MailServer, at_nine: Any) -> None:
    unit = change(site, lambda session: builders.team(session))
    gone = change(site, lambda session: builders.hire(session, number="7", name="Lee Gone", email="lee@marlshire.example",
                                                      unit_id=unit, last_on=TODAY))  # fmt: skip
    require(site, [gone], due_on=date(2026, 12, 3))
    assert plan(site) == 1
    at_nine.shift(timedelta(days=1))
    worker_of(site, mail).work()
    assert mail.to("lee@") == []
    assert ("withdrawn", "no longer true") in states(site)


@pytest.mark.usefixtures("at_nine")
def test_a_manager_is_told_once_a_week_of_those_who_are_late_and_nothing_when_nobody_is(
    site: Flask, town: Town, mail: MailServer, at_nine: Any
) -> None:
    require(site, [town.amina], due_on=date(2026, 11, 20))
    for _ in range(5):
        plan(site, clock.today())
        worker_of(site, mail).work()
        at_nine.shift(timedelta(days=1))
    (digest,) = mail.to("ben.okafor")
    assert str(digest["Subject"]) == "1 person of your team is late"
    assert "Amina Yusuf: The small module, was due on 20 November 2026" in digest.get_content()
    version = builders.small_version(title="The small module")
    change(site, lambda session: Learner(session, town.amina, version, clock.now()).complete())
    at_nine.shift(timedelta(days=3))
    assert clock.today().weekday() in (1, 2)
    plan(site, clock.today())
    worker_of(site, mail).work()
    assert len(mail.to("ben.okafor")) == 1


@pytest.mark.usefixtures("at_nine")
def test_the_digest_names_who_waits_for_more_time_and_not_once_it_is_decided(
    site: Flask, town: Town, mail: MailServer, at_nine: Any
) -> None:
    due = date(2027, 1, 20)
    module = require(site, [town.amina], due_on=due)
    request_id = change(site, lambda session: ask_for_more_time(
        session, person_id=town.amina, module_id=module, due_on=due, wished_on=date(2027, 2, 3), reason="Jury service",
        now=clock.now(),
    ))  # fmt: skip
    plan(site, clock.today())
    worker_of(site, mail).work()
    (digest,) = mail.to("ben.okafor")
    assert str(digest["Subject"]) == "1 person of your team asks for more time"
    said = " ".join(digest.get_content().split())
    assert "Amina Yusuf: The small module, due by 20 January 2027, until 3 February 2027" in said
    assert "Jury service" not in said and "late" not in said, "why they ask stands on the page alone"
    at_nine.shift(timedelta(days=7))
    plan(site, clock.today())
    change(site, lambda session: withdraw_request(session, request_id, person_id=town.amina, now=clock.now()))
    worker_of(site, mail).work()
    assert len(mail.to("ben.okafor")) == 1, "taken back before it was sent"


@pytest.mark.usefixtures("at_nine")
def test_who_has_no_mailbox_is_sent_nothing_and_the_record_says_why(site: Flask, town: Town, mail: MailServer) -> None:
    require(site, [town.dev], due_on=date(2026, 12, 3))
    assert [plan(site), plan(site)] == [0, 0]
    kept = found(site, select(WithheldReminder.person_id, WithheldReminder.reason))
    assert kept == [(town.dev, "no mailbox")]


@pytest.mark.usefixtures("at_nine")
def test_nothing_goes_on_a_day_off_and_what_waits_goes_on_the_next_working_day_if_it_is_still_true(
    site: Flask, town: Town, mail: MailServer, at_nine: Any
) -> None:
    require(site, [town.amina], due_on=date(2026, 12, 8))
    at_nine.shift(timedelta(days=4))  # a Saturday
    assert plan(site, clock.today()) == 0
    at_nine.shift(timedelta(days=-1))
    assert plan(site, clock.today()) == 1
    at_nine.shift(timedelta(days=1))
    worker_of(site, mail).work()
    assert mail.taken == []
    assert states(site) == []
    at_nine.shift(timedelta(days=2))
    worker_of(site, mail).work()
    assert len(mail.taken) >= 1


@pytest.mark.usefixtures("at_nine")
def test_an_address_that_nobody_is_at_is_given_up_and_a_server_that_is_away_is_tried_again(
    site: Flask, town: Town, mail: MailServer, at_nine: Any
) -> None:
    mail.refused = frozenset({"amina.yusuf@marlshire.example"})
    require(site, [town.amina, town.ben], due_on=date(2026, 12, 3))
    plan(site)
    worker_of(site, mail).work()
    assert ("given up", "The mail server refused the recipient (550).") in states(site)
    away = MailServer(port=1)
    require(site, [town.efa], due_on=date(2026, 12, 3), slug="other")
    plan(site)
    worker_of(site, away).work()
    assert [state for state, _ in states(site)].count("failed") >= 1
    at_nine.shift(1)
    worker_of(site, mail).work()
    assert len(mail.to("efa.rhys")) == 1


@pytest.mark.usefixtures("at_nine")
def test_what_cannot_be_sent_for_too_long_is_given_up(site: Flask, town: Town, at_nine: Any) -> None:
    require(site, [town.amina], due_on=date(2026, 12, 3))
    plan(site)
    worker = worker_of(site, MailServer(port=1))
    for _ in range(70):
        worker.work()
        at_nine.shift(1)
    assert states(site)[-1][0] == "given up"
    assert len(states(site)) == 61
    assert found(site, select(Job.id).where(Job.finished_at.is_(None), Job.work == "send")) == []


def hire_many(site: Flask, number: int) -> list[int]:
    """People with mailboxes, who must do a module that is due."""

    def act(session: Any) -> list[int]:
        unit = builders.team(session)
        return [
            builders.hire(session, number=f"M{n}", name=f"Person {n}", email=f"p{n}@marlshire.example", unit_id=unit)
            for n in range(number)
        ]

    ids: list[int] = change(site, act)
    require(site, ids, due_on=clock.today() - timedelta(days=2))
    return ids


def waiting(site: Flask) -> int:
    """How many jobs of sending are not over."""
    ((number,),) = found(
        site, select(func.count()).select_from(Job).where(Job.finished_at.is_(None), Job.work == "send")
    )
    return int(number)


def test_a_worker_rests_when_the_days_work_is_done_and_gets_up_when_there_is_more(
    site: Flask, mail: MailServer, at_nine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, looks, looked, stop = worker_of(site, mail), 0, threading.Event(), threading.Event()
    work = worker.work

    def counted() -> int:
        nonlocal looks
        looks += 1
        done = work()
        looked.set()
        return done

    monkeypatch.setattr(worker, "work", counted)
    resting = threading.Thread(target=worker.run, args=(stop,), daemon=True)
    resting.start()
    try:
        time.sleep(3)
        at_first = looks
        assert at_first <= 2  # the work of the day is new at the first look, and is gone at the second
        looked.clear()
        change(site, lambda session: add_job(session, Work.SELF_AUDIT, "asked for", due_at=NINE, now=NINE))
        assert looked.wait(20)
        assert looks == at_first + 1
    finally:
        stop.set()
        wake()
        resting.join(20)


@pytest.mark.usefixtures("at_nine")
def test_two_workers_and_thirty_faults_in_a_hundred_lose_nothing_and_send_nothing_twice(
    site: Flask, town: Town
) -> None:
    with serving(MailServer(faults=30)) as mail:
        people = hire_many(site, 60)
        assert plan(site) == len(people)
        workers = [worker_of(site, mail) for _ in range(2)]

        def until_done(worker: Worker) -> None:
            deadline = time.monotonic() + 60
            while waiting(site) and time.monotonic() < deadline:
                worker.work()
                time.sleep(0.05)

        threads = [threading.Thread(target=until_done, args=(worker,)) for worker in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert waiting(site) == 0
        assert len(mail.times) == len(people)
        assert set(mail.times.values()) == {1}
        assert mail.refusals > 0
        assert [state for state, _ in states(site)].count("sent") == len(people)


def test_messages_cost_few_statements_and_one_commit_each(site: Flask, town: Town, mail: MailServer) -> None:
    with time_machine.travel(NINE, tick=False):  # however slow the machine, nothing grows old
        count_statements(site, mail)


def count_statements(site: Flask, mail: MailServer) -> None:
    """Fifty messages: what each costs."""
    worker_of(site, mail).work()  # the work of the day, so that messages alone are counted
    people = hire_many(site, 50)
    plan(site, clock.today())
    counted = {"statements": 0, "commits": 0}
    worker = worker_of(site, mail)
    with site.app_context():

        def statement(_connection: Any, _cursor: Any, text: str, *_: Any) -> None:
            counted["statements"] += not text.startswith("BEGIN")

        def commit(*_: Any) -> None:
            counted["commits"] += 1

        event.listen(db.engine, "before_cursor_execute", statement)
        event.listen(db.engine, "commit", commit)
        worker.work()
        event.remove(db.engine, "before_cursor_execute", statement)
        event.remove(db.engine, "commit", commit)
    sent = found(site, select(MessageState.state))
    assert len(sent) == len(people)
    assert counted["statements"] < 9 * len(people)  # PostgreSQL takes its locks by statements of their own
    assert counted["commits"] < 2 * len(people)


def spawn(url: str, mail: MailServer) -> subprocess.Popen[bytes]:
    """A worker in a process of its own."""
    ahead = clock.now() - time_machine.escape_hatch.datetime.datetime.now(UTC)
    seconds = str(ahead.total_seconds())
    command = [sys.executable, "-m", "tests.integration.outbox_worker", url, str(mail.port), seconds]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT)


def killed_workers(site: Flask, *, people: int, kills: int, faults: int) -> None:
    """Two workers, of which one is killed again and again in the midst of sending, until everything is sent."""
    with serving(MailServer(faults=faults)) as mail:
        ids = hire_many(site, people)
        queued = plan(site, clock.today())
        assert queued == len(ids)
        url, left, random_of = site.config["SQLALCHEMY_DATABASE_URI"], kills, random.Random(4)
        workers = [spawn(url, mail), spawn(url, mail)]
        deadline = time.monotonic() + 180 + 10 * kills
        try:
            while waiting(site) and time.monotonic() < deadline:
                before = len(mail.taken)
                time.sleep(0.05 + random_of.random() * 0.3)
                if left and len(mail.taken) > before:  # it works, so it is killed at work
                    victim = workers.pop(0)
                    victim.send_signal(signal.SIGKILL)
                    victim.wait()
                    workers.append(spawn(url, mail))
                    left -= 1
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()
        assert waiting(site) == 0
        assert len(mail.times) == len(ids), "a message was lost"
        twice = sum(times - 1 for times in mail.times.values())
        assert twice <= kills - left, "more were sent twice than workers died between the server's yes and their own"
        assert kills - left > 0
        sent = [state for state, _ in states(site)].count("sent")
        assert sent == len(ids)


@pytest.mark.usefixtures("at_nine")
def test_workers_that_are_killed_at_work_lose_nothing(site: Flask, town: Town) -> None:
    killed_workers(site, people=30, kills=2, faults=30)


def test_every_message_tells_each_thing_once_by_the_database_itself(session: Any, town: Town) -> None:
    event = builders.note(session)
    for day in (TODAY, TODAY + timedelta(days=1)):
        session.add(
            Message(
                person_id=town.amina,
                kind="reminder",
                day=day,
                subject="S",
                text="T",
                recorded_at=NINE,
                recorded_by=event,
            )
        )
    session.flush()
    ids = list(session.scalars(select(Message.id)))
    rows = [{"message_id": id, "person_id": town.amina, "occasion": "due:1:0:2026-12-01"} for id in ids]
    session.execute(insert(MessageOccasion), rows[:1])
    with pytest.raises(IntegrityError):
        session.execute(insert(MessageOccasion), rows[1:])


@pytest.mark.usefixtures("at_nine")
def test_after_a_restore_what_waits_can_be_withdrawn_and_is_never_sent(
    site: Flask, town: Town, mail: MailServer
) -> None:
    require(site, [town.amina, town.ben], due_on=date(2026, 12, 3))
    runner = site.test_cli_runner()
    sent = runner.invoke(args=["reminders", "send"])
    assert (sent.exit_code, "2 messages put into the outbox" in sent.stdout) == (1, True)
    assert "SMTP_URL is not set" in sent.stderr
    assert runner.invoke(args=["reminders", "withdraw", "--reason", "Restored"]).stdout == "2 messages withdrawn.\n"
    worker_of(site, mail).work()
    assert mail.taken == []
    assert states(site) == [("withdrawn", "Restored")] * 2
    assert plan(site) == 0


@pytest.mark.usefixtures("at_nine")
def test_the_plan_of_a_day_says_who_what_and_why_and_sends_nothing(site: Flask, town: Town, mail: MailServer) -> None:
    require(site, [town.amina, town.dev], due_on=date(2026, 12, 3))
    runner = site.test_cli_runner()
    ran = runner.invoke(args=["reminders", "plan", "--json"])
    plans = {one["name"]: one["considered"] for one in json.loads(ran.stdout)["plans"]}
    assert [one["why"] for one in plans["Amina Yusuf"] if one["occasion"]] == ["told"]
    assert [one["why"] for one in plans["Dev Patel"] if one["occasion"]] == ["no mailbox"]
    said = runner.invoke(args=["reminders", "plan", "--as-at", "2026-12-07"]).stdout
    assert "small, overdue 3 December 2026: told" in said
    assert "digest of 1 people: told" in said
    assert found(site, select(Message.id)) == []


def test_jobs_work_once_does_what_is_due_and_jobs_state_says_so(site: Flask, town: Town) -> None:
    runner = site.test_cli_runner()
    before = runner.invoke(args=["jobs", "state"])
    assert (before.exit_code, "No worker has ever been seen." in before.stderr) == (1, True)
    with time_machine.travel(NINE):
        assert runner.invoke(args=["jobs", "work", "--once"]).stdout == "2 pieces of work done.\n"
        after = runner.invoke(args=["jobs", "state"])
    assert after.exit_code == 0
    assert "Check the record against itself: last done 1 December 2026 at 9:00am" in after.stdout


@pytest.mark.heavy
@pytest.mark.usefixtures("at_nine")
def test_fifty_workers_killed_at_work_lose_nothing(site: Flask, town: Town) -> None:
    killed_workers(site, people=300, kills=50, faults=30)
