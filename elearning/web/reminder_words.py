"""Reminders, messages and background work as words for HR."""

from collections.abc import Callable, Mapping
from typing import Any

from elearning.domain.calendar import british_date
from elearning.domain.jobs import WORDS, Work
from elearning.domain.reminders import Kind, Occasion, Why, occasion_of
from elearning.web.presenters import Tag

_OCCASIONS = {
    Kind.BEFORE_DUE: "{title} is due on {on}: {stage} days before",
    Kind.DUE: "{title} is due on {on}: the last working day",
    Kind.OVERDUE: "{title} was due on {on}: {stage} days after",
    Kind.EXPIRED: "{title} ran out, was due again on {on}: {stage} days after",
    Kind.EXPIRING: "{title} runs out on {on}: {stage} days before",
    Kind.DIGEST: "Digest of the week of {on}",
    Kind.NUDGE: "{title}: a nudge that a line manager asked for on {on}",
}

_WHYS = {
    Why.TELL: "Goes with the next reminders",
    Why.IN_ORDER: "Nothing to say today",
    Why.EXEMPT: "Not sent: exempt",
    Why.ON_LEAVE: "Not sent: on leave",
    Why.ALREADY_TOLD: "Not sent again: told before",
    Why.NO_MAILBOX: "Not sent: no mailbox on record. Their task list says it",
    Why.OVER_BUDGET: "Not sent today: enough messages this week",
    Why.NOT_A_WORKING_DAY: "Not sent today: not a working day",
}

_STATES = {
    "waiting": Tag("Waiting", "govuk-tag--blue"),
    "sent": Tag("Sent", "govuk-tag--green"),
    "failed": Tag("Failed, will be tried again", "govuk-tag--yellow"),
    "given up": Tag("Given up", "govuk-tag--red"),
    "withdrawn": Tag("Withdrawn", "govuk-tag--grey"),
}


def occasion_words(occasion: Occasion | str, titles: Mapping[int, str]) -> str:
    """What is told, with the module's title and the day."""
    one = occasion_of(occasion) if isinstance(occasion, str) else occasion
    words = _OCCASIONS[one.kind].format(
        title=titles.get(one.module_id, "A module"), on=british_date(one.on), stage=one.stage
    )
    return words.replace(": 1 days ", ": 1 day ")


def why_words(why: Why | str) -> str:
    """Why something goes or does not."""
    return _WHYS[Why(why)]


def state_tag(state: str) -> Tag:
    """What became of a message, as a tag."""
    return _STATES[state]


def work_words(work: Work) -> str:
    """A kind of background work."""
    return WORDS[work]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "occasion_words": occasion_words, "why_words": why_words, "state_tag": state_tag, "work_words": work_words,
}  # fmt: skip
