"""The committee's PDF: PDF/A-3a and PDF/UA-1, complete, naming nobody, the same bytes from the same values."""

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest

from elearning.documents.committee_pdf import draw
from elearning.documents.committee_words import CommitteeTexts, CommitteeValues
from elearning.documents.printing import CannotDraw
from elearning.domain.committee import (
    CommitteeFigures,
    DayFigures,
    GroupFigures,
    Period,
    Requirement,
    ServiceShare,
    TalksHeld,
)
from elearning.domain.conversations import Share
from elearning.domain.facts import Standing
from elearning.domain.reports import Figures, figures
from tests.integration import pdf_tables
from tests.integration.test_team_pdf import HOSTILE, _under, everything_said, faults, opened

PERIOD = Period(date(2026, 4, 1), date(2026, 9, 30))
KNOWN_ON = datetime(2026, 10, 1, 8, 5, 7, tzinfo=UTC)
TEXTS = CommitteeTexts(
    committee="People Committee", report_of="Report of the Head of People", title="How many staff did the training",
    purpose=("To tell the committee where the council stands.",), equalities=("Everybody can do it.",),
    data_protection=("Nobody is named.",), recommendations=("Note the figures.", "Ask again in six months' time."),
    enquiries="HR advice: hr@marlshire.example", policy="Social Media Policy, version 4.2 of 1 April 2026,",
)  # fmt: skip


def group(many: int) -> Figures:
    """So many completed, and one in each other standing."""
    return figures([*([Standing.COMPLETED] * many), *Standing])


TOTAL = Share(12, 3, 4, 1)


def report(
    *, directorates: int = 3, modules: int = 2, people: int = 20, lines: int = 2, **changes: object
) -> CommitteeValues:
    """A report about a council of so many directorates and modules, and lines of conversations of so many people."""
    services = tuple(
        ServiceShare(f"Service {one}", frozenset({one}), Share(1200, one, 1, 0)) for one in range(lines)
    )  # fmt: skip
    told = CommitteeFigures(
        period=PERIOD, known_on=KNOWN_ON,
        days=tuple(DayFigures(day, group(place * 11), 50) for place, day in enumerate(PERIOD.days)),
        directorates=tuple(GroupFigures(f"Directorate {one}", frozenset({one}), group(one), group(one + 5)) for one in range(directorates)),
        modules=tuple(GroupFigures(f"Module {one}", frozenset({one}), group(one), group(one + 5)) for one in range(modules)),
        several_modules=modules > 1, talks=TalksHeld(people, TOTAL, services),
        requirements=(
            Requirement("Module 0", "Everyone in post", date(2026, 1, 5), None, date(2026, 3, 31), 30, 14),
            Requirement("Module 1", "Everyone in post", date(2026, 1, 5), date(2026, 6, 1), None, 1, 0),
        ),
    )  # fmt: skip
    values = CommitteeValues(council_name="Marlshire County Council", colour="#1d5b4f", texts=TEXTS, figures=told)
    return dataclasses.replace(values, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("directorates", "modules", "sheets"), [(0, 0, 5), (1, 1, 6), (8, 2, 7), (60, 30, 20)])
def test_a_report_of_any_size_is_a_valid_document(directorates: int, modules: int, sheets: int) -> None:
    pdf = draw(report(directorates=directorates, modules=modules))
    assert faults(pdf) == []
    assert len(opened(pdf).pages) <= sheets
    everything = everything_said(pdf)
    assert all(f"Directorate {one} " in everything for one in range(directorates))


def test_it_says_in_the_order_of_a_committee_all_that_was_asked_for() -> None:
    text = pdf_tables.text_of(draw(report()))
    in_order = (
        "Marlshire County Council Report to the People Committee Report of the Head of People",
        "How many staff did the training 1 April 2026 to 30 September 2026, as known on 1 October 2026 at 9:05am",
        "Purpose of the report 1. To tell the committee",
        "2. This report says where the council stood from 1 April 2026 to 30 September 2026",
        "What was required 3. Social Media Policy, version 4.2 of 1 April 2026, is the policy",
        "By 31 March 2026 for those already here; for others 30 days after they start. Never less than 14 days",
        "From 5 January 2026 to 1 June 2026 Within 1 day after they start.",
        "Where the council stood", "Month by month", "By directorate", "By module", "Exceptions and people excused",
        "Conversations held", "there were 20 completions by people who are in post on 30 September 2026",
        "By then there were 15 conversations recorded as held (78.9 % of those whose month is over or who have had it)",
        "12 within a month and 3 later. 4 were not held within the month or since, and 1 is still in time.",
        "Table 6: conversations held by service", "Service 1 99.9 % 1,201 of 1,202 1,200 1 1 0 1,202",
        "Equalities", "Everybody can do it.", "Data protection", "Nobody is named.", "What the figures mean",
        "Recommendations The People Committee is recommended to:", "Note the figures.",
        "Sources, and how to produce this report again", "(2026-10-01T08:05:07+00:00)",
        "--from 2026-04-01 --to 2026-09-30 --known-on 2026-10-01T08:05:07+00:00 --out FILE",
        "For enquiries about this report: HR advice: hr@marlshire.example",
    )  # fmt: skip
    places = [text.find(words) for words in in_order]
    assert [words for words, place in zip(in_order, places, strict=True) if place < 0] == []
    assert places == sorted(places)


