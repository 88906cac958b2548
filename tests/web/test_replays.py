"""An attempt as HR and its learner see it, what authors see of questions, and a key corrected on its pages."""

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from elearning import clock
from elearning.domain.modules import Reveal
from elearning.models.accesses import Access
from elearning.models.learning import Attempt, Completion
from elearning.services import attempts
from tests import builders
from tests.acts import COUNCIL, Learner
from tests.builders import Town
from tests.guards.visiting import change, csrf_token, visitor

QUESTION = "/author/questions/small/bank-1"


@pytest.fixture
def failed(site: Flask, town: Town) -> int:
    """Amina's attempt at the small module, every answer `c`, which the key says is wrong."""

    def act(session: Any) -> int:
        version = builders.small_version(completion=("lessons_read", "assessment_passed"))
        builders.publish(session, version)
        learner = Learner(session, town.amina, version, clock.now())
        learner.read()
        attempt_id = learner.start()
        for question_id, _ in session.get_one(Attempt, attempt_id).shown:
            for chosen in ("a", "c"):
                attempts.save_response(session, person_id=town.amina, attempt_id=attempt_id, question_id=question_id,
                                       chosen=(chosen,), now=learner.now)  # fmt: skip
        attempts.submit_attempt(
            session, person_id=town.amina, attempt_id=attempt_id, council_name=COUNCIL, **learner.when
        )
        return attempt_id

    return change(site, act)  # type: ignore[no-any-return]


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.get_data(as_text=True)


def test_the_learner_sees_their_answers_and_marks_and_nothing_of_the_key(site: Flask, town: Town, failed: int) -> None:
    client = visitor(site, town.amina)
    assert f"/record/attempts/{failed}" in text(client, "/record")
    page = text(client, f"/record/attempts/{failed}")
    for wanted in ("Not passed", "0 of 2", "Earlier answer", "all-or-nothing-1", "Comes to the same", "Answer c"):
        assert wanted in page
    file = text(client, f"/record/attempts/{failed}.json")
    assert json.loads(file)["result"]["score"] == 0
    for secret in ("The key", "Why b.", '"keys"', '"seed"'):
        assert secret not in page + file


@pytest.mark.parametrize(
    ("right", "told", "sees_key"),
    [
        (False, {}, False), (False, {"after_fail": Reveal.FEEDBACK}, False), (False, {"after_fail": Reveal.ANSWERS}, True),
        (True, {}, True), (True, {"after_pass": Reveal.FEEDBACK}, False), (True, {"after_pass": Reveal.OBJECTIVES}, False),
    ],
)  # fmt: skip
def test_a_learner_sees_the_key_of_a_past_attempt_only_where_the_module_tells_it(
    site: Flask, town: Town, right: bool, told: dict[str, Reveal], sees_key: bool
) -> None:
    def act(session: Any) -> int:
        version = builders.small_version()
        version = replace(version, assessment=replace(version.assessment, **told))
        builders.publish(session, version)
        learner = Learner(session, town.amina, version, clock.now())
        learner.read()
        attempt_id = learner.start()
        learner.answer(attempt_id, right=right)
        learner.submit(attempt_id)
        return attempt_id

    attempt_id = change(site, act)
    base = f"/record/attempts/{attempt_id}"
    client = visitor(site, town.amina)
    page, file = text(client, base), text(client, base + ".json")
    assert ("The key" in page, '"keys"' in file) == (sees_key, sees_key)
    assert ("The right answers are not shown" in page) is not sees_key
    assert '"seed"' not in file
    assert "The key" in text(visitor(site, town.carys), f"/hr/people/{town.amina}/attempts/{attempt_id}")


