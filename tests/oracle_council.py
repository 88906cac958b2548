"""A second opinion on a whole council on one day: who is in post, where, under whom, and what every group adds up to.

From PRODUCT.md alone, slow and literal on purpose; the rule for one person and one module is asked of tests/oracle.py.
It shares no code with elearning and must never import it. A council is a dict of tables, each a list of plain rows as
they were recorded (see tests/random_councils.py); nothing is read from a database.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from tests import oracle

Row = dict[str, Any]
Council = dict[str, list[Row]]
Figures = dict[str, Any]

NO_UNIT = 0
"""The place of a post whose unit does not exist on the day (RULE-19)."""

NO_STAFF_GROUP = "no staff group"
"""The staff group of a post that has none, or of which nothing is known on the day."""

LEVELS = ("directorate", "service", "team")

PROCLAIMED = {date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
MOVED_AWAY = {date(2020, 5, 4), date(2022, 5, 30)}
"""Bank holidays by proclamation, and those of the rule that they took the place of (RULE-17)."""

WORKING_DAYS_AFTER_RETURN = 10
"""N of RULE-17, decision 0020."""

STANDINGS = tuple(oracle.PART_OF)


def is_known(row: Row, instant: datetime) -> bool:
    """RULE-2: from its recording, included, to its supersession, excluded."""
    if row["recorded"] > instant:
        return False
    return row["superseded"] is None or instant < row["superseded"]


def holds(row: Row, day: date) -> bool:
    """RULE-1: first and last day included."""
    return oracle.covers((row["from"], row["to"]), day)


class CouncilOnDay:
    """A council as at one day, as known on one instant."""

    def __init__(self, council: Council, day: date, instant: datetime) -> None:
        self.day = day
        self.instant = instant
        self._council = council
        self._known: dict[str, list[Row]] = {}
        self.names = {row["person"]: row["name"] for row in self._today("person_names")}
        self.numbers = {row["person"]: row["number"] for row in self._today("employee_numbers")}
        self.unit_names = {row["unit"]: row["name"] for row in self._today("unit_names")}
        self.units = {row["unit"]: row for row in self._today("unit_places")}
        self.posts = {row["post"]: row for row in self._today("post_details")}
        self.held = self._today("holdings")
        self._present = sorted({row["person"] for row in self.held})
        self.slugs = {row["module"]: row["slug"] for row in council["modules"]}
        self._rows: list[Row] | None = None
        self._above: dict[int, set[int]] = {}

    def known(self, table: str) -> list[Row]:
        """The rows of a table that are known on the instant."""
        if table not in self._known:
            self._known[table] = [row for row in self._council[table] if is_known(row, self.instant)]
        return self._known[table]

    def _today(self, table: str) -> list[Row]:
        return [row for row in self.known(table) if holds(row, self.day)]

    # --- posts and units (RULE-19)

    def in_post(self) -> list[int]:
        """Everybody who holds a post on the day."""
        return self._present

    def posts_of(self, person: int) -> list[int]:
        """The posts that a person holds on the day."""
        return [row["post"] for row in self.held if row["person"] == person]

    def holders(self, post: int) -> list[int]:
        """Who holds a post on the day; nobody, if it is vacant."""
        return [row["person"] for row in self.held if row["post"] == post]

    def unit_of_post(self, post: int) -> int:
        """Where a post is: its unit, if that exists on the day."""
        if post not in self.posts or self.posts[post]["unit"] not in self.units:
            return NO_UNIT
        unit: int = self.posts[post]["unit"]
        return unit

    def with_above(self, unit: int) -> list[int]:
        """A unit and those above it that exist on the day, from below."""
        found: list[int] = []
        at: int | None = unit
        while at is not None and at in self.units and at not in found:
            found.append(at)
            at = self.units[at]["parent"]
        return found or [NO_UNIT]

    def units_of(self, person: int) -> set[int]:
        """Where a person counts, once in each."""
        found: set[int] = set()
        for post in self.posts_of(person):
            found.update(self.with_above(self.unit_of_post(post)))
        return found

    def staff_groups_of(self, person: int, unit: int | None = None) -> set[str]:
        """The staff groups in which a person counts, once in each; with a unit by the posts there and below alone."""
        found: set[str] = set()
        for post in self.posts_of(person):
            if unit is None or unit in self.with_above(self.unit_of_post(post)):
                found.add((self.posts[post]["staff_group"] if post in self.posts else "") or NO_STAFF_GROUP)
        return found

    def path(self, unit: int) -> tuple[str, str, str]:
        """The names of the day of directorate, service and team; empty where there is none."""
        names = dict.fromkeys(LEVELS, "")
        for at in self.with_above(unit):
            if at != NO_UNIT:
                names[self.units[at]["kind"]] = self.unit_names[at]
        return names["directorate"], names["service"], names["team"]

    def path_in_words(self, unit: int) -> str:
        """The path as files and pages name it."""
        return "no unit" if unit == NO_UNIT else " / ".join(name for name in self.path(unit) if name)

    def main_post(self, person: int) -> int:
        """The post begun first, then the lowest reference."""

        def begun(row: Row) -> tuple[date, str]:
            return row["from"], self.posts[row["post"]]["reference"] if row["post"] in self.posts else ""

        best: int = min((row for row in self.held if row["person"] == person), key=begun)["post"]
        return best

    # --- line managers (RULE-18)

    def managers_of_post(self, post: int) -> list[int]:
        """The people in post to whom a post reports directly; of several, who has been there longest comes first."""
        detail = self.posts.get(post)
        if detail is None:
            return []
        if detail["manager"] is not None:
            return [detail["manager"]] if detail["manager"] in self.in_post() else []
        since = sorted((row["from"], row["person"]) for row in self.held if row["post"] == detail["manager_post"])
        return [person for _, person in since]

    def line_manager(self, person: int) -> int | None:
        """Of the main post; never the person."""
        others = [one for one in self.managers_of_post(self.main_post(person)) if one != person]
        return others[0] if others else None

    def direct_reports(self, manager: int) -> set[int]:
        """Who is in a post that reports to the manager, or to a post that the manager holds."""
        return {
            person for person in self.in_post()
            if person != manager and any(manager in self.managers_of_post(post) for post in self.posts_of(person))
        }  # fmt: skip

    def above(self, person: int) -> set[int]:
        """Everybody up the chains from each of a person's posts: through vacant posts, not past who is in no post."""
        if person not in self._above:
            self._above[person] = self._climbed(person)
        return self._above[person]

    def _climbed(self, person: int) -> set[int]:
        found: set[int] = set()
        waiting, seen = list(self.posts_of(person)), set[int]()
        while waiting:
            post = waiting.pop()
            if post in seen:
                continue
            seen.add(post)
            managers = self.managers_of_post(post)
            found.update(managers)
            for manager in managers:
                waiting.extend(self.posts_of(manager))
            detail = self.posts.get(post)
            if detail is not None and detail["manager_post"] is not None and not managers:
                waiting.append(detail["manager_post"])
        return found

    def all_reports(self, manager: int) -> set[int]:
        """Who has the manager somewhere above; nobody is in their own."""
        return {person for person in self.in_post() if person != manager and manager in self.above(person)}

    def reports(self, manager: int, *, whole_tree: bool) -> set[int]:
        """Direct reports, or all."""
        return self.all_reports(manager) if whole_tree else self.direct_reports(manager)

    def without_manager(self) -> set[int]:
        """Who has a post whose chain, through vacant posts, comes to a manager in no post."""
        return {p for p in self.in_post() if any(self._comes_to_nobody(post) for post in self.posts_of(p))}

    def _comes_to_nobody(self, post: int) -> bool:
        seen: set[int] = set()
        while post in self.posts and post not in seen:
            seen.add(post)
            detail = self.posts[post]
            if detail["manager"] is not None:
                return detail["manager"] not in self.in_post()
            if detail["manager_post"] is None or self.holders(detail["manager_post"]):
                return False
            post = detail["manager_post"]
        return False

    # --- standings

    def rows(self) -> list[Row]:
        """Every person on every module that they must do on the day, in the order of number and module."""
        if self._rows is None:
            found = [self._row(person, module) for person in self.in_post() for module in self.slugs]
            self._rows = sorted(filter(None, found), key=lambda row: (row["employee_number"], row["module"]))
        return self._rows

    def _of(self, table: str, **same: int) -> list[Row]:
        return [row for row in self.known(table) if all(row[key] == value for key, value in same.items())]

    def _history(self, person: int, module: int) -> oracle.History:
        pair = {"person": person, "module": module}
        completions = self._of("completions", **pair)
        return {
            "posts": _stretches(self._of("holdings", person=person)),
            "assignments": [
                {"first": row["from"], "last": row["to"], "due": row["due"]} for row in self._of("assignments", **pair)
            ],
            "exemptions": _stretches(self._of("exemptions", **pair)),
            "leaves": _stretches(self._of("leaves", person=person)),
            "completions": [
                {
                    "on": row["on"], "made": row["made"], "expires": row["expires"], "version": row["version"],
                    "window": row["window"], "revoked": _stretches(self._of("revocations", completion=row["id"])),
                }
                for row in completions
            ],
            "asks": [
                {"version": row["version"], "published": row["published"], "by": row["by"]}
                for row in self._of("asks", module=module)
            ],
            "done": [
                {"on": row["done"], "made": row["made"], "version": row["version"]} for row in self._of("done", **pair)
            ],
            "activity": [
                row["at"] for row in self._council["activity"]
                if row["person"] == person and row["module"] == module and row["at"] <= self.instant
            ],
            "added": PROCLAIMED, "removed": MOVED_AWAY, "working_days": WORKING_DAYS_AFTER_RETURN,
        }  # fmt: skip

    def _row(self, person: int, module: int) -> Row | None:
        if not any(holds(row, self.day) for row in self._of("assignments", person=person, module=module)):
            return None
        history = self._history(person, module)
        asked = oracle.Oracle(history)
        answer = asked.standing(self.day)
        if answer is None:
            return None
        number = asked.governing(self.day)
        number = asked.ran_out(self.day) if number is None else number
        shown = None if number is None else self._of("completions", person=person, module=module)[number]
        manager = self.line_manager(person)
        directorate, service, team = self.path(self.unit_of_post(self.main_post(person)))
        held = [one["first"] for one in history["assignments"] if oracle.covers((one["first"], one["last"]), self.day)]
        return {
            "person": person, "module_id": module, "employee_number": self.numbers[person], "name": self.names[person],
            "directorate": directorate, "service": service, "team": team,
            "line_manager_number": "" if manager is None else self.numbers[manager],
            "line_manager": "" if manager is None else self.names[manager],
            "module": self.slugs[module], "version": shown and shown["version"], "standing": answer["standing"],
            "assigned_on": min(held), "due_on": answer["due_on"], "completed_on": shown and shown["on"],
            "expires_on": shown and shown["expires"], "certificate_number": self._certificate(shown),
            "until": answer["until"], "ends_on": answer["ends_on"],
        }  # fmt: skip

    def _certificate(self, completion: Row | None) -> str:
        """The certificate issued for a completion; recording that again, corrected, makes it no other one."""
        if completion is None:
            return ""
        same = {one["id"] for one in self._council["completions"] if one["enrolment"] == completion["enrolment"]}
        issued = [row for row in self._council["certificates"] if row["recorded"] <= self.instant]
        return next((row["number"] for row in issued if row["completion"] in same), "")

    # --- totals

    def total(self) -> Figures:
        """Whoever is in post and assigned is in the council's total."""
        return figures(self.rows())

    def by_module(self) -> dict[str, Figures]:
        """The figures of each module, by slug."""
        return {slug: figures(self.of_module(slug)) for slug in self.slugs.values()}

    def of_module(self, slug: str) -> list[Row]:
        """The rows of one module."""
        return [row for row in self.rows() if row["module"] == slug]

    def in_unit(self, unit: int) -> list[Row]:
        """The rows of everybody with a post in a unit or below it; NO_UNIT for those with a post in none."""
        return [row for row in self.rows() if unit in self.units_of(row["person"])]

    def by_unit(self) -> dict[int, Figures]:
        """The figures of each unit that exists on the day, and of "no unit"."""
        return {unit: figures(self.in_unit(unit)) for unit in [NO_UNIT, *self.units]}

    def in_staff_group(self, group: str, unit: int | None = None) -> list[Row]:
        """The rows of everybody with a post in a staff group, in a unit if one is asked about."""
        return [row for row in self.rows() if group in self.staff_groups_of(row["person"], unit)]

    def by_staff_group(self, unit: int | None = None) -> dict[str, Figures]:
        """The figures of each staff group in which anybody has a row."""
        groups = {group for row in self.rows() for group in self.staff_groups_of(row["person"], unit)}
        return {group: figures(self.in_staff_group(group, unit)) for group in groups}

    def below(self, unit: int | None) -> list[int]:
        """The units straight below one; the directorates, and whatever lacks its parent, below none."""
        parents = {one: self.units[one]["parent"] for one in self.units}
        tops = {one for one, parent in parents.items() if parent is None or parent not in self.units}
        return sorted(tops if unit is None else {one for one, parent in parents.items() if parent == unit})


