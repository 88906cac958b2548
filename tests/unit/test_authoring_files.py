"""Authors' files: read into a version, or every fault named by its file and line and never a traceback."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearning.authoring.files import Loaded, load_module
from elearning.domain.compliance import Basis, Validity
from elearning.domain.module_plain import digest, from_plain, to_plain
from elearning.domain.modules import CompletionCondition, Kind
from elearning.domain.problems import Problem, Severity
from tests.unit.authored_module import AuthoredModule, question


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    return AuthoredModule(tmp_path)


def load(module: AuthoredModule, slug: str = "small") -> Loaded:
    return load_module(module.content, module.quizzes, slug)


def found(loaded: Loaded) -> list[tuple[str, int, str]]:
    return [(Path(problem.path).name, problem.line, problem.message) for problem in loaded.problems]


def fingerprint(module: AuthoredModule) -> str:
    loaded = load(module)
    assert loaded.version is not None, found(loaded)
    return digest(loaded.version)


def test_a_module_in_order_is_read_without_a_word(module: AuthoredModule) -> None:
    loaded = load(module)
    assert loaded.problems == ()
    version = loaded.version
    assert version is not None
    assert (version.slug, version.title, version.minutes) == ("small", "Small module", 11)
    assert version.validity == Validity(Basis.COMPLETION, 12, 60)
    assert version.assessment.draw == {"lesson-1": 2, "lesson-2": 1}
    assert version.assessment.attempts is None
    assert version.completion == tuple(CompletionCondition)
    assert [lesson.title for lesson in version.lessons] == ["Lesson 1: the words", "Lesson 2: the words"]
    first, second, third = version.lessons[0].screens
    assert (first.id, first.title, first.check) == ("first-screen", "First screen", None)
    assert first.markdown.startswith("You can post")
    assert first.markdown.endswith("- two")
    assert second.markdown.endswith(":::")
    assert (third.check, third.markdown.splitlines()[-1]) == ("lesson-1-check-1", ":::")
    assert ":::check" not in third.markdown
    assert [check.id for check in version.lessons[0].checks] == ["lesson-1-check-1"]
    assert len(version.bank) == 6
    one = version.question("core-1-01")
    assert (one.kind, one.shuffle, one.keys, one.reviewed_on) == (Kind.SINGLE, True, {"a"}, date(2026, 11, 16))


def test_files_that_nobody_touched_are_not_read_again(module: AuthoredModule) -> None:
    first = load(module)
    assert load(module) is first
    module.change(module.lesson, "You can post with care", "You may post with care")
    second = load(module)
    assert second.version != first.version
    beside = module.content.parent / "sources.yaml"
    beside.write_text("sources: {S99: {title: Another, status: checked}}\n", encoding="utf-8")
    assert "S01 is no known source" in str(load(module).problems)
    assert load_module(module.content, module.quizzes, "another").problems != load(module).problems


def test_line_endings_key_order_comments_and_a_byte_order_mark_do_not_change_the_digest(module: AuthoredModule) -> None:
    before = fingerprint(module)
    for path in (*module.folder.iterdir(), *module.quiz.iterdir()):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    module.change(module.module, "minutes: 11\n", "")
    module.module.write_text(module.module.read_text(encoding="utf-8") + "# how long\nminutes: 11\n", encoding="utf-8")
    module.change(
        module.module, "completion: [lessons_read, assessment_passed", "completion: [assessment_passed, lessons_read"
    )
    module.change(module.lesson, "You can post with care", "You can post with care")
    assert fingerprint(module) == before
    module.change(module.lesson, "You can post with care", "You may post with care")
    assert fingerprint(module) != before


def test_a_fixed_day_and_a_limit_of_attempts_are_read(module: AuthoredModule) -> None:
    module.change(module.module, "basis: completion", 'basis: fixed_day, fixed_day: "02-29", minimum_months: 6')
    module.change(module.module, "limit: none, wait_minutes: 0", "limit: 3, wait_minutes: 30")
    version = load(module).version
    assert version is not None
    assert version.validity == Validity(Basis.FIXED_DAY, 12, 60, (2, 29), 6)
    assert (version.assessment.attempts, version.assessment.wait_minutes) == (3, 30)


def test_true_and_false_need_no_quotes_as_ids_and_are_not_shuffled(module: AuthoredModule) -> None:
    module.change(module.final, "kind: single", "kind: true_false")
    module.change(module.final, "id: a, text: Stop", "id: true, text: 'True'")
    module.change(module.final, "id: b, text: Post", "id: false, text: 'False'")
    module.change(module.final, '      - {id: c, text: Share, feedback: "No. It may not be true."}\n', "")
    loaded = load(module)
    assert loaded.version is not None, found(loaded)
    assert (loaded.version.bank[0].keys, loaded.version.bank[0].shuffle) == ({"true"}, False)


def test_a_draw_by_objective_and_kinds_that_must_be_asked_are_read(module: AuthoredModule) -> None:
    module.change(module.module, "{lesson-1: 2, lesson-2: 1}", "{CORE-1.1: 2, CORE-1.2: 1, CORE-2.1: 1}")
    module.change(module.module, "  attempts:", "  at_least: {single: 2}\n  attempts:")
    version = load(module).version
    assert version is not None
    assert version.assessment.draw == {"CORE-1.1": 2, "CORE-1.2": 1, "CORE-2.1": 1}
    assert version.assessment.at_least == ((Kind.SINGLE, 2),)
    assert from_plain(to_plain(version)) == version


def asks_first(module: AuthoredModule, slug: str, *requires: str) -> None:
    """Another module's own file, as far as these tests look at it."""
    folder = module.content / slug
    folder.mkdir(exist_ok=True)
    (folder / "module.yaml").write_text(f"requires: [{', '.join(requires)}]\n", encoding="utf-8")


