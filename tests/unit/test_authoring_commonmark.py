"""Anybody's Markdown: the same page as the reference implementation makes, but where the authors' guide says otherwise."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from cmarkgfm.cmark import Options, markdown_to_html_with_extensions
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from elearning.authoring.files import load_module
from elearning.authoring.lint import check_path
from elearning.authoring.markdown import render_screen
from elearning.domain.modules import ModuleVersion
from elearning.domain.problems import Severity
from tests.unit.authored_module import AuthoredModule

HTML = "{http://www.w3.org/1999/xhtml}"
KEPT = {"href", "title", "start"}
"""Attributes that must agree; classes, scopes and what we add to links are ours."""
TODAY = date(2026, 11, 22)


class Local:
    local_words: dict[str, str] = {}


def ours(markdown: str) -> str:
    return "".join(block.html for block in render_screen(markdown, Local()))


def theirs(markdown: str) -> str:
    options = Options.CMARK_OPT_UNSAFE
    return str(markdown_to_html_with_extensions(markdown, options=options, extensions=["table", "strikethrough"]))


def heading(tag: str) -> str:
    """A screen's title is the page's h1, so that headings within it are one less, from 2 to 4."""
    return f"h{min(4, max(2, int(tag[1]) - 1))}"


def shape(html: str, *, is_ours: bool) -> list[Any]:
    """A page as nested lists of tags, attributes and texts, without what is ours to choose."""
    tree = html5lib.parseFragment(html)
    return _parts(tree, is_ours=is_ours, is_code=False)


def _parts(element: Element, *, is_ours: bool, is_code: bool) -> list[Any]:
    found: list[Any] = _text(element.text, is_code=is_code)
    for child in element:
        tag = str(child.tag).removeprefix(HTML)
        if not is_ours:
            tag = heading(tag) if re.fullmatch(r"h\d", tag) else {"del": "s"}.get(tag, tag)
        attributes = {name: value for name, value in child.attrib.items() if name in KEPT}
        if tag == "img":
            found += _text(child.get("alt"), is_code=is_code)  # a picture that is not of the module is told in words
        elif (
            tag == "p" and str(element.tag) == HTML + "li"
        ):  # which lists are loose, the reference gets wrong after ---
            found += [" ", *_parts(child, is_ours=is_ours, is_code=is_code), " "]
        elif tag == "strong" and str(element.tag) == HTML + tag:  # GitHub's writes strong within strong once
            found += _parts(child, is_ours=is_ours, is_code=is_code)
        else:
            inside = _parts(child, is_ours=is_ours, is_code=is_code or tag == "pre")
            found.append([tag, attributes, inside])
        found += _text(child.tail, is_code=is_code)
    return _joined(found, is_code=is_code)


def _text(text: str | None, *, is_code: bool) -> list[str]:
    return [text if is_code else re.sub(r"\s+", " ", text)] if text else []


def _joined(found: list[Any], *, is_code: bool) -> list[Any]:
    """Neighbouring texts as one; the white space between blocks does not count."""
    joined: list[Any] = []
    for part in found:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    if is_code:
        return joined
    plain = [re.sub(r" +", " ", part).strip() if isinstance(part, str) else part for part in joined]
    return [part for part in plain if part != ""]


CASES = [
    # paragraphs, breaks, thematic breaks
    "one\ntwo", "one  \ntwo", "one\\\ntwo", "  one\n two", "one\n\n\ntwo", "***", "- - -", "_____", "+++", "a\n***\nb", "one\n---\ntwo",
    # headings
    "### three", "#### four #####", "####five", "\\### no", "###\t tab", "### *em* `code`", "Two\n===", "Two\n---\n", "> x\n---",
    # code
    "    code\n\n    more", "\tcode", "a\n    b", "```\na *b*\n```", "~~~ py\nx\n~~~", "```\n```", "````\n```\n````", "`` a`b ``", "` `", "`a\nb`",
    "`unclosed", "   ```\n   x\n   ```", "- a\n\n      code",
    # lists
    "- a\n- b", "- a\n\n- b", "* a\n+ b", "1. a\n2. b", "7. a\n8. b", "1) a\n1. b", "- a\n  - b\n    - c", "- a\n\n  b", "1. a\n\n   b\n2. c", "- a\n- b\n\n\n- c",
    "10) x", "1234567890. no", "- # h", "-\n  a", "- \n- b", "a\n- b", "a\n2. b", "- a\n > b\n - c", "* a\n *\n * c", "1.  a\n\n    b", "- [a](https://e.org)\n- b",
    # quotations
    "> a\n> b", "> a\nb", ">a\n>> b", "> - a\n> - b", ">\n> a", "> a\n\n> b", "> ```\n> x\n> ```",
    # emphasis
    "*a*", "**a**", "***a***", "*a **b** c*", "_a_b_", "a_b_c", "*a*b", "** a**", "*a _b* c_", "**a*b**", "\\*a\\*", "*(**a**)*", "__a__b", "*a\nb*", "\u00a0*a\u00a0*", "*$*a.",
    # links and pictures
    "[a](https://e.org)", '[a](https://e.org "t")', "[a](<https://e.org/b c>)", "[a](https://e.org/(b))", "[a](https://e.org/\\))", "[a]\n\n[a]: https://e.org",
    "[a][b]\n\n[b]: https://e.org 't'", "[A][]\n\n[a]: https://e.org", "[a] (https://e.org)", "[*a*](https://e.org)", "[a [b] c](https://e.org)", "![a *b*](x.png)",
    "<https://e.org/?a=b>", "<mailto:a@e.org>", "[a](https://e.org/ä?b=%20&c=\"d)", "[not\\]](https://e.org)", "[ẞ]\n\n[ß]: https://e.org", "[a]: https://e.org\n\n[a]",
    # entities and escapes
    "&amp; &copy; &#35; &#x22; &nope;", "\\\\ \\a \\!", "&quot;a&quot;", "5 < 6 > 4 & 3", "`&amp;`", "&nbsp;a",
    # tables and strikethrough
    "| a | b |\n|---|---|\n| c | d |", "a | b\n--|--\nc | d | e\nf", "| a |\n| :-: |\n| `b \\| c` |", "| a | b |\n| --- |\n| c |", "~~a~~", "~~~a~~~ b", "a ~~b\n\nc~~", "| a |\n|---|\n> b",
]  # fmt: skip


@pytest.mark.parametrize("markdown", CASES)
def test_a_text_is_read_as_the_reference_reads_it(markdown: str) -> None:
    assert shape(ours(markdown), is_ours=True) == shape(theirs(markdown), is_ours=False)


fragments = st.lists(
    st.sampled_from(
        ["a", "b ", " ", "  ", "\n", "\n\n", "    ", "\t", "*", "**", "_", "`", "```\n", "- a", "1. a", "2) b", "> b", "### ", "---", "===", "\\",
         "[a]", "(https://e.org)", "![", "](", ")", "[", "]", "&amp;", "&", "é", ".", "a*b", "\n- a", "\n> b", "\n\n    c\n"]
    ),
    max_size=14,
).map(lambda parts: "".join(parts) + "\n")  # fmt: skip


@settings(deadline=None, max_examples=500, derandomize=True)  # what differs is looked into, and not met by chance
@given(fragments)
def test_whatever_is_put_together_is_read_as_the_reference_reads_it(markdown: str) -> None:
    assume("[^" not in markdown)
    assume(
        not re.search(r"^(?: {4}|\t)\s*>", markdown, re.MULTILINE)
    )  # our parser takes it for a quotation's next line
    assert shape(ours(markdown), is_ours=True) == shape(theirs(markdown), is_ours=False)


def test_a_list_with_a_blank_line_between_its_items_is_loose_and_no_other() -> None:
    assert "<p" not in ours("- a\n- b\n\nc").split("</ul>")[0]
    assert ours("- a\n\n- b").count("<p") == 2


DIFFERENT = [
    # what the guide says is otherwise, and what comes of it
    ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
    ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ("# One", "<h2>One</h2>"),
    ("###### Six", "<h4>Six</h4>"),
    ("https://e.org and www.e.org", "<p>https://e.org and www.e.org</p>"),
    ("![told](https://e.org/a.png)", "<p>told</p>"),
    ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
    ("[x](ftp://e.org)", "<p><a>x</a></p>"),
    ("Term\n: What it is.", "<dl>\n<dt>Term</dt>\n<dd>What it is.</dd>\n</dl>"),
    ("> [!TIP]\n> Text", "<blockquote>\n<p><strong>Tip</strong><br>\nText</p>\n</blockquote>"),
    ("- [ ] do\n- [X] done", "<ul>\n<li>☐ do</li>\n<li>☑ done</li>\n</ul>"),
]  # fmt: skip


@pytest.mark.parametrize(("markdown", "expected"), DIFFERENT, ids=[pair[0] for pair in DIFFERENT])
def test_what_the_guide_says_is_otherwise_is_otherwise(markdown: str, expected: str) -> None:
    plain = re.sub(r' (?:class|rel)="[^"]*"', "", ours(markdown)).strip()
    assert plain == expected


def test_footnotes_lead_there_and_back() -> None:
    html = ours("One[^a], two[^b] and one[^a].\n\n[^b]: Second.\n[^a]: First.\n")
    assert re.findall(r'href="(#[\w-]+)"', html) == ["#note-1", "#note-2", "#note-1", "#note-1-from", "#note-2-from"]
    ids = re.findall(r'id="([\w-]+)"', html)
    assert sorted(ids) == ["note-1", "note-1-from", "note-2", "note-2-from"]
    assert html.index("First.") < html.index("Second.")


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    return AuthoredModule(tmp_path)


FRONT = """\
---
id: lesson-2
title: Hats
minutes: 3
objectives: [CORE-2.1]
sources: [FR-2]
status: checked
author: A
reviewer: B
review_by: 2027-06-30
---
"""


def course(module: AuthoredModule, body: str) -> ModuleVersion:
    """The small module with a lesson as somebody else wrote it."""
    (module.quiz / "lesson-2.yaml").unlink()
    module.change(module.final, "lesson: lesson-2", "lesson: lesson-2")
    module.second.write_text(FRONT + body, encoding="utf-8")
    loaded = load_module(module.content, module.quizzes, "small")
    assert loaded.version is not None, [str(problem) for problem in loaded.problems]
    return loaded.version


def remarks(module: AuthoredModule, severity: Severity) -> list[tuple[int, str]]:
    problems = check_path(module.folder, today=TODAY)
    return [(p.line, p.message) for p in problems if Path(p.path).name == "02-hats.md" and p.severity is severity]


def test_one_title_and_prose_are_one_screen_with_an_id_from_its_title(module: AuthoredModule) -> None:
    version = course(module, "# The *three* hats!\n\nProse.\n\n### More\n\nText.\n".replace("*", ""))
    (screen,) = version.lessons[1].screens
    assert (screen.id, screen.title) == ("the-three-hats", "The three hats!")
    assert screen.markdown.startswith("Prose.")
    assert any(line == 12 and "{#the-three-hats}" in said for line, said in remarks(module, Severity.WARNING))


def test_a_title_with_nothing_under_it_is_left_out_and_headings_get_ids_of_their_own(module: AuthoredModule) -> None:
    version = course(
        module,
        "# Hats\n\n## Why?\n\nText.\n\n## Why?\n\nText.\n\n## 1984\n\nText.\n\n## ***\n\nText.\n".replace("***", "…"),
    )
    assert [screen.id for screen in version.lessons[1].screens] == ["why", "why-2", "part-1984", "part"]
    said = remarks(module, Severity.WARNING)
    assert [line for line, words in said if "has no id" in words] == [14, 18, 22, 26]
    assert [line for line, words in said if "left out" in words] == [12]


def test_definitions_at_the_end_of_a_file_reach_every_screen_that_uses_them(module: AuthoredModule) -> None:
    body = (
        "## One {#one}\n\nSee [the law][LAW] and a note.[^n]\n\n## Two {#two}\n\n[law] again, `[law]` too.\n\n## Three {#three}\n\nNothing.\n\n"
        "[law]: https://example.org/law 'The law'\n[^n]: A long\n    note.\n"
    )
    one, two, three = (ours(screen.markdown) for screen in course(module, body).lessons[1].screens)
    assert 'href="https://example.org/law"' in one
    assert "A long\nnote." in one
    assert 'href="https://example.org/law"' in two
    assert "note" not in two
    assert "href" not in three
    assert remarks(module, Severity.ERROR) == []


def test_a_file_without_front_matter_is_told_which_keys_it_needs(module: AuthoredModule) -> None:
    module.second.write_text("# Hats\n\nProse.\n", encoding="utf-8")
    ((line, said),) = remarks(module, Severity.ERROR)
    assert line == 1
    for key in ("id", "title", "minutes", "objectives", "sources", "status", "author", "reviewer", "review_by"):
        assert key in said


TOLD = [
    ("a<br>b", "End the line with a backslash"), ('<img src="a.png">', "pictures/name.svg"), ("<details>", "three hashes"),
    ("<!-- x -->", "take them out"), ("<a name='x'></a>", "{#id}"), ("::: {.note}\nx\n:::", "is not known"), ("::: warning\nx\n:::", "is not known"),
    ("## Two *words*", "plain text"), ("| a | |\n|---|---|\n| b | c |", "no heading"), ("#### Deep", "Use 3"), ("[x](other.md)", "no other.md"),
    ("[x](docs/other.md)", "leads nowhere"), ("![](pictures/a.png)", "no alternative"), ("[x](#nowhere)", "the id 'nowhere'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), TOLD, ids=[pair[0] for pair in TOLD])
def test_what_a_course_cannot_keep_is_told_by_line(module: AuthoredModule, text: str, message: str) -> None:
    module.second.write_text(FRONT + "## One {#one}\n\n" + text + "\n", encoding="utf-8")
    assert (14, True) in [(line, message in said) for line, said in remarks(module, Severity.ERROR)]


def test_a_bare_address_is_told_and_does_no_harm(module: AuthoredModule) -> None:
    course(module, "## One {#one}\n\nSee https://example.org/page for more.\n")
    assert any(line == 14 and "is no link" in said for line, said in remarks(module, Severity.WARNING))


def test_hostile_html_never_becomes_a_tag() -> None:
    hostile = [
        "<script>",
        "<svg onload=x>",
        "<img src=x onerror=y>",
        "<iframe>",
        "<style>*{}</style>",
        "<a href='javascript:x'>",
    ]
    for text in hostile:
        for around in (
            "{}",
            "- {}",
            "> {}",
            "| a |\n|---|\n| {} |",
            "Term\n: {}",
            "[^1]\n\n[^1]: {}",
            ":::note {}\nx\n:::",
            "[{}](https://e.org)",
            "![{}](x)",
        ):
            html = ours(around.format(text))
            assert not re.search(r"<(script|svg|img|iframe|style)|onload=x>|javascript:x\"", html), (around, text)
