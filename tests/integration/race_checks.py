"""Many requests of one person at the same moment, through the site itself, and what must be true afterwards.

They are functions of a site, so that the guard on planted defects can show that they catch what they are for.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any, NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearning import clock
from elearning.domain.assessment import ShownQuestion, mark_attempt
from elearning.domain.calendar import london_date
from elearning.domain.modules import CompletionCondition, ModuleVersion
from elearning.domain.refusals import NotAllowed
from elearning.extensions import db
from elearning.models import learning as tables
from elearning.models.certificates import Certificate, CertificateFile
from elearning.services import attempts
from elearning.services.attempts import latest_responses
from elearning.transaction import begin_writing
from tests import builders
from tests.acts import COUNCIL, Learner
from tests.builders import Town
from tests.guards.visiting import change, csrf_token, visitor

AT_ONCE = 20

LESSONS = (CompletionCondition.LESSONS_READ,)
PASSED = (CompletionCondition.LESSONS_READ, CompletionCondition.ASSESSMENT_PASSED)
EVERYTHING = tuple(CompletionCondition)


class Sent(NamedTuple):
    """One request, ready to go: whose browser, where to, and what the form holds."""

    client: FlaskClient
    to: str
    data: dict[str, Any]


class Answer(NamedTuple):
    """What came back."""

    status: int
    location: str


def at_once(requests: list[Sent]) -> list[Answer]:
    """Send all of them in the same moment, each from a thread of its own; their answers in the same order."""
    barrier, answers = Barrier(len(requests)), [Answer(599, "no answer")] * len(requests)

    def send(number: int, one: Sent) -> None:
        barrier.wait(timeout=30)
        got = one.client.post(one.to, data=one.data)
        answers[number] = Answer(got.status_code, got.headers.get("Location", ""))

    threads = [Thread(target=send, args=pair) for pair in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def tabs(site: Flask, person_id: int, count: int) -> list[tuple[FlaskClient, str]]:
    """Browsers in which one person is signed in, each with the token of its forms."""
    clients = [visitor(site, person_id) for _ in range(count)]
    return [(client, csrf_token(client)) for client in clients]


def repeat(site: Flask, person_id: int, to: str, **data: str) -> list[Answer]:
    """The same form from many browsers of one person at once. Everybody is answered as though alone."""
    answers = at_once(
        [Sent(client, to, {"csrf_token": token, **data}) for client, token in tabs(site, person_id, AT_ONCE)]
    )
    assert {answer.status for answer in answers} == {302}, answers
    assert len({answer.location for answer in answers}) == 1, answers
    return answers


def prepare(
    site: Flask, town: Town, completion: tuple[CompletionCondition, ...], act: Callable[[Learner], Any] | None = None
) -> tuple[ModuleVersion, Any]:  # fmt: skip
    """Publish a small module, require it of Amina, and let her do something of it before the race."""
    version = builders.small_version(completion=completion)

    def publish(session: Session) -> Any:
        module_id = builders.publish(session, version)
        due_on = clock.today() + timedelta(days=30)
        builders.assign(session, module_id=module_id, person_ids=[town.amina], due_on=due_on)
        return act(Learner(session, town.amina, version, clock.now())) if act else None

    return version, change(site, publish)


def count(site: Flask, *models: Any) -> list[int]:
    """How many rows each table has."""
    with site.app_context():
        return [db.session.scalars(select(func.count()).select_from(model)).one() for model in models]


def _read(learner: Learner) -> None:
    learner.read()


def _ready_to_submit(learner: Learner) -> int:
    learner.read()
    attempt_id = learner.start()
    learner.answer(attempt_id)
    return attempt_id


def _passed(learner: Learner) -> None:
    learner.read()
    learner.take()


EARNED = (tables.Completion, Certificate)


def check_starts(site: Flask, town: Town) -> None:
    """The start button, pressed in many tabs at once, begins one attempt, and every tab lands on it."""
    prepare(site, town, EVERYTHING, _read)
    repeat(site, town.amina, "/modules/small/assessment")
    assert count(site, tables.Attempt, tables.Enrolment) == [1, 1]


def check_submits(site: Flask, town: Town) -> None:
    """One attempt handed in many times at once is marked once and completes once."""
    _, attempt_id = prepare(site, town, PASSED, _ready_to_submit)
    repeat(site, town.amina, f"/modules/small/assessment/{attempt_id}/submit")
    assert count(site, tables.Attempt, tables.Result, *EARNED) == [1, 1, 1, 1]


def check_acknowledgements(site: Flask, town: Town) -> None:
    """The policy acknowledged many times at once is acknowledged once, and that completes the module once."""
    prepare(site, town, EVERYTHING, _passed)
    repeat(site, town.amina, "/modules/small/acknowledgement")
    assert count(site, tables.Acknowledgement, *EARNED) == [1, 1, 1]


def check_first_continue(site: Flask, town: Town) -> None:
    """The first Continue of all, pressed many times at once, opens one enrolment."""
    prepare(site, town, EVERYTHING)
    repeat(site, town.amina, "/modules/small/lessons/lesson-1/1/continue")
    assert count(site, tables.Enrolment, tables.LessonProgress, *EARNED) == [1, 1, 0, 0]


def check_last_continue(site: Flask, town: Town) -> None:
    """The last Continue, where reading is all that is asked, completes the module once."""
    prepare(site, town, LESSONS, lambda learner: learner.read(all_but=1))
    repeat(site, town.amina, "/modules/small/lessons/lesson-1/2/continue")
    assert count(site, tables.Enrolment, tables.LessonProgress, *EARNED) == [1, 2, 1, 1]


def check_two_tabs(site: Flask, town: Town) -> None:
    """Two tabs saving answers to the same question at once: each is kept, and the last one saved is what counts."""
    _, attempt_id = prepare(site, town, EVERYTHING, lambda learner: (learner.read(), learner.start())[1])
    to = f"/modules/small/assessment/{attempt_id}/1"
    (one, one_token), (two, two_token) = tabs(site, town.amina, 2)
    for _ in range(10):
        answers = at_once(
            [
                Sent(one, to, {"csrf_token": one_token, "chosen": "a"}),
                Sent(two, to, {"csrf_token": two_token, "chosen": "b"}),
            ]
        )
        assert {answer.status for answer in answers} == {302}, answers
    assert count(site, tables.Response) == [20]
    with site.app_context():
        latest = db.session.scalars(select(tables.Response).order_by(tables.Response.id.desc())).first()
        assert latest is not None
        shown = one.get(to).get_data(as_text=True)
        assert [f'value="{id}" checked' in " ".join(shown.split()) for id in "ab"] == [
            latest.chosen == ["a"], latest.chosen == ["b"],
        ]  # fmt: skip


def check_answers_against_submits(site: Flask, town: Town) -> None:
    """Answers saved while the attempt is handed in: the score is that of the answers kept, whichever came first."""
    version, attempt_id = prepare(site, town, PASSED, _ready_to_submit)
    base = f"/modules/small/assessment/{attempt_id}"
    requests = []
    for number, (client, token) in enumerate(tabs(site, town.amina, AT_ONCE)):
        data = {"csrf_token": token, "chosen": "a", "confirmed": "yes"}
        requests.append(Sent(client, f"{base}/{1 + number % 2}" if number % 4 else f"{base}/submit", data))
    answers = at_once(requests)
    assert all(answer.status in (302, 403) for answer in answers), answers
    with site.app_context():
        result = db.session.scalars(select(tables.Result)).one()
        attempt = db.session.scalars(select(tables.Attempt)).one()
        paper = [ShownQuestion(id, tuple(options)) for id, options in attempt.shown]
        assert dict(mark_attempt(version, paper, latest_responses(db.session(), attempt_id)).marks) == result.marks
    assert count(site, tables.Completion) == count(site, Certificate) == [int(result.passed)]


def check_waiting_answer(site: Flask, town: Town) -> None:
    """An answer that had to wait while its attempt was handed in is refused: the attempt was marked without it."""
    _, attempt_id = prepare(site, town, PASSED, _ready_to_submit)
    came: list[str] = []

    def save() -> None:
        with site.app_context():
            now = begin_writing(db.session)
            question_id = db.session.scalars(select(tables.Attempt.shown)).one()[0][0]
            try:
                attempts.save_response(
                    db.session(), person_id=town.amina, attempt_id=attempt_id, question_id=question_id,
                    chosen=("a",), now=now,
                )  # fmt: skip
                db.session.commit()
                came.append("saved")
            except NotAllowed:
                db.session.rollback()
                came.append("refused")

    with site.app_context():
        now = begin_writing(db.session)
        attempts.submit_attempt(
            db.session(), person_id=town.amina, attempt_id=attempt_id, council_name=COUNCIL, now=now,
            day=london_date(now),
        )  # fmt: skip
        waiting = Thread(target=save)
        waiting.start()
        waiting.join(timeout=0.5)
        assert came == [], "it did not wait"
        db.session.commit()
        waiting.join(timeout=30)
    assert came == ["refused"]
    assert count(site, tables.Response, tables.Result) == [2, 1]


def check_first_downloads(site: Flask, town: Town) -> None:
    """The first download of a certificate, four times at once, keeps one file and hands the same bytes to all."""
    prepare(site, town, EVERYTHING, lambda learner: learner.complete())
    with site.app_context():
        number = db.session.scalars(select(Certificate.number)).one()
    clients, barrier, files = [visitor(site, town.amina) for _ in range(4)], Barrier(4), []

    def download(client: FlaskClient) -> None:
        barrier.wait(timeout=30)
        files.append(client.get(f"/certificates/{number}.pdf"))

    threads = [Thread(target=download, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [answer.status_code for answer in files] == [200] * 4
    assert len({answer.data for answer in files}) == 1
    assert count(site, CertificateFile) == [1]
