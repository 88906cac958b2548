"""What is shown before a rule is saved, changed or ended: the sentence, worked examples, and the effect by day."""

from dataclasses import dataclass
from typing import NamedTuple

from flask import request

from elearning.domain.audience_words import sentence
from elearning.domain.looks import Look
from elearning.domain.reports import Asked
from elearning.domain.worked_examples import Because, Example
from elearning.extensions import db
from elearning.queries import audiences as queries
from elearning.queries.audience_effects import RuleEffect, of_rule
from elearning.queries.audiences import Named, named
from elearning.queries.moved_people import MovedPeople, moved_people
from elearning.services.audiences import Proposal
from elearning.services.memberships import worked_examples
from elearning.web.hr.moved_people import SHOWN, wants_everybody
from elearning.web.looking import note_look

BECAUSE_WORDS = {
    Because.IN: "Meets every condition",
    Because.LATER: "Meets every condition from a later day",
    Because.RULE_OVER: "The rule says nothing of this day",
    Because.NOT_IN_POST: "Not in post on the day",
    Because.UNIT: "No post in these units",
    Because.STAFF_GROUP: "Not of these staff groups",
    Because.TAG: "No post that brings this with it",
    Because.START: "Started on another day",
}
"""Why somebody is in or out, as HR reads it."""

WHAT = "The effect of a rule"


class ExampleShown(NamedTuple):
    """A worked example with who it is."""

    of: Example
    person: Named
    why: str

    @property
    def is_in(self) -> bool:
        """Whether the person is among those meant, now or from a later day."""
        return self.of.because in (Because.IN, Because.LATER)


@dataclass(frozen=True)
class Check:
    """Everything that the author of a rule sees before it is saved."""

    sentence: str
    effect: RuleEffect
    examples: tuple[ExampleShown, ...]
    moved: MovedPeople
    digest: str
    is_stale: bool


def unit_names(asked: Asked) -> dict[int, str]:
    """What units are called today."""
    return queries.unit_names(db.session(), asked)


def check_of(proposal: Proposal, title: str, asked: Asked, *, is_stale: bool) -> Check:
    """What a proposal would do; whoever is named in it is recorded as looked at, before anything is shown."""
    session = db.session()
    edits = {one.person_id: one.edit for one in proposal.edits}
    effect = of_rule(session, module_id=proposal.rule.module_id, edits=edits, asked=asked)
    told = worked_examples(session, proposal.rule, proposal.edits, today=asked.as_at)
    people = named(session, [one.person_id for one in told], asked)
    moved = moved_people(session, effect.moves, asked, most=None if wants_everybody() else SHOWN)
    words = sentence(proposal.rule.versions[-1].terms, title, unit_names(asked))
    if not wants_everybody():
        note_look(Look.LIST, WHAT, [*{*people, *(one.moves.person_id for one in moved.rows)}])
    return Check(
        words, effect, tuple(ExampleShown(one, people[one.person_id], BECAUSE_WORDS[one.because]) for one in told),
        moved, proposal.digest, is_stale,
    )  # fmt: skip


def step() -> str:
    """Which button was pressed: "find" units, "check", "do" it, or "change" what was typed."""
    return request.form.get("step", "check")


def shown_digest() -> str:
    """What the page said that is now confirmed."""
    return request.form.get("digest", "")
