"""`content check`: what is wrong with the writing, told at its line, and what is merely advice."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.authoring.lint import check_path
from elearning.authoring.prose import sentences
from elearning.authoring.screen_style import screen_remarks
from elearning.domain.problems import Problem, Severity
from tests.unit.authored_module import AuthoredModule

TODAY = date(2026, 11, 22)


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    return AuthoredModule(tmp_path)


def told(problems: list[Problem], severity: Severity) -> list[tuple[str, int, str]]:
    return [(Path(p.path).name, p.line, p.message) for p in problems if p.severity is severity]


def test_a_module_in_order_brings_no_word(module: AuthoredModule) -> None:
    assert check_path(module.folder, today=TODAY) == []
    assert check_path(module.content, today=TODAY) == []


TEXT = "You can post with care."
ERRORS = [
    (TEXT, "# Too large", "begin a screen with ##"),
    (TEXT, "##### Too small", "has 5 hashes after one with 2. Use 3."),
    (TEXT, "![](a.png)", "no alternative text"),
    (TEXT, "![A dog](a.png)", "module's own folder"),
    (TEXT, "[the rules](04-hats.md)", "There is no 04-hats.md"),
    (TEXT, "[the rules](/modules/small)", "leads nowhere"),
    (TEXT, "[the rules]()", "leads nowhere"),
    (TEXT, "[the rules](ftp://example.org)", "leads nowhere"),
    (TEXT, "[the rules](#second-screen)", "Each screen is a page of its own"),
    (TEXT, "[](https://example.org)", "The link has no words"),
    (TEXT, "[the policy]({{ council_name }})", "is no address"),
    (TEXT, "[the rules](https://example.org){onclick=x}", "attribute onclick is not allowed"),
    (TEXT, "Some <b>bold</b> text.", "HTML and its comments"),
    (TEXT, "<!-- a note to myself -->", "HTML and its comments"),
    ("| Word | Question |", "| Word | |", "no heading"),
    ("### A heading", "### A heading {#a}\n\n### B {#a}", "is used twice"),
    ("### A heading", "### A heading {#Clues}", "'Clues' is no id"),
    (TEXT, "A paragraph. {#its-id}\n\n", "belongs at the end of a heading"),
    ("- Think.", "- [Think](#nowhere)", "has the id 'nowhere'"),
    ("- Think.", "- <i>Think</i>", "HTML and its comments"),
]
BELOW = {"### A heading {#a}\n\n### B {#a}": 2}


@pytest.mark.parametrize(("old", "new", "message"), ERRORS, ids=lambda text: text[:40])
def test_what_would_be_wrong_on_the_page_is_an_error_at_its_line(
    module: AuthoredModule, old: str, new: str, message: str
) -> None:
    line = module.change(module.lesson, old, new) + BELOW.get(new, 0)
    errors = told(check_path(module.folder, today=TODAY), Severity.ERROR)
    assert [(name, at) for name, at, said in errors if message in said] == [("01-words.md", line)], errors


def test_an_error_in_a_later_line_of_a_paragraph_is_named_there(module: AuthoredModule) -> None:
    line = module.change(module.lesson, TEXT, f"{TEXT}\nAnd then\n[the rules](nowhere).")
    errors = told(check_path(module.folder, today=TODAY), Severity.ERROR)
    assert [(name, at) for name, at, _ in errors] == [("01-words.md", line + 2)]


@pytest.mark.parametrize(
    "fine",
    [
        "[the rules](https://example.org/a)", "[write](mailto:a@example.org)", "[ring](tel:01632960101)",
        "[the list](#the-list)\n\n### The list {#the-list}", "[it]({{ policy_url }})", "[Cymru]{lang=cy}", "3 < 4 and 5 > 2",
        "`<b>`", "### One\n\n#### Two\n\n### Three", "Libel\n: A false claim.",
    ],
)  # fmt: skip
def test_good_markdown_brings_no_word(module: AuthoredModule, fine: str) -> None:
    module.change(module.lesson, TEXT, fine + "\n\n")
    assert told(check_path(module.folder, today=TODAY), Severity.ERROR) == []


LONG = "This sentence goes on and on and on until it has far more words than anybody would wish to read at once."
WARNINGS = [
    ("lesson", TEXT, f"{TEXT}\n{LONG}", 1, "A sentence of 22 words"),
    ("lesson", "- Think.", f"- {LONG}", 0, "A sentence of 22 words"),
    ("lesson", TEXT, "[here](https://example.org)", 0, "does not say where"),
    ("lesson", TEXT, " ".join(["Stop and think."] * 40), -10, "3 minutes allow 100"),
    ("lesson", "## Second screen {#second-screen}\n", "", -20, "easiest to follow"),
    ("module", "minutes: 11", "minutes: 12", 0, "take 11 minutes together, but the module says 12"),
    ("final", "feedback: Yes. You take", f"feedback: {LONG} You take", 0, "A sentence of 22 words"),
    ("final", "text: Share", "text: All of the above", 0, "tests reading"),
    ("final", "What do you do first", "What do you not do", 0, "asks for what is not so"),
    ("final", "status: checked", "status: unverified", 0, "unverified"),
    ("lesson", "review_by: 2027-06-30", "review_by: 2026-11-21", 0, "due by 2026-11-21"),
    ("final", "review_by: 2027-06-30", "review_by: 2026-11-21", 0, "due by 2026-11-21"),
]


@pytest.mark.parametrize(("file", "old", "new", "below", "message"), WARNINGS, ids=[warning[4] for warning in WARNINGS])
def test_what_is_hard_to_read_or_old_is_advice_at_its_line(
    module: AuthoredModule, file: str, old: str, new: str, below: int, message: str
) -> None:
    path: Path = getattr(module, file)
    line = module.change(path, old, new) + below
    problems = check_path(module.folder, today=TODAY)
    assert told(problems, Severity.ERROR) == []
    hits = [(name, at) for name, at, said in told(problems, Severity.WARNING) if message in said]
    assert hits == [(path.name, line)], problems


def test_too_many_knowledge_checks_for_the_minutes_are_advice(module: AuthoredModule) -> None:
    text = module.checks.read_text()
    one = text.removeprefix("questions:\n")
    more = [one.replace("check-1", f"check-{n}") for n in range(2, 5)]
    module.checks.write_text(text + "".join(more))
    screens = [f"## More {n} {{#more-{n}}}\n\n:::check lesson-1-check-{n}\n:::\n" for n in range(2, 5)]
    module.lesson.write_text(module.lesson.read_text() + "\n" + "\n".join(screens))
    problems = check_path(module.folder, today=TODAY)
    assert told(problems, Severity.ERROR) == []
    assert any("4 knowledge checks; 3 minutes allow 1" in said for _, _, said in told(problems, Severity.WARNING))


@pytest.mark.parametrize("text", ["Choose:\\n\\n- one\\n- two", "# Large", "One.\\n\\nTwo.", "<b>Which?</b>"])
def test_a_questions_text_is_one_paragraph(module: AuthoredModule, text: str) -> None:
    line = module.change(module.final, "stem: What do you do first in core-1-01?", f'stem: "{text}"')
    errors = told(check_path(module.folder, today=TODAY), Severity.ERROR)
    assert [(name, at) for name, at, _ in errors] == [("final.yaml", line)]


def test_a_review_due_today_is_not_late(module: AuthoredModule) -> None:
    module.change(module.lesson, "review_by: 2027-06-30", "review_by: 2026-11-22")
    assert check_path(module.folder, today=TODAY) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("module", "minutes: 11", "minutes: x"),
        ("second", "minutes: 3", "minutes: x"),
        ("final", "kind: single", "kind: no"),
    ],
)
def test_late_reviews_are_told_although_something_else_is_wrong(
    module: AuthoredModule, file: str, old: str, new: str
) -> None:
    module.change(getattr(module, file), old, new)
    line = module.change(module.lesson, "review_by: 2027-06-30", "review_by: 2026-11-21")
    text = module.final.read_text(encoding="utf-8")
    module.final.write_text("review_by: 2026-11-20".join(text.rsplit("review_by: 2027-06-30", 1)), encoding="utf-8")
    problems = check_path(module.folder, today=TODAY)
    assert told(problems, Severity.ERROR)
    late = [(name, at) for name, at, said in told(problems, Severity.WARNING) if "The review was due" in said]
    assert late == [(module.lesson.name, line), (module.final.name, len(text.splitlines()))]


def test_all_modules_of_a_folder_are_checked(module: AuthoredModule) -> None:
    (module.content / "another").mkdir()
    module.change(module.module, "minutes: 11", "minutes: x")
    paths = {Path(problem.path).parent.name for problem in check_path(module.content, today=TODAY)}
    assert {"another", "small"} <= paths


def test_a_path_that_is_no_module_is_told_so(module: AuthoredModule, tmp_path: Path) -> None:
    (empty := tmp_path / "empty").mkdir()
    for path in (tmp_path / "nowhere", module.module, empty):
        (problem,) = check_path(path, today=TODAY)
        assert problem.severity is Severity.ERROR
        assert "There is no" in problem.message


def test_links_that_lead_in_a_circle_are_told_so(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (problem,) = check_path(tmp_path / "circle", today=TODAY)
    assert "There is no such folder" in problem.message


def test_a_path_is_understood_from_within_its_folder(module: AuthoredModule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(module.folder)
    module.change(module.module, "minutes: 11", "minutes: x")
    (problem,) = check_path(Path(), today=TODAY)
    assert (problem.path, problem.line) == ("module.yaml", 3)


def test_sentences_are_counted_in_words_and_lines() -> None:
    found = list(sentences('He said: "Stop." Then\nhe left! Was it 4.5 km?'))
    assert [(one.words, one.line) for one in found] == [(2, 0), (1, 0), (3, 0), (4, 1)]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["# ", "[a](", ")", "|", "---", "\n", ":::", ":::note ", "- ", "{{ x", "}}", "{#a}", "![", "]", "<b>", "`", "a "]),
        max_size=20,
    ).map("".join)
)  # fmt: skip
def test_no_text_makes_the_check_of_a_screen_raise(text: str) -> None:
    for remark in screen_remarks(text):
        assert 0 <= remark.line <= text.count("\n") + 1
