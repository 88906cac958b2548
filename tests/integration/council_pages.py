"""The pages of HR and of managers about a random council, read as a browser reads them, beside the oracle's answers."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient

from elearning import clock
from tests.councils_written import PUBLISHED
from tests.guards.visiting import visitor
from tests.integration.council_checks import Place
from tests.oracle import PART_OF
from tests.oracle_council import NO_STAFF_GROUP, NO_UNIT, STANDINGS, CouncilOnDay, Figures, Row, figures
from tests.random_councils import OFFICER
from tests.web.browsing import HTML, Page, words

PARTS = {
    "compliant": "compliant", "not compliant": "not_compliant", "not yet due": "not_yet_due", "exempt": "exempt",
    "on leave": "on_leave",
}  # fmt: skip
PER_PAGE = 25


class Cell(NamedTuple):
    """A cell: its words, and where its link goes."""

    words: str
    href: str


def told(row: Row) -> str:
    """What a page says beside a standing: by when, or until when, and never why."""
    if row["standing"] in ("exempt", "on leave"):
        return f"Until {_day(row['until'])}" if row["until"] else "Until a return is recorded"
    if row["standing"] in ("completed", "expiring"):
        return f"Valid until {_day(row['ends_on'])}"
    if row["standing"] == "expired":
        return f"Ran out on {_day(row['ends_on'])}"
    return f"{'Was due' if row['standing'] == 'overdue' else 'Due'} by {_day(row['due_on'])}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def opened(client: FlaskClient, address: str, day: date, instant: datetime, **more: object) -> Page:
    """A page about a day and an instant, read strictly."""
    asked = {"as_at": day.isoformat(), "known_on": instant.isoformat(), **more}
    full = f"{address}?{urlencode(asked)}"
    return follow(client, full)


def follow(client: FlaskClient, address: str) -> Page:
    """The page at an address that another page gave."""
    response = client.get(address)
    text = response.get_data(as_text=True)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return Page(200, address, text, response.headers, html5lib.HTMLParser(strict=True).parse(text))


def tables(page: Page) -> dict[str, list[list[Cell]]]:
    """The rows of the bodies and feet of every table, by its caption; a cell over several rows is in each."""
    return {words(next(table.iter(HTML + "caption"))): _grid(table)[1] for table in page.all("table")}


def headed(page: Page, caption: str) -> list[dict[str, str]]:
    """The rows of the table whose caption begins so, each as words by the heading of the column."""
    for table in page.all("table"):
        if words(next(table.iter(HTML + "caption"))).startswith(caption):
            headings, rows = _grid(table)
            return [dict(zip(headings, (one.words for one in row), strict=True)) for row in rows]
    return []


def _grid(table: Element) -> tuple[list[str], list[list[Cell]]]:
    """The headings of a table, and its rows with every cell in its column."""
    headings: list[str] = []
    rows: list[list[Cell]] = []
    reaching: dict[int, tuple[Cell, int]] = {}
    for line in table.iter(HTML + "tr"):
        cells = [one for one in line if one.tag in (HTML + "th", HTML + "td")]
        if all(one.get("scope") == "col" for one in cells):
            headings = [_shown(one).rstrip("▲▼↕ ") for one in cells]
            continue
        row: list[Cell] = []
        from_above, reaching = reaching, {}
        while cells or len(row) in from_above:
            place = len(row)
            if place in from_above:
                cell, left = from_above[place]
            else:
                one = cells.pop(0)
                cell = Cell(_shown(one), next((str(a.get("href")) for a in one.iter(HTML + "a")), ""))
                left = int(one.get("rowspan") or 1)
            if left > 1:
                reaching[place] = (cell, left - 1)
            row.append(cell)
        rows.append(row)
    return headings, rows


def _shown(element: Element) -> str:
    """The words that are seen: neither those for screen readers alone, nor the titles of drawings."""

    def pieces(one: Element) -> Iterator[str]:
        hidden = "govuk-visually-hidden" in (one.get("class") or "") or one.tag.endswith("}svg")
        if not hidden:
            yield one.text or ""
            for child in one:
                yield from pieces(child)
                yield child.tail or ""

    return re.sub(r"\s+", " ", "".join(pieces(element))).strip()


def _rate(expected: Figures) -> str:
    if expected["rate"] is None:
        return "Nobody counted"
    return f"{expected['rate']} % {expected['compliant']} of {expected['counted']}"


# --- HR's dashboard

OTHER_CUTS = ("By module", "By staff group")
"""Captions of tables that are not by unit."""


def check_dashboard(place: Place, day: date, instant: datetime) -> None:
    """The council, every unit, every module: each number on each page, and the people behind one of them."""
    said, client = place.on(day, instant), visitor(place.site, OFFICER)
    slugs: list[str | None] = [None, *(slug for slug in said.by_module() if latest(slug, instant))]
    for unit in [None, NO_UNIT, *said.units]:
        place_of_page = slugs if unit is None else [None]
        for slug in place_of_page:
            more = {} if unit is None else {"unit": unit}
            page = opened(client, "/hr", day, instant, **more, **({"module": slug} if slug else {}))
            rows = said.rows() if unit is None else said.in_unit(unit)
            shown = [row for row in rows if slug in (None, row["module"])]
            _dashboard(place, said, page, unit, slug, shown)


def _dashboard(
    place: Place, said: CouncilOnDay, page: Page, unit: int | None, slug: str | None, shown: list[Row]
) -> None:  # fmt: skip
    where = f"/hr, unit {unit}, module {slug}"
    expected = figures(shown)
    if not expected["assigned"]:
        place.same(f"{where}, nobody", "so there is no rate" in page.main, True)
        return
    heading = next(words(one) for one in page.all("p") if "app-figures__rate" in (one.get("class") or ""))
    rate = expected["rate"]
    numbers = f"{expected['compliant']} of {expected['counted']} counted"
    if rate is None:
        place.same(f"{where}, rate", "%" in heading, False)
    else:
        place.same(f"{where}, rate", heading, f"{rate} % compliant: {numbers}")
    found = tables(page)
    _every_part(place, where, found.get("Every part and standing", []), expected)
    below = [] if unit == NO_UNIT else said.below(unit)
    listed = {words_of: rows for words_of, rows in found.items() if words_of.startswith("By ")}
    units = next((rows for caption, rows in listed.items() if caption not in OTHER_CUTS), [])
    told_of = {int(parse_qs(urlsplit(row[0].href).query)["unit"][0]): row for row in units}
    nowhere = {NO_UNIT} if unit is None and any(NO_UNIT in said.units_of(row["person"]) for row in shown) else set()
    place.same(f"{where}, units", set(told_of), {*below, *nowhere})
    for one, row in told_of.items():
        of_unit = [each for each in shown if one in said.units_of(each["person"])]
        name = "No unit" if one == NO_UNIT else said.unit_names.get(one)
        _row_of_figures(place, f"{where}, by unit {one}", row, name, figures(of_unit))
    met = {row["module"] for row in shown}
    for row in listed.get("By module", []):
        of_slug = parse_qs(urlsplit(row[0].href).query)["module"][0]
        place.same(f"{where}, module {of_slug} is there", of_slug in met, True)
        of_module = [each for each in shown if each["module"] == of_slug]
        _row_of_figures(place, f"{where}, by module {of_slug}", row, row[0].words, figures(of_module))
    if slug is None and len(met) > 1:
        place.same(f"{where}, modules", len(listed.get("By module", [])), len(met))

    _staff_groups(place, where, listed.get("By staff group", []), said, unit, shown)


def _staff_groups(
    place: Place, where: str, rows: list[list[Cell]], said: CouncilOnDay, unit: int | None, shown: list[Row]
) -> None:  # fmt: skip
    groups = {group for row in shown for group in said.staff_groups_of(row["person"], unit)}
    told_of = {parse_qs(urlsplit(row[0].href).query)["staff_group"][0]: row for row in rows}
    place.same(f"{where}, staff groups", set(told_of), groups)
    for group, row in told_of.items():
        of_group = [one for one in shown if group in said.staff_groups_of(one["person"], unit)]
        name = "No staff group" if group == NO_STAFF_GROUP else group
        _row_of_figures(place, f"{where}, by staff group {group}", row, name, figures(of_group))


def _every_part(place: Place, where: str, rows: list[list[Cell]], expected: Figures) -> None:
    told_of = {row[0].words.lower(): row[-1].words for row in rows}
    numbers: dict[str, int] = {part: expected[key] for part, key in PARTS.items()}
    numbers |= {word: expected["standings"][word] for word in STANDINGS if word not in PARTS}
    numbers["counted compliant, not compliant and not yet due"] = expected["counted"]
    numbers["assigned counted, exempt and on leave"] = expected["assigned"]
    place.same(f"{where}, every part", told_of, {word: str(number) for word, number in numbers.items()})


def _row_of_figures(place: Place, where: str, row: list[Cell], name: str | None, expected: Figures) -> None:
    numbers = [expected["counted"], *(expected[key] for key in PARTS.values())]
    place.same(where, [one.words for one in (*row[:2], *row[3:])], [name, _rate(expected), *map(str, numbers)])


def check_trend(place: Place, day: date, instant: datetime) -> None:
    """The rate at the ends of the last eleven months and on the day, each with the organisation of its own day."""
    client = visitor(place.site, OFFICER)
    unit = max([NO_UNIT, *place.on(day, instant).units], key=lambda one: len(place.on(day, instant).in_unit(one)))
    for more in ({}, {"unit": unit}):
        page = opened(client, "/hr/trend", day, instant, **more)
        expected = []
        for one in days_of_year(day):
            said = place.on(one, instant)
            of_day = figures(said.in_unit(unit) if more else said.rows())
            expected.append([_day(one), _rate(of_day), str(of_day["assigned"])])
        found = tables(page).get("Compliance rate by month")
        if found is None:
            place.same(f"/hr/trend {more}, nobody", {assigned for _, _, assigned in expected}, {"0"})
        else:
            place.same_rows(f"/hr/trend {more}", [[cell.words for cell in row] for row in found], expected)


def days_of_year(day: date) -> list[date]:
    """The days of a trend: the ends of the eleven months before, and the day itself."""
    return [*_ends_of_months(day, 11), day]


def _ends_of_months(day: date, count: int) -> list[date]:
    """The last days of so many months before that of a day, the earliest first."""
    found: list[date] = []
    while len(found) < count:
        day = day.replace(day=1) - timedelta(days=1)
        found.insert(0, day)
    return found


def check_no_manager(place: Place, day: date, instant: datetime) -> None:
    """Who is listed to HR as having no manager in post (RULE-18)."""
    said, client = place.on(day, instant), visitor(place.site, OFFICER)
    page = opened(client, "/hr/no-manager", day, instant)
    found = [row for caption, rows in tables(page).items() if caption.endswith((" post", " posts")) for row in rows]
    names = {(said.names[person], said.numbers[person]) for person in said.without_manager()}
    place.same_rows("/hr/no-manager", sorted({(row[0].words, row[1].words) for row in found}), sorted(names))


# --- HR's list of people


def check_people(place: Place, day: date, instant: datetime) -> None:
    """Everybody, everybody in figures, and the people behind each part of a unit; by number, page after page."""
    said, client = place.on(day, instant), visitor(place.site, OFFICER)
    everybody = {person: [row for row in said.rows() if row["person"] == person] for person in said.in_post()}
    _listed(place, said, client, everybody, instant, {})
    unit = max([NO_UNIT, *said.units], key=lambda one: len(said.in_unit(one)))
    for part in PARTS:
        wanted = [row for row in said.in_unit(unit) if PART_OF[row["standing"]] == part]
        _listed(place, said, client, _by_person(wanted), instant, {"unit": unit, "part": part})
    for of_unit in ({}, {"unit": unit}):
        for group in sorted(said.by_staff_group(of_unit.get("unit")))[:3]:
            wanted = said.in_staff_group(group, of_unit.get("unit"))
            narrowed = {**of_unit, "staff_group": group, "part": "assigned"}
            _listed(place, said, client, _by_person(wanted), instant, narrowed)
    for slug in [slug for slug in said.by_module() if latest(slug, instant)][:1]:
        wanted = [row for row in said.of_module(slug) if PART_OF[row["standing"]] not in ("exempt", "on leave")]
        _listed(place, said, client, _by_person(wanted), instant, {"module": slug, "part": "counted"})


def _by_person(rows: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["person"], []).append(row)
    return found


def _listed(
    place: Place, said: CouncilOnDay, client: FlaskClient, expected: dict[int, list[Row]], instant: datetime,
    filters: dict[str, object],
) -> None:  # fmt: skip
    where = f"/hr/people {filters}"
    in_order = sorted(expected, key=lambda person: said.numbers[person])
    pages = max(1, -(-len(in_order) // PER_PAGE))
    for number in range(1, pages + 1):
        page = opened(client, "/hr/people", said.day, instant, **filters, sort="number", page=number)
        shown = in_order[(number - 1) * PER_PAGE : number * PER_PAGE]
        noun = "person" if len(in_order) == 1 else "people"
        heading = next(words(one) for one in page.all("h2") if one.get("id") == "found")
        place.same(f"{where}, how many", heading.split(",")[0], f"{len(in_order)} {noun}")
        found = headed(page, "People, sorted")
        lines = [line for person in shown for line in _lines(said, person, expected[person])]
        headings = list(found[0]) if found else []
        place.same(f"{where}, columns", {*headings, "Module"}, {*_COLUMNS} if found else {"Module"})
        place.same_rows(
            where, [list(row.values()) for row in found], [[line[key] for key in headings] for line in lines]
        )  # fmt: skip


_COLUMNS = ("Name", "Number", "Unit", "Module", "Standing", "Due or valid")
"""Of the list; that of the module is there only where there is more than one."""


def _lines(said: CouncilOnDay, person: int, rows: list[Row]) -> Iterator[dict[str, str]]:
    path = said.path(said.unit_of_post(said.main_post(person)))
    unit = ", ".join(name for name in reversed(path) if name) or "No unit"
    who = {"Name": said.names[person], "Number": said.numbers[person], "Unit": unit}
    for row in rows:
        module = title(row["module"], said.instant)
        yield {**who, "Module": module, "Standing": row["standing"].capitalize(), "Due or valid": told(row)}
    if not rows:
        yield {**who, "Module": "", "Standing": "Nothing assigned", "Due or valid": ""}


# --- a manager's team


def team_of(place: Place, manager: int, day: date, instant: datetime, *, whole: bool) -> set[int]:
    """Whom the page of a team shows: who reported to the manager on that day, so far as that is still so recorded;
    of a day to come, only those who report to them today (decisions 4 and 13)."""
    now = clock.now()
    then = place.on(day, instant).reports(manager, whole_tree=whole)
    recorded = place.on(day, now).reports(manager, whole_tree=whole)
    today = clock.today()
    if day > today:
        recorded &= place.on(today, now).all_reports(manager)
    return then & recorded


def managers(place: Place, day: date, instant: datetime, count: int) -> list[int]:
    """Who may sign in today and had the largest teams on the day."""
    now = clock.now()
    today = place.on(clock.today(), now)
    teams = {one: len(team_of(place, one, day, instant, whole=True)) for one in today.in_post()}
    return sorted(teams, key=lambda one: (-teams[one], one))[:count]


def check_team(place: Place, day: date, instant: datetime) -> None:
    """A manager's page: direct reports, and everybody below."""
    said = place.on(day, instant)
    for manager in managers(place, day, instant, 2):
        client = visitor(place.site, manager)
        for whole in (False, True):
            page = opened(client, "/team", day, instant, **({"whole": "1"} if whole else {}))
            team = team_of(place, manager, day, instant, whole=whole)
            where = f"/team of {manager}, whole {whole}"
            rows = [row for row in said.rows() if row["person"] in team]
            _team_adds_up(place, where, page, rows)
            _team_by_month(place, where, page, team_months(place, manager, day, instant, whole=whole))
            titles = {title(slug, instant): slug for slug in said.by_module()}
            found = sorted((titles[caption], *cells) for caption, *cells in _team_list(client, page))
            expected = [(row["module"], row["name"], row["standing"].capitalize(), told(row)) for row in rows]
            place.same_rows(where, found, sorted(expected))


