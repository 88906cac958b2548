"""A row and its facts in plain English, for whoever asks why. It decides nothing and works out no date."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from elearning.domain.calendar import british_date, london_date
from elearning.domain.completions import is_revoked
from elearning.domain.facts import AssignedFact, CompletionFact, Facts, Row, Span, Standing, holds_on


def sentences(facts: Facts, row: Row | None, day: date) -> tuple[str, ...]:
    """First the line of the table that decided, then how the dates came about, then every fact."""
    decision = _no_row(facts, day) if row is None else _decision(row, day)
    return (decision, *(_dates(row) if row else ()), *_facts(facts, day))


def _no_row(facts: Facts, day: date) -> str:
    in_post = any(holds_on(post, day) for post in facts.posts)
    missing = "is not assigned the module" if in_post else "is in no post"
    return f"Line 1: on {british_date(day)} the person {missing}, so they have no standing and are in no total."


def _decision(row: Row, day: date) -> str:
    because = _REASONS[row.standing](row)
    return f"Line {row.line}: on {british_date(day)} the standing is {row.standing}, because {because}."


def _stands(row: Row) -> str:
    return f"a completion stands until {_day(row.ends_on)}"


def _became_required(row: Row) -> str:
    return f"since it became required on {_day(row.became_required_on)}"


_REASONS: Mapping[Standing, Callable[[Row], str]] = {
    Standing.EXEMPT: lambda row: f"an exemption covers the day, {_until(row.until)}",
    Standing.ON_LEAVE: lambda row: f"recorded leave covers the day, {_until(row.until)}",
    Standing.COMPLETED: lambda row: f"{_stands(row)}; it can be renewed from {_day(row.window_opens_on)}",
    Standing.EXPIRING: lambda row: (
        f"{_stands(row)}, and it has been inside its renewal window, or asked for a refresher, "
        f"since {_day(row.window_opens_on)}"
    ),
    Standing.EXPIRED: lambda row: (
        f"the due date, {_day(row.due_on)}, has passed and the last completion ran out on {_day(row.ends_on)}"
    ),
    Standing.OVERDUE: lambda row: f"the due date, {_day(row.due_on)}, has passed and no completion counts",
    Standing.IN_PROGRESS: lambda row: (
        f"it is due by {_day(row.due_on)} and something was read, answered or passed {_became_required(row)}"
    ),
    Standing.NOT_STARTED: lambda row: (
        f"it is due by {_day(row.due_on)} and nothing was read, answered or passed {_became_required(row)}"
    ),
}


def _dates(row: Row) -> Iterator[str]:
    """How the due date on the day differs from those that are stored, where it does."""
    stored = min(assignment.due_on for assignment in row.assignments)
    if row.due_on is None:
        yield "No due date is shown while exempt or on leave."
    elif row.due_on != stored:
        yield (
            f"Due by {_day(row.due_on)}: the assignment says {_day(stored)}; the end of a completion, "
            "a refresher, or a return from leave or exemption moved it."
        )
    if row.completion is not None and row.ends_on != row.completion.expires_on:
        yield (
            f"The completion of {_day(row.completion.completed_on)} ends on {_day(row.ends_on)}, before its "
            f"certificate does, because a refresher is asked by then."
        )


def _facts(facts: Facts, day: date) -> Iterator[str]:
    yield from _spans("Post", facts.posts, day) or ["No post is recorded."]
    yield from map(_assignment, facts.assignments) if facts.assignments else ["No assignment is recorded."]
    yield from _spans("Exemption", facts.exemptions, day)
    yield from _spans("Leave", facts.leaves, day)
    done = [_completion(completion, day) for completion in facts.completions]
    yield from done or ["No completion is recorded."]
    for ask in facts.refresher_asks:
        yield (
            f"Refresher asked: version {ask.version}, published on {_day(ask.published_on)}, "
            f"asks for one by {_day(ask.by)}."
        )
    for refresher in facts.refreshers_done:
        yield f"Refresher done: on {_day(refresher.done_on)}, up to version {refresher.version}."
    yield _activity(facts, day)
    if facts.bank_holidays_added:
        yield f"Bank holidays proclaimed: {_list(facts.bank_holidays_added)}."
    if facts.bank_holidays_removed:
        yield f"Bank holidays taken away: {_list(facts.bank_holidays_removed)}."


def _spans(what: str, spans: Sequence[Span], day: date) -> list[str]:
    return [f"{what}: {_from_to(span)}{', which covers the day' * holds_on(span, day)}." for span in spans]


def _assignment(assignment: AssignedFact) -> str:
    due = f"due by {_day(assignment.due_on)} when it was recorded"
    return f"Assignment: {_from_to(assignment)}; {due}, because {assignment.reason}."


def _completion(completion: CompletionFact, day: date) -> str:
    words = (
        f"Completion: on {_day(completion.completed_on)}, of version {completion.version}, to the end of "
        f"{_day(completion.expires_on)}, with a renewal window of {completion.window_days} days"
    )
    revocations = [f"revoked {_from_to(span)}" for span in completion.revoked]
    if is_revoked(completion, day):
        revocations.append("so on the day it counts as never made")
    return "; ".join([words, *revocations]) + "."


def _activity(facts: Facts, day: date) -> str:
    days = [on for on in map(london_date, facts.activity) if on <= day]
    if not days:
        return "Nothing was read, answered or passed by then."
    return f"Something was last read, answered or passed on {_day(max(days))}."


def _from_to(span: Span | AssignedFact) -> str:
    return f"from {_day(span.first_on)} {f'to {_day(span.last_on)}' if span.last_on else 'with no last day'}"


def _until(last_on: date | None) -> str:
    return f"until {_day(last_on)}" if last_on else "and no last day is recorded"


def _list(days: frozenset[date]) -> str:
    return ", ".join(_day(day) for day in sorted(days))


def _day(day: date | None) -> str:
    """A date in British form. None is for the type checker only: a row that has the words has the date."""
    return british_date(day) if day else "no date"
