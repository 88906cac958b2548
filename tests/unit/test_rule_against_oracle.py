"""The rule in elearning.domain against the independent oracle, on made-up histories and every day that tells."""

from datetime import date
from typing import Any

from elearning.domain import compliance
from elearning.domain.facts import AssignedFact, CompletionFact, Facts, RefresherAsk, RefresherDone, Span
from tests.oracle import Answer, History


def facts_of(history: History) -> Facts:
    """The same history in the shape that the rule reads."""
    return Facts(
        posts=tuple(Span(*post) for post in history["posts"]),
        assignments=tuple(AssignedFact(a["first"], a["last"], a["due"], "All staff") for a in history["assignments"]),
        exemptions=tuple(Span(*stretch) for stretch in history["exemptions"]),
        leaves=tuple(Span(*stretch) for stretch in history["leaves"]),
        completions=tuple(_completion(completion) for completion in history["completions"]),
        refresher_asks=tuple(RefresherAsk(a["version"], a["published"], a["by"]) for a in history["asks"]),
        refreshers_done=tuple(RefresherDone(done["on"], done["made"], done["version"]) for done in history["done"]),
        activity=tuple(history["activity"]),
        bank_holidays_added=frozenset(history["added"]),
        bank_holidays_removed=frozenset(history["removed"]),
        working_days_after_return=history["working_days"],
    )


def _completion(completion: dict[str, Any]) -> CompletionFact:
    return CompletionFact(
        completed_on=completion["on"], made_at=completion["made"], expires_on=completion["expires"],
        version=completion["version"], window_days=completion["window"],
        revoked=tuple(Span(*stretch) for stretch in completion["revoked"]),
    )  # fmt: skip


def answer_of(facts: Facts, day: date) -> Answer | None:
    """The rule's row in the oracle's words."""
    row = compliance.standing(facts, day)
    if row is None:
        return None
    return {
        "standing": row.standing.value, "due_on": row.due_on, "became_required_on": row.became_required_on,
        "ends_on": row.ends_on,
    }  # fmt: skip
