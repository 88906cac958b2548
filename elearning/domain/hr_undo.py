"""Undoing an HR file: what would be taken away and brought back, and why it may be refused. Decides; writes nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class FactsOfRun(NamedTuple):
    """Of one table: the facts that a run recorded and that still stand, and those that it ended or replaced."""

    taken_away: tuple[int, ...]
    brought_back: tuple[int, ...]


@dataclass(frozen=True)
class Undo:
    """Everything that undoing a run would do.

    `joined` are people whom the run recorded for the first time; `kept` those of them who have done something of their
    own since: who they are and what they earned stays, their posts go. `concerned` are all whose times in post change.
    """

    run_id: int
    facts: Mapping[str, FactsOfRun]
    joined: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    concerned: tuple[int, ...] = ()
    replaced_since: int = 0
    with_role: int = 0
    numbers_taken: int = 0
    leave_since: int = 0
    units_joined: int = 0
    is_newest: bool = True
    is_undone: bool = False

    @property
    def digest(self) -> str:
        """The same for the same undoing of the same record, and for no other: 64 figures and letters."""
        return hashlib.sha256(repr((self.run_id, sorted(self.facts.items()), self.kept)).encode()).hexdigest()

    def counts(self) -> tuple[tuple[str, int, int], ...]:
        """What would be taken away and brought back, in words, where there is anything."""
        there = [(words, self.facts[table]) for table, words in _WORDS if table in self.facts]
        found = [(words, len(facts.taken_away), len(facts.brought_back)) for words, facts in there]
        return tuple((words, taken, brought) for words, taken, brought in found if taken or brought)


_WORDS = (
    ("person_names", "Names"), ("employee_numbers", "Employee numbers"), ("person_emails", "E-mail addresses"),
    ("holdings", "Times in post"), ("leaves", "Leave"), ("post_details", "Posts"), ("post_taggings", "Tags of posts"),
    ("unit_names", "Units"), ("assignments", "Assignments"),
)  # fmt: skip


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}"


def reasons_not_to_undo(undo: Undo) -> tuple[str, ...]:
    """Why a run cannot be undone, each with what to do instead."""
    if undo.is_undone:
        return ("This file has been undone already.",)
    reasons = []
    if not undo.is_newest:
        reasons.append("Another file was applied after this one. Undo that one first, or load a corrected file.")
    if undo.replaced_since:
        facts = _count(undo.replaced_since, "fact that it recorded was", "facts that it recorded were")
        reasons.append(f"{facts} replaced by something done since. Load a corrected file instead.")
    if undo.with_role:
        people = _count(undo.with_role, "person whom it recorded has", "people whom it recorded have")
        reasons.append(f"{people} a role since, such as HR officer. End that role first.")
    if undo.numbers_taken:
        people = _count(undo.numbers_taken, "new person with a used number has", "new people with used numbers have")
        reasons.append(
            f"{people} done something of their own since, so the number cannot go back. Load a corrected file instead."
        )
    if undo.leave_since:
        leave = _count(undo.leave_since, "leave recorded since shares", "leaves recorded since share")
        reasons.append(f"{leave} days with what would come back. Correct it on the person’s page first.")
    if undo.units_joined:
        units = _count(undo.units_joined, "unit that it brought is", "units that it brought are")
        reasons.append(f"{units} joined with another since. Take that apart first, on the page Units.")
    return tuple(reasons)
