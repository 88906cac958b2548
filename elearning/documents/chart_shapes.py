"""Where the parts of a chart lie and how they look, and figures as words: what designs/charts.html draws from. No HTML.

Pages and PDFs both register FILTERS, so that a figure says the same in each.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from elearning.domain.calendar import british_date
from elearning.domain.facts import Standing
from elearning.domain.reports import PARTS, Figures

PLOT_LEFT, PLOT_RIGHT = 15.0, 96.0
"""Where the first and the last month stand, in per cent of a trend's width."""
PLOT_TOP, BELOW_PLOT, TREND_HEIGHT = 16, 50, 246
"""Where 100 per cent stands, in pixels from the top of a trend; what is below 0 per cent; and how tall all of it is."""


class Mark(NamedTuple):
    """A line along a part: its middle in per cent, its thickness as a share of the height; its dashes in pixels.

    One that is thicker than the part is clipped by the drawing: its dashes are upright stripes.
    """

    middle: int
    thickness: float
    dashes: str


class Look(NamedTuple):
    """How a part looks: told apart by its marks where colours are not seen, not printed or not allowed."""

    fill: str
    colour: str
    marks: tuple[Mark, ...]


LOOKS: Mapping[str, Look] = {
    "compliant": Look("#00703c", "#00703c", ()),
    "not compliant": Look("#ffffff", "#ca3535", (Mark(50, 2.0, "5 3"),)),
    "not yet due": Look("#bbd4ea", "#bbd4ea", ()),
    "exempt": Look("#ffffff", "#484949", (Mark(30, 0.15, "3 5"), Mark(70, 0.15, "3 5"))),
    "on leave": Look("#ffffff", "#484949", (Mark(34, 0.09, "none"), Mark(66, 0.09, "none"))),
}
"""Dark, striped upright, pale, dotted, ruled; each has a black outline, so that also the pale ones stand out."""


class BarPart(NamedTuple):
    """One part of a stacked bar. `first`, `width` and `last` are per cent of the bar, with three decimals."""

    words: str
    slug: str
    number: int
    first: str
    width: str
    last: str
    look: Look


class OnePoint(Protocol):
    """The figures of one day of a trend."""

    @property
    def day(self) -> date: ...

    @property
    def figures(self) -> Figures: ...


class Dot(NamedTuple):
    """One point of a trend: `x` in per cent of the width, `y` in pixels, or None where nobody is counted."""

    x: str
    y: str | None
    month: str
    year: str
    is_minor: bool
    words: str


class Segment(NamedTuple):
    """A straight piece of a trend's line, between two months that both have a rate."""

    x1: str
    y1: str
    x2: str
    y2: str


class Trend(NamedTuple):
    """A trend as it is drawn; `latest` says its last rate, `bottom` is where 0 per cent stands."""

    dots: tuple[Dot, ...]
    segments: tuple[Segment, ...]
    scale: tuple[tuple[int, int], ...]
    latest: str
    bottom: int


def slug(part: str) -> str:
    """A part of a total as it stands in a class: 'not-yet-due'."""
    return part.replace(" ", "-")


def bar_parts(figures: Figures) -> tuple[BarPart, ...]:
    """The parts that somebody is in, from left to right in the order of PARTS; their widths add up to 100 exactly."""
    assigned = figures.tally.assigned
    found, before = [], 0
    for words in PARTS:
        number = figures.part(words)
        if number:
            begin, end = (round(100_000 * upto / assigned) for upto in (before, before + number))
            first, width, last = (f"{edge / 1000:.3f}" for edge in (begin, end - begin, end))
            found.append(BarPart(words, slug(words), number, first, width, last, LOOKS[words]))
        before += number
    return tuple(found)


def key_part(words: str) -> BarPart:
    """One part alone, as it stands in a key."""
    return BarPart(words, slug(words), 1, "0.000", "100.000", "100.000", LOOKS[words])


def thousands(number: int) -> str:
    """12,345."""
    return f"{number:,}"


def rate_number(figures: Figures) -> str:
    """'58.3 %', one decimal, rounded down; empty with nobody counted (RULE-21)."""
    rate = figures.tally.rate
    return "" if rate is None else f"{rate} %"