def _stretches(rows: Iterable[Row]) -> list[oracle.Stretch]:
    return [(row["from"], row["to"]) for row in rows]


def figures(rows: Iterable[Row]) -> Figures:
    """What rows add up to: the parts, the sums, the rate and each standing."""
    listed = list(rows)
    parts = oracle.tally(listed)
    return {
        "assigned": parts["assigned"], "counted": parts["counted"], "compliant": parts["compliant"],
        "not_compliant": parts["not compliant"], "not_yet_due": parts["not yet due"], "exempt": parts["exempt"],
        "on_leave": parts["on leave"], "rate": oracle.rate(parts["compliant"], parts["counted"]),
        "standings": {word: sum(1 for row in listed if row["standing"] == word) for word in STANDINGS},
    }  # fmt: skip


def instants(council: Council) -> Iterator[datetime]:
    """Every instant at which anything of a council was recorded or superseded."""
    for rows in council.values():
        for row in rows:
            yield from (row[key] for key in ("recorded", "superseded") if row.get(key) is not None)


def days(rows: Iterable[Row]) -> Iterator[date]:
    """Every day on which anything of a table begins or ends."""
    for row in rows:
        yield from (
            row[key]
            for key in ("from", "to", "on", "expires", "due", "published", "by", "done")
            if row.get(key) is not None
        )