def test_an_open_attempt_shows_its_learner_no_key_whatever_the_module_tells(site: Flask, town: Town) -> None:
    def act(session: Any) -> int:
        version = builders.small_version()
        always = {"after_fail": Reveal.ANSWERS, "after_pass": Reveal.ANSWERS}
        version = replace(version, assessment=replace(version.assessment, **always))
        builders.publish(session, version)
        learner = Learner(session, town.amina, version, clock.now())
        learner.read()
        return learner.start()

    base = f"/record/attempts/{change(site, act)}"
    client = visitor(site, town.amina)
    assert "The key" not in text(client, base)
    assert '"keys"' not in text(client, base + ".json")


def test_hr_sees_the_key_and_each_look_is_recorded(site: Flask, town: Town, failed: int) -> None:
    client = visitor(site, town.carys)
    base = f"/hr/people/{town.amina}/attempts/{failed}"
    assert base in text(client, f"/hr/people/{town.amina}")
    page = text(client, base)
    assert "The key" in page
    assert json.loads(text(client, base + ".json"))["questions"][0]["keys"] == [["Answer b"]]
    looks = change(site, lambda session: session.execute(select(Access.kind, Access.what).order_by(Access.id)).all())
    assert [(kind, what.split(" at ")[0]) for kind, what in looks[-2:]] == [
        ("person", f"Attempt {failed}"), ("export", f"Attempt {failed}")
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["ben", "dev", "efa"])
def test_neither_a_line_manager_nor_anybody_else_sees_an_attempt(
    site: Flask, town: Town, failed: int, who: str
) -> None:
    client = visitor(site, town.ids[who])
    for end in ("", ".json"):
        text(client, f"/record/attempts/{failed}{end}", 404)
        text(client, f"/hr/people/{town.amina}/attempts/{failed}{end}", 403)
    if who == "ben":
        assert f"attempts/{failed}" not in text(client, f"/team/people/{town.amina}")


def test_an_author_corrects_a_key_and_whoever_gains_completes(site: Flask, town: Town, failed: int) -> None:
    client = visitor(site, town.efa)
    asked = change(site, lambda session: [id for id, _ in session.get_one(Attempt, failed).shown])
    for question_id in asked:
        address = f"/author/questions/small/{question_id}/correct-key?version=1"
        assert "Correct a mistaken key" in text(client, address)
        data = {"csrf_token": csrf_token(client), "right": "c", "reason": "The policy says so"}
        assert client.post(address, data={**data, "right": "z"}).status_code == 400
        assert client.post(address, data={**data, "reason": ""}).status_code == 400
        check = client.post(address, data=data)
        assert "Check before you correct the key" in check.get_data(as_text=True)
        assert "fewer than five" in check.get_data(as_text=True)
        assert "The policy says so" in client.post(address, data={**data, "step": "change"}).get_data(as_text=True)
        done = client.post(address, data={**data, "step": "do"})
        assert done.status_code == 303
        assert "The key is corrected" in text(client, done.headers["Location"])
    completed = change(site, lambda session: session.scalars(select(Completion.person_id)).all())
    assert completed == [town.amina]
    assert "Passed" in text(visitor(site, town.amina), f"/record/attempts/{failed}")
    assert "Corrected key" in text(visitor(site, town.carys), f"/hr/people/{town.amina}/attempts/{failed}")
    assert "key corrected" in text(client, "/author/questions/small")


def test_an_author_sees_the_questions_in_any_order_and_as_a_file(site: Flask, town: Town, failed: int) -> None:
    client = visitor(site, town.efa)
    assert "small" in text(client, "/author/questions")
    for sort in ("", "flags", "answers", "facility", "discrimination", "seconds", "nonsense"):
        assert "Fewer than five people answered" in text(client, f"/author/questions/small?version=1&sort={sort}")
    assert "nothing is shown" in text(client, QUESTION)
    lines = text(client, "/author/questions/small.csv").lstrip("\ufeff").split("\r\n")
    assert lines[1] == "small,1,bank-1,O-2,single,,,,,"
    text(client, "/author/questions/small?version=7", 404)
    text(client, "/author/questions/small/no-such", 404)
