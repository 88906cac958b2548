"""What an HR file that waits would do: read with no transaction open, compared with the record, ready to be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import NotFound as NoSuchPage

from elearning.authoring.column_mappings import read_mapping
from elearning.documents.tables import ReadAs, read_table
from elearning.domain.hr_brakes import Brakes, brakes, faulty_rows
from elearning.domain.hr_changes import Arrival, Change, arrivals_of, changes_of
from elearning.domain.hr_file import WHOLE_FILE, HrFile, Problem
from elearning.domain.hr_import import plan_import
from elearning.domain.hr_plan import Effect, ImportPlan
from elearning.domain.hr_reuse import Decided
from elearning.domain.hr_rows import parse_people
from elearning.extensions import db
from elearning.queries.import_effects import NO_EFFECTS, Effects
from elearning.queries.imports import Staged
from elearning.queries.people import current_organisation
from elearning.settings import Settings
from elearning.web.moment import Moment

PAGE = 100

_EFFECTS = {
    "joiners": Effect.JOINER, "changes": Effect.CHANGE, "leavers": Effect.LEAVER, "unchanged": Effect.UNCHANGED
}  # fmt: skip
LISTS = ("problems", "managers", *_EFFECTS, "missing", "remarks")


def brake_percent() -> int:
    """The share of leavers or changed line managers above which a number must be typed."""
    settings: Settings = current_app.config["ELEARNING"]
    return settings.brake_percent


def understood(content: bytes, mapping: str | None = None) -> tuple[HrFile, ReadAs]:
    """A file as values and problems. Raises NotATable. Lets go of the database first: this may take long."""
    db.session.rollback()
    table = read_table(content)
    how = read_mapping(mapping.encode())[0] if mapping else None
    read = parse_people(table.rows, how)
    described = table.read_as
    if described.samples and read.unusual_names:
        described = described._replace(samples=read.unusual_names)
    return read, described


@dataclass(frozen=True)
class Preview:
    """A file, what it would do, and which of its lists is in front."""

    staged: Staged
    read_as: ReadAs
    plan: ImportPlan
    brakes: Brakes
    shown: str
    page: int
    errors: Mapping[str, str] = field(default_factory=dict)
    is_stale: bool = False
    effects: Effects = NO_EFFECTS
    day: date = date.min

    @property
    def problems(self) -> list[Problem]:
        """Every problem by row, those that only wait for another row included."""
        return sorted((*self.plan.problems, *self.plan.waiting))

    @property
    def faulty(self) -> int:
        """How many rows would be left out."""
        return faulty_rows(self.plan)

    @property
    def is_readable(self) -> bool:
        """Whether at least the headings are in order, so that there are rows to speak of."""
        return self.plan.row_count > 0

    @property
    def has_headings(self) -> bool:
        """Whether there is a row of headings of which somebody could say what each is."""
        return all(problem.column != WHOLE_FILE for problem in self.plan.problems)

    @property
    def counts(self) -> dict[str, int]:
        """How many stand in each list."""
        counts = {name: self.plan.count(effect) for name, effect in _EFFECTS.items()}
        lists = {"problems": self.problems, "managers": self.plan.listed, "remarks": self.plan.remarks}
        return {**{name: len(found) for name, found in lists.items()}, **counts, "missing": len(self.plan.missing)}

    @property
    def pages(self) -> int:
        """How many pages the list in front has, at least one."""
        return max(1, -(-self.counts[self.shown] // PAGE))

    @cached_property
    def listed(self) -> Sequence[Any]:
        """The part of the list in front that is on this page."""
        everything: Iterable[Any]
        if self.shown == "problems":
            everything = self.problems
        elif self.shown in ("managers", "remarks"):
            everything = self.plan.listed if self.shown == "managers" else self.plan.remarks
        elif self.shown == "missing":
            everything = self.plan.missing
        else:
            effect = _EFFECTS[self.shown]
            everything = (one for one in self.plan.affected if one.effect is effect)
        return list(islice(everything, (self.page - 1) * PAGE, self.page * PAGE))

    @property
    def changes(self) -> Mapping[str, tuple[Change, ...]]:
        """What changes about the people on this page."""
        return changes_of(self.plan, [one.number for one in self.listed])

    @property
    def arrivals(self) -> Mapping[str, Arrival]:
        """What the joiners on this page bring."""
        return arrivals_of(self.plan, [one.number for one in self.listed])


def plan_now(wanted: HrFile, moment: Moment, decided: Decided) -> ImportPlan:
    """What a file would do to the record as it is."""
    return plan_import(current_organisation(db.session()), wanted, today=moment.day, decided=decided)


def preview(
    staged: Staged, read_as: ReadAs, plan: ImportPlan, moment: Moment, *, errors: Mapping[str, str] | None = None,
    is_stale: bool = False, effects: Effects = NO_EFFECTS,
) -> Preview:  # fmt: skip
    """What to show of a plan; which list and which page stands in the address."""
    found = brakes(plan, today=moment.day, percent=brake_percent())
    made = Preview(
        staged, read_as, plan, found, _shown(plan), _page(), errors or {}, is_stale, effects, moment.day
    )  # fmt: skip
    if made.page > made.pages:
        raise NoSuchPage
    return made


def _shown(plan: ImportPlan) -> str:
    """The list that is asked for; otherwise the first with anything in it that somebody should look at."""
    asked = request.args.get("show", "")
    if asked in LISTS:
        return asked
    if plan.problems or plan.waiting:
        return "problems"
    counts = {
        "managers": len(plan.listed), "leavers": plan.count(Effect.LEAVER), "changes": plan.count(Effect.CHANGE),
        "joiners": plan.count(Effect.JOINER), "missing": len(plan.missing),
    }  # fmt: skip
    return next((name for name, count in counts.items() if count), "unchanged")


def _page() -> int:
    asked = request.args.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 7 and int(asked) else 1
