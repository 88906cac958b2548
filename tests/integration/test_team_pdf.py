"""A team's PDF: valid for archives and screen readers, any size and any name, the same bytes; and its command."""

import dataclasses
import io
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import page
import pikepdf
import pytest
from flask import Flask

from elearning.documents.printing import DESIGNS, CannotDraw, template
from elearning.documents.team_pdf import draw
from elearning.documents.team_words import TeamValues, told
from elearning.domain.facts import Row, Standing
from elearning.domain.reports import Asked, ReportRow, figures
from tests.integration.test_certificate_pdf import SHOWN_IN_FULL, SHOWN_WITH_A_NOTE, _letters

ASKED = Asked(date(2026, 11, 22), datetime(2026, 11, 22, 15, 5, 7, tzinfo=UTC))
DAY = date(2026, 12, 1)
MODULES = ("Digital and social media awareness", "Information governance")
ROWS = {
    Standing.OVERDUE: Row(Standing.OVERDUE, DAY, None, None, None, None, None, 5, ()),
    Standing.EXPIRED: Row(Standing.EXPIRED, DAY, None, date(2026, 10, 31), None, None, None, 5, ()),
    Standing.NOT_STARTED: Row(Standing.NOT_STARTED, DAY, None, None, None, None, None, 7, ()),
    Standing.IN_PROGRESS: Row(Standing.IN_PROGRESS, DAY, None, None, None, None, None, 6, ()),
    Standing.EXPIRING: Row(Standing.EXPIRING, DAY, None, date(2026, 12, 31), None, None, None, 4, ()),
    Standing.COMPLETED: Row(Standing.COMPLETED, None, None, date(2027, 6, 30), None, None, None, 4, ()),
    Standing.EXEMPT: Row(Standing.EXEMPT, None, None, None, None, None, date(2027, 1, 31), 2, ()),
    Standing.ON_LEAVE: Row(Standing.ON_LEAVE, None, None, None, None, None, None, 3, ()),
}


def of_team(names: list[str], *, modules: int = 1, **changes: object) -> TeamValues:
    """A team of people with these names, in every standing by turns."""
    turns = list(ROWS.values())
    rows = tuple(
        ReportRow(
            person_id=place, module_id=module, employee_number=f"{place:06d}", name=name,
            unit=("Places", "Libraries", "Library events"), manager_number="100002", manager_name="Ben Okafor",
            module=f"module-{module}", module_title=MODULES[module], version=None, row=turns[place % len(turns)],
            certificate_number="",
        )
        for module in range(modules) for place, name in enumerate(names)
    )  # fmt: skip
    values = TeamValues(
        council_name="Marlshire County Council", colour="#1d5b4f", manager_name="Ben Okafor", asked=ASKED, rows=rows,
        figures=figures(row.row.standing for row in rows), whole_tree=False, people=len(names),
    )  # fmt: skip
    return dataclasses.replace(values, **changes)  # type: ignore[arg-type]


def people(count: int) -> list[str]:
    return [f"Person Number{place}" for place in range(count)]


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def faults(pdf: bytes) -> list[str]:
    """What the checkers find against PDF/A-3a and PDF/UA-1, and pages that are not A4 upright."""
    found = []
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.rules.total > 100
        found += [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    sizes = {tuple(round(float(side) / 72 * 25.4) for side in one.mediabox[2:]) for one in opened(pdf).pages}
    return found + ([] if sizes == {(210, 297)} else [f"pages of {sizes}"])


def said(pdf: bytes, number: int = 0) -> str:
    """The words of one page as a screen reader or a copy gets them."""
    with opened(pdf) as file:
        return " ".join("".join(_pieces(file.pages[number])).split())


def everything_said(pdf: bytes) -> str:
    """The words of all pages."""
    with opened(pdf) as file:
        return " ".join(" ".join("".join(_pieces(sheet)).split()) for sheet in file.pages)


def _pieces(sheet: pikepdf.Page) -> Iterator[str]:
    """Words of the text; what stands in a margin is an artifact and is left out."""
    maps = {name: _letters(font) for name, font in sheet.Resources.Font.items()}
    font, is_said, nested = "", False, list[str]()
    for operands, operator in pikepdf.parse_content_stream(sheet):
        match str(operator):
            case "BMC" | "BDC":
                nested.append(str(operands[0]))
                is_said = str(operator) == "BDC" and "/ActualText" in operands[1]
                yield " " + (str(operands[1].ActualText) if is_said else "")
            case "EMC":
                nested.pop()
            case "Tf":
                font = str(operands[0])
            case "TJ" | "Tj" if not is_said and "/Artifact" not in nested:
                parts = operands[0] if str(operator) == "TJ" else operands
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                yield "".join(maps[font][codes[at : at + 2]] for at in range(0, len(codes), 2))


@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (1, 1), (12, 1), (25, 1), (40, 2), (300, 9)])
def test_a_team_of_any_size_is_a_valid_document_and_a_usual_one_is_one_page(count: int, sheets: int) -> None:
    pdf = draw(of_team(people(count)))
    assert faults(pdf) == []
    assert len(opened(pdf).pages) <= sheets
    everything = everything_said(pdf)
    assert all(f"{name} {place:06d}" in everything for place, name in enumerate(people(count)))


