"""The demonstration's fourteen months, counted back from the day of loading and told by the services themselves."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.authoring.files import load_module
from elearning.cli.demo.conversations import tell_of_conversations
from elearning.cli.demo.learners import at
from elearning.cli.demo.requests import tell_of_requests
from elearning.cli.demo.role_modules import tell_of_roles
from elearning.cli.demo.story import Story
from elearning.cli.demo.strangers import DEMONSTRATION
from elearning.cli.demo.turns import arrivals, departures, returns
from elearning.documents.tables import read_csv
from elearning.domain.access import Actor, Role
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_rows import parse_people
from elearning.domain.modules import ModuleVersion
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import Asked
from elearning.models.certificates import Certificate
from elearning.models.learning import Completion
from elearning.queries.modules import module_id
from elearning.queries.people import current_organisation
from elearning.queries.structure import reports
from elearning.services import assignments, audiences, modules, people
from elearning.services.completions import revoke
from elearning.settings import Settings

SLUG = "digital-and-social-media-awareness"
SEED = 20151111
BEGUN, DUE = 400, 330
"""Days ago that the module was required of everybody, and that it was due."""


def tell(session: Session, *, settings: Settings, hr_file: bytes, today: date, now: datetime) -> None:
    """Write the whole history: publication, HR files, the rule, who learned when, and what happened to whom."""
    version, pictures = _shipped(settings)
    story = Story(session, settings, version, today, now, Random(SEED))
    modules.publish_version(
        session, version, change=None, reason="", actor=DEMONSTRATION, now=at(story.ago(BEGUN + 2)),
        pictures=pictures,
    )  # fmt: skip
    import_file(story, hr_file, "people.csv", days_ago=BEGUN + 1)
    audiences.add_audience(
        session, module_id=module_id(session, SLUG), name="Everyone in post", first_on=story.ago(BEGUN),
        fixed_due_on=story.ago(DUE), days_after_start=30, notice_days=14, actor=DEMONSTRATION,
        now=at(story.ago(BEGUN)), today=story.ago(BEGUN),
    )  # fmt: skip
    import_file(story, departures(hr_file, story.ago(200)), "leavers.csv", days_ago=205)
    import_file(story, returns(hr_file, story.ago(60)), "returner.csv", days_ago=62)
    import_file(story, arrivals(hr_file, [story.ago(days) for days in range(3, 45)]), "starters.csv", days_ago=46)
    _everybody(story)
    _personas(story)
    _what_befell(story)
    tell_of_roles(story)
    tell_of_requests(story)
    tell_of_conversations(story)


def _shipped(settings: Settings) -> tuple[ModuleVersion, Mapping[str, bytes]]:
    """The module as it is shipped, and its pictures."""
    loaded = load_module(settings.content_dir, settings.quizzes_dir, SLUG)
    if loaded.version is None:
        raise NotAllowed(*(str(problem) for problem in loaded.problems))
    return loaded.version, loaded.pictures


def import_file(story: Story, content: bytes, name: str, *, days_ago: int) -> None:
    """Apply an HR file as `people import` does, on a day in the past."""
    today = story.ago(days_ago)
    plan = plan_import(current_organisation(story.session), parse_people(read_csv(content)), today=today)
    people.apply_import(
        story.session, plan, actor=DEMONSTRATION, now=at(today, 8), today=today, file_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def _others(story: Story) -> list[tuple[int, date, date | None]]:
    """Everybody but the personas: person, first day of the newest employment, last day if known."""
    named = story.personas()
    known = current_organisation(story.session).people.values()
    found = []
    for person in sorted(known, key=lambda person: person.person_id):
        if person.person_id not in named and person.holdings:
            last = max(person.holdings, key=lambda holding: holding.first_on)
            found.append((person.person_id, last.first_on, last.last_on))
    return found


def _everybody(story: Story) -> None:
    fates = _fates_of_bens(story)
    for person_id, first_on, last_on in _others(story):
        newcomer_for = (story.today - first_on).days
        if last_on is not None and last_on < story.today:
            _learn_in(story, person_id, 390, 300)
        elif newcomer_for < BEGUN:
            _newcomer(story, person_id, newcomer_for)
        elif person_id in fates:
            fates[person_id](story, person_id)
        else:
            _of_long_standing(story, person_id)


def _fates_of_bens(story: Story) -> dict[int, "Fate"]:
    """What befalls those of long standing below Ben, not by chance, so that every standing is there."""
    asked = Asked(story.today, story.now)
    below = reports(story.session, story.person("100002"), asked, whole_tree=True)
    long_here = [id for id, first_on, _ in _others(story) if id in below and (story.today - first_on).days >= BEGUN]
    return dict(zip(long_here, FATES, strict=False))


def _completed(story: Story, person_id: int) -> None:
    _learn_in(story, person_id, 200, 40)


def _overdue(story: Story, person_id: int) -> None:
    story.learner(person_id, 150).read(lessons=1, screens=1)


def _expired(story: Story, person_id: int) -> None:
    _learn_in(story, person_id, 395, 375)


def _expiring(story: Story, person_id: int) -> None:
    _learn_in(story, person_id, 350, 340)


def _on_leave(story: Story, person_id: int) -> None:
    _leave(story, person_id, story.ago(40), None)


def _back_from_leave(story: Story, person_id: int) -> None:
    _leave(story, person_id, story.ago(BEGUN - 5), story.ago(4))


def _leave(story: Story, person_id: int, first_on: date, last_on: date | None) -> None:
    hr = Actor(person_id=story.person("100003"))
    people.record_leave(
        story.session, person_id, first_on=first_on, last_on=last_on, actor=hr, now=at(story.ago(30))
    )  # fmt: skip


def _exempt(story: Story, person_id: int) -> None:
    _exemption(story, person_id, approver=story.person("100002"))


def _exemption(story: Story, person_id: int, *, approver: int) -> None:
    assignments.grant_exemption(
        story.session, person_id, module_id(story.session, SLUG), reason_code=ExemptionReason.SECONDED_OUT,
        note="On secondment; trained there.", first_on=story.ago(90), last_on=story.ago(-90), approver_id=approver,
        actor=Actor(person_id=story.person("100003")), now=at(story.ago(90)),
    )  # fmt: skip


Fate = Callable[[Story, int], None]

FATES: tuple[Fate, ...] = (
    _completed, _overdue, _expired, _back_from_leave, _on_leave, _exempt, _expiring, _overdue,
)  # fmt: skip
"""By employee number: a senior librarian, two below them, two below a vacant post, and others who report to Ben."""


def _learn_in(story: Story, person_id: int, earliest: int, latest: int) -> None:
    """The whole module on some day between two, given as days ago."""
    days_ago = story.chance.randrange(latest, earliest)
    story.learner(person_id, days_ago, story.chance.randrange(8, 17)).complete(story.chance)


def _of_long_standing(story: Story, person_id: int) -> None:
    """Here before the rule: most are certified, some are late, some ran out, some have renewed."""
    lot = story.chance.random()
    if lot < 0.06:
        return  # never began: overdue
    if lot < 0.12:
        story.learner(person_id, story.chance.randrange(20, 300)).read(lessons=story.chance.choice((1, 2)), screens=2)
    elif lot < 0.30:
        renews = story.chance.random() < 0.55
        _learn_in(story, person_id, 396, 345 if renews else 315)
        if renews:
            _learn_in(story, person_id, 30, 1)
    else:
        _learn_in(story, person_id, 300, 2)


def _newcomer(story: Story, person_id: int, days_here: int) -> None:
    """Somebody who started after the rule did."""
    lot = story.chance.random()
    if days_here <= 1 or lot < 0.35:
        return
    days_ago = story.chance.randrange(0, days_here)
    if lot < 0.6:
        story.learner(person_id, days_ago).read(lessons=story.chance.choice((0, 1, 2)), screens=2)
    elif lot < 0.7:
        waiting = story.learner(person_id, days_ago)
        waiting.read(lessons=len(story.version.lessons))
        waiting.take_assessment(wrong=1, chance=story.chance)
    else:
        story.learner(person_id, days_ago).complete(story.chance)


def _personas(story: Story) -> None:
    """Amina is back from leave, in lesson 2; Ben is certified; Carys runs out soon; Dev ran out; Efa has renewed; Fran,
    who agrees to what Carys asks for, is certified."""
    amina, ben, carys, dev, efa, fran = story.personas()
    people.record_leave(
        story.session, amina, first_on=story.ago(BEGUN - 5), last_on=story.ago(6), actor=Actor(person_id=carys),
        now=at(story.ago(30)),
    )  # fmt: skip
    story.learner(amina, 1).read(lessons=1, screens=1)
    story.learner(ben, 12).complete(story.chance)
    story.learner(carys, 340).complete(story.chance)
    story.learner(dev, 385).complete(story.chance)
    story.learner(efa, 370).complete(story.chance)
    story.learner(efa, 20).complete(story.chance)
    story.learner(fran, 150).complete(story.chance)
    stamp = at(story.ago(BEGUN))
    for person_id, role in ((carys, Role.HR), (fran, Role.HR), (efa, Role.AUTHOR)):
        people.grant_role(story.session, person_id, role, actor=DEMONSTRATION, now=stamp, today=story.ago(BEGUN))


def _what_befell(story: Story) -> None:
    """Leave, a correction of leave, exemptions and a revoked certificate, recorded by Carys."""
    carys, ben = story.person("100003"), story.person("100002")
    hr = Actor(person_id=carys)
    begun = story.ago(BEGUN)
    bens = _fates_of_bens(story)
    staff = [id for id, first_on, last_on in _others(story) if last_on is None and first_on < begun and id not in bens]
    away, corrected, *more = staff[40:46]
    for person_id in (away, *more):
        people.record_leave(
            story.session, person_id, first_on=story.ago(50), last_on=None, actor=hr, now=at(story.ago(49))
        )
    leave_id = people.record_leave(
        story.session, corrected, first_on=story.ago(45), last_on=story.ago(10), actor=hr, now=at(story.ago(44))
    )
    people.correct_leave(
        story.session, leave_id, first_on=story.ago(43), last_on=story.ago(-20), actor=hr, now=at(story.ago(9)),
        reason="The return was put off.",
    )  # fmt: skip
    for person_id in staff[50:56]:
        _exemption(story, person_id, approver=ben)
    _revoke_one(story, staff, hr)


def _revoke_one(story: Story, staff: list[int], hr: Actor) -> None:
    number, completed_on = story.session.execute(
        select(Certificate.number, Completion.completed_on)
        .join(Completion, Completion.id == Certificate.completion_id)
        .where(Completion.person_id.in_(staff), Completion.completed_on < story.ago(40))
        .order_by(Completion.completed_on.desc(), Completion.id)
        .limit(1)
    ).one()
    revoke(
        story.session, number=number, reason="Taken by somebody else in this person's name.", true_from=completed_on,
        actor=hr, now=at(story.ago(5)),
    )  # fmt: skip
