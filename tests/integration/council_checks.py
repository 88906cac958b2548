"""Figures of a random council as the product gives them, beside those of the oracle: each check lists what differs.

Functions of a site that holds a council, so that the guard on planted defects can show that each catches what it is for.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from elearning import create_app
from elearning.domain.access import EVERYBODY
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.queries import compliance
from elearning.queries.reports_on_days import reports_on_days
from elearning.queries.structure import reports, structure
from elearning.transaction import committed
from tests import councils_written, databases
from tests.oracle_council import NO_UNIT, CouncilOnDay, Figures
from tests.random_councils import Lived, Publication

Check = Callable[["Place", date, datetime], None]

FIGURES = ("assigned", "counted", "compliant", "not_compliant", "not_yet_due", "exempt", "on_leave")


@dataclass
class Place:
    """A site whose database is filled with one council after another, and how many cells were compared in it."""

    site: Flask
    url: str
    empty: str
    published: list[Publication]
    lived: Lived | None = None
    cells: int = 0
    different: list[str] = field(default_factory=list)
    said: dict[tuple[date, datetime], CouncilOnDay] = field(default_factory=dict)

    def fill(self, lived: Lived) -> None:
        """Put this council, and nothing else, into the database."""
        with self.site.app_context():
            db.session.remove()
            db.engine.dispose()
            databases.overwrite(self.url, self.empty)
            with committed(db.session):
                councils_written.write(db.session(), lived)
            db.session.remove()
        self.lived = lived
        self.said.clear()

    def on(self, day: date, instant: datetime) -> CouncilOnDay:
        """The oracle of the council in front."""
        assert self.lived is not None
        if (day, instant) not in self.said:
            self.said[day, instant] = CouncilOnDay(self.lived.tables, day, instant)
        return self.said[day, instant]

    def same(self, where: str, found: Any, expected: Any) -> None:
        """One cell."""
        self.cells += 1
        if found != expected:
            self.different.append(f"{where}: {found!r}, and the oracle says {expected!r}")

    def same_rows(self, where: str, found: Sequence[Sequence[Any]], expected: Sequence[Sequence[Any]]) -> None:
        """Every cell of rows that are in the same order. A row that is there on one side only is one cell."""
        for number, (one, other) in enumerate(zip_longest(found, expected), 1):
            if one is None or other is None or len(one) != len(other):
                self.same(f"{where}, row {number}", one, other)
                continue
            for column, (cell, said) in enumerate(zip(one, other, strict=True), 1):
                self.same(f"{where}, row {number} {list(other)}, column {column}", cell, said)


@contextmanager
def founded(folder: Path, settings_for: Any) -> Iterator[Place]:
    """A place for councils: a site, and a database in which nothing is but the published modules."""
    empty, url = databases.new_url(folder), databases.new_url(folder)
    site = create_app(settings_for(empty))
    with site.app_context():
        upgrade()
        with committed(db.session):
            published = councils_written.publish(db.session())
        db.session.remove()
        db.engine.dispose()
    site = create_app(settings_for(url))
    site.testing = True
    yield Place(site, url, empty, published)
    with site.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)
    databases.drop(empty)


# --- the queries


def check_structure(place: Place, day: date, instant: datetime) -> None:
    """Units, main posts, managers and reports."""
    said, asked = place.on(day, instant), Asked(day, instant)
    with place.site.app_context():
        found = structure(db.session(), asked)
        place.same("units of the day", set(found.units), set(said.units))
        place.same("no manager in post", set(found.without_manager()), said.without_manager())
        for unit in said.units:
            place.same(f"path of unit {unit}", found.path(unit), said.path(unit))
        for person in range(1, (place.lived.people if place.lived else 0) + 1):
            in_post = person in said.in_post()
            place.same(f"{person} in post", found.is_in_post(person), in_post)
            direct, whole = said.direct_reports(person), said.all_reports(person)
            for words, expected, is_whole in (("direct", direct, False), ("all", whole, True)):
                whole_council = found.all_reports(person) if is_whole else found.direct_reports(person)
                place.same(f"{words} reports of {person}", set(whole_council), expected)
                asked_for = reports(db.session(), person, asked, whole_tree=is_whole)
                place.same(f"{words} reports of {person}, asked for alone", set(asked_for), expected)
                before = day - timedelta(days=40)
                of_days = reports_on_days(db.session(), person, (before, day), known_on=instant, whole_tree=is_whole)
                place.same(f"{words} reports of {person} among other days", set(of_days[day]), expected)
                earlier = place.on(before, instant).reports(person, whole_tree=is_whole)
                place.same(f"{words} reports of {person} on the earlier of two days", set(of_days[before]), earlier)
            if in_post:
                place.same(f"units of {person}", set(found.units_of(person)), said.units_of(person))
                main = found.main_holding(person)
                place.same(f"main post of {person}", main and main.post_id, said.main_post(person))
                place.same(f"line manager of {person}", found.manager_of(person), said.line_manager(person))
        db.session.remove()


def check_rows(place: Place, day: date, instant: datetime) -> None:
    """Every cell of every row that a report of everybody is made of."""
    said = place.on(day, instant).rows()
    with place.site.app_context():
        found = list(compliance.report_rows(db.session(), EVERYBODY, Asked(day, instant)))
        db.session.remove()
    keys = [(row["employee_number"], row["module"]) for row in said]
    place.same("rows", [(row.employee_number, row.module) for row in found], keys)
    for row, expected in zip(found, said, strict=False):
        directorate, service, team = row.unit
        cells = {
            "person": row.person_id, "module_id": row.module_id, "employee_number": row.employee_number,
            "name": row.name, "directorate": directorate, "service": service, "team": team,
            "line_manager_number": row.manager_number, "line_manager": row.manager_name, "module": row.module,
            "version": row.version, "standing": row.row.standing.value, "assigned_on": row.assigned_on,
            "due_on": row.row.due_on, "completed_on": row.completed_on, "expires_on": row.expires_on,
            "certificate_number": row.certificate_number, "until": row.row.until, "ends_on": row.row.ends_on,
        }  # fmt: skip
        compare(place, f"{row.employee_number} on {row.module}", cells, expected)


def compare(place: Place, where: str, found: dict[str, Any], expected: dict[str, Any]) -> None:
    """Every cell that the oracle knows of."""
    for column, value in expected.items():
        place.same(f"{where}, {column}", found.get(column, "(missing)"), value)


# --- the commands


def run(place: Place, *arguments: str) -> Any:
    """A command; what it printed, or bytes of the file it made."""
    result = place.site.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == 0, result.output
    return result


def asked_words(day: date, instant: datetime) -> list[str]:
    """The options of every report."""
    return ["--as-at", day.isoformat(), "--known-on", instant.isoformat()]


def check_summary(place: Place, day: date, instant: datetime) -> None:
    """`compliance summary --json`, every number of it."""
    said = place.on(day, instant)
    told = json.loads(run(place, "compliance", "summary", *asked_words(day, instant), "--json").stdout)
    place.same("as at", told["as_at"], day.isoformat())
    place.same("known on", datetime.fromisoformat(told["known_on"]), instant)
    _compare_figures(place, "council", told, said.total())
    by_module = said.by_module()
    place.same("modules", set(told["modules"]) - set(by_module), set())
    for slug, expected in by_module.items():
        _compare_figures(place, f"module {slug}", told["modules"].get(slug), expected)
    by_unit = said.by_unit()
    names = {said.path_in_words(unit) for unit in by_unit}
    place.same("units", set(told["units"]) - names, set())
    for unit, expected in by_unit.items():
        words = said.path_in_words(unit)
        _compare_figures(place, f"unit {words}", told["units"].get(words), expected)
        if unit != NO_UNIT:
            own = {"kind": said.units[unit]["kind"], "name": said.unit_names[unit]}
            compare(place, f"unit {words}", told["units"].get(words, {}), own)
    by_group = said.by_staff_group()
    place.same("staff groups", set(told["staff_groups"]), set(by_group))
    for group, expected in by_group.items():
        _compare_figures(place, f"staff group {group}", told["staff_groups"].get(group), expected)


def _compare_figures(place: Place, where: str, told: dict[str, Any] | None, expected: Figures) -> None:
    """Where nobody has a row, a group may be left out."""
    if told is None:
        place.same(f"{where}, left out", 0, expected["assigned"])
        return
    for name in FIGURES:
        place.same(f"{where}, {name}", told[name], expected[name])
    rate = None if told["rate"] is None else f"{told['rate']:.1f}"
    place.same(f"{where}, rate", rate, expected["rate"])
    place.same(f"{where}, rate in one decimal", told["rate"], None if rate is None else float(rate))
    place.same(f"{where}, standings", told["standings"], expected["standings"])