def test_modules_that_must_be_completed_first_are_read(module: AuthoredModule) -> None:
    before = fingerprint(module)
    asks_first(module, "basics")
    asks_first(module, "more", "basics", "gone")
    module.change(module.module, "minutes: 11", "requires: [more, basics]\nminutes: 11")
    loaded = load(module)
    assert loaded.version is not None, found(loaded)
    assert loaded.version.requires == ("basics", "more")
    assert digest(loaded.version) != before
    assert from_plain(to_plain(loaded.version)) == loaded.version


def test_modules_that_ask_for_each_other_first_are_named(module: AuthoredModule) -> None:
    asks_first(module, "basics", "more")
    asks_first(module, "more", "basics", "small")
    line = module.change(module.module, "minutes: 11", "requires:\n  - basics\nminutes: 11") + 1
    message = "Nobody could begin: basics, more asks for small first. Take one of them out."
    assert ("module.yaml", line, message) in found(load(module))


def test_a_module_that_must_come_first_and_is_misspelt_is_suggested(module: AuthoredModule) -> None:
    asks_first(module, "basics")
    module.change(module.module, "minutes: 11", "requires: [basic]\nminutes: 11")
    assert "There is no module basic. Did you mean basics?" in [said for _, _, said in found(load(module))]


FAULTS: list[tuple[str, str, str, int, str]] = [
    # the file, what is replaced by what, how far below it the fault is named, what it says
    ("module", "summary: A module for tests.", "sumary: A module for tests.", 0, "Did you mean summary?"),
    ("module", "title: Small module", "title: Small module\ntitle: Again", 1, "title is given twice"),
    ("module", "minutes: 11", "minutes: eleven", 0, "Give a whole number"),
    ("module", "minutes: 11", "minutes: -1", 0, "Give 1 or more"),
    ("module", "minutes: 11", "minutes: &n 11", 0, "anchors and aliases"),
    ("module", "minutes: 11", "minutes: [[[[[[[[[[[[[[1]]]]]]]]]]]]]]", 0, "nested too deeply"),
    ("module", "minutes: 11", "minutes: !!python/object/apply:os.getcwd []", 0, "minutes is"),
    ("module", "minutes: 11", "minutes: !!python/name:os.getcwd x", 0, "cannot be read"),
    ("module", "minutes: 11", "minutes: 1" + "0" * 5000, 0, "cannot be read"),
    ("module", "minutes: 11", 'minutes: "\\ud800"', 0, "U+D800"),
    ("module", "minutes: 11", 'minutes: "\\0"', 0, "U+0000"),
    ("module", "summary: A module for tests.", "summary: yes", 0, "Put it in quotes"),
    ("module", "summary: A module for tests.", "summary: ''", 0, "summary is empty"),
    ("module", "title: Small module", "title: " + "x" * 201, 0, "longer than 200"),
    ("module", "CORE-1.1: name", "core one: name", 0, "such as CORE-1.1"),
    ("module", "basis: completion", "basis: compleation", 0, "'completion', 'previous_expiry' or 'fixed_day'"),
    ("module", "basis: completion", "basis: fixed_day, fixed_day: March, minimum_months: 6", 0, "MM-DD"),
    ("module", "window_days: 60", "window_days: 365", 0, "Make the window shorter"),
    ("module", "pass_mark: 2", "pass_mark: 4", 0, "from 1 to 3"),
    ("module", "lesson-2: 1", "lesson-2: 2", 0, "on 1 objectives"),
    ("module", "lesson-2: 1", "lesson-3: 1", 0, "no lesson lesson-3"),
    ("module", "lesson-2: 1", "CORE-2.1: 1", 0, "no objective lesson-1"),
    ("module", "{lesson-1: 2, lesson-2: 1}", "{CORE-1.1: 3, CORE-1.2: 1, CORE-2.1: 1}", 0, "the bank has 2"),
    ("module", "  attempts:", "  at_least: {scenario: 1}\n  attempts:", 0, "at most 0"),
    ("module", "  attempts:", "  at_least: {scenari: 1}\n  attempts:", 0, "'number' or 'scenario'"),
    ("module", "  attempts:", "  at_least: {single: 0}\n  attempts:", 0, "Give 1 or more"),
    ("module", "minutes: 11", "requires: [small]\nminutes: 11", 0, "before itself"),
    ("module", "minutes: 11", "requires:\n  - ledger\nminutes: 11", 1, "There is no module ledger"),
    ("module", "minutes: 11", "requires: [Small One]\nminutes: 11", 0, "is no id"),
    ("module", "limit: none", "limit: 0", 0, "Give 1 or more"),
    ("module", "completion: [", "completion: [lesons_read, ", 0, "'lessons_read', 'assessment_passed'"),
    ("module", "{{ policy_title }}", "{{ policy_tittle }}", 0, "Did you mean policy_title?"),
    ("module", "policy of {{ council_name }}", "policy of {{ council }}", 0, "no local setting"),
    ("module", "statements:\n    - I know", "statements:\n    - 7 I know\n    - yes\n    - I know", 2, "Put it in quotes"),
    ("module", "validity: {", "validity: {{", 1, "not YAML"),
    ("lesson", "id: lesson-1", "id: Lesson 1", 0, "is no id"),
    ("lesson", "---\nid", "id", 0, "three hyphens"),
    ("lesson", "minutes: 3", "minutes 3", 1, "not YAML"),
    ("lesson", "review_by: 2027-06-30", "review_by: 2027-02-30", 0, "cannot be read"),
    ("lesson", "review_by: 2027-06-30", "review_by: soon", 0, "review_by is 'soon'"),
    ("lesson", "status: checked", "status: fine", 0, "'checked' or 'unverified'"),
    ("lesson", "objectives: [CORE-1.1, CORE-1.2]", "objectives: [CORE-1.1, CORE-1.2, CORE-9.9]", 0, "no objective CORE-9.9"),
    ("lesson", "author: Content team\n", "", -6, "author is missing"),
    ("lesson", "{#first-screen}", "{#First}", 0, "is no id"),
    ("lesson", "## First screen {#first-screen}", "## {#first-screen}", 0, "title has 1 to 200"),
    ("lesson", "## First screen {#first-screen}", "## *First* screen {#first-screen}", 0, "title is plain text"),
    ("lesson", "## Second screen {#second-screen}", "## Second screen {#first-screen}", 0, "two screens with the id"),
    ("lesson", "---\n## First", "---\nHello.\n## First", 1, "before the first screen"),
    ("lesson", ":::check lesson-1-check-1", ":::check lesson-1-check-2", 0, "no knowledge check lesson-1-check-2"),
    ("lesson", ":::check lesson-1-check-1", ":::check", 0, "Name one knowledge check"),
    ("lesson", ":::check lesson-1-check-1\n:::", ":::check lesson-1-check-1", 0, "never closed"),
    ("lesson", ":::check lesson-1-check-1\n:::", ":::check lesson-1-check-1\nText\n:::", 0, "holds no text"),
    ("lesson", ":::check lesson-1-check-1\n:::", ":::check lesson-1-check-1\n:::\n\nMore.", 0, "comes last"),
    ("lesson", ":::check lesson-1-check-1\n:::", ":::check lesson-1-check-1\n:::\n:::check b\n:::", 2, "at most one"),
    ("lesson", ":::contacts communications", ":::contacts comunications", 0, "Did you mean communications?"),
    ("lesson", ":::contacts communications", ":::contacts", 0, "Name at least one contact"),
    ("lesson", ":::remember", ":::rember", 0, "Did you mean remember?"),
    ("lesson", ":::remember", ":::remember this", 0, "takes nothing after its name"),
    ("lesson", "- Stop.\n- Think.\n", "", -1, "is empty"),
    ("lesson", "- Stop.\n- Think.", "- Stop.\n\n::::note\nx\n::::", -1, "Another ::: block"),
    ("lesson", "- one\n", "- one\n\n  :::note\n  x\n  :::\n", 2, "within a list"),
    ("lesson", "{{ council_name }}", "{{ counsil_name }}", 0, "Did you mean council_name?"),
    ("lesson", "{{ council_name }}", "{{ council_name", 0, "is not closed"),
    ("checks", "lesson: lesson-1", "lesson: lesson-2", 0, "says lesson lesson-2"),
    ("checks", "id: lesson-1-check-1", "id: other-check", 0, "No screen of lesson-1 shows this check"),
    ("checks", "questions:", "question:", 0, "Did you mean questions?"),
    ("final", "questions:", "- questions", 1, "not YAML"),
    ("final", "kind: single", "kind: matchin", 0, "'number' or 'scenario'"),
    ("final", "feedback: Yes. You take a moment.", "x: Yes", 0, "feedback is missing"),
    ("final", "correct: true", "corect: true", 0, "Did you mean correct?"),
    ("final", "correct: true", "correct: maybe", 0, "Give true or false"),
    ("final", "correct: true, ", "", -1, "Exactly one option must be right"),
    ("final", "id: b, text: Post", "id: a, text: Post", 0, "Two options have the id a"),
    ("final", "text: Post", "text: Stop", 0, "says the same as another"),
    ("final", "stem: What do you", "stem: At {{ council_name }}, what do you", 0, "may not name a local setting"),
    ("final", 'feedback: "No. You cannot', 'feedback: "No, {{ council_name }}. You cannot', 0, "may not name a local"),
    ("final", "objective: CORE-1.1", "objective: CORE-2.1", 0, "not one of lesson-1"),
    ("final", "objective: CORE-1.1", "objective: 1.1", 0, "Put it in quotes"),
    ("final", "lesson: lesson-1", "lesson: lesson-4", 0, "no lesson lesson-4"),
    ("final", "id: core-1-02", "id: core-1-01", 0, "two questions with the id core-1-01"),
    ("final", "sources: [FR-8]", "sources: []", 0, "Give at least 1"),
    ("final", "sources: [FR-8]", "sources: [the report]", 0, "FR-8 or S53"),
    ("final", "reviewed_on: 2026-11-16", "reviewed_on: 2028-11-16", 1, "before reviewed_on"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "below", "message"), FAULTS, ids=[f"{f[0]}-{f[4]}" for f in FAULTS])