def test_of_a_directors_whole_tree_the_first_of_each_module_are_listed_and_the_figures_are_over_everybody() -> None:
    values = of_team(people(3_000), modules=2)
    pdf = draw(values)
    assert faults(pdf) == []
    assert len(opened(pdf).pages) <= 14
    everything = everything_said(pdf)
    assert "Person Number199 000199" in everything and "Person Number200 000200" not in everything
    assert everything.count("And 2,800 more, who are in the figures.") == 2
    assert "6,000 assigned =" in everything and "3,000 assigned =" in everything


def test_the_headings_of_the_table_stand_on_every_page_and_the_number_of_the_page_is_no_part_of_the_text() -> None:
    pdf = draw(of_team(people(60)))
    assert len(opened(pdf).pages) == 2
    for number in range(2):
        assert "Name Employee number Standing Date" in said(pdf, number)
        assert "Page" not in said(pdf, number)


def test_the_page_says_all_that_a_meeting_needs_in_reading_order() -> None:
    text = said(draw(of_team(people(8))))
    assert text.startswith(
        "Marlshire County Council Team of Ben Okafor As at 22 November 2026, as known on 22 November 2026 at 3:05pm "
        "8 people: direct reports only Digital and social media awareness 33.3 % compliant: 2 of 6 counted "
        "8 assigned = 6 counted + 1 exempt + 1 on leave; 6 counted = 2 compliant + 2 not compliant + 2 not yet due."
    )
    for line in (
        "Person Number0 000000 Overdue Was due by 1 December 2026",
        "Person Number1 000001 Expired Ran out on 31 October 2026",
        "Person Number2 000002 Not started Due by 1 December 2026",
        "Person Number4 000004 Expiring Valid until 31 December 2026",
        "Person Number6 000006 Exempt Until 31 January 2027",
        "Person Number7 000007 On leave Until a return is recorded",
    ):
        assert line in text
    assert "Rate : compliant ÷ counted" in text


def test_every_standing_has_its_date() -> None:
    assert [standing for standing in Standing if not told(ROWS[standing])] == []


def test_each_module_has_its_own_figures_and_table() -> None:
    pdf = draw(of_team(people(4), modules=2, whole_tree=True))
    assert faults(pdf) == []
    text = said(pdf)
    assert "4 people: the whole tree below" in text
    assert "All modules 0.0 % compliant: 0 of 8 counted" in text
    for title in MODULES:
        assert f"{title} 0.0 % compliant: 0 of 4 counted" in text
        assert f"Each person on {title}" in text


def test_a_day_to_come_is_headed_if_nothing_changes() -> None:
    later = of_team(people(2), asked=ASKED._replace(as_at=date(2027, 1, 1)))
    assert "If nothing changes As at 1 January 2027" in said(draw(later))
    assert "If nothing changes" not in said(draw(of_team(people(2))))


