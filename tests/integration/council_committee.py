"""The committee's report about a random council, page and PDF, beside the oracle's answers and the summary's JSON."""

import json
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from elearning.domain.small_groups import FEWEST, Line, lines_of_modules, lines_of_units
from tests import oracle
from tests.guards.visiting import visitor
from tests.integration import pdf_tables
from tests.integration.council_checks import Place, asked_words, run
from tests.integration.council_pages import PARTS, _day, _ends_of_months, _rate, follow, tables, title
from tests.oracle_council import NO_UNIT, STANDINGS, CouncilOnDay, Figures, Row, figures
from tests.random_councils import OFFICER

HEADINGS = {"Service", "Module", "Part and standings", "As at", "Directorate"}
SUMS = re.compile(r"(\d+)(?: [a-z ]+)? assigned = (\d+) counted \+ (\d+) exempt \+ (\d+) on leave")


def check_committee(place: Place, day: date, instant: datetime) -> None:
    """Every cell of every table of the page and the PDF, for a period of some months that ends on the day."""
    first_on = day - timedelta(days=20 + day.toordinal() % 200)
    ends = [place.on(one, instant) for one in (first_on, day)]
    client = visitor(place.site, OFFICER)
    asked = urlencode({"first_on": first_on.isoformat(), "last_on": day.isoformat(), "known_on": instant.isoformat()})
    page = follow(client, f"/hr/committee?{asked}")
    found = {caption: [[cell.words for cell in row] for row in rows] for caption, rows in tables(page).items()}
    _totals(place, found, ends, page.main)
    _trend(place, found, _months(first_on, day), instant)
    _groups(place, found, ends, "directorate", _lines_of_units(ends))
    _groups(place, found, ends, "module", _lines_of_modules(ends))
    _talks(place, found, ends)
    _summary(place, found, ends)
    pdf = client.get(f"/hr/committee.pdf?{asked}").data
    place.same("/hr/committee.pdf is that of the command", pdf == _by_command(place, first_on, day, instant), True)
    _same_as_page(place, [row for rows in found.values() for row in rows], pdf)
    _names_nobody(place, ends, page.main + pdf_tables.text_of(pdf))


def _by_command(place: Place, first_on: date, last_on: date, instant: datetime) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "file"
        asked = ["--from", first_on.isoformat(), "--to", last_on.isoformat(), "--known-on", instant.isoformat()]
        run(place, "compliance", "committee", *asked, "--out", str(out))
        return out.read_bytes()


def _people(rows: Sequence[Row]) -> int:
    return len({row["person"] for row in rows})


def _is_shown(rows: Sequence[Row]) -> bool:
    return not 0 < _people(rows) < FEWEST


def _totals(place: Place, found: dict[str, list[list[str]]], ends: list[CouncilOnDay], text: str) -> None:
    rows = found.get("Table 2: every part and standing")
    shown = [figures(said.rows()) for said in ends if _is_shown(said.rows())]
    place.same_rows(
        "/hr/committee, sums", SUMS.findall(text),
        [tuple(str(one[key]) for key in ("assigned", "counted", "exempt", "on_leave")) for one in shown if one["assigned"]],
    )  # fmt: skip
    if len(shown) < len(ends):
        place.same("/hr/committee, table 2 of a group that is too small", rows, None)
        return
    words: dict[str, list[Any]] = {part.capitalize(): [one[key] for one in shown] for part, key in PARTS.items()}
    words |= {word.capitalize(): [one["standings"][word] for one in shown] for word in STANDINGS if word not in PARTS}
    words |= {"Counted": [one["counted"] for one in shown], "Assigned": [one["assigned"] for one in shown]}
    words["Rate"] = [f"{one['rate']} %" if one["rate"] else "None" for one in shown]
    told = {row[0]: row[1:] for row in rows or []}
    place.same("/hr/committee, table 2, its rows", set(told), set(words))
    for word, numbers in words.items():
        place.same(f"/hr/committee, table 2, {word}", told.get(word), [str(number) for number in numbers])


def _months(first_on: date, day: date) -> list[date]:
    ends = [one for one in _ends_of_months(day, 12) if one >= first_on + timedelta(days=14)]
    return sorted({first_on, *ends, day})


def _trend(place: Place, found: dict[str, list[list[str]]], days: list[date], instant: datetime) -> None:
    expected = []
    for one in days:
        rows = place.on(one, instant).rows()
        if _is_shown(rows):
            expected.append([_day(one), _rate(figures(rows)), str(len(rows))])
    told = found.get("Table 3: compliance rate by day", [])
    place.same_rows("/hr/committee, table 3", told, expected if len(expected) > 1 else [])


def _tops(said: CouncilOnDay, person: int) -> frozenset[int]:
    return frozenset(said.units_of(person) & {*said.below(None), NO_UNIT}) or frozenset({NO_UNIT})


def _named(line: Line, names: dict[int, str], noun: str) -> str:
    listed = sorted((names[one] for one in line), key=str.casefold)
    if len(line) > 3:
        return f"{len(line)} {noun} together"
    return " and ".join([", ".join(listed[:-1]), listed[-1]]) if len(line) > 1 else listed[0]


