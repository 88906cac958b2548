"""The list on a manager's page: the rows of one page of it, and the addresses of others."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from math import ceil
from typing import Any, Generic, NamedTuple
from urllib.parse import urlencode

from flask import url_for

from elearning.domain.facts import Standing
from elearning.domain.reports import WORST_FIRST, Figures, OneRow, ReportRow, figures
from elearning.domain.teams import Attention, Concern, Order, Wanted, attention, filtered, ordered
from elearning.queries.boards import Board
from elearning.queries.compliance import ModuleName
from elearning.queries.teams import Members
from elearning.web.asked import Question
from elearning.web.report_words import concern_words
from elearning.web.team.list_asked import Listing

PAGE, FEWEST = 50, 25
"""Rows on one page; fewer than these would not make a last page of their own, and stay on the one before."""
MOST_OF_A_CONCERN = 5
"""People named of each concern; the others are behind a number that leads to them."""


class ModuleRows(NamedTuple, Generic[OneRow]):
    """The rows of one module that are on this page, and how many there are on all pages."""

    module: ModuleName
    rows: tuple[OneRow, ...]
    people: int


@dataclass(frozen=True)
class TeamPage(Generic[OneRow]):
    """All that the page of a team shows. Of its rows in outline; for a file, of whole rows."""

    question: Question
    listing: Listing
    members: Members
    board: Board[OneRow]
    of_module: tuple[OneRow, ...]
    rows: tuple[OneRow, ...]
    attention: tuple[Attention[OneRow], ...]
    figures: Figures

    @property
    def without_module(self) -> int:
        """How many of the team have no row: nothing is asked of them on the day."""
        return len(self.members.person_ids) - len({row.person_id for row in self.board.rows})

    def board_of_module(self) -> Board[OneRow]:
        """The board that the figures are of: everybody, on the module that the page is narrowed to, if it is."""
        return replace(self.board, rows=self.of_module, figures=self.figures)

    @property
    def people_listed(self) -> int:
        """How many different people are in the list."""
        return len({row.person_id for row in self.rows})

    @property
    def module(self) -> ModuleName | None:
        """The module that the page is narrowed to, if it is to one of the team's."""
        return next((one.module for one in self.board.modules if one.module.slug == self.listing.wanted.module), None)

    @property
    def module_rates(self) -> list[dict[str, Any]]:
        """Each module with its figures, the address of the page narrowed to it, and of the people in its numbers."""
        return [
            {
                "name": one.module.title, "figures": one.figures, "address": self.address(module=one.module.slug),
                "people": partial(self.address, module=one.module.slug),
            }
            for one in self.board.modules
        ]  # fmt: skip

    @property
    def standings_there(self) -> list[Standing]:
        """The standings that somebody has, and the one asked for, worst first."""
        return [one for one in WORST_FIRST if self.figures.standings[one] or one is self.listing.wanted.standing]

    @property
    def kept_by_form(self) -> dict[str, str]:
        """What the form that narrows the list carries on: the day, whose standing, the order and the year."""
        own = {
            name: value for name, value in self.listing.arguments().items() if name in ("whole", "sort", "for", "year")
        }
        return {**self.question.kept(), **own}

    @property
    def page_numbers(self) -> list[int | None]:
        """The pages that are linked: the first, the last and those beside the one in front; None where some are left
        out."""
        near = {1, self.pages, self.number - 1, self.number, self.number + 1}
        numbers = sorted(number for number in near if 1 <= number <= self.pages)
        found: list[int | None] = []
        for number in numbers:
            if found and found[-1] is not None and number > found[-1] + 1:
                found.append(None)
            found.append(number)
        return found

    @property
    def pages(self) -> int:
        """How many pages the list has; at least one."""
        return max(1, ceil((len(self.rows) - FEWEST + 1) / PAGE))

    @property
    def number(self) -> int:
        """The page in front: the last, if a later one was asked for."""
        return min(max(1, self.listing.page), self.pages)

    most_of_a_concern = MOST_OF_A_CONCERN

    @property
    def shown(self) -> tuple[OneRow, ...]:
        """The rows of the page in front."""
        start = (self.number - 1) * PAGE
        return self.rows[start:] if self.number == self.pages else self.rows[start : start + PAGE]

    @property
    def named(self) -> frozenset[int]:
        """Everybody whom the page in front names: in its list, and among those who need attention."""
        first = [row for one in self.attention for row in one.rows[:MOST_OF_A_CONCERN]]
        return frozenset(row.person_id for row in (*self.shown, *first))

    @property
    def groups(self) -> list[ModuleRows[OneRow]]:
        """The rows of the page in front, under their modules."""
        shown, people = self.shown, Counter(row.module_id for row in self.rows)
        found = []
        for one in self.board.modules:
            rows = tuple(row for row in shown if row.module_id == one.module.module_id)
            if rows:
                found.append(ModuleRows(one.module, rows, people[one.module.module_id]))
        return found

    def address(self, endpoint: str = "team.team", **changes: Any) -> str:
        """The address of this list with something changed: part, standing, module, whole, page or order.

        Another part or standing takes the place of both, from its first page; files are pinned to the instant.
        """
        listing = _changed(self.listing, changes, self.question.asked.as_at)
        is_page = endpoint == "team.team"
        asked = self.question.kept() if is_page else self.question.pinned()
        arguments: dict[str, Any] = {**asked, **listing.arguments()}
        return url_for(endpoint, **arguments, _anchor=_anchor(changes) if is_page else None)

    @cached_property
    def _around_a_person(self) -> tuple[str, str]:
        """What comes before and after a person's id in the address of their page; asked for once, not once a row."""
        kept = urlencode(self.question.kept())
        return url_for("team.person", person_id=0).removesuffix("0"), f"?{kept}" if kept else ""

    def person_address(self, person_id: int) -> str:
        """The page of one person, on the day and as known on the instant that this page is asked about."""
        before, after = self._around_a_person
        return f"{before}{person_id}{after}"

    def figures_on(self, day: date) -> str:
        """The page of another day, as known on the instant of this one: where a month of the trend leads."""
        arguments: dict[str, Any] = {**self.question.kept(), **self._of_a_day, "as_at": day.isoformat()}
        return url_for("team.team", **arguments)

    def people_on(self, day: date, *, part: str) -> str:
        """The people in one number of another day."""
        arguments: dict[str, Any] = {**self.question.kept(), **self._of_a_day, "as_at": day.isoformat(), "part": part}
        return url_for("team.team", **arguments, _anchor="list")

    @property
    def _of_a_day(self) -> dict[str, str]:
        """What of the list holds on every day: whose standing, and on which module."""
        return {name: text for name, text in self.listing.arguments().items() if name in ("whole", "module", "for")}

    def concern_address(self, concern: Concern) -> str:
        """The list of everybody of a concern."""
        return self.address(soon=True) if concern is Concern.DUE_SOON else self.address(standing=concern.value)

    @property
    def narrowed_to(self) -> str:
        """What the list is narrowed to, in words; nothing for everybody."""
        wanted = self.listing.wanted
        if wanted.soon_after:
            return concern_words(Concern.DUE_SOON).lower()
        return wanted.standing.value if wanted.standing else wanted.part

    def order_address(self, order: str) -> str:
        """The list in this order, or turned round if it already is."""
        backwards = self.listing.order == order and not self.listing.backwards
        return self.address(order=Order(order), backwards=backwards)

    def aria_sort(self, order: str) -> str:
        """For the heading of a column."""
        if self.listing.order != order:
            return "none"
        return "descending" if self.listing.backwards else "ascending"


