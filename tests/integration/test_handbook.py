"""A module as a handbook: valid as PDF/A-3a and PDF/UA-1, whole, in reading order, with nothing of the final assessment."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import page
import pikepdf
import pytest
from click.testing import Result as Ran
from flask import Flask
from PIL import Image

from elearning import handbook_pdfs
from elearning.council import read_council
from elearning.documents.handbook_pdf import draw
from elearning.documents.handbook_words import Handbook
from elearning.domain.answer_keys import whole_key
from elearning.domain.beside_lessons import Link, Picture
from elearning.domain.modules import ModuleVersion, Screen
from elearning.handbooks import handbook_of
from elearning.settings import DEMO_COUNCIL
from tests import builders
from tests.builders import DRAWING, DRAWN, Town
from tests.guards.visiting import change, visitor
from tests.integration.test_certificate_pdf import _pieces, pdf_file
from tests.questions_of_kinds import every_kind
from tests.web.browsing import Browser

COUNCIL = read_council(DEMO_COUNCIL)
TEXT = """\
Café → {{ council_name }}, [a page](https://example.org/a?b=1&c=2), [below](02-two.md#second) and 王.

![A square](pictures/square.svg "Four sides") and more

![A photo](pictures/photo.png "Red")

:::description
All of it is red.
:::

### Deeper {#deeper}

1. one
   - two

| A | B |
|---|--:|
| c | 1 |

Term
: What it *means*.

```
code  here
```

> said

:::remember
- Stop.
:::

:::contacts communications,hr_advice
:::
"""
PHOTO = io.BytesIO()
Image.new("RGB", (30, 20), "red").save(PHOTO, "PNG")
PICTURES = (replace(DRAWN), Picture("photo.png", "0" * 64, "image/png", 30, 20))
BYTES = {"square.svg": DRAWING, "photo.png": PHOTO.getvalue()}


def version() -> ModuleVersion:
    """A module with every kind of question, every construct of a text, and a page to look things up in."""
    made = every_kind()
    (lesson,) = made.lessons
    texts = (Screen("first", "First", TEXT), Screen("second", "Second", "Nothing more."), *lesson.screens)
    return replace(
        made, lessons=(replace(lesson, screens=texts),), references=(builders.LOOKED_UP,), pictures=PICTURES,
        links=(Link("02-two.md#second", lesson="lesson-1", screen="second"),),
    )  # fmt: skip


def handbook() -> Handbook:
    addresses = {picture.name: f"picture:{picture.name}" for picture in PICTURES}
    return handbook_of(version(), COUNCIL, number=7, published_on=date(2026, 11, 27), pictures=addresses)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return draw(handbook(), BYTES)


def text_of(pdf: bytes) -> str:
    """All its words."""
    with pikepdf.open(pdf_file(pdf)) as opened:
        return " ".join(" ".join("".join(_pieces(sheet)).split()) for sheet in opened.pages)


def test_it_is_tagged_and_archivable(pdf: bytes) -> None:
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.rules.total > 100
        assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []


def test_it_says_its_version_its_date_and_where_everything_is(pdf: bytes) -> None:
    said = text_of(pdf)
    assert "Version 7, published 27 November 2026" in said
    assert "Page 2 of " in said
    with pikepdf.open(pdf_file(pdf)) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.open_outline().root[0].title == version().title
        links = [link for sheet in opened.pages for link in sheet.get("/Annots", ())]
        assert sum("/Dest" in link for link in links) >= len(version().lessons) + 2 + 1  # contents, and the one below
        assert {str(link.A.URI) for link in links if "/A" in link} == {"https://example.org/a?b=1&c=2"}
        described = [str(one.Alt) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert sorted({words for words in described if not words.startswith("http")}) == ["A photo", "A square"]


def test_descriptions_contacts_and_addresses_are_printed_and_what_has_no_letter_is_said(pdf: bytes) -> None:
    said = text_of(pdf)
    for words in (
        "All of it is red.",
        "Communications team",
        "(https://example.org/a?b=1&c=2)",
        "What the words mean.",
    ):
        assert words in said, words
    assert "Café" in said
    assert "and *." in said
    assert "* is a letter or sign that cannot be printed here" in said


def test_every_check_is_asked_and_answered_at_the_end_and_nothing_of_the_bank_is_there(pdf: bytes) -> None:
    said, made = text_of(pdf), version()
    before, _, after = said.rpartition("Answers to the knowledge checks For whoever")
    for check in made.lessons[0].checks:
        assert check.stem in before
        assert check.stem in after
        for option in check.options:
            assert option.text in before
            assert option.feedback not in before
            assert option.feedback in after
    for question in made.bank:
        if question.stem not in {check.stem for check in made.lessons[0].checks}:
            assert question.stem not in said


def test_the_answers_are_those_that_marking_knows() -> None:
    found = {check.id: check.answers for chapter in handbook().lessons for check in chapter.checks}
    checks = {check.id: check for check in version().lessons[0].checks}
    assert found.keys() == checks.keys()
    for id, check in checks.items():
        if check.options:
            right = tuple(option.id for option, answer in zip(check.options, found[id], strict=True) if answer.is_right)
            assert set(right) == set(whole_key(check))


def test_the_same_values_give_the_same_bytes(pdf: bytes) -> None:
    assert draw(handbook(), BYTES) == pdf


@pytest.fixture
def amina(site: Flask, town: Town) -> Browser:
    change(site, lambda session: builders.publish(session, builders.small_version(**builders.BESIDE)))
    browser = Browser(site)
    browser.client = visitor(site, town.amina)
    return browser


def test_the_module_leads_to_its_page_to_print_and_to_its_pdf(amina: Browser, site: Flask, town: Town) -> None:
    printed = amina.go("/modules/small/print")
    assert printed.heading == "Small"
    assert "Question 1." in printed.main
    assert "Why b." in printed.main
    assert "bank-1" not in printed.text
    assert len(printed.all("img")) == 1
    answer = amina.client.get(printed.link("PDF handbook"))
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="small-1.pdf"'
    assert amina.client.get(printed.link("PDF handbook")).data == answer.data


def test_who_asks_while_it_is_drawn_is_told_to_come_back(amina: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr("elearning.web.learner.handbook.handbook_pdf", slowly)
    page_ = amina.go("/modules/small/handbook.pdf")
    assert (page_.status, page_.heading) == (202, "The handbook is being made")
    assert page_.headers["Retry-After"] == "20"


def test_a_drawing_that_failed_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made, tries = handbook(), []

    def failing(*_: object) -> bytes:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("once")
        return b"%PDF-"

    monkeypatch.setattr(handbook_pdfs, "draw", failing)
    monkeypatch.setattr(handbook_pdfs, "_made", handbook_pdfs.OrderedDict())
    with pytest.raises(ValueError, match="once"):
        handbook_pdfs.handbook_pdf(made, {}, patience=5)
    assert handbook_pdfs.handbook_pdf(made, {}, patience=5) == b"%PDF-"
    assert handbook_pdfs.handbook_pdf(made, {}, patience=5) == b"%PDF-"
    assert len(tries) == 2


def test_the_command_writes_the_file_or_says_why_not(amina: Browser, site: Flask, tmp_path: Path) -> None:
    def run(*words: str) -> Ran:
        return site.test_cli_runner().invoke(args=["content", "handbook", *words])

    target = tmp_path / "small.pdf"
    assert "version 1 is in" in run("small", "--out", str(target)).output
    assert target.read_bytes()[:5] == b"%PDF-"
    refused = run("nothing", "--out", str(target))
    assert refused.exit_code == 1
    assert "no published module" in refused.output


def test_no_page_holds_some_of_a_lessons_contacts_without_the_others() -> None:
    made = version()
    contacts = "Nothing more.\n\n:::remember\n- Stop.\n:::\n\nAsk.\n\n:::contacts communications,hr_advice,ict_service_desk,staff_wellbeing\n:::\n"
    lessons = tuple(
        replace(
            made.lessons[0], id=f"lesson-{lines}", checks=(),
            screens=(Screen("first", "First", "A line.\n\n" * lines), Screen("second", "Second", contacts)),
        )
        for lines in range(20, 36)
    )  # fmt: skip
    told = handbook_of(
        replace(made, lessons=lessons, references=(), links=(), pictures=()),
        COUNCIL,
        number=7,
        published_on=date(2026, 11, 27),
        pictures={},
    )
    with pikepdf.open(pdf_file(draw(told, {}))) as opened:
        sheets = [" ".join("".join(_pieces(sheet)).split()) for sheet in opened.pages]
    keys = ("communications", "hr_advice", "ict_service_desk", "staff_wellbeing")
    counts = [[sheet.count(COUNCIL.contacts[key].phone) for key in keys] for sheet in sheets]
    assert sum(count[0] for count in counts) == len(lessons)
    assert [count for count in counts if len(set(count)) > 1] == []
