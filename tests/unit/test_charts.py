"""Charts: parts that add up to the whole bar, the same words and numbers everywhere, and nothing said by colour alone."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.documents.chart_shapes import LOOKS, adding_up, bar_parts, headline, trend_shape
from elearning.documents.printing import DESIGNS, template
from elearning.domain.facts import Standing
from elearning.domain.reports import PARTS, Figures, figures

TEAM = Figures(
    {
        Standing.EXEMPT: 1, Standing.ON_LEAVE: 1, Standing.EXPIRING: 2, Standing.COMPLETED: 4, Standing.EXPIRED: 1,
        Standing.OVERDUE: 1, Standing.IN_PROGRESS: 0, Standing.NOT_STARTED: 2,
    }
)  # fmt: skip
NOBODY = figures([])
groups = st.builds(
    lambda numbers: Figures(dict(zip(Standing, numbers, strict=True))),
    st.lists(st.integers(0, 2_000_000), min_size=8, max_size=8),
)


class Point(NamedTuple):
    """One month of a trend."""

    day: date
    figures: Figures


def macro(name: str, *arguments: Any, **named: Any) -> str:
    return str(getattr(template(DESIGNS, "charts.html").module, name)(*arguments, **named))


def elements(html: str, tag: str) -> list[ElementTree.Element]:
    return list(html5lib.parseFragment(html, namespaceHTMLElements=False).iter(tag))


def drawings(html: str) -> Iterator[ElementTree.Element]:
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        yield ElementTree.fromstring(svg)


def words(html: str) -> str:
    return " ".join("".join(html5lib.parseFragment(html).itertext()).split())


@given(groups)
def test_the_parts_of_a_bar_add_up_to_the_whole_bar_in_their_order(group: Figures) -> None:
    parts = bar_parts(group)
    assert [part.words for part in parts] == [words for words in PARTS if group.part(words)]
    assert sum(part.number for part in parts) == group.tally.assigned
    for part in parts:
        assert abs(float(part.width) - 100 * part.number / group.tally.assigned) <= 0.001
    edges = [part.first for part in parts] + [part.last for part in parts[-1:]]
    assert [part.last for part in parts] == edges[1:]
    assert not parts or (edges[0], edges[-1]) == ("0.000", "100.000")


@given(groups)
def test_the_sums_in_words_are_right(group: Figures) -> None:
    for sentence in adding_up(group):
        total, parts = sentence.replace(",", "").split("=")
        numbers = [int(number) for number in re.findall(r"\d+", parts)]
        assert int(total.split()[0]) == sum(numbers)


def test_the_words_are_the_rate_with_its_two_numbers_and_the_sums() -> None:
    assert words(macro("parts_words", TEAM)) == (
        "60.0 % compliant: 6 of 10 counted 12 assigned = 10 counted + 1 exempt + 1 on leave; "
        "10 counted = 6 compliant + 2 not compliant + 2 not yet due."
    )
    assert "12 rows assigned" in words(macro("parts_words", TEAM, "rows"))


def test_a_rate_is_rounded_down_and_with_nobody_counted_there_is_none() -> None:
    assert headline(figures([Standing.COMPLETED] * 1999 + [Standing.OVERDUE])).startswith("99.9 % compliant: 1,999 of")
    assert headline(figures([Standing.EXEMPT])) == "No rate: nobody is counted"
    assert words(macro("parts_words", NOBODY)) == "No rate: nobody is counted"


def test_a_bar_draws_each_part_that_somebody_is_in_and_says_them_all() -> None:
    html = macro("parts_bar", figures([Standing.COMPLETED] * 3 + [Standing.OVERDUE]), "Team of Ben", "bar")
    bar = next(drawings(html))
    title = next(iter(bar))
    assert (bar.get("role"), bar.get("aria-labelledby"), title.get("id")) == ("img", "bar-title", "bar-title")
    assert title.text == "Team of Ben: 3 compliant, 1 not compliant"
    drawn = [
        group.get("class") for group in bar.iter() if str(group.get("class", "")).startswith("app-part app-part--")
    ]
    assert drawn == ["app-part app-part--compliant", "app-part app-part--not-compliant"]
    assert words(html).endswith("3 compliant 1 not compliant")


def test_a_group_of_nobody_is_a_sentence_instead_of_a_bar() -> None:
    html = macro("parts_bar", NOBODY, "Team of Ben", "bar")
    assert "<svg" not in html
    assert words(html) == "Team of Ben: nobody is assigned on this day."


def test_parts_are_told_apart_without_their_colours() -> None:
    seen = [(round(_lightness(look.fill), 1), look.marks) for look in LOOKS.values()]
    assert len(set(seen)) == len(PARTS)
    plain = [_lightness(look.fill) for look in LOOKS.values() if not look.marks]
    assert (max(plain) + 0.05) / (min(plain) + 0.05) >= 3
    for look in LOOKS.values():
        if look.marks:
            assert (_lightness(look.fill) + 0.05) / (_lightness(look.colour) + 0.05) >= 3


def _lightness(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_table_shows_every_part_and_standing_and_leads_to_the_people_in_it() -> None:
    asked: list[dict[str, str]] = []

    def address(**wanted: str) -> str:
        asked.append(wanted)
        return "?" + "&".join(f"{name}={value}" for name, value in wanted.items())

    html = macro("parts_table", TEAM, "Parts", address)
    heads = [" ".join("".join(head.itertext()).split()) for head in elements(html, "th") if head.get("scope") == "row"]
    for standing in Standing:
        assert standing.value.capitalize() in heads
    for part in PARTS:
        assert part.capitalize() in heads
    links = {link.get("href"): "".join(link.itertext()) for link in elements(html, "a")}
    assert links["?part=not compliant"] == "2 not compliant"
    assert links["?standing=not started"] == "2 not started"
    assert "?standing=in progress" not in links, "a number of nobody leads nowhere"
    assert {"part": "on leave"} in asked
    assert not elements(macro("parts_table", TEAM, "Parts"), "a")


def test_tables_have_captions_and_heads_for_rows_and_columns() -> None:
    points = [Point(date(2026, 1, 31), TEAM), Point(date(2026, 2, 28), NOBODY)]
    rows = [{"name": "Places", "figures": TEAM, "address": "/places"}, {"name": "Nobody's", "figures": NOBODY}]
    for html in (
        macro("parts_table", TEAM, "Parts <b>"), macro("rates_table", rows, "Parts <b>"),
        macro("trend_table", points, "Parts <b>"),
    ):  # fmt: skip
        (caption,) = elements(html, "caption")
        assert caption.text == "Parts <b>"
        assert {head.get("scope") for head in elements(html, "th")} == {"row", "col"}
        widths = {len(list(row)) for row in elements(html, "tr")}
        assert len(widths) == 1


def test_a_trend_rises_with_the_rate_and_has_a_gap_where_there_is_none() -> None:
    groups = [figures([Standing.COMPLETED] * n + [Standing.OVERDUE] * (4 - n)) for n in (0, 2, 4)]
    days = [date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]
    trend = trend_shape([Point(*pair) for pair in zip(days, [groups[0], groups[1], NOBODY, groups[2]], strict=True)])
    heights = [dot.y and float(dot.y) for dot in trend.dots]
    bottom, *_, top = (y for _, y in trend.scale)
    assert heights == [bottom, (bottom + top) / 2, None, top]
    assert [(one.x1, one.x2) for one in trend.segments] == [(trend.dots[0].x, trend.dots[1].x)]
    assert [(dot.month, dot.year) for dot in trend.dots] == [
        ("Nov", "2025"), ("Dec", ""), ("Jan", "2026"), ("Feb", "")
    ]  # fmt: skip
    assert all(float(one.x) < float(other.x) for one, other in pairwise(trend.dots))


@pytest.mark.parametrize("count", [0, 1, 2, 12])
def test_a_trend_of_any_length_can_be_drawn(count: int) -> None:
    points = [Point(date(2026, month + 1, 28), TEAM if month % 2 else NOBODY) for month in range(count)]
    html = macro("trend_chart", points, "Rate by month", "trend")
    assert len(list(drawings(html))) == (1 if count else 0)
    assert html.count("<circle") == count // 2
    assert len(elements(macro("trend_table", points, "Rate by month"), "tr")) == count + 1


def test_titles_that_are_markup_stay_words_and_nothing_has_a_style_of_its_own() -> None:
    hostile = '</title><script>alert("1")</script> {{ 7*7 }}'
    points = [Point(date(2026, 1, 31), TEAM)]
    rows = [{"name": hostile, "figures": TEAM}]
    for html in (
        macro("parts_bar", TEAM, hostile, "bar"), macro("trend_chart", points, hostile, "trend"),
        macro("rates_table", rows, hostile), macro("parts_table", TEAM, hostile),
    ):  # fmt: skip
        assert not elements(html, "script")
        assert "style=" not in html
        assert "{{ 7*7 }}" in html