def test_each_fault_is_named_by_file_and_line(
    module: AuthoredModule, file: str, old: str, new: str, below: int, message: str
) -> None:
    path: Path = getattr(module, file)
    line = module.change(path, old, new)
    loaded = load(module)
    assert loaded.version is None
    hits = [(name, at) for name, at, said in found(loaded) if message in said]
    expected = line + below if not (old.startswith("author")) else 2
    assert (path.name, expected) in hits, found(loaded)


def test_faults_in_several_files_are_all_told_at_once(module: AuthoredModule) -> None:
    module.change(module.module, "minutes: 11", "minutes: x")
    module.change(module.lesson, "minutes: 3", "minutes: x")
    module.change(module.second, "status: checked", "status: x")
    module.change(module.checks, "kind: single", "kind: x")
    module.change(module.final, "correct: true", "correct: false")
    module.change(module.final, "kind: single", "kind: x")
    loaded = load(module)
    assert {name for name, _, _ in found(loaded)} == {
        "module.yaml", "01-words.md", "02-hats.md", "lesson-1.yaml", "final.yaml",
    }  # fmt: skip


def test_what_one_question_breaks_is_told_even_while_another_file_cannot_be_read(module: AuthoredModule) -> None:
    module.module.unlink()
    line = module.change(module.final, "id: b, text: Post", "id: a, text: Post")
    assert ("final.yaml", line) in [(name, at) for name, at, _ in found(load(module))]