def _lines_of_units(ends: list[CouncilOnDay]) -> dict[str, list[list[Row]]]:
    """The rows of each line on each day, by its name."""
    days = [Counter(_tops(said, person) for person in {row["person"] for row in said.rows()}) for said in ends]
    names = {NO_UNIT: "No unit"}
    for said in ends:
        names |= {unit: said.unit_names[unit] for unit in said.below(None)}
    return {
        _named(line, names, "units"): [
            [row for row in said.rows() if _tops(said, row["person"]) & line] for said in ends
        ]
        for line in lines_of_units(days)
    }


def _lines_of_modules(ends: list[CouncilOnDay]) -> dict[str, list[list[Row]]]:
    slugs = sorted({row["module"] for said in ends for row in said.rows()})
    days = [
        {slugs.index(slug): count for slug, count in Counter(r["module"] for r in said.rows()).items()} for said in ends
    ]
    names = {number: title(slug, ends[0].instant) for number, slug in enumerate(slugs)}
    return {
        _named(line, names, "modules"): [
            [row for row in said.rows() if slugs.index(row["module"]) in line] for said in ends
        ]
        for line in lines_of_modules(days)
    }


def _groups(
    place: Place, found: dict[str, list[list[str]]], ends: list[CouncilOnDay], noun: str,
    lines: dict[str, list[list[Row]]],
) -> None:  # fmt: skip
    number = {"directorate": 4, "module": 5}[noun]
    for place_of_day, said in enumerate(ends):
        caption = f"Table {number}{'ab'[place_of_day]}: by {noun} on {_day(said.day)}"
        expected = [[name, *_cells(figures(rows[place_of_day]))] for name, rows in lines.items()]
        place.same_rows(f"/hr/committee, {caption}", sorted(found.get(caption, [])), sorted(expected))
        small = [rows[place_of_day] for rows in lines.values() if not _is_shown(rows[place_of_day])]
        place.same(f"/hr/committee, {caption}, groups that are too small", small, [])


def _talks(place: Place, found: dict[str, list[list[str]]], ends: list[CouncilOnDay]) -> None:
    """Conversations after the period's completions: nobody records one here, so each is missed or still in time."""
    first_on, said = ends[0].day, ends[-1]
    done = [
        row for row in said.known("completions") if first_on <= row["on"] <= said.day and said.posts_of(row["person"])
    ]  # fmt: skip
    names = {unit: said.unit_names[unit] for unit, row in said.units.items() if row["kind"] == "service"}

    def services(person: int) -> frozenset[int]:
        return frozenset(said.units_of(person) & names.keys()) or frozenset({NO_UNIT})

    people = {row["person"] for row in done}
    lines = lines_of_units([Counter(map(services, people))])
    groups = {
        _named(line, {**names, NO_UNIT: "No service"}, "services"): [row for row in done if services(row["person"]) & line]
        for line in lines
    }  # fmt: skip
    groups["Marlshire County Council"] = done
    expected = []
    for name, rows in groups.items():
        waiting = sum(1 for row in rows if said.day <= oracle.add_months(row["on"], 1))
        missed = len(rows) - waiting
        held = f"0.0 % 0 of {missed}" if missed else "None due yet"
        expected.append([name, held, "0", "0", str(missed), str(waiting), str(len(rows))])
    told = found.get("Table 6: conversations held by service", [])
    place.same_rows("/hr/committee, table 6", sorted(told), sorted(expected) if len(people) >= FEWEST else [])


def _cells(of: Figures) -> list[str]:
    return [_rate(of), "", *(str(of[key]) for key in PARTS.values()), str(of["assigned"])]  # type: ignore[literal-required]


def _summary(place: Place, found: dict[str, list[list[str]]], ends: list[CouncilOnDay]) -> None:
    """Whatever stands alone in a line has the numbers that `compliance summary --json` has for it."""
    for place_of_day, said in enumerate(ends):
        told = json.loads(run(place, "compliance", "summary", *asked_words(said.day, said.instant), "--json").stdout)
        tops = [one for key, one in told["units"].items() if " / " not in key]
        groups = {"directorate": tops, "module": list(told["modules"].values())}
        for number, (noun, all_of_noun) in enumerate(groups.items(), 4):
            caption = f"Table {number}{'ab'[place_of_day]}: by {noun} on {_day(said.day)}"
            by_name = {one.get("title", one.get("name")): one for one in all_of_noun}
            for name, _, _, *numbers in found.get(caption, []):
                if name in by_name and len(by_name) == len(all_of_noun):
                    expected = [*(by_name[name][key] for key in PARTS.values()), by_name[name]["assigned"]]
                    place.same(f"{caption}, {name} in the summary", numbers, [str(one) for one in expected])


def _same_as_page(place: Place, rows: list[list[str]], pdf: bytes) -> None:
    of_pdf = [row for row in pdf_tables.rows_of(pdf) if row[0] not in HEADINGS]
    of_page = [[unicodedata.normalize("NFC", cell) for cell in row] for row in rows]
    place.same_rows(
        "/hr/committee.pdf beside its page", [[" ".join(cell.split()) for cell in row] for row in of_pdf], of_page
    )


def _names_nobody(place: Place, ends: list[CouncilOnDay], text: str) -> None:
    names = {name for said in ends for name in said.names.values() if " " in name}
    place.same("/hr/committee names", [name for name in names if name in text], [])