def team_months(
    place: Place, manager: int, day: date, instant: datetime, *, whole: bool
) -> list[tuple[date, Figures]]:  # fmt: skip
    """The ends of the months before the day, and the day: what those who were the manager's on each add up to."""
    found = []
    for one in days_of_year(day):
        team = team_of(place, manager, one, instant, whole=whole)
        found.append((one, figures([row for row in place.on(one, instant).rows() if row["person"] in team])))
    return found


def _team_by_month(place: Place, where: str, page: Page, months: list[tuple[date, Figures]]) -> None:
    expected = [[_day(one), _rate(of_day), str(of_day["assigned"])] for one, of_day in months]
    found = [[cell.words for cell in row] for row in tables(page).get("Compliance rate by month", [])]
    if found or tables(page).get("What the team adds up to"):
        place.same_rows(f"{where}, by month", found, expected)


def _team_list(client: FlaskClient, page: Page) -> Iterator[list[str]]:
    """Every row of the list, page after page: module, name, standing, date."""
    for caption, rows in tables(page).items():
        if caption.startswith("Module "):
            for name, standing, on in rows:
                yield [caption.split(":")[0], name.words.split("Reports to ")[0].strip(), standing.words, on.words]
    following = [str(link.get("href")) for link in page.all("a") if link.get("rel") == "next"]
    if following:
        yield from _team_list(client, follow(client, following[0]))


def _team_adds_up(place: Place, where: str, page: Page, rows: list[Row]) -> None:
    found = tables(page)
    if rows:
        _every_part(place, where, found.get("What the team adds up to", []), figures(rows))
    else:
        place.same(f"{where}, no figures", "What the team adds up to" in found, False)
    modules = {row["module"] for row in rows}
    expected = [figures([row for row in rows if row["module"] == slug]) for slug in sorted(modules)]
    if len(modules) > 1:
        by_module = sorted(found.get("By module", []), key=lambda row: row[0].words)
        place.same_rows(
            f"{where}, by module", [[one.words for one in row[1:2] + row[3:]] for row in by_module],
            [[_rate(one), *(str(one[key]) for key in PARTS.values()), str(one["assigned"])] for one in expected],
        )  # fmt: skip


def title(slug: str, instant: datetime) -> str:
    """What a module is called: by its latest version of the time."""
    return f"Module {slug}, text {latest(slug, instant)}"


def latest(slug: str, instant: datetime) -> int:
    """The number of the version whose title is shown: the latest that was published by the instant; 0 if none was."""
    return max((number for of, number, _, at in PUBLISHED if of == slug and at <= instant), default=0)