@pytest.mark.parametrize(
    ("file", "content", "line", "message"),
    [
        ("module", b"title: caf\xe9\n", 1, "not UTF-8"),
        ("lesson", b"---\nid: lesson-1\n---\n## \xff\n", 4, "not UTF-8"),
        ("final", "questions: []\n".encode("utf-16"), 1, "not UTF-8"),
        ("lesson", b"---\n\x00\n---\n", 2, "U+0000"),
        ("lesson", "---\nid: x\n---\n\ue000\n".encode(), 4, "U+E000"),
        ("module", "title: a\u2028b\n".encode(), 1, "U+2028"),
        ("lesson", "---\n\x85\n---\n".encode(), 2, "U+0085"),
        ("module", b"", 1, "key: value"),
        ("module", b"- a\n- b\n", 1, "key: value"),
        ("module", b"just words\n", 1, "key: value"),
        ("module", b"a: 1\n--- \nb: 2\n", 2, "not YAML"),
        ("module", b"? [a, b]\n: c\n", 1, "single word"),
        ("module", b"a: " + b"[" * 100_000, 1, "nested too deeply"),
        ("module", b"a: &a [x]\nb: [*a, *a]\n", 1, "anchors and aliases"),
        ("module", b"a: *nothing\n", 1, "anchors and aliases"),
        ("module", b"%YAML 9.9\n---\na: 1\n", 1, "not YAML"),
        ("module", b"a: 'open\n", 2, "not YAML"),
        ("module", b"\ta: 1\n", 1, "not YAML"),
        ("module", b"<<: {a: 1}\n", 1, "<< is not a key"),
        ("lesson", b"", 1, "three hyphens"),
        ("lesson", b"---\n", 1, "three hyphens"),
        ("lesson", b"---\n---\n", 2, "key: value"),
        ("final", b"questions: none\n", 1, "must be a list"),
        ("final", b"questions: [a, 3]\n", 1, "must hold"),
        ("final", b"questions:\n  - {}\n", 2, "stem is missing"),
        ("final", b"x" * 300_000, 0, "larger than 256 KB"),
        ("lesson", b"[" * 17_000, 0, "larger than 16 KB"),
        ("final", b"questions:\n  - stem: " + b"x" * 2001, 2, "longer than 2000 characters"),
    ],
)  # fmt: skip
def test_files_that_are_no_such_files_are_named_by_line(
    module: AuthoredModule, file: str, content: bytes, line: int, message: str
) -> None:
    path: Path = getattr(module, file)
    path.write_bytes(content)
    loaded = load(module)
    assert loaded.version is None
    hits = [(name, at) for name, at, said in found(loaded) if message in said]
    assert (path.name, line) in hits, found(loaded)


