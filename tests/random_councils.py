"""Random small councils with a recorded past: plain rows, and how they are written to a database as they stand.

A council is a dict of tables for tests/oracle_council.py. Its history is lived act by act: each act is recorded at an
instant, supersedes what it replaces and never looks back, so that any earlier instant can still be asked about.
"""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from tests import oracle
from tests.oracle_council import LEVELS, Council, Row, days, instants

ONE_DAY = timedelta(days=1)
FOUNDED = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
LAST_ACT = datetime(2026, 10, 30, 16, tzinfo=UTC)
FIRST_DAY, LAST_DAY = date(2023, 6, 1), date(2027, 12, 31)

FORENAMES = (
    "Amina", "Ben", "Carys", "Dev", "Efa", "Zoë", "Siân", "José", "Åse", "Nguyễn", "Łucja", "محمد", "'Ofa", "=Ann",
    "-Bo", "+Kim", "@Lee", "Mary Jane",
)  # fmt: skip
SURNAMES = (
    "Yusuf", "Okafor", "Morgan", "Patel", "Rhys", "O’Neill", "O'Hara", "Smith-Jones", "de la Cruz", "Ó Briain", "Núñez",
    "Wei", "van der Berg, Jr", 'McKay "Mac"', "<b>Bold</b>", "Lloyd & Sons", "=1+1",
)  # fmt: skip
GROUPS = ("Care", "", "Officers", "care", "<i>Teachers</i> & co")
"""Staff groups: case counts, and a post may have none."""
PLACES = (
    "Libraries", "Highways", "Adult care", "Schools", "Parks", "Housing", "Legal", "Finance", "Fire & rescue", "=Sums",
)  # fmt: skip


class Publication(NamedTuple):
    """A version of a module that councils may complete: the ids that it has in every database, and its window."""

    module: int
    slug: str
    number: int
    version_id: int
    window: int
    published: datetime


class Lived(NamedTuple):
    """A council with its past: the rows that the oracle reads, and what else a database needs to hold them."""

    seed: int
    tables: Council
    people: int
    posts: int
    units: int
    audiences: dict[int, int]
    enrolments: list[Row]
    failures: list[Row]


OFFICER = 1
"""The person of every council who is in HR, and in post for as long as it lasts."""


def _live(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row["superseded"] is None]


