"""Lessons' Markdown as safe HTML: what a reader sees, and that nothing an author or a setting holds can do harm."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.authoring.dress import Surroundings
from elearning.authoring.markdown import Block, fill_settings, render_inline, render_screen
from elearning.authoring.parts import CONTACT_KEYS
from elearning.authoring.screen_style import SETTING_NAMES
from elearning.council import CONTACT_NAMES, read_council
from elearning.settings import DEMO_COUNCIL

WORDS = {"council_name": "Marlshire <b>County</b> & *Council*", "policy_url": "https://marlshire.example/p?a=1&b=2"}


class Local:
    def __init__(self, words: dict[str, str]) -> None:
        self.local_words = words


def blocks(markdown: str) -> tuple[Block, ...]:
    return render_screen(markdown, Local(WORDS))


def html(markdown: str) -> str:
    (block,) = blocks(markdown)
    return block.html.strip()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("You *can* **post**.", '<p class="govuk-body">You <em>can</em> <strong>post</strong>.</p>'),
        ("- one\n- two", '<ul class="govuk-list govuk-list--bullet">\n<li>one</li>\n<li>two</li>\n</ul>'),
        ("3. one\n4. two", '<ol start="3" class="govuk-list govuk-list--number">\n<li>one</li>\n<li>two</li>\n</ol>'),
        ("### Clues {#clues}", '<h2 id="clues" class="govuk-heading-m">Clues</h2>'),
        ("#### Smaller", '<h3 class="govuk-heading-s">Smaller</h3>'),
        ("# Large", '<h2 class="govuk-heading-m">Large</h2>'),
        ("~~gone~~", '<p class="govuk-body"><s>gone</s></p>'),
        ("> said", '<blockquote class="govuk-inset-text">\n<p class="govuk-body">said</p>\n</blockquote>'),
        ("[Cymru]{lang=cy}", '<p class="govuk-body"><span lang="cy">Cymru</span></p>'),
        ("Libel\n: A false claim.", '<dl class="govuk-body">\n<dt class="govuk-!-font-weight-bold">Libel</dt>\n<dd>A false claim.</dd>\n</dl>'),
        ("fire.md and www.example.org", '<p class="govuk-body">fire.md and www.example.org</p>'),
    ],
)  # fmt: skip
def test_markdown_becomes_the_sites_own_html(markdown: str, expected: str) -> None:
    assert html(markdown) == expected


def test_links_keep_their_address_and_tell_nobody_where_the_reader_came_from() -> None:
    assert html("[the law](https://example.org/a)") == (
        '<p class="govuk-body"><a href="https://example.org/a" class="govuk-link" rel="noopener noreferrer">the law</a></p>'
    )


def test_a_table_has_header_scopes_and_no_styles() -> None:
    table = html("| Word | Number |\n|:---|---:|\n| Stop | 4 |")
    assert '<th scope="col" class="govuk-table__header">Word</th>' in table
    assert '<th scope="col" class="govuk-table__header govuk-table__header--numeric">Number</th>' in table
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">4</td>' in table
    assert "style" not in table


def test_a_remember_box_and_a_note_hold_markdown() -> None:
    assert html(":::remember\n- **Stop**\n:::") == (
        '<div class="app-remember"><h2 class="govuk-heading-m">Remember</h2>'
        '<ul class="govuk-list govuk-list--bullet">\n<li><strong>Stop</strong></li>\n</ul>\n</div>'
    )
    assert html(":::note About <this>\nText\n:::").startswith(
        '<div class="govuk-inset-text"><h2 class="govuk-heading-s">About &lt;this&gt;</h2><p class="govuk-body">Text</p>'
    )
    assert "<h2" not in html(":::note\nText\n:::")


def test_what_is_printed_with_others_lies_deeper_has_ids_of_its_own_and_hides_nothing() -> None:
    around = Surroundings(prefix="one-", depth=2, is_paper=True)
    text = "### A {#a}\n\n[x](#a)\n\n:::remember\n- b\n:::\n\n:::description\nLong.\n:::\n\nSee[^n].\n\n[^n]: Note.\n"
    (block,) = render_screen(text, Local(WORDS), around)
    assert '<h4 id="one-a" class="govuk-heading-s">A</h4>' in block.html
    assert 'href="#one-a"' in block.html
    assert '<h4 class="govuk-heading-m">Remember</h4>' in block.html
    assert 'href="#one-note-1"' in block.html
    assert "<details" not in block.html
    assert "Long." in block.html


def test_contacts_are_blocks_of_their_own_in_reading_order() -> None:
    found = blocks("Before\n\n:::contacts communications, hr_advice\n:::\n\nAfter")
    assert [block.contacts for block in found] == [(), ("communications", "hr_advice"), ()]
    assert ["Before" in found[0].html, found[1].html, "After" in found[2].html] == [True, "", True]


def test_settings_are_shown_as_plain_text_wherever_they_stand() -> None:
    shown = "Marlshire &lt;b&gt;County&lt;/b&gt; &amp; *Council*"
    assert html("Ask {{ council_name }}.") == f'<p class="govuk-body">Ask {shown}.</p>'
    assert f"<strong>{shown}</strong>" in html("**{{council_name}}**")
    assert f"<code>{shown}</code>" in html("`{{ council_name }}`")
    assert f"<li>{shown}</li>" in html(":::remember\n- {{ council_name }}\n:::")
    assert f"<h2>{shown}" in re.sub(r' class="[^"]*"', "", html(":::note {{ council_name }}\nx\n:::"))
    assert 'href="https://marlshire.example/p?a=1&amp;b=2"' in html("[it]({{ policy_url }})")
    assert 'title="Marlshire' in html('[it](https://e.org "{{ council_name }}")')


def test_a_setting_that_is_not_known_stays_as_it_is_written() -> None:
    assert "{{ counsil_name }}" in html("{{ counsil_name }}")
    assert fill_settings("{{ x }} {{council_name}}", {"council_name": "M"}) == "{{ x }} M"


@pytest.mark.parametrize("value", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "  javascript:alert(1)"])
def test_a_setting_cannot_bring_in_a_dangerous_address(value: str) -> None:
    (block,) = render_screen("[it]({{ policy_url }})", Local({"policy_url": value}))
    assert "href" not in block.html


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)", "![x](https://example.org/a.png)",
        "[x](https://e.org){onclick=alert(1)}", "[x]{style=color:red}", "[x]{class=govuk-button}",
        "<a href='x' style='y'>z</a>", ":::note <script>alert(1)</script>\nx\n:::", "<iframe src=x></iframe>",
        "[x](vbscript:a)", "<style>*{}</style>", "<!-- x -->", "| <script> |\n|---|\n| <b onclick=x> |",
    ],
)  # fmt: skip
def test_nothing_that_could_run_or_restyle_the_page_comes_through(markdown: str) -> None:
    for text in (*(block.html for block in blocks(markdown)), render_inline(markdown)):
        tags = re.findall(r"<[^>]*>", text)
        assert not [
            tag
            for tag in tags
            if re.search(r"script|<img|<iframe|<style|\son|style=|javascript|button|data:", tag, re.I)
        ]


fragments = st.lists(
    st.sampled_from(
        [":::", ":::note ", ":::contacts ", "\n", " ", "|", "---", "- ", "> ", "{{ council_name }}", "[a](", ")", "{#x}", "## ",
         "###", "`", "```", "*", "<b>", "&", ": ", "\\", "\ue000", "\ue001council_name", "![", "]", "{", "}", "\t", "\x00", "é"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(fragments | st.text(max_size=60))
def test_no_text_makes_rendering_raise_or_unsafe(markdown: str) -> None:
    for text in (*(block.html for block in blocks(markdown)), render_inline(markdown)):
        assert not re.search(r"<[^>]*(script|\son\w+=|style=)[^>]*>", text)


def test_the_same_screen_is_rendered_once() -> None:
    local = Local(dict(WORDS))
    assert render_screen("Once.", local) is render_screen("Once.", Local(dict(WORDS)))
    assert render_screen("At {{ council_name }}.", local) != render_screen(
        "At {{ council_name }}.", Local({"council_name": "B"})
    )


def test_a_line_of_a_question_has_emphasis_but_no_blocks_and_no_links() -> None:
    assert (
        render_inline("Is *this* **so**? `x` <b>") == "Is <em>this</em> <strong>so</strong>? <code>x</code> &lt;b&gt;"
    )
    assert render_inline("[here](https://example.org)") == "here"
    assert render_inline("- one") == "- one"


def test_lessons_may_name_what_every_council_sets_and_nothing_else() -> None:
    council = read_council(DEMO_COUNCIL)
    assert set(SETTING_NAMES) == set(council.local_words)
    assert set(CONTACT_KEYS) == set(CONTACT_NAMES)
    assert "Marlshire County Council" in render_screen("At {{ council_name }}.", council)[0].html