@pytest.mark.parametrize("file", ["module", "final"])
def test_a_missing_file_is_named(module: AuthoredModule, file: str) -> None:
    path: Path = getattr(module, file)
    path.unlink()
    assert [(name, line) for name, line, said in found(load(module)) if "There is no such file" in said] == [
        (path.name, 0)
    ]


def test_missing_questions_are_named_where_they_are_asked_for(module: AuthoredModule) -> None:
    module.checks.unlink()
    line = module.lesson.read_text().split("\n").index(":::check lesson-1-check-1") + 1
    assert [(name, at) for name, at, _ in found(load(module))] == [("01-words.md", line)]


def test_a_module_without_a_folder_of_questions_says_so(module: AuthoredModule) -> None:
    loaded = load_module(module.content, module.quizzes / "elsewhere", "small")
    assert any("There is no such folder" in message for _, _, message in found(loaded))


@pytest.mark.parametrize("slug", ["../small", "..", "", "Small", "small/..", "a b", "/etc", "x" * 81, "small\x00"])
def test_a_slug_that_is_no_slug_reads_nothing(module: AuthoredModule, slug: str) -> None:
    loaded = load(module, slug)
    assert loaded.version is None
    assert "no name of a module" in loaded.problems[0].message


def test_a_folder_that_is_not_there_or_no_folder_is_no_module(module: AuthoredModule) -> None:
    (module.content / "a-file").write_text("x")
    for slug in ("nothing-here", "a-file"):
        (problem,) = load(module, slug).problems
        assert "There is no module here" in problem.message
    (module.content / "empty").mkdir()
    assert ("module.yaml", 0, "There is no such file. Write it.") in found(load(module, "empty"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("lesson-3.md", "Rename it"),
        ("1-short.md", "Rename it"),
        ("module.yml", "Rename it"),
        ("01-other.md", "the number 01 too"),
    ],
)
def test_files_with_other_names_are_not_passed_over(module: AuthoredModule, name: str, message: str) -> None:
    (module.folder / name).write_text(module.lesson.read_text())
    loaded = load(module)
    assert loaded.version is None
    assert any(message in said for _, _, said in found(loaded))


