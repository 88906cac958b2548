"""The commands about attempts and questions: what they print, what they change, and how they end."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from elearning import clock
from elearning.models.accesses import Access
from elearning.models.key_corrections import KeyCorrection, ResultCorrection
from elearning.models.learning import Attempt, Result
from tests import builders
from tests.acts import Learner
from tests.builders import Town
from tests.guards.visiting import change


@pytest.fixture
def attempt_id(site: Flask, town: Town) -> int:
    """An attempt of Amina's that passed."""

    def act(session: Any) -> int:
        version = builders.small_version()
        builders.publish(session, version)
        learner = Learner(session, town.amina, version, clock.now())
        learner.read()
        found = learner.start()
        learner.answer(found, right=False)
        learner.submit(found)
        return found

    return change(site, act)  # type: ignore[no-any-return]


def run(site: Flask, *arguments: object) -> Any:
    return site.test_cli_runner().invoke(args=[str(one) for one in arguments])


def test_an_attempt_is_replayed_as_text_and_as_json_and_the_look_is_recorded(site: Flask, attempt_id: int) -> None:
    said = run(site, "attempts", "replay", attempt_id, "--actor", "100003")
    assert said.exit_code == 0
    for wanted in ("0 of 2, pass mark 2, failed, by all-or-nothing-1", "marked again: the same", "(counts)", "mark 0"):
        assert wanted in said.output
    found = json.loads(run(site, "attempts", "replay", attempt_id, "--json").output)
    assert (found["module"], found["result"]["score"], len(found["questions"])) == ("small", 0, 2)
    looks = change(site, lambda session: session.scalars(select(Access.kind)).all())
    assert looks == ["export", "export"]
    assert run(site, "attempts", "replay", 999).exit_code == 1


def test_marking_again_says_how_many_agree_and_fails_if_one_does_not(site: Flask, attempt_id: int) -> None:
    said = run(site, "attempts", "remark", "--module", "small")
    assert (said.exit_code, said.output) == (
        0, "1 attempts marked again, 0 of them with a corrected key: 1 agree, 0 do not.\n"
    )  # fmt: skip

    def forge(session: Any) -> None:
        first = session.get_one(Attempt, attempt_id)
        forged = Attempt(enrolment_id=first.enrolment_id, number=2, seed=1, shown=first.shown, recorded_at=clock.now())
        session.add(forged)
        session.flush()
        session.execute(insert(Result).values(attempt_id=forged.id, score=2, out_of=2, pass_mark=2, passed=True,
                                              marks={}, recorded_at=clock.now()))  # fmt: skip

    change(site, forge)
    said = run(site, "attempts", "remark", "--json")
    assert said.exit_code == 1
    found = json.loads(said.output)
    assert (found["attempts"], found["agree"], len(found["disagree"])) == (2, 1, 1)
    assert "(small, version 1): score 2, again 0" in run(site, "attempts", "remark").output
    assert run(site, "attempts", "remark", "--module", "none").exit_code == 1


def test_a_dry_run_says_who_gains_and_changes_nothing_and_the_real_one_does_it(site: Flask, attempt_id: int) -> None:
    asked = change(site, lambda session: session.get_one(Attempt, attempt_id).shown[0][0])
    command = ("attempts", "correct-key", "small", asked, "--version", 1, "--right", "a", "--reason", "It was wrong")

    def counts(session: Any) -> list[int]:
        return [session.scalar(select(func.count(table.id))) for table in (KeyCorrection, ResultCorrection)]

    said = run(site, *command, "--dry-run")
    assert said.exit_code == 0
    assert "Nothing was changed" in said.output
    assert f"100001, attempt {attempt_id}: 0 -> 1" in said.output
    assert change(site, counts) == [0, 0]
    done = run(site, *command, "--actor", "100005")
    assert "1 attempts asked" in done.output and "1 gain, 0 of them pass now" in done.output
    assert change(site, counts) == [1, 1]
    assert "corrected" in run(site, "attempts", "replay", attempt_id).output
    again = run(site, *command)
    assert (again.exit_code, "in this way already" in again.output) == (1, True)
    assert run(site, *command[:3], "no-such", *command[4:]).exit_code == 1


def test_the_analysis_is_printed_and_withheld_where_few_answered(site: Flask, attempt_id: int) -> None:
    said = run(site, "content", "analysis", "small", "--version", 1)
    assert said.exit_code == 0
    assert "bank-1: fewer than five people answered" in said.output
    plain = json.loads(run(site, "content", "analysis", "small", "--json").output)
    assert {one["answers"] for one in plain["questions"]} == {None}
    many = run(site, "content", "analysis", builders.SLUG)
    assert many.exit_code == 0
    assert run(site, "content", "analysis", "none").exit_code == 1
