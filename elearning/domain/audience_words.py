"""A rule as one plain sentence: who is meant, what they must do, and by when."""

from collections.abc import Iterable, Mapping

from elearning.domain.assignments import Audience
from elearning.domain.audience_conditions import TAG_WORDS, PostTag, Who
from elearning.domain.calendar import british_date


def _or(words: Iterable[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last


def who_words(who: Who, unit_names: Mapping[int, str]) -> str:
    """Who is meant, as the beginning of a sentence: "Everybody in Libraries and below who manages people"."""
    words = "Everybody in post"
    if who.units:
        units = dict.fromkeys(unit_names.get(unit, "a unit that is gone") for unit in who.units)
        words = f"Everybody in {_or(units)} and below"
    clauses = []
    if who.tags:
        clauses.append(_or(TAG_WORDS[tag] for tag in PostTag if tag in who.tags))
    if who.staff_groups:
        clauses.append(f"is in the staff group {_or(who.staff_groups)}")
    if who.started_from and who.started_to:
        clauses.append(f"started from {british_date(who.started_from)} to {british_date(who.started_to)}")
    elif who.started_from:
        clauses.append(f"started on or after {british_date(who.started_from)}")
    elif who.started_to:
        clauses.append(f"started on or before {british_date(who.started_to)}")
    return f"{words} who {' and '.join(clauses)}" if clauses else words


def sentence(audience: Audience, title: str, unit_names: Mapping[int, str]) -> str:
    """The whole rule as one plain sentence, for whoever must answer for it."""
    who = who_words(audience.who, unit_names)
    later = _days(audience.days_after_start)
    if audience.fixed_due_on is None:
        due = f"{later} of their first day among them"
    else:
        due = f"by {british_date(audience.fixed_due_on)}; people who come later {later}"
    notice = f", and nobody with less than {audience.notice_days} days’ notice" if audience.notice_days else ""
    return f"{who} must do {title} {due}{notice}."


def _days(count: int) -> str:
    return f"within {count} {'day' if count == 1 else 'days'}"