def test_questions_of_no_lesson_are_not_passed_over(module: AuthoredModule) -> None:
    (module.quiz / "lesson-9.yaml").write_text("questions:\n" + question("a-1", "lesson-9", "CORE-1.1"))
    assert [name for name, _, said in found(load(module)) if "No lesson has these" in said] == ["lesson-9.yaml"]


def test_questions_in_a_file_of_another_ending_are_not_passed_over(module: AuthoredModule) -> None:
    (module.quiz / "lesson-1.yml").write_text(module.checks.read_text())
    assert [name for name, _, said in found(load(module)) if "end in .yaml" in said] == ["lesson-1.yml"]


def test_a_module_need_not_ask_for_an_acknowledgement(module: AuthoredModule) -> None:
    text = module.module.read_text().replace(", policy_acknowledged", "").replace("minutes: 11", "minutes: 10")
    module.module.write_text(text[: text.index("acknowledgement:")])
    loaded = load(module)
    assert loaded.problems == ()
    assert loaded.version is not None
    assert loaded.version.acknowledgement is None


def test_a_folder_that_may_not_be_read_is_told_so(module: AuthoredModule, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    loaded = load(module)
    assert loaded.version is None
    assert any("Permission denied" in message for _, _, message in found(loaded))


def test_a_file_that_may_not_be_read_is_told_so(module: AuthoredModule, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refuse(path: Path, *mode: str) -> Any:
        if path.name == "module.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(path, *mode)

    monkeypatch.setattr(Path, "open", refuse)
    assert ("module.yaml", 0, "The file cannot be read: Permission denied.") in found(load(module))


def test_a_stray_file_is_a_warning_and_a_hidden_one_nothing(module: AuthoredModule) -> None:
    (module.folder / "notes.txt").write_text("x")
    (module.folder / ".hidden.md").write_text("x")
    loaded = load(module)
    assert loaded.version is not None
    assert [(Path(p.path).name, p.severity) for p in loaded.problems] == [("notes.txt", Severity.WARNING)]


def test_folders_in_the_place_of_files_are_named(module: AuthoredModule) -> None:
    module.lesson.unlink()
    module.lesson.mkdir()
    module.final.unlink()
    module.final.mkdir()
    assert {name for name, _, _ in found(load(module))} >= {"01-words.md", "final.yaml"}


def test_links_that_lead_in_a_circle_are_named(module: AuthoredModule) -> None:
    module.module.unlink()
    module.module.symlink_to(module.module)
    assert ("module.yaml", 0, "There is no such file. Write it.") in found(load(module))


def test_a_problem_is_printed_as_file_line_severity_and_words() -> None:
    problem = Problem("Mend it.", "content/modules/small/module.yaml", 7)
    assert str(problem) == "content/modules/small/module.yaml:7: error: Mend it."
    assert str(replace(problem, line=0, severity=Severity.WARNING)).startswith(
        "content/modules/small/module.yaml: warning"
    )
    assert str(Problem("Mend it.")) == "error: Mend it."


def test_paths_are_told_from_the_current_folder(module: AuthoredModule, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(module.content.parent.parent)
    module.change(module.module, "minutes: 11", "minutes: x")
    assert load(module).problems[0].path == "content/modules/small/module.yaml"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["module", "lesson", "checks", "final"]),
    st.binary(max_size=80),
    st.integers(0, 2000),
    st.booleans(),
)
def test_no_bytes_in_a_file_make_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, file: str, rubbish: bytes, at: int, keep: bool
) -> None:
    module = AuthoredModule(tmp_path_factory.mktemp("rubbish"))
    path: Path = getattr(module, file)
    content = path.read_bytes()
    path.write_bytes(content[:at] + rubbish + content[at:] if keep else rubbish)
    loaded = load(module)
    assert loaded.version is not None or loaded.problems


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["module", "lesson", "checks", "final"]),
    st.lists(
        st.sampled_from(["{", "}", "[", "]", ":", "- ", "\n", "  ", "'", '"', "|", ":::", "## ", "{#", "---\n", "x"]),
        max_size=6,
    ),
    st.integers(0, 900),
)
def test_no_slip_of_the_pen_makes_reading_raise(
    tmp_path_factory: pytest.TempPathFactory, file: str, slip: list[str], at: int
) -> None:
    module = AuthoredModule(tmp_path_factory.mktemp("slip"))
    path: Path = getattr(module, file)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:at] + "".join(slip) + text[at + 1 :], encoding="utf-8")
    loaded = load(module)
    for problem in loaded.problems:
        assert problem.path
        assert 0 <= problem.line <= path.read_text(encoding="utf-8").count("\n") + 2 or path.name not in problem.path
