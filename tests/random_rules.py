"""Random histories of rules: HR files that move people, tags, units that move, rules written, changed and ended."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.assignments import Audience
from elearning.domain.audience_conditions import RECORDED_TAGS, PostTag, Who
from elearning.domain.hr_brakes import Consent
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_rows import parse_people
from elearning.domain.refusals import NotAllowed
from elearning.models import assignments, modules, people, requests
from elearning.queries.people import current_organisation
from elearning.services import audiences, extensions, memberships, post_tags
from elearning.services.assignments import assign_concerned
from elearning.services.people import apply_import
from elearning.services.recording import add, begin, end
from tests.oracle_assignments import Ledger
from tests.unit.hr_rows import cells, sheet

FIRST, LAST = date(2026, 10, 1), date(2027, 1, 31)
"""The days that are compared, one by one. Every day of a history is among them, or long before."""
ACTOR = Actor(name="test")
PLACES = (("Resources", "Finance", "Treasury"), ("Resources", "Finance", "Pensions"), ("Adults", "Home care", "North"),
          ("Adults", "Home care", ""), ("Adults", "", ""))  # fmt: skip


@dataclass
class Life:
    """One history as it goes on."""

    session: Session
    seed: int
    module_ids: list[int]
    today: date = date(2026, 10, 5)
    has_moved_units: bool = False
    ledger: Ledger = field(default_factory=lambda: Ledger(FIRST, LAST))

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    @property
    def when(self) -> dict[str, Any]:
        """Who acts, and when."""
        now = datetime(self.today.year, self.today.month, self.today.day, 10, tzinfo=UTC)
        return {"actor": ACTOR, "now": now, "today": self.today}

    def day(self, before: int = 20, after: int = 40) -> date:
        """A day around today, among those that are compared."""
        return min(max(self.today + timedelta(days=self.dice.randint(-before, after)), FIRST), LAST - timedelta(days=2))

    def imports(self) -> None:
        """HR's file: people join, move between posts and units, change manager and group, leave and come back.

        Not once a unit was moved: a file names units by where they are, and so cannot say that one is the same.
        """
        if self.has_moved_units:
            return
        rows = []
        for number in self.dice.sample("1234567", self.dice.randint(3, 7)):
            directorate, service, team = self.dice.choice(PLACES)
            start = self.dice.choice(["2026-09-21", "2026-09-21", self.day().isoformat()])
            rows.append(
                cells(
                    number=number, post=self.dice.choice("ABCDEF"), directorate=directorate, service=service, team=team,
                    manager=self.dice.choice(["", "1", "2", "A", "F"] if number != "1" else [""]), start=start,
                    end=self.dice.choice(["", "", "", self.day(5, 60).isoformat()]),
                    group=self.dice.choice(["Office", "Frontline"]),
                )
            )  # fmt: skip
        plan = plan_import(current_organisation(self.session), parse_people(sheet(*rows)), today=self.today)
        consent = Consent(leave_out=True, leavers=99, managers=99)
        try:
            apply_import(self.session, plan, file_name="people.csv", sha256="0" * 64, consent=consent, **self.when)
        except NotAllowed:
            return

    def _posts(self) -> list[int]:
        found = list(self.session.scalars(select(people.Post.id).order_by(people.Post.id)))
        return self.dice.sample(found, self.dice.randint(1, len(found))) if found else []

    def tags(self) -> None:
        """Posts begin to bring something with them."""
        if posts := self._posts():
            tag = self.dice.choice(RECORDED_TAGS)
            post_tags.tag_posts(self.session, posts, tag, first_on=self.day(), reason="Why", **self.when)

    def untags(self) -> None:
        """Posts no longer do."""
        if posts := self._posts():
            tag = self.dice.choice(RECORDED_TAGS)
            post_tags.untag_posts(self.session, posts, tag, last_on=self.day(), reason="Why", **self.when)

    def moves_unit(self) -> None:
        """A unit goes elsewhere from a day on."""
        table = people.UnitPlace
        live = select(table).where(table.superseded_at.is_(None), table.true_to.is_(None), table.kind != "directorate")
        places = list(self.session.scalars(live.order_by(table.id)))
        if not places:
            return
        place, day = self.dice.choice(places), self.day(5, 20)
        above = "directorate" if place.kind == "service" else "service"
        of_kind = select(table.unit_id).where(
            table.superseded_at.is_(None), table.true_to.is_(None), table.kind == above
        )
        parent = self.dice.choice(list(self.session.scalars(of_kind.order_by(table.unit_id))))
        if place.true_from >= day:
            return
        self.has_moved_units = True
        act = begin(self.session, actor=ACTOR, action="test", now=self.when["now"])
        row = {"unit_id": place.unit_id, "kind": place.kind, "parent_id": parent, "true_from": day}
        end(self.session, table, act, {place.id: day - timedelta(days=1)})
        add(self.session, table, act, [row])
        assign_concerned(self.session, act=act, today=self.today)

    def _who(self) -> Who:
        units = list(self.session.scalars(select(people.Unit.id).order_by(people.Unit.id)))
        chosen: dict[str, Any] = {}
        if units and self.dice.random() < 0.5:
            chosen["units"] = tuple(self.dice.sample(units, self.dice.randint(1, min(2, len(units)))))
        if self.dice.random() < 0.15:
            chosen["staff_groups"] = ("Frontline",)
        if self.dice.random() < 0.5:
            chosen["tags"] = tuple(self.dice.sample(list(PostTag), self.dice.randint(1, 2)))
        if self.dice.random() < 0.1:
            chosen[self.dice.choice(["started_from", "started_to"])] = self.day()
        return Who(**chosen)

    def _terms(self, name: str, first_on: date) -> Audience:
        return Audience(
            module="", name=name, first_on=first_on, who=self._who(),
            fixed_due_on=self.dice.choice([None, first_on + timedelta(days=self.dice.randint(0, 60))]),
            days_after_start=self.dice.randint(0, 40), notice_days=self.dice.randint(0, 20),
        )  # fmt: skip

    def writes_rule(self) -> None:
        """A new rule, from a past or a future day."""
        terms = self._terms(f"Rule {self.dice.random()}", self.day())
        audiences.add_audience(
            self.session, module_id=self.dice.choice(self.module_ids), name=terms.name, first_on=terms.first_on,
            fixed_due_on=terms.fixed_due_on, days_after_start=terms.days_after_start, notice_days=terms.notice_days,
            who=terms.who, **self.when,
        )  # fmt: skip

    def _rule(self) -> memberships.Rule | None:
        mine = [one for one in memberships.live_rules(self.session) if one.module_id in self.module_ids]
        return self.dice.choice(mine) if mine else None

    def changes_rule(self) -> None:
        """Other terms from a day on."""
        if (rule := self._rule()) is not None:
            terms = self._terms(rule.versions[0].terms.name, self.day(3, 30))
            try:
                audiences.change_audience(self.session, rule.rule_id, terms, reason="Why", **self.when)
            except NotAllowed:
                return

    def ends_rule(self) -> None:
        """A last day."""
        if (rule := self._rule()) is not None:
            try:
                audiences.end_audience(self.session, rule.rule_id, last_on=self.day(), reason="Why", **self.when)
            except NotAllowed:
                return

    def gives_more_time(self) -> None:
        """Somebody asks for more time on a module that they must do, and HR gives it."""
        table = assignments.Assignment
        holds = (table.superseded_at.is_(None), table.module_id.in_(self.module_ids), table.true_from <= self.today)
        open_ones = [
            one for one in self.session.scalars(select(table).where(*holds).order_by(table.id))
            if (one.true_to is None or one.true_to >= self.today) and one.due_on < LAST - timedelta(days=20)
        ]  # fmt: skip
        if not open_ones:
            return
        one, now = self.dice.choice(open_ones), self.when["now"]
        until = max(one.due_on, self.today) + timedelta(days=self.dice.randint(1, 15))
        request = extensions.ask_for_more_time(
            self.session, person_id=one.person_id, module_id=one.module_id, due_on=one.due_on, wished_on=until,
            reason="Why", now=now,
        )  # fmt: skip
        decider = people.Person()
        self.session.add(decider)
        self.session.flush()
        extensions.give_more_time(
            self.session, request, until=until, due_on=one.due_on, reason="", limit_days=None,
            actor=Actor(decider.id), now=now,
        )  # fmt: skip

    def facts(self) -> dict[str, list[dict[str, Any]]]:
        """What is on record now, as plain dicts."""

        def live(table: Any, **columns: Any) -> list[dict[str, Any]]:
            rows = self.session.execute(
                select(table.true_from, table.true_to, *columns.values()).where(table.superseded_at.is_(None))
            )
            return [dict(zip(("from", "to", *columns), row, strict=True)) for row in rows]

        detail, rule = people.PostDetail, assignments.Audience
        terms = live(
            rule, id=rule.id, continues=rule.continues_id, module=rule.module_id, fixed=rule.fixed_due_on,
            days=rule.days_after_start, notice=rule.notice_days, who=rule.who,
        )  # fmt: skip
        return {
            "holdings": live(people.Holding, person=people.Holding.person_id, post=people.Holding.post_id),
            "post_details": live(
                detail, post=detail.post_id, unit=detail.unit_id, group=detail.staff_group, manager=detail.manager_id,
                manager_post=detail.manager_post_id,
            ),
            "unit_places": live(people.UnitPlace, unit=people.UnitPlace.unit_id, parent=people.UnitPlace.parent_id),
            "post_taggings": live(people.PostTagging, post=people.PostTagging.post_id, tag=people.PostTagging.tag),
            "extensions": live(
                requests.Extension, person=requests.Extension.person_id, module=requests.Extension.module_id
            ),
            "audiences": [
                {**row, "rule": row["continues"] or row["id"], "who": json.loads(row["who"] or "{}")} for row in terms
                if row["module"] in self.module_ids
            ],
        }  # fmt: skip

    def stored(self) -> dict[tuple[int, int], list[dict[str, Any]]]:
        """The assignments on record, in the shape of the ledger."""
        table = assignments.Assignment
        found: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for row in self.session.scalars(
            select(table)
            .where(table.superseded_at.is_(None), table.module_id.in_(self.module_ids))
            .order_by(table.true_from)
        ):
            last = None if row.true_to is None or row.true_to >= LAST else row.true_to
            found.setdefault((row.audience_id, row.person_id), []).append(
                {"first": row.true_from, "last": last, "due": row.due_on}
            )
        return found

    def check(self, what: str) -> int:
        """Compare what is stored with what the oracle says; returns how many assignments were compared."""
        wanted = {
            key: [{name: row[name] for name in ("first", "last", "due")} for row in rows]
            for key, rows in self.ledger.after(self.facts(), self.today).items()
        }
        assert self.stored() == wanted, f"seed {self.seed}, {what} on {self.today}"
        assert memberships.differences(self.session, today=self.today) == [], f"seed {self.seed}, {what}"
        return sum(len(rows) for rows in wanted.values())


ACTS: tuple[Callable[[Life], None], ...] = (
    Life.imports, Life.imports, Life.imports, Life.tags, Life.tags, Life.untags, Life.moves_unit, Life.writes_rule,
    Life.changes_rule, Life.changes_rule, Life.ends_rule, Life.gives_more_time, Life.gives_more_time,
)  # fmt: skip


def live_through(session: Session, seed: int, *, acts: int = 9) -> int:
    """One history, compared with the oracle after each act; returns how many assignments were compared."""
    found = [modules.Module(slug=f"m{seed}-{number}") for number in range(2)]
    session.add_all(found)
    session.flush()
    life = Life(session, seed, [module.id for module in found])
    compared = 0
    for act in (Life.imports, Life.writes_rule, Life.writes_rule, *(life.dice.choice(ACTS) for _ in range(acts))):
        act(life)
        compared += life.check(act.__name__)
        life.today += timedelta(days=life.dice.randint(0, 6))
    return compared
