"""Pictures and reference pages in authors' files: frozen with the version, or refused by file and line."""

import hashlib
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from elearning.authoring.files import load_module
from elearning.authoring.lint import check_path
from elearning.authoring.markdown import render_screen
from elearning.authoring.svg import read_svg
from elearning.domain.beside_lessons import Link, Picture
from elearning.domain.module_plain import digest, from_plain, to_plain
from elearning.domain.problems import Problem, Severity
from tests.unit.authored_module import AuthoredModule

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<title>Hats</title>
<rect width="400" height="300" style="fill:#fff; stroke:currentColor"/>
<text x="10" y="20" font-family="Arial, sans-serif" xml:space="preserve">Whose voice?</text>
</svg>
"""
REFERENCE = """\
---
id: glossary
title: Glossary
summary: What the words mean.
sources: [FR-8]
status: checked
author: Content team
reviewer: Communications lead
review_by: 2027-06-30
---
## A to C {#a-to-c}

[Alt text]{#alt-text}
: Words that describe a picture. See [the hats](02-hats.md#second-screen).

## D to Z {#d-to-z}

Nothing yet.
"""
TODAY = date(2026, 11, 22)


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    """The small module with a picture, a reference page, and links between them."""
    files = AuthoredModule(tmp_path)
    (files.folder / "pictures").mkdir()
    (files.folder / "pictures" / "hats.svg").write_text(DRAWING, encoding="utf-8")
    (files.folder / "reference-glossary.md").write_text(REFERENCE, encoding="utf-8")
    text = '![Three hats](pictures/hats.svg "Whose voice")\n\n:::description\nOne, two and three.\n:::\n\n'
    text += "See [alt text](reference-glossary.md#alt-text), [the other words](02-hats.md) and more."
    files.change(files.lesson, "You can post with care.", text)
    return files


def told(module: AuthoredModule, severity: Severity = Severity.ERROR) -> list[tuple[str, int, str]]:
    problems = check_path(module.folder, today=TODAY)
    return [(Path(p.path).name, p.line, p.message) for p in problems if p.severity is severity]


def test_what_stands_beside_lessons_is_frozen_with_the_version_and_comes_back(module: AuthoredModule) -> None:
    loaded = load_module(module.content, module.quizzes, "small")
    assert [problem for problem in loaded.problems] == []
    version = loaded.version
    assert version is not None
    name = hashlib.sha256(DRAWING.encode()).hexdigest()
    assert version.pictures == (Picture("hats.svg", name, "image/svg+xml", 400, 300),)
    assert loaded.pictures == {name: DRAWING.encode()}
    assert version.links == (
        Link("02-hats.md", lesson="lesson-2", screen="first-screen"),
        Link("02-hats.md#second-screen", lesson="lesson-2", screen="second-screen"),
        Link("reference-glossary.md#alt-text", reference="glossary", anchor="alt-text"),
    )
    (page,) = version.references
    assert (page.id, page.title, page.review_by) == ("glossary", "Glossary", date(2027, 6, 30))
    assert [(section.id, section.title) for section in page.sections] == [("a-to-c", "A to C"), ("d-to-z", "D to Z")]
    assert from_plain(to_plain(version)) == version


def test_a_line_ending_leaves_a_drawing_what_it_is_and_another_line_does_not(module: AuthoredModule) -> None:
    def fingerprint() -> str:
        version = load_module(module.content, module.quizzes, "small").version
        assert version is not None
        return digest(version)

    before, path = fingerprint(), module.folder / "pictures" / "hats.svg"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert fingerprint() == before
    module.change(path, "#fff", "#eee")
    assert fingerprint() != before


FAULTS = [
    # what is replaced by what in which file, and what is said of its line
    ("lesson", "pictures/hats.svg", "pictures/hat.svg", "Did you mean pictures/hats.svg?"),
    ("lesson", "pictures/hats.svg", "https://example.org/a.png", "module's own folder"),
    ("lesson", "pictures/hats.svg", "../hats.svg", "module's own folder"),
    ("lesson", "![Three hats]", "![]", "no alternative text"),
    ("lesson", "![Three hats]", "![hats.svg]", "name of a file"),
    ("lesson", "reference-glossary.md#alt-text", "reference-glossary.md#alt-tex", "Did you mean alt-text?"),
    ("lesson", "(02-hats.md)", "(03-hats.md)", "There is no 03-hats.md"),
    ("lesson", "(02-hats.md)", "(02-hats.md#nowhere)", "has the id 'nowhere'"),
    ("reference", "summary: What", "sumary: What", "Did you mean summary?"),
    ("reference", "id: glossary", "id: words", "Make them agree"),
    ("reference", "Nothing yet.", ":::check a-check\n:::", "asks nothing"),
    ("reference", "Nothing yet.", "![](pictures/hats.svg)", "no alternative text"),
    ("reference", "Nothing yet.", "[it](02-hats.md#third)", "has the id 'third'"),
    ("reference", "02-hats.md#second-screen", "#c", "Nothing on this screen has the id 'c'"),
    ("reference", "{#d-to-z}", "{#a-to-c}", "two sections with the id"),
    ("reference", "## A to C", "Hello.\n\n## A to C", "before the first section"),
    ("reference", "summary: What", "summary: In {{ council_name }} what", "cannot be named here"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_each_fault_is_named_by_file_and_line(
    module: AuthoredModule, file: str, old: str, new: str, message: str
) -> None:
    path = module.lesson if file == "lesson" else module.folder / "reference-glossary.md"
    line = module.change(path, old, new)
    assert (path.name, line) in [(name, at) for name, at, said in told(module) if message in said], told(module)
    assert load_module(module.content, module.quizzes, "small").version is None


def test_a_page_without_sections_and_a_section_without_text_are_faults(module: AuthoredModule) -> None:
    path = module.folder / "reference-glossary.md"
    module.change(path, "Nothing yet.\n", "")
    assert [said for _, _, said in told(module)] == ["There is nothing in this section. Write its text, or remove it."]
    path.write_text(REFERENCE.split("## ")[0], encoding="utf-8")
    assert any("The page has no section" in said for _, _, said in told(module))


def test_a_picture_that_nothing_shows_an_unverified_page_and_a_passed_review_are_told(module: AuthoredModule) -> None:
    (module.folder / "pictures" / "other.svg").write_text(DRAWING, encoding="utf-8")
    module.change(module.folder / "reference-glossary.md", "status: checked", "status: unverified")
    module.change(module.folder / "reference-glossary.md", "2027-06-30", "2026-06-30")
    said = {(name, line): message for name, line, message in told(module, Severity.WARNING)}
    assert "No text shows this picture" in said["other.svg", 0]
    assert "unverified" in said["reference-glossary.md", 6]
    assert "review was due" in said["reference-glossary.md", 9]
    assert told(module) == []


def test_what_is_told_of_a_picture_is_no_reading_but_its_caption_is(module: AuthoredModule) -> None:
    long = " ".join(["word"] * 120)
    module.change(module.lesson, "One, two and three.", long)
    assert [said for _, _, said in told(module, Severity.WARNING) if "words to read" in said] == []
    module.change(module.lesson, '"Whose voice"', f'"{long}"')
    assert [said for _, _, said in told(module, Severity.WARNING) if "words to read" in said]


PNG = io.BytesIO()
Image.new("RGB", (30, 20), "red").save(PNG, "PNG")


def photo(kind: str, **options: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(content, kind, **options)
    return content.getvalue()


@pytest.mark.parametrize(("ending", "kind"), [("png", "PNG"), ("jpg", "JPEG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_photos_are_measured(module: AuthoredModule, ending: str, kind: str) -> None:
    content = photo(kind)
    (module.folder / "pictures" / f"dog.{ending}").write_bytes(content)
    module.change(module.lesson, "pictures/hats.svg", f"pictures/dog.{ending}")
    loaded = load_module(module.content, module.quizzes, "small")
    assert loaded.version is not None, told(module)
    (picture,) = loaded.version.pictures
    assert (picture.width, picture.height, picture.media_type) == (30, 20, f"image/{kind.lower()}")
    assert loaded.pictures == {picture.digest: content}


def _somewhere() -> bytes:
    place = Image.Exif()
    place.get_ifd(0x8825)[1] = "N"
    return photo("JPEG", exif=place)


def _moving() -> bytes:
    return photo("WEBP", save_all=True, append_images=[Image.new("RGB", (30, 20), "blue")])


BAD_FILES = [
    ("dog.png", photo("JPEG"), "no whole PNG picture"),
    ("dog.jpg", b"<script>alert(1)</script>", "no whole JPEG picture"),
    ("dog.png", photo("PNG")[:-30], "no whole PNG picture"),
    ("dog.png", b"x" * 600_000, "larger than 512 KB"),
    ("dog.svg", b"<svg>" + b" " * 70_000, "larger than 64 KB"),
    ("dog.svg", b"\xff\xfe", "not UTF-8"),
    ("dog.svg", photo("PNG"), "not UTF-8"),
    ("dog.gif", photo("GIF"), "names such as"),
    ("My Dog.png", photo("PNG"), "names such as"),
    ("dog.jpg", _somewhere(), "where it was taken"),
    ("dog.webp", _moving(), "moves"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "message"), BAD_FILES, ids=[f"{bad[0]}-{bad[2]}" for bad in BAD_FILES])
def test_files_that_are_no_pictures_for_a_lesson_are_refused(
    module: AuthoredModule, name: str, content: bytes, message: str
) -> None:
    (module.folder / "pictures" / name).write_bytes(content)
    errors = told(module)
    assert [(file, message in said) for file, _, said in errors] == [(name, True)], errors


def test_half_a_picture_is_refused_although_the_maker_of_pdfs_takes_what_there_is(
    module: AuthoredModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    (module.folder / "pictures" / "dog.png").write_bytes(photo("PNG")[:-30])
    assert "no whole PNG picture" in str(told(module))
    assert ImageFile.LOAD_TRUNCATED_IMAGES, "as it was, for drawing"


def test_a_picture_too_large_to_unpack_is_refused_before_it_is(module: AuthoredModule) -> None:
    content = io.BytesIO()
    Image.new("1", (7000, 100)).save(content, "PNG")
    (module.folder / "pictures" / "dog.png").write_bytes(content.getvalue())
    assert any("7000 × 100 pixels" in said for _, _, said in told(module))


def drawing(inside: str, root: str = 'viewBox="0 0 40 30"') -> list[Problem]:
    return read_svg(f'<svg xmlns="http://www.w3.org/2000/svg" {root}>\n{inside}\n</svg>', path="x.svg")[1]


HOSTILE = [
    ("<script>alert(1)</script>", "<script> does not belong"),
    ('<rect onload="alert(1)"/>', "The attribute onload"),
    ('<rect onclick="alert(1)"/>', "The attribute onclick"),
    ("<style>* { fill: red }</style>", "on the shapes themselves"),
    ('<image href="https://example.org/a.png"/>', "<image> does not belong"),
    ('<use href="#a"/>', "<use> does not belong"),
    ('<a href="javascript:alert(1)"><text>x</text></a>', "<a> does not belong"),
    ('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>', "<foreignObject> does not belong"),
    ('<p xmlns="http://www.w3.org/1999/xhtml">x</p>', "<p> does not belong"),
    ('<animate attributeName="href" to="x"/>', "<animate> does not belong"),
    ('<set attributeName="onload" to="x"/>', "<set> does not belong"),
    ('<rect fill="url(https://example.org/a)"/>', "reaches outside"),
    ('<rect fill="url( //example.org/a#b )"/>', "reaches outside"),
    ('<rect style="fill:url(data:image/png;base64,xx)"/>', "reaches outside"),
    ('<rect style="background:red"/>', "The style background"),
    ('<rect style="fill:r\\65 d"/>', "reaches outside"),
    ('<rect style="@import x"/>', "reaches outside"),
    ('<rect xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a"/>', "The attribute href"),
    ('<linearGradient href="#b"/>', "The attribute href"),
    ('<rect filter="url(#a)"/>', "The attribute filter"),
    ("<?xml-stylesheet href='x.css'?>", "no instruction"),
    ("<g>" * 60 + "</g>" * 60, "too deep"),
    ("<rect/>" * 4000, "too long"),
    ("<rect>", "not XML"),
    ("&nbsp;", "not XML"),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "message"), HOSTILE, ids=[hostile[0][:30] for hostile in HOSTILE])
def test_a_drawing_with_anything_but_shapes_is_refused_by_line(inside: str, message: str) -> None:
    problems = drawing(inside)
    assert [(p.line, message in p.message) for p in problems][:1] == [(3 if inside == "<rect>" else 2, True)], problems


def test_entities_are_never_unfolded() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
    size, problems = read_svg(bomb + '<svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>', path="x.svg")
    assert size is None
    assert "no DOCTYPE" in problems[0].message


@pytest.mark.parametrize(
    "root", ["", 'viewBox="0 0 0 30"', 'viewBox="0 0 a 30"', 'viewBox="0 0 nan 30"', 'viewBox="0 0 9e9 1"']
)
def test_a_drawing_says_how_large_it_is(root: str) -> None:
    assert ["has no size" in problem.message for problem in drawing("<rect/>", root)] == [True]


def test_a_plain_drawing_is_fine_with_gradients_and_styles() -> None:
    inside = '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
    assert drawing(inside + '<rect fill="url(#a)" style="stroke: #000; stroke-width:2"/><!-- drawn by hand -->') == []


words = st.sampled_from(
    ["<", ">", "svg", "/", '"', "=", "&", "g", " ", "xmlns", "<!--", "-->", "<![CDATA[", "]]>", "é", "\n"]
)


@settings(deadline=None)
@given(st.lists(words, max_size=30).map("".join) | st.text(max_size=60))
def test_no_text_makes_the_reader_of_drawings_raise(text: str) -> None:
    read_svg(text, path="x.svg")
    drawing(text)


class Local:
    local_words: dict[str, str] = {"council_name": 'M "quoted" <b>'}


def test_a_picture_without_surroundings_is_told_in_words() -> None:
    (block,) = render_screen('![Hats of {{ council_name }}](pictures/hats.svg "Cap")', Local())
    assert block.html.strip() == '<p class="govuk-body">Hats of M "quoted" &lt;b&gt;</p>'
