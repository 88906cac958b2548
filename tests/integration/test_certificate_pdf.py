"""The PDF certificate: valid for archives and screen readers, one page, the same bytes, any name; WeasyPrint in earnest."""

import dataclasses
import io
import re
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import page
import pikepdf
import pytest

from elearning.documents.certificate_pdf import DESIGN, CannotDraw, CertificateValues, draw
from elearning.documents.certificate_words import words
from elearning.documents.colours import ink, tint
from elearning.documents.printing import FONTS, press

VALUES = CertificateValues(
    council_name="Marlshire County Council",
    colour="#1d5b4f",
    holder_name="Amina Rahman",
    module_title="Digital and social media awareness",
    completed_on=date(2026, 3, 3),
    expires_on=date(2027, 3, 2),
    number="7K3M-Q2XA-90TD-RW5B",
    check_url="https://learning.marlshire.example/check/7K3M-Q2XA-90TD-RW5B",
    issued_at=datetime(2026, 3, 3, 10, 4, 5, tzinfo=UTC),
)

SHOWN_IN_FULL = {
    "plain": "Amina Rahman",
    "two letters": "Li Wu",
    "a hundred letters": "Wilhelmina Alexandra Featherstonehaugh-Cholmondeley-Marjoribanks van den Broek-Fitzgerald McAllister",
    "apostrophes": "Siân O’Connor-ap-Rhys D'Arcy",
    "Icelandic and Danish": "Þórður Æðelstan Øyvind Åse",
    "Polish and Czech": "Łukasz Żółć Jiří Dvořák",
    "Turkish": "İbrahim Işık Çağrı",
    "Romanian and Maltese": "Ștefan Țîrlea Ħal Għaxaq",
    "Sami": "Nilsa Ŧáŋŋá Ǩoskinen Ʒoǯǯ",
    "Welsh and Hungarian": "Ŵyn Ŷnyr Őry Űrsula",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Yoruba": "Ọlámidé Ṣọlá",
    "decomposed accents": "Jose\u0301 Mun\u0303oz",
    "Greek": "Ελένη Παπαδοπούλου",
    "old Greek": "Ἀθηνᾶ Ὠκεανίς",
    "Ukrainian": "Володимир Їжакевич Ґалаґан",
    "Serbian": "Љубица Његош Ђорђевић",
    "Kazakh": "Әлия Құрманғазы",
    "Armenian": "Արմեն Հակոբյան",
    "Georgian": "გიორგი ბერიძე",
    "Ethiopic": "ሰላም ተስፋዬ",
    "Thai": "สมชาย ใจดี",
    "Hebrew": "שרה לוי",
    "Arabic": "محمد عبد الرحمن",
    "Urdu": "محمد اقبال قریشی",
    "Devanagari": "प्रिया शर्मा",
    "Bengali": "রহিমা খাতুন",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Gujarati": "પ્રિયા પટેલ",
    "Tamil": "தமிழ்ச்செல்வி",
    "Sinhala": "නිමාලි පෙරේරා",
    "two directions": "Ahmed أحمد Hassan",
    "markup": '<b>Mary & "Jo"</b> {{ 7*7 }} %s',
}
SHOWN_WITH_A_NOTE = {
    "Chinese": ("王小明 Wang Xiaoming", "*** Wang Xiaoming"),
    "Korean": ("김민지", "***"),
    "emoji": ("Sam 🎉 Taylor", "Sam * Taylor"),
    "private use": ("X\ue000Y", "X*Y"),
    "half a character": ("A\ud800B", "A*B"),
}


def drawn(name: str) -> bytes:
    return draw(dataclasses.replace(VALUES, holder_name=name))