def two_numbers(figures: Figures) -> str:
    """'7 of 12': the two numbers that a rate is never without (RULE-21)."""
    return f"{figures.tally.compliant:,} of {figures.tally.counted:,}"


def headline(figures: Figures) -> str:
    """'58.3 % compliant: 7 of 12 counted', or that there is no rate."""
    rate = rate_number(figures)
    return f"{rate} compliant: {two_numbers(figures)} counted" if rate else "No rate: nobody is counted"


def adding_up(figures: Figures, noun: str = "people") -> tuple[str, ...]:
    """The parts as sums that add up: assigned into counted, exempt and on leave; counted into its three parts.

    `noun` is said if it is not people: '12 rows assigned = …'.
    """
    tally = figures.tally
    said = "" if noun == "people" else f" {noun.removesuffix('s') if tally.assigned == 1 else noun}"
    return (
        f"{tally.assigned:,}{said} assigned = {tally.counted:,} counted + {tally.exempt:,} exempt "
        f"+ {tally.on_leave:,} on leave",
        f"{tally.counted:,} counted = {tally.compliant:,} compliant + {tally.not_compliant:,} not compliant "
        f"+ {tally.not_yet_due:,} not yet due",
    )


def parts_list(figures: Figures) -> str:
    """'7 compliant, 2 not compliant, 1 exempt': the parts that somebody is in, for those who cannot see a bar."""
    return ", ".join(f"{part.number:,} {part.words}" for part in bar_parts(figures))


def standings_of(part: str) -> tuple[Standing, ...]:
    """The standings that make up a part, what needs attention first; none if the part is a standing itself."""
    order = (Standing.COMPLETED, Standing.EXPIRING, Standing.OVERDUE, Standing.EXPIRED,
             Standing.IN_PROGRESS, Standing.NOT_STARTED)  # fmt: skip
    return tuple(standing for standing in order if standing.part == part)


def month_words(day: date) -> str:
    """'Mar 26': the heading of a narrow column."""
    return f"{british_date(day).split()[1][:3]} {day:%y}"


def trend_shape(points: Sequence[OnePoint], height: int = TREND_HEIGHT) -> Trend:
    """A trend's months from left to right, 0 to 100 per cent from bottom to top; no line where there is no rate.

    `height` is that of the whole drawing, in pixels.
    """
    dots = tuple(_dot(points, place, height) for place in range(len(points)))
    segments = tuple(
        Segment(one.x, one.y, other.x, other.y)
        for one, other in pairwise(dots)
        if one.y is not None and other.y is not None
    )
    scale = tuple((rate, round(_place_of(rate, height))) for rate in (0, 25, 50, 75, 100))
    return Trend(dots, segments, scale, headline(points[-1].figures) if points else "", height - BELOW_PLOT)


def _dot(points: Sequence[OnePoint], place: int, height: int) -> Dot:
    day, rate = points[place].day, points[place].figures.tally.rate
    share = place / (len(points) - 1) if len(points) > 1 else 0.5
    years = [point.day.year for point in points[max(place - 1, 0) : place + 2]]
    # The first month says no year if the second does: on a narrow screen the two would run into one another.
    says_year = day.year != years[0] if place else len(set(years)) == 1
    return Dot(
        x=f"{PLOT_LEFT + share * (PLOT_RIGHT - PLOT_LEFT):.2f}",
        y=None if rate is None else f"{_place_of(float(rate), height):.1f}",
        month=british_date(day).split()[1][:3], year=str(day.year) if says_year else "",
        is_minor=(len(points) - place) % 2 == 0,
        words=f"{british_date(day)}: {headline(points[place].figures)}",
    )  # fmt: skip


def _place_of(rate: float, height: int) -> float:
    bottom = height - BELOW_PLOT
    return bottom - rate / 100 * (bottom - PLOT_TOP)


FILTERS: dict[str, Callable[..., Any]] = {
    "adding_up": adding_up,
    "bar_parts": bar_parts,
    "british_date": british_date,
    "headline": headline,
    "key_part": key_part,
    "month_words": month_words,
    "parts_list": parts_list,
    "rate_number": rate_number,
    "standings_of": standings_of,
    "thousands": thousands,
    "trend_shape": trend_shape,
    "two_numbers": two_numbers,
}