def test_numbers_of_paragraphs_go_on_from_section_to_section() -> None:
    text = everything_said(draw(report()))
    last = max(number for number in range(1, 60) if f" {number}. " in text)
    assert last >= 15
    assert [number for number in range(1, last + 1) if f" {number}. " not in text] == []


def test_charts_say_in_words_what_they_show() -> None:
    with opened(draw(report())) as pdf:
        alts = [str(one.Alt) for one in _under(pdf.Root.StructTreeRoot) if one.get("/S") == "/Figure" and "/Alt" in one]
    assert alts == [
        "Everybody on 1 April 2026: 2 compliant, 2 not compliant, 2 not yet due, 1 exempt, 1 on leave",
        "Everybody on 30 September 2026: 68 compliant, 2 not compliant, 2 not yet due, 1 exempt, 1 on leave",
        "Compliance rate of Marlshire County Council. 7 points; at the end: 94.4 % compliant: 68 of 72 counted",
    ]


def test_a_day_of_fewer_than_five_people_has_no_figures_and_says_so() -> None:
    whole = report()
    first, *others = whole.figures.days
    few = dataclasses.replace(
        whole.figures, days=(first._replace(people=4, figures=group(20)), *others), directorates=(), modules=()
    )
    pdf = draw(dataclasses.replace(whole, figures=few))
    assert faults(pdf) == []
    text = everything_said(pdf)
    assert "On 1 April 2026 fewer than five people had anything to do, so no figures are shown." in text
    assert "22 of" not in text and "22 compliant" not in text and "27 assigned" not in text
    assert "There is no table by directorate" in text and "There is no table by module" in text
    assert "Table 2" not in text


def test_one_day_is_a_period_too_and_a_day_to_come_is_headed_if_nothing_changes() -> None:
    whole = report()
    day = whole.figures.days[-1]
    one = dataclasses.replace(whole.figures, period=Period(day.day, day.day), days=(day,))
    text = everything_said(draw(dataclasses.replace(whole, figures=one)))
    assert "This report says where the council stood on 30 September 2026" in text
    assert "Month by month" not in text and "Table 4: by directorate on 30 September 2026" in text
    assert "If nothing changes" not in text
    early = dataclasses.replace(whole.figures, known_on=datetime(2026, 9, 1, tzinfo=UTC))
    assert "If nothing changes" in everything_said(draw(dataclasses.replace(whole, figures=early)))


def test_hostile_words_are_words_wherever_they_stand() -> None:
    whole = report()
    for text in HOSTILE:
        told = dataclasses.replace(
            whole.figures,
            directorates=(whole.figures.directorates[0]._replace(name=text), whole.figures.directorates[1]),
            requirements=(whole.figures.requirements[0]._replace(who=text, module_title=text),),
        )
        texts = dataclasses.replace(TEXTS, title=text, committee=text, recommendations=(text,), purpose=(text,))
        values = dataclasses.replace(whole, council_name=text, figures=told, texts=texts)
        assert faults(draw(values)) == []


def test_a_letter_without_a_typeface_is_an_asterisk_with_a_note() -> None:
    texts = dataclasses.replace(TEXTS, purpose=("Tell \U0001f600",))
    assert "* is a letter or sign that cannot be printed here" in everything_said(draw(report(texts=texts)))
    assert "cannot be printed" not in everything_said(draw(report()))


def test_title_language_and_date_are_the_document_s_own() -> None:
    with opened(draw(report())) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo.Title).startswith("How many staff did the training, 1 April 2026 to 30 September 2026")
        assert str(pdf.docinfo.CreationDate) == "D:20261001080507Z"


def test_the_letters_of_charts_are_of_the_document_s_own_typefaces() -> None:
    with opened(draw(report())) as pdf:
        fonts = {
            str(font.BaseFont)
            for page in pdf.pages
            for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()
        }
    assert {name for name in fonts if "Source" not in name and "Noto" not in name} == set()


def test_the_same_values_give_the_same_bytes() -> None:
    assert draw(report()) == draw(report())


def test_without_the_typefaces_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CannotDraw, match="make setup"):
        draw(report(), fonts=tmp_path)


@pytest.mark.parametrize(
    ("people", "lines", "said"),
    [
        (0, 0, "Nobody who is in post on the last day completed a module in this period."),
        (4, 0, "Fewer than five people completed a module in this period, so no figures are shown."),
        (9, 0, "There are no lines by service: they would show groups that are too small."),
    ],
)
def test_conversations_of_too_few_people_are_not_told(people: int, lines: int, said: str) -> None:
    text = pdf_tables.text_of(draw(report(people=people, lines=lines)))
    assert said in text
    assert ("Table 6" in text) == ("15 conversations" in text) == (people >= 5)