def faults(pdf: bytes) -> list[str]:
    """What the checkers find against PDF/A-3a, PDF/UA-1, and against one page of A4 landscape."""
    found = []
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.rules.total > 100
        found += [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
    with pikepdf.open(pdf_file(pdf)) as opened:
        sizes = [[round(float(side) / 72 * 25.4) for side in one.mediabox[2:]] for one in opened.pages]
    return found + ([] if sizes == [[297, 210]] else [f"pages of {sizes}"])


def pdf_file(pdf: bytes) -> io.BytesIO:
    return io.BytesIO(pdf)


def text_of(pdf: bytes) -> str:
    """The words as a screen reader or a copy gets them: ActualText where there is one, else what the glyphs stand for."""
    with pikepdf.open(pdf_file(pdf)) as opened:
        return " ".join("".join(_pieces(opened.pages[0])).split())


def _pieces(sheet: pikepdf.Page) -> Iterator[str]:
    maps = {name: _letters(font) for name, font in sheet.Resources.Font.items()}
    font, is_said = "", False
    for operands, operator in pikepdf.parse_content_stream(sheet):
        match str(operator):
            case "BDC":
                is_said = "/ActualText" in operands[1]
                yield " " + (str(operands[1].ActualText) if is_said else "")
            case "Tf":
                font = str(operands[0])
            case "TJ" | "Tj" if not is_said:
                parts = operands[0] if str(operator) == "TJ" else operands
                codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                yield "".join(maps[font][codes[at : at + 2]] for at in range(0, len(codes), 2))


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>\n", font.ToUnicode.read_bytes())
    return {bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


@pytest.mark.parametrize("name", SHOWN_IN_FULL.values(), ids=SHOWN_IN_FULL)
def test_a_name_in_any_of_these_scripts_is_shown_in_full_and_can_be_copied(name: str) -> None:
    pdf = drawn(name)
    assert faults(pdf) == []
    said = text_of(pdf)
    assert unicodedata.normalize("NFC", name) in said
    assert "cannot be printed" not in said


@pytest.mark.parametrize(("name", "shown"), SHOWN_WITH_A_NOTE.values(), ids=SHOWN_WITH_A_NOTE)
def test_a_letter_without_a_typeface_is_an_asterisk_with_a_note_never_an_empty_box(name: str, shown: str) -> None:
    pdf = drawn(name)
    assert faults(pdf) == []
    assert f"certifies that {shown} has completed" in text_of(pdf)
    assert "* is a letter that cannot be printed here" in text_of(pdf)


@pytest.mark.parametrize(
    "name",
    ["W" * 200, "Żółć" * 50, "Ann \u202edrahciR\u2066", "A\x00b\tC\nD", "\u093fRam", "A\u0334\u035f\u0360bc", " "],
)
def test_an_awkward_name_still_makes_one_valid_page(name: str) -> None:
    assert faults(drawn(name)) == []


def test_invisible_marks_cannot_turn_the_words_after_a_name_round() -> None:
    assert "\u202e" not in text_of(drawn("Ann \u202edrahciR"))


def test_the_longest_of_everything_fits_on_the_page() -> None:
    pdf = draw(
        dataclasses.replace(
            VALUES,
            holder_name="Maximiliana " * 16,
            module_title="Awareness of many things " * 8,
            council_name="United Marlshire " * 11,
            check_url="https://learning.digital-services.united-marlshire.example/learning/check/7K3M-Q2XA-90TD-RW5B",
        )
    )
    assert faults(pdf) == []


def test_the_page_says_all_its_words_in_reading_order() -> None:
    said = words(VALUES)
    expected = [said.council, said.title, said.before_name, said.name, said.before_module, said.module]
    expected += [part for fact in said.facts for part in fact]
    expected += [said.check_title, said.check_shown, said.check_sentence]
    assert text_of(draw(VALUES)) == " ".join(expected)


def test_dates_are_british_and_the_check_address_is_a_link() -> None:
    pdf = draw(VALUES)
    assert "Completed 3 March 2026 Valid until 2 March 2027 Certificate number 7K3M-Q2XA-90TD-RW5B" in text_of(pdf)
    with pikepdf.open(pdf_file(pdf)) as opened:
        links = [str(one.A.URI) for one in opened.pages[0].Annots]
    assert links == [VALUES.check_url]


def test_the_code_says_in_words_what_it_opens() -> None:
    with pikepdf.open(pdf_file(draw(VALUES))) as opened:
        described = [str(one.Alt) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert described == [f"QR code that opens {VALUES.check_url}"]


def test_title_language_and_date_of_issue_are_the_document_s_own() -> None:
    with pikepdf.open(pdf_file(draw(VALUES))) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert (
            str(opened.docinfo.Title) == "Certificate of completion: Digital and social media awareness, Amina Rahman"
        )
        assert str(opened.docinfo.CreationDate) == "D:20260303100405Z"


def test_the_title_has_a_name_in_full_even_when_the_page_cannot() -> None:
    with pikepdf.open(pdf_file(drawn("王小明"))) as opened:
        assert "王小明" in str(opened.docinfo.Title)


def test_every_typeface_is_inside_the_file() -> None:
    with pikepdf.open(pdf_file(drawn("محمد Wang"))) as opened:
        described = [
            one
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
    assert described
    assert all("/FontFile2" in one or "/FontFile3" in one for one in described)


def test_the_same_values_give_the_same_bytes_in_any_order_and_at_once() -> None:
    names = list(SHOWN_IN_FULL.values())[:6]
    one_by_one = [drawn(name) for name in names]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(drawn, reversed(names)))
    assert one_by_one == list(reversed(at_once))


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffe600", "#7FB2E5"])
def test_any_colour_of_a_council_can_be_read(colour: str) -> None:
    assert faults(draw(dataclasses.replace(VALUES, colour=colour))) == []
    assert ink(ink(colour)) == ink(colour)
    assert tint(colour, strength=0) == "#ffffff"
    assert tint(colour, strength=1) == colour.lower()


def test_a_colour_that_is_none_is_refused_with_what_to_correct() -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        draw(dataclasses.replace(VALUES, colour="red; background: url(http://marlshire.example)"))


def test_without_the_typefaces_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CannotDraw, match="make setup"):
        draw(VALUES, fonts=tmp_path)


def test_without_pango_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    press.cache_clear()
    monkeypatch.setitem(sys.modules, "elearning.documents.press", None)
    with pytest.raises(CannotDraw, match="libpangoft2-1"):
        draw(VALUES)


def test_the_press_gives_out_nothing_but_its_own_files() -> None:
    draw(VALUES)
    opened = press(DESIGN / "certificate.css", FONTS)
    for address in ("file:///etc/hostname", "https://marlshire.example/x.png", "font:../manifest.json"):
        with pytest.raises(ValueError, match="may not fetch"):
            opened.pdf(f'<html lang="en"><title>x</title><img src="{address}" alt="x"></html>', {})