def test_a_team_of_nobody_says_so_and_one_of_whom_nothing_is_asked_too() -> None:
    assert "Nobody reports to this person on this day." in said(draw(of_team([])))
    idle = draw(of_team([], people=3))
    assert "3 people: direct reports only Nobody in this team has a module to do on this day." in said(idle)
    assert faults(idle) == []


def test_names_in_many_scripts_are_shown_in_full_and_can_be_copied_from_any_page() -> None:
    names = [*SHOWN_IN_FULL.values(), *SHOWN_IN_FULL.values()]
    pdf = draw(of_team(names, manager_name=SHOWN_IN_FULL["Arabic"]))
    assert faults(pdf) == []
    with opened(pdf) as file:
        assert len(file.pages) > 1
    text = everything_said(pdf)
    for place, name in enumerate(names):  # a long name breaks its line after a hyphen
        assert f"{unicodedata.normalize('NFC', name)} {place:06d}" in text.replace("- ", "-")
    assert "cannot be printed" not in text


@pytest.mark.parametrize(("name", "shown"), SHOWN_WITH_A_NOTE.values(), ids=SHOWN_WITH_A_NOTE)
def test_a_letter_without_a_typeface_is_an_asterisk_with_a_note(name: str, shown: str) -> None:
    text = said(draw(of_team([name])))
    assert f"{shown} 000000" in text
    assert "* is a letter that cannot be printed here" in text


HOSTILE = [
    "W" * 300, "Żółć " * 40, "Ann \u202edrahciR\u2066", "A\x00b\tC\nD", " ", '"; } body { display: none } /*',
    "</style><script>alert(1)</script>", "{{ 7*7 }}{% raw %}", '=HYPERLINK("https://marlshire.example")',
]  # fmt: skip


def test_hostile_names_are_words_wherever_they_stand() -> None:
    pdf = draw(of_team(HOSTILE * 4))
    assert faults(pdf) == []
    assert "</style><script>alert(1)</script> 000006" in said(pdf)
    for name in HOSTILE:
        named = draw(of_team(people(30), manager_name=name, council_name=name))
        assert faults(named) == []
        assert "Person Number29" in everything_said(named)


def _under(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get("/K")
    nested = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [element, *(one for kid in nested if isinstance(kid, pikepdf.Dictionary) for one in _under(kid))]


def test_the_bar_says_in_words_what_it_shows_and_swatches_beside_words_say_nothing() -> None:
    with opened(draw(of_team(people(8)))) as pdf:
        elements = _under(pdf.Root.StructTreeRoot)
        alts = [str(one.Alt) for one in elements if one.get("/S") == "/Figure"]
    assert alts == ["The parts of the team: 2 compliant, 2 not compliant, 2 not yet due, 1 exempt, 1 on leave"]


def test_title_language_and_date_are_the_document_s_own() -> None:
    with opened(draw(of_team(people(2)))) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title).startswith("Team of Ben Okafor, As at 22 November 2026, as known on")
        assert str(pdf.docinfo.CreationDate) == "D:20261122150507Z"


def test_the_same_values_give_the_same_bytes_in_any_order_and_at_once() -> None:
    teams = [of_team(people(count), modules=2) for count in (3, 30, 1)]
    one_by_one = [draw(values) for values in teams]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(draw, reversed(teams))) == list(reversed(one_by_one))


def test_without_the_typefaces_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CannotDraw, match="make setup"):
        draw(of_team([]), fonts=tmp_path)


def test_a_chart_is_the_same_on_a_page_and_in_a_document(site: Flask) -> None:
    values = of_team(people(8))
    on_paper, on_screen = template(DESIGNS, "charts.html"), site.jinja_env.get_template("documents/charts.html")
    for name, arguments in {"parts_bar": (values.figures, "Team", "bar"), "parts_words": (values.figures,)}.items():
        drawn = [str(getattr(charts.module, name)(*arguments)) for charts in (on_paper, on_screen)]
        assert drawn[0] == drawn[1]
        assert re.search(r"\S", drawn[0])


def test_a_day_before_has_the_day_it_was_known_on_in_london() -> None:
    summer = Asked(date(2026, 6, 30), datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert "as known on 1 July 2026 at 12:30am" in said(draw(of_team([], asked=summer)))
