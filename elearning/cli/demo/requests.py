"""What waits in the demonstration for a second person of HR, for Ben and for HR, and what was decided already."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from elearning.cli.demo.learners import at
from elearning.cli.demo.role_modules import MANAGERS
from elearning.cli.demo.story import Story
from elearning.domain.access import Actor, Scope
from elearning.domain.exemptions import ExemptionReason
from elearning.domain.extensions import may_ask
from elearning.domain.facts import Row, Standing
from elearning.domain.reports import Asked
from elearning.queries.compliance import standings
from elearning.queries.extension_requests import row_of
from elearning.queries.modules import module_id
from elearning.queries.people import current_organisation
from elearning.queries.structure import reports
from elearning.services.exemption_requests import Wanted, agree_to_exemptions, request_exemptions
from elearning.services.extensions import ask_for_more_time

BEYOND_A_MANAGER = 60
"""Days from today: more than the council lets line managers give, so HR decides."""


def tell_of_requests(story: Story) -> None:
    """Exemptions that Carys and Fran asked for, one of them agreed to, and more time that people asked for."""
    amina, ben, carys, dev, efa, fran = story.personas()
    below = reports(story.session, ben, Asked(story.today, story.now), whole_tree=True)
    apart = {amina, ben, carys, dev, efa, fran, *below}
    late = (person_id for person_id, row in _rows(story) if row.standing is Standing.OVERDUE and person_id not in apart)
    seconded, trained, other = ExemptionReason.SECONDED_OUT, ExemptionReason.EQUIVALENT_TRAINING, ExemptionReason.OTHER
    _exemption(story, list(islice(late, 1)), seconded, "Until the spring.", asked_by=carys, ago=3)
    _exemption(story, list(islice(late, 1)), other, "On a ship without a network.", asked_by=fran, ago=2)
    for person_id, reason in zip(islice(late, 2), ("I look after my father.", "We share one computer."), strict=False):
        _more_time(story, person_id, story.version.slug, story.ago(-BEYOND_A_MANAGER), reason, ago=4)
    _exemption(story, list(islice(late, 2)), trained, "Trained by the hospital trust.", asked_by=carys, ago=1)
    agreed = _exemption(story, list(islice(late, 1)), seconded, "With the fire service.", asked_by=carys, ago=24)
    if agreed is not None:
        agree_to_exemptions(story.session, agreed, actor=Actor(fran), now=at(story.ago(23)))
    _of_ben(story, ben, amina)


def _of_ben(story: Story, ben: int, amina: int) -> None:
    """Of those who report to Ben himself; Amina may ask by herself."""
    direct = reports(story.session, ben, Asked(story.today, story.now), whole_tree=False) - {amina}
    for person_id in sorted(direct):
        _more_time(story, person_id, MANAGERS, None, "The branch is closed for a fortnight.", ago=2)
        _more_time(story, person_id, story.version.slug, None, "I am on jury service.", ago=2)


def _rows(story: Story) -> Iterator[tuple[int, Row]]:
    """Where everybody stands today on the first module, by their ids."""
    everybody = frozenset(one.person_id for one in current_organisation(story.session).people.values())
    asked = Asked(story.today, story.now)
    found = standings(story.session, Scope(everybody), asked, module_ids=[module_id(story.session, story.version.slug)])
    for key in sorted(found, key=lambda key: key.person_id):
        yield key.person_id, found[key]


def _exemption(
    story: Story, person_ids: list[int], reason: ExemptionReason, note: str, *, asked_by: int, ago: int
) -> int | None:  # fmt: skip
    """Asked for on a day, for about four months; nothing where the council is too small to have such people."""
    if not person_ids:
        return None
    wanted = Wanted(
        module_id=module_id(story.session, story.version.slug), person_ids=frozenset(person_ids), reason_code=reason,
        note=note, first_on=story.ago(ago), last_on=story.ago(-120),
    )  # fmt: skip
    return request_exemptions(story.session, wanted, actor=Actor(asked_by), now=at(story.ago(ago)))


def _more_time(
    story: Story, person_id: int, slug: str, wished_on: date | None, reason: str, *, ago: int
) -> None:  # fmt: skip
    """Asked for until a day, or a fortnight more than there is; nothing where there is no due date to move."""
    module = module_id(story.session, slug)
    row = row_of(story.session, person_id, module, Asked(story.today, story.now))
    if row is None or row.due_on is None or not may_ask(row):
        return
    ask_for_more_time(
        story.session, person_id=person_id, module_id=module, due_on=row.due_on,
        wished_on=wished_on or max(row.due_on, story.today) + timedelta(days=14), reason=reason, now=at(story.ago(ago)),
    )  # fmt: skip
