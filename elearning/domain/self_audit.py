"""What must always hold of the record, in words that HR can read: each check, what its failing means, what to do."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

EXAMPLES = 10
"""How many things a finding names; of the rest it says how many there are."""


class Check(StrEnum):
    """One thing that must hold."""

    CERTIFICATE_WITHOUT_COMPLETION = "certificate without completion"
    COMPLETION_WITHOUT_CERTIFICATE = "completion without certificate"
    TWO_CERTIFICATES = "two certificates"
    CERTIFICATE_DIFFERS = "certificate differs"
    NO_ACTOR = "no actor"
    NO_SUPERSEDER = "no superseder"
    DAYS_OUT_OF_ORDER = "days out of order"
    SAID_TWICE = "said twice"
    UNIT_CIRCLE = "circle of units"
    UNIT_SPELT_TWICE = "unit spelt twice"
    MANAGER_CIRCLE = "circle of managers"
    ASSIGNMENT_MISSING = "assignment missing"
    ASSIGNMENT_TOO_MANY = "assignment too many"
    STANDING_DIFFERS = "standing differs"
    RESULT_DIFFERS = "result differs"
    CONTENT_DIFFERS = "content differs"
    SENT_TWICE = "sent twice"


class Words(NamedTuple):
    """What a finding means, and what to do about it."""

    what: str
    do: str


_ASK_ICT = (
    "Nothing in the site can cause this: it was done in the database itself, or a fault did it. Tell ICT, who compare "
    "the record with a backup."
)

WORDS: Mapping[Check, Words] = {
    Check.CERTIFICATE_WITHOUT_COMPLETION: Words("Certificates without a completion behind them", _ASK_ICT),
    Check.COMPLETION_WITHOUT_CERTIFICATE: Words(
        "Completions for which no certificate was issued", "Tell ICT: the person has earned one and cannot download it."
    ),
    Check.TWO_CERTIFICATES: Words("Completions with more than one certificate", _ASK_ICT),
    Check.CERTIFICATE_DIFFERS: Words("Certificates with other dates than their completion", _ASK_ICT),
    Check.NO_ACTOR: Words("Records that do not say who made them", _ASK_ICT),
    Check.NO_SUPERSEDER: Words("Records that were replaced without saying by what", _ASK_ICT),
    Check.DAYS_OUT_OF_ORDER: Words(
        "Records whose last day is before their first", "Open the person and correct the dates, or tell ICT."
    ),
    Check.SAID_TWICE: Words(
        "People, posts or units of whom two things are recorded for the same day",
        "Load HR’s file again with the right name, number, place or post. If the finding stays, tell ICT.",
    ),
    Check.UNIT_CIRCLE: Words(
        "Units that belong to one another in a circle", "Correct in HR’s file which unit each belongs to, and load it."
    ),
    Check.UNIT_SPELT_TWICE: Words(
        "Units with posts that differ from one another only by capitals or spaces",
        "If they are one unit, say so on the page Units.",
    ),
    Check.MANAGER_CIRCLE: Words(
        "Posts whose line managers go round in a circle",
        "Correct the line manager of one of them in HR’s file, and load it.",
    ),
    Check.ASSIGNMENT_MISSING: Words(
        "People whom a rule covers and who were not assigned its module",
        "Load HR’s file again: it brings assignments up to date. If the finding stays, tell ICT.",
    ),
    Check.ASSIGNMENT_TOO_MANY: Words(
        "Assignments that no rule and no post accounts for",
        "Load HR’s file again: it brings assignments up to date. If the finding stays, tell ICT.",
    ),
    Check.STANDING_DIFFERS: Words(
        "People whose standing in totals is not the one on their page",
        "Tell ICT, with the names: figures are wrong until it is mended.",
    ),
    Check.RESULT_DIFFERS: Words("Attempts that come to another result when they are marked again", _ASK_ICT),
    Check.CONTENT_DIFFERS: Words("Published versions whose content is not what was published", _ASK_ICT),
    Check.SENT_TWICE: Words("Messages that are recorded as settled more than once", _ASK_ICT),
}


@dataclass(frozen=True)
class Finding:
    """One check that failed: what was found, as short texts, and how many there are in all."""

    check: Check
    examples: tuple[str, ...]
    total: int

    def plain(self) -> dict[str, str]:
        """The finding as texts, to be kept and shown."""
        more = self.total - len(self.examples)
        listed = "; ".join(self.examples) + (f"; and {more:,} more" if more else "")
        what, do = WORDS[self.check]
        return {"check": self.check.value, "what": what, "total": str(self.total), "which": listed, "do": do}


def finding(check: Check, found: Collection[str]) -> Iterator[Finding]:
    """A finding, if there is anything to find."""
    if found:
        yield Finding(check, tuple(sorted(found)[:EXAMPLES]), len(found))


def circles(above: Mapping[int, Iterable[int]]) -> set[int]:
    """Those from whom one comes back to the start by going up: taken away are, again and again, all with nobody above
    or nobody below that is left."""
    left = {node: set(targets) for node, targets in above.items()}
    while True:
        targets = {target for some in left.values() for target in some}
        going = {node: some & left.keys() for node, some in left.items() if node in targets}
        going = {node: some for node, some in going.items() if some}
        if going == left:
            return set(left)
        left = going
