"""A second opinion on who is assigned what and due when: from PRODUCT.md alone, one day at a time, on purpose slow.

It shares no code with elearning.domain. Facts come as plain dicts: `from` and `to` are days, both included (RULE-1).
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.oracle import Stretch, covers, due_on, each_day

Row = dict[str, Any]
ONE_DAY = timedelta(days=1)


def _on(rows: Iterable[Row], day: date) -> list[Row]:
    return [row for row in rows if covers((row["from"], row["to"]), day)]


class Day:
    """The organisation as it is on one day."""

    def __init__(self, facts: dict[str, list[Row]], day: date) -> None:
        self.day = day
        self.all_held = facts["holdings"]
        self.held = _on(facts["holdings"], day)
        self.posts = {row["post"]: row for row in _on(facts["post_details"], day)}
        self.parents = {row["unit"]: row["parent"] for row in _on(facts["unit_places"], day)}
        self.tags = {(row["post"], row["tag"]) for row in _on(facts["post_taggings"], day)}

    def is_below(self, unit: int, units: list[int]) -> bool:
        """Whether a unit exists and is one of these or below one, through units that exist (RULE-19)."""
        at: int | None = unit
        for _ in range(20):
            if at is None or at not in self.parents:
                return False
            if at in units:
                return True
            at = self.parents[at]
        return False

    def manages(self, person: int) -> bool:
        """Whether somebody else holds a post that reports to the person or to a post of theirs (RULE-18)."""
        own = {row["post"] for row in self.held if row["person"] == person}
        for row in self.held:
            post = self.posts.get(row["post"])
            is_other = row["person"] != person and post is not None and bool(own)
            if is_other and (post["manager"] == person or post["manager_post"] in own):
                return True
        return False

    def has_tag(self, row: Row, tag: str) -> bool:
        """Whether a post that is held brings this with it."""
        return self.manages(row["person"]) if tag == "manages-people" else (row["post"], tag) in self.tags

    def began(self, person: int) -> date:
        """The first day of the unbroken employment of the day (RULE-6)."""
        day = self.day
        while any(covers((row["from"], row["to"]), day - ONE_DAY) for row in self.all_held if row["person"] == person):
            day -= ONE_DAY
        return day

    def is_meant(self, who: Row, person: int) -> bool:
        """Whether every condition holds of one and the same post, and of the employment."""
        held = [row for row in self.held if row["person"] == person]
        if not any(self._is_of_post(who, row) for row in held):
            return False
        if "started_from" in who and self.began(person) < date.fromisoformat(who["started_from"]):
            return False
        return "started_to" not in who or self.began(person) <= date.fromisoformat(who["started_to"])

    def _is_of_post(self, who: Row, row: Row) -> bool:
        post = self.posts.get(row["post"])
        if "units" in who and (post is None or not self.is_below(post["unit"], who["units"])):
            return False
        if "staff_groups" in who and (post is None or post["group"] not in who["staff_groups"]):
            return False
        return "tags" not in who or any(self.has_tag(row, tag) for tag in who["tags"])


class Ledger:
    """What should be recorded of every person under every rule, brought up to date after each act."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.more_time: list[Row] = []
        self.kept: dict[tuple[int, int], list[Row]] = {}

    def after(self, facts: dict[str, list[Row]], today: date) -> dict[tuple[int, int], list[Row]]:
        """The assignments by rule and person: first and last day (None beyond the days walked), and due date."""
        days = [Day(facts, day) for day in each_day(self.first, self.last)]
        people = {row["person"] for row in facts["holdings"]}
        rules = {row["rule"] for row in facts["audiences"]}
        module_of = {row["rule"]: row["module"] for row in facts["audiences"]}
        told = {}
        for rule in rules:
            versions = [row for row in facts["audiences"] if row["rule"] == rule]
            for person in people:
                self.more_time = [
                    row for row in facts["extensions"] if (row["person"], row["module"]) == (person, module_of[rule])
                ]
                told[rule, person] = self._of(versions, person, days, self.kept.get((rule, person), []), today)
        self.kept = {key: rows for key, rows in told.items() if rows}
        return self.kept

    def _of(self, versions: list[Row], person: int, days: list[Day], had: list[Row], today: date) -> list[Row]:
        runs: list[tuple[Stretch, Row]] = []
        for day in days:
            in_force = _on(versions, day.day)
            assert len(in_force) <= 1, "a rule says two things on one day"
            if not in_force or not day.is_meant(in_force[0]["who"], person):
                continue
            if runs and runs[-1][0][1] == day.day - ONE_DAY:
                runs[-1] = ((runs[-1][0][0], day.day), runs[-1][1])
            else:
                runs.append(((day.day, day.day), in_force[0]))
        left = list(had)
        return [self._recorded(run, terms, left, today) for run, terms in runs]

    def _recorded(self, run: Stretch, terms: Row, left: list[Row], today: date) -> Row:
        first, last = run[0], None if run[1] == self.last else run[1]
        same = [row for row in left if row["first"] == first] or [
            row
            for row in left
            if any(covers((row["first"], row["last"]), day) for day in each_day(first, last or self.last))
        ]
        before = same[0] if same else None
        if before is not None:
            left.remove(before)
        if before is not None and before["first"] == first:
            due = before["due"]
        else:
            due = due_on(
                {"first": terms["from"], "fixed": terms["fixed"], "days": terms["days"], "notice": terms["notice"]},
                joined=first, recorded=today if before is None else before["recorded"],
            )  # fmt: skip
        for given in self.more_time:  # no assignment that holds on a day of it is due earlier than it ends
            if any(covers((given["from"], given["to"]), day) for day in each_day(first, last or self.last)):
                due = max(due, given["to"])
        now = {"first": first, "last": last, "due": due}
        is_same = before is not None and {name: before[name] for name in now} == now
        return {**now, "recorded": before["recorded"] if is_same and before is not None else today}