def _changed(listing: Listing, changes: dict[str, Any], day: date) -> Listing:
    """The listing with changes; whatever narrows the list anew begins at its first page."""
    own = {name: value for name, value in changes.items() if name in ("whole", "order", "backwards", "page", "year")}
    wanted = listing.wanted
    if {"part", "standing", "soon"} & changes.keys():
        standing = changes.get("standing")
        wanted = Wanted(
            part=changes.get("part", ""),
            standing=Standing(standing) if standing else None,
            module=wanted.module,
            soon_after=day if changes.get("soon") else None,
        )
    if "module" in changes:
        wanted = wanted._replace(module=changes["module"])
    return replace(listing, **{"page": 1, **own}, wanted=wanted)


def _anchor(changes: dict[str, Any]) -> str | None:
    """Whoever follows a number goes to the list, not to the top of the page again."""
    if changes.get("part"):
        return "list"
    if changes.get("year"):
        return "by-month"
    return "list" if changes and not {"whole", "module"} & changes.keys() else None


def rows_to_take(page: TeamPage[ReportRow]) -> list[ReportRow]:
    """The rows of the list for a file. Of whoever's own page does not open, the standing and its dates alone."""
    return [
        row if row.person_id in page.members.may_open else row._replace(version=None, certificate_number="")
        for row in page.rows
    ]


def team_page(question: Question, listing: Listing, members: Members, board: Board[OneRow]) -> TeamPage[OneRow]:
    """The page of a team: totals over everybody, the list as it is asked for (by module, in its order)."""
    of_module = filtered(board.rows, Wanted(module=listing.wanted.module))
    found = ordered(filtered(of_module, listing.wanted), listing.order, backwards=listing.backwards)
    place = {one.module.module_id: number for number, one in enumerate(board.modules)}
    return TeamPage(
        question=question,
        listing=listing,
        members=members,
        board=board,
        of_module=of_module,
        rows=tuple(sorted(found, key=lambda row: place[row.module_id])),
        attention=attention(of_module, question.asked.as_at),
        figures=figures(row.row.standing for row in of_module),
    )