class _Life:
    """One council being lived. `now` is the instant of the act under way."""

    def __init__(self, seed: int, published: list[Publication]) -> None:
        self.dice = random.Random(seed)
        self.now = FOUNDED
        self.seed = seed
        slugs = sorted({one.slug for one in published})[: self.dice.randint(1, 3)]
        self.published = [one for one in published if one.slug in slugs]
        self.modules = {one.module: one.slug for one in self.published}
        self.tables: Council = {
            "modules": [{"module": module, "slug": slug} for module, slug in self.modules.items()],
            **{name: [] for name in TABLES}, "certificates": [], "activity": [],
        }  # fmt: skip
        self.people = self.posts = self.units = 0
        self.supports: set[int] = set()
        self.enrolments: list[Row] = []
        self.failures: list[Row] = []
        """Assessments that were failed: written, and no activity (RULE-7)."""
        self.audiences = {number: module for number, module in enumerate(self.modules, 1)}

    # --- the words of an act

    def one(self, *choices: Any) -> Any:
        """One of these, each as likely."""
        return self.dice.choice(choices)

    def is_so(self, share: float) -> bool:
        """True so often."""
        return self.dice.random() < share

    def add(self, table: str, **values: Any) -> Row:
        """A row recorded now."""
        values.setdefault("to", None)
        row = {"id": len(self.tables[table]) + 1, "recorded": self.now, "superseded": None, **values}
        self.tables[table].append(row)
        return row

    def replace(self, table: str, row: Row, **changes: Any) -> Row:
        """The row superseded now by one that says something else."""
        row["superseded"] = self.now
        kept = {key: value for key, value in row.items() if key not in ("id", "recorded", "superseded")}
        return self.add(table, **{**kept, **changes})

    def change(self, table: str, row: Row, first: date, **changes: Any) -> Row:
        """What was true until the day before is kept, and from the day on it is otherwise."""
        if first <= row["from"]:
            return self.replace(table, row, **changes)
        following = {**row, **changes, "from": first}
        self.replace(table, row, to=first - ONE_DAY)
        return self.add(table, **{k: v for k, v in following.items() if k not in ("id", "recorded", "superseded")})

    def open_rows(self, table: str, **same: Any) -> list[Row]:
        """Live rows without a last day."""
        found = [row for row in _live(self.tables[table]) if row["to"] is None]
        return [row for row in found if all(row[key] == value for key, value in same.items())]

    def near(self, most: int = 60) -> date:
        """A day near that of the act: mostly past, sometimes to come."""
        return self.now.date() + self.dice.randint(-most, most // 2) * ONE_DAY

    # --- founding

    def found(self) -> None:
        """Units, posts and people as the first HR file tells of them."""
        began = self.one(date(2020, 1, 6), date(2023, 9, 1), self.near(200))
        for _ in range(self.dice.randint(1, 3)):
            directorate = self.found_unit("directorate", None, began)
            for _ in range(self.dice.randint(0, 3)):
                service = self.found_unit("service", directorate, began)
                for _ in range(self.dice.randint(0, 2)):
                    self.found_unit("team", service, began)
        self.began = began
        for _ in range(self.dice.randint(5, 40)):
            self.join(self.one(began, began, max(began, self.near(200))) if self.people else began)
        for _ in range(self.dice.randint(0, 4)):
            self.found_post(began)
        for row in self.open_rows("post_details"):
            self.give_manager(row, correcting=True)
        self.ask_of_each()
        for number, module in self.audiences.items():
            if self.is_so(0.95):
                for person in range(1, self.people + 1):
                    self.assign(number, module, person)

    def ask_of_each(self) -> None:
        """Many of the later versions ask for a refresher."""
        for version in self.published:
            if version.number > 1 and self.is_so(0.6):
                self.ask(version)

    def ask(self, version: Publication) -> None:
        """The publication of a version asks for a refresher by a day, mostly some weeks later."""
        published = oracle.london_date(version.published)
        row = self.add(
            "asks", module=version.module, version=version.number, version_id=version.version_id, published=published,
            by=published + self.one(0, 14, 60, 60, 200) * ONE_DAY,
        )  # fmt: skip
        row["recorded"] = version.published
        del row["to"]

    def found_unit(self, kind: str, parent: int | None, first: date) -> int:
        """A unit; a team may be called Support as others are, each in a service of its own."""
        self.units += 1
        name = f"{self.dice.choice(PLACES)} {self.units}"
        taken = {row["parent"] for row in self.tables["unit_places"] if row["unit"] in self.supports}
        if kind == "team" and parent not in taken and self.is_so(0.3):
            name = "Support"
            self.supports.add(self.units)
        self.add("unit_names", unit=self.units, name=name, **{"from": first})
        self.add("unit_places", unit=self.units, kind=kind, parent=parent, **{"from": first})
        return self.units

    def found_post(self, first: date) -> int:
        """A post somewhere; its reference tells nothing of its age."""
        self.posts += 1
        unit = self.dice.choice(self.open_rows("unit_places") or self.tables["unit_places"])["unit"]
        reference = f"P{self.dice.randint(0, 9)}{self.posts:03}"
        self.add(
            "post_details", post=self.posts, reference=reference, unit=unit, manager=None, manager_post=None,
            staff_group=GROUPS[self.posts % len(GROUPS)], **{"from": first},
        )  # fmt: skip
        return self.posts

    def join(self, first: date) -> None:
        """A new person in a post, mostly a new one; some take two."""
        self.people += 1
        person = self.people
        self.add("person_names", person=person, name=self.a_name(), **{"from": min(first, self.began)})
        number = self.a_number(person)
        self.add("employee_numbers", person=person, number=number, **{"from": min(first, self.began)})
        for _ in range(self.one(1, 1, 1, 1, 2)):
            shared = [row["post"] for row in self.open_rows("post_details") if row["from"] <= first]
            new = not shared or not self.is_so(0.15)
            self.take(person, self.found_post(min(first, self.began)) if new else self.dice.choice(shared), first)

    def a_name(self) -> str:
        """Two people may be called the same."""
        return f"{self.dice.choice(FORENAMES)} {self.dice.choice(SURNAMES)}"

    def a_number(self, person: int) -> str:
        """Leading zeros count, and the order of numbers is not that of ids."""
        return f"{self.dice.randint(0, 9)}{self.dice.randint(0, 9)}{person:04}"

    def take(self, person: int, post: int, first: date) -> None:
        """A person holds a post from a day, if not already around it."""
        if not any(row["to"] is None or row["to"] >= first for row in self.held(person, post)):
            ends = person != OFFICER and self.is_so(0.1)
            last = first + self.dice.randint(0, 700) * ONE_DAY if ends else None
            self.add("holdings", person=person, post=post, **{"from": first, "to": last})

    def held(self, person: int, post: int) -> list[Row]:
        """The live holdings of a post by a person."""
        return [row for row in _live(self.tables["holdings"]) if (row["person"], row["post"]) == (person, post)]

    def assign(self, audience: int, module: int, person: int) -> None:
        """Assigned, mostly for as long as a post is held."""
        if self.is_so(0.08):
            return
        of_person = [row for row in _live(self.tables["holdings"]) if row["person"] == person]
        first = self.one(min(row["from"] for row in of_person), self.near(100))
        lasts = [row["to"] for row in of_person]
        last = None if None in lasts or self.is_so(0.5) else max(lasts)
        if last is not None and last < first:
            return
        if any(
            (row["person"], row["audience"], row["from"]) == (person, audience, first)
            for row in _live(self.tables["assignments"])
        ):
            return
        due = first + self.one(0, 14, 30, 90, 400, 800) * ONE_DAY
        self.add(
            "assignments", person=person, module=module, audience=audience, due=due, **{"from": first, "to": last}
        )  # fmt: skip

    # --- acts of later days

    def someone(self) -> int:
        """Anybody."""
        return self.dice.randint(1, self.people)

    def give_manager(self, row: Row, *, correcting: bool = False) -> None:
        """Nobody, a person, or a post; mostly one founded earlier, so that there are trees, and sometimes a circle."""
        posts = [one["post"] for one in self.open_rows("post_details") if one["post"] != row["post"]]
        earlier = [post for post in posts if post < row["post"] and post > row["post"] - 12]
        manager, manager_post = None, None
        if posts and self.is_so(0.92):
            post = self.dice.choice(earlier if earlier and self.is_so(0.9) else posts)
            holders = [one["person"] for one in _live(self.tables["holdings"]) if one["post"] == post]
            if holders and self.is_so(0.6):
                manager = self.dice.choice(holders)
            else:
                manager_post = post
        changes = {"manager": manager, "manager_post": manager_post}
        if correcting:
            self.replace("post_details", row, **changes)
        else:
            self.change("post_details", row, self.near(), **changes)

    def pick(self, table: str) -> Row | None:
        """A live row without a last day, if there is one."""
        rows = self.open_rows(table)
        return self.dice.choice(rows) if rows else None

    def joins(self) -> None:
        """A joiner, perhaps of next month, assigned what everybody is."""
        self.join(self.near())
        for number, module in self.audiences.items():
            self.assign(number, module, self.people)

    def leaves_for_good(self) -> None:
        """A leaver: an end of every post, mostly of every assignment."""
        person, last = self.dice.randint(OFFICER + 1, self.people), self.near()
        for table in ("holdings", "assignments") if self.is_so(0.8) else ("holdings",):
            for row in self.open_rows(table, person=person):
                if row["from"] <= last:
                    self.replace(table, row, to=last)

    def returns(self) -> None:
        """Into any post, new assignments with it."""
        person, first = self.someone(), self.near()
        row = self.pick("post_details")
        if row is not None:
            self.take(person, row["post"], max(first, row["from"]))
            for number, module in self.audiences.items():
                if not self.open_rows("assignments", person=person, audience=number):
                    self.assign(number, module, person)

    def moves(self) -> None:
        """Out of one post and into another."""
        row = self.pick("holdings")
        first = self.near()
        if row is not None and row["from"] < first and row["person"] != OFFICER:
            self.replace("holdings", row, to=first - ONE_DAY)
            posts = [one["post"] for one in self.open_rows("post_details") if one["from"] <= first]
            self.take(row["person"], self.dice.choice(posts), first)

    def new_manager(self) -> None:
        """A post gets another line manager."""
        row = self.pick("post_details")
        if row is not None:
            self.give_manager(row)

    def other_unit(self) -> None:
        """A post is moved to another unit, and mostly to another staff group."""
        row, place = self.pick("post_details"), self.pick("unit_places")
        if row is not None and place is not None:
            group = GROUPS[(row["post"] + place["unit"]) % len(GROUPS)]
            self.change("post_details", row, self.near(), unit=place["unit"], staff_group=group)

    def renamed(self) -> None:
        """A person, as of a day or as it should always have been."""
        row = self.dice.choice(self.open_rows("person_names"))
        if self.is_so(0.3):
            self.replace("person_names", row, name=self.a_name())
        else:
            self.change("person_names", row, self.near(), name=self.a_name())

    def renumbered(self) -> None:
        """A changed employee number."""
        row = self.dice.choice(self.open_rows("employee_numbers"))
        self.change("employee_numbers", row, self.near(), number=self.a_number(row["person"]))

    def unit_renamed(self) -> None:
        """A unit gets another name."""
        row = self.pick("unit_names")
        if row is not None and row["unit"] not in self.supports:
            self.change("unit_names", row, self.near(), name=f"{self.dice.choice(PLACES)} new {row['unit']}")

    def unit_moved(self) -> None:
        """A service or team goes to another directorate or service."""
        row = self.pick("unit_places")
        if row is None or row["kind"] == "directorate" or row["unit"] in self.supports:
            return
        above = LEVELS[LEVELS.index(row["kind"]) - 1]
        parents = [one["unit"] for one in self.open_rows("unit_places", kind=above)]
        if parents:
            self.change("unit_places", row, self.near(), parent=self.dice.choice(parents))

    def unit_ends(self) -> None:
        """A unit ends, mostly with those below it; posts are left in it."""
        row, last = self.pick("unit_places"), self.near()
        if row is None or len(self.open_rows("unit_places")) < 3:
            return
        with_below = self.is_so(0.7)
        ended = [row["unit"]]
        for unit in ended:
            for place in self.open_rows("unit_places", parent=unit):
                if with_below or place["unit"] in self.supports:
                    ended.append(place["unit"])
        for unit in ended:
            for table in ("unit_names", "unit_places"):
                for one in self.open_rows(table, unit=unit):
                    if one["from"] <= last:
                        self.replace(table, one, to=last)

    def away(self) -> None:
        """Leave, open or with an end."""
        for _ in range(self.dice.randint(1, 3)):
            self.goes_away()

    def goes_away(self) -> None:
        """One person's leave."""
        person, first = self.someone(), self.near(120)
        if not any((row["person"], row["from"]) == (person, first) for row in _live(self.tables["leaves"])):
            last = None if self.is_so(0.3) else first + self.dice.randint(0, 150) * ONE_DAY
            self.add("leaves", person=person, **{"from": first, "to": last})

    def back(self) -> None:
        """The end of a leave is recorded."""
        row = self.pick("leaves")
        if row is not None:
            self.replace("leaves", row, to=max(row["from"], self.near()))

    def exempted(self) -> None:
        """Some are excused from one module until a day."""
        for _ in range(self.dice.randint(1, 4)):
            self.excuse()

    def excuse(self) -> None:
        """One person's exemption."""
        person, module, first = self.someone(), self.dice.choice(list(self.modules)), self.near(120)
        same = (person, module, first)
        if not any((row["person"], row["module"], row["from"]) == same for row in _live(self.tables["exemptions"])):
            last = first + self.dice.randint(0, 300) * ONE_DAY
            self.add("exemptions", person=person, module=module, **{"from": first, "to": last})

    def completes(self) -> None:
        """A pass, or evidence of one long ago; mostly with a certificate."""
        for _ in range(self.dice.randint(2, self.people)):
            seen = [one for one in self.published if one.published <= self.now]
            version = self.dice.choice(seen)
            made = self.now - self.dice.choice((0, 0, 1, 3, 40, 200)) * ONE_DAY - self.dice.randint(0, 86_000) * SECOND
            day = oracle.london_date(made)
            enrolment = self.enrol(self.someone(), version, made)
            row = self.add(
                "completions", person=enrolment["person"], module=version.module, version=version.number,
                version_id=version.version_id, window=version.window, enrolment=enrolment["id"], made=made, on=day,
                expires=day + self.one(60, 200, 365, 730) * ONE_DAY,
            )  # fmt: skip
            del row["to"]
            if self.is_so(0.5):
                self.learnt(enrolment, made)
            if self.is_so(0.8):
                number = f"MC-{self.seed}-{row['id']}"
                self.tables["certificates"].append({"completion": row["id"], "number": number, "recorded": self.now})

    def learnt(self, enrolment: Row, made: datetime) -> None:
        """What came before a pass, on its own day or the days before, and the pass itself."""
        pair = {"person": enrolment["person"], "module": enrolment["version"].module, "enrolment": enrolment["id"]}
        for back in (self.dice.randint(1, 3600), self.dice.randint(1, 90_000)):
            self.tables["activity"].append({**pair, "kind": "screen", "at": made - back * SECOND})
        self.tables["activity"].append({**pair, "kind": "pass", "at": made})

    def certified_late(self) -> None:
        """A certificate for what was taken in without one."""
        for row in _live(self.tables["completions"]):
            if row["enrolment"] not in self.certified():
                number = f"MC-{self.seed}-{row['id']}"
                self.tables["certificates"].append({"completion": row["id"], "number": number, "recorded": self.now})

    def certified(self) -> set[int]:
        """The goes at modules of which a certificate was issued."""
        issued = {row["completion"] for row in self.tables["certificates"]}
        return {row["enrolment"] for row in self.tables["completions"] if row["id"] in issued}

    def enrol(self, person: int, version: Publication, at: datetime, *, refreshes: int | None = None) -> Row:
        """One go at a module, or at a refresher of it."""
        row = {"id": len(self.enrolments) + 1, "person": person, "version": version, "at": at, "refreshes": refreshes}
        self.enrolments.append(row)
        return row

    def expiry_corrected(self) -> None:
        """A wrong rule is mended: the completion recorded again with another expiry."""
        rows = _live(self.tables["completions"])
        if rows:
            row = self.dice.choice(rows)
            mended = self.replace("completions", row, expires=row["expires"] + self.dice.randint(0, 90) * ONE_DAY)
            del mended["to"]
            for revocation in _live(self.tables["revocations"]):
                if revocation["completion"] == row["id"]:
                    self.replace("revocations", revocation, completion=mended["id"])

    def revoked(self) -> None:
        """A completion is revoked from its own day or a later one."""
        rows = _live(self.tables["completions"])
        taken = {row["completion"] for row in _live(self.tables["revocations"])}
        free = [row for row in rows if row["id"] not in taken]
        if free:
            row = self.dice.choice(free)
            first = self.one(row["on"], max(row["on"], self.near()))
            last = first + self.dice.randint(0, 200) * ONE_DAY if self.is_so(0.3) else None
            self.add("revocations", completion=row["id"], **{"from": first, "to": last})

    def lifted(self) -> None:
        """A revocation should never have been made, or ends."""
        row = self.pick("revocations")
        if row is not None:
            if self.is_so(0.5):
                row["superseded"] = self.now
            else:
                self.replace("revocations", row, to=max(row["from"], self.near()))

    def refreshes(self) -> None:
        """Some who completed an older version do the refresher, early or late; some long since cannot be helped."""
        asks = [row for row in self.tables["asks"] if row["recorded"] <= self.now]
        held = [row for row in _live(self.tables["completions"]) if any(a["module"] == row["module"] for a in asks)]
        for row in self.dice.sample(held, min(len(held), self.dice.randint(1, 12))):
            ask = self.dice.choice([one for one in asks if one["module"] == row["module"]])
            version = next(one for one in self.published if one.version_id == ask["version_id"])
            back = self.dice.choice((0, 0, 1, 20, 200)) * ONE_DAY + self.dice.randint(0, 86_000) * SECOND
            made = max(ask["recorded"], self.now - back)
            if self.is_so(0.2):
                made = max(made, row["made"] - SECOND)  # on the day of the completion, at either side of it
            if made <= self.now:
                self.refreshed(row, version, made)

    def refreshed(self, completion: Row, version: Publication, made: datetime) -> None:
        """One refresher, with what was read in it."""
        enrolment = self.enrol(completion["person"], version, made, refreshes=completion["version"])
        row = self.add(
            "done", person=completion["person"], module=version.module, version=version.number,
            version_id=version.version_id, enrolment=enrolment["id"], made=made, done=oracle.london_date(made),
        )  # fmt: skip
        del row["to"]
        pair = {"person": completion["person"], "module": version.module, "enrolment": enrolment["id"]}
        if self.is_so(0.7):
            self.tables["activity"].append(
                {**pair, "kind": "screen", "at": made - self.dice.randint(0, 90_000) * SECOND}
            )

    def ask_taken_back(self) -> None:
        """A version is withdrawn, and asks nobody any more; or its date is put off."""
        asks = [row for row in _live(self.tables["asks"]) if row["recorded"] <= self.now]
        if asks and self.is_so(0.3):
            row = self.dice.choice(asks)
            if self.is_so(0.5):
                row["superseded"] = self.now
            else:
                self.replace("asks", row, by=row["by"] + self.dice.randint(0, 90) * ONE_DAY)

    def learns(self) -> None:
        """Screens are read, checks and questions answered, an assessment passed or failed."""
        for _ in range(self.dice.randint(1, max(4, self.people // 2))):
            version = self.dice.choice([one for one in self.published if one.published <= self.now])
            at = self.now - self.dice.randint(0, 30 * 86_400) * SECOND
            enrolment = self.enrol(self.someone(), version, at)
            for kind in self.dice.sample(("screen", "check", "response", "pass", "fail"), self.dice.randint(1, 3)):
                when = at + self.dice.randint(0, 40) * 3600 * SECOND
                pair = {"person": enrolment["person"], "module": version.module, "enrolment": enrolment["id"]}
                into = self.failures if kind == "fail" else self.tables["activity"]
                into.append({**pair, "kind": kind, "at": when})

    def due_corrected(self) -> None:
        """An assignment is recorded again with another date, another first day, or not at all."""
        rows = _live(self.tables["assignments"])
        if not rows:
            return
        row = self.dice.choice(rows)
        if self.is_so(0.2):
            row["superseded"] = self.now
        else:
            self.replace("assignments", row, due=row["due"] + self.dice.randint(-60, 90) * ONE_DAY)

    def post_corrected(self) -> None:
        """A holding began or ended on another day than was thought."""
        rows = [row for row in _live(self.tables["holdings"]) if row["person"] != OFFICER]
        row = self.dice.choice(rows)
        first = max(self.began, row["from"] + self.dice.randint(-40, 40) * ONE_DAY)
        last = row["to"]
        taken = {(one["person"], one["post"], one["from"]) for one in rows}
        if (last is None or first <= last) and (row["person"], row["post"], first) not in taken:
            self.replace("holdings", row, **{"from": first})


SECOND = timedelta(seconds=1)

TABLES = (
    "person_names", "employee_numbers", "unit_names", "unit_places", "post_details", "holdings", "leaves", "exemptions",
    "assignments", "completions", "revocations", "asks", "done",
)  # fmt: skip
"""Those with the two times of every recorded fact."""

ACTS: tuple[Callable[[_Life], None], ...] = (
    _Life.joins, _Life.leaves_for_good, _Life.leaves_for_good, _Life.returns, _Life.moves, _Life.new_manager,
    _Life.other_unit, _Life.renamed, _Life.renumbered, _Life.unit_renamed, _Life.unit_moved, _Life.unit_ends,
    _Life.away, _Life.away, _Life.back, _Life.exempted, _Life.exempted, _Life.completes, _Life.completes,
    _Life.completes, _Life.completes, _Life.certified_late, _Life.expiry_corrected, _Life.revoked, _Life.lifted,
    _Life.learns, _Life.learns, _Life.refreshes, _Life.refreshes, _Life.refreshes, _Life.ask_taken_back, _Life.due_corrected, _Life.post_corrected,
)  # fmt: skip


def council(seed: int, published: list[Publication]) -> Lived:
    """The council of a seed: always the same."""
    life = _Life(seed, published)
    life.found()
    span = int((LAST_ACT - FOUNDED) / SECOND)
    for after in sorted(life.dice.sample(range(60, span), life.dice.randint(4, 16))):
        life.now = FOUNDED + after * SECOND
        for _ in range(life.dice.randint(1, 8)):
            life.dice.choice(ACTS)(life)
    return Lived(seed, life.tables, life.people, life.posts, life.units, life.audiences, life.enrolments, life.failures)


def questions(one: Lived, count: int, instants_each: int, until: datetime) -> list[tuple[date, datetime]]:
    """Random days and instants, mostly at or beside a day and an instant at which something changed."""
    dice = random.Random(one.seed * 7919 + 1)
    telling_days = [sorted({day for day in days(rows) if FIRST_DAY <= day <= LAST_DAY}) for rows in one.tables.values()]
    telling_days = [found for found in telling_days if found]
    telling = sorted(set(instants(one.tables)))
    found = []
    for _ in range(count):
        day = dice.choice(dice.choice(telling_days)) + dice.choice((-1, 0, 0, 1)) * ONE_DAY
        if dice.random() < 0.3:
            day = FOUNDED.date() + dice.randint(-30, 1200) * ONE_DAY
        for _ in range(instants_each):
            at = dice.choice((until, dice.choice(telling), dice.choice(telling) - MICROSECOND, _midday(day)))
            found.append((day, min(at, until)))
    return found


MICROSECOND = timedelta(microseconds=1)


def _midday(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
