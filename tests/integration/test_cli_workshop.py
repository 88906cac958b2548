"""The authors' commands at a terminal: coverage, schemas, and questions to and from other systems."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from elearning import create_app
from elearning.authoring.files import load_module
from elearning.extensions import db
from tests.conftest import settings_for
from tests.integration.test_cli import DONE, NOT_IN_ORDER, WRONG_USAGE, Ran, run
from tests.unit.authored_module import AuthoredModule

SOURCES = "sources:\n  FR-2: {title: What it is, status: checked, taught_in: [small/lesson-1]}\n"
SOURCES += "  FR-8: {title: Four words, status: checked}\n  S01: {title: The report, status: checked}\n"


@pytest.fixture
def module(tmp_path: Path) -> AuthoredModule:
    made = AuthoredModule(tmp_path)
    (made.content.parent / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return made


@pytest.fixture
def site(database_url: str, module: AuthoredModule) -> Iterator[Flask]:
    site = create_app(settings_for(database_url, content_dir=module.content, quizzes_dir=module.quizzes))
    yield site
    with site.app_context():
        db.engine.dispose()


def test_coverage_without_a_hole_prints_its_tables(site: Flask) -> None:
    ran = run(site, "content", "coverage")
    assert (ran.code, ran.err) == (DONE, "")
    assert "| FR-2 | What it is | small/lesson-1, small/lesson-2 | covered |" in ran.out
    assert run(site, "content", "coverage", "small", "--markdown") == ran
    plain = json.loads(run(site, "content", "coverage", "--json").out)
    assert (plain["points"][0]["id"], plain["holes"]) == ("FR-2", [])
    assert run(site, "content", "coverage", "--json", "--markdown").code == WRONG_USAGE


def test_coverage_with_a_hole_fails_and_says_what_to_do(site: Flask, module: AuthoredModule) -> None:
    module.change(module.lesson, "sources: [FR-2, S01]", "sources: [S01]")
    ran = run(site, "content", "coverage")
    assert ran.code == NOT_IN_ORDER
    assert ran.err == "FR-2 (What it is) is not taught in lesson-1 of small. Teach it there and cite it.\n"
    assert json.loads(run(site, "content", "coverage", "--json").out)["holes"] != []
    assert "no module none" in run(site, "content", "coverage", "none").err
    module.change(module.lesson, "You can post with care.", "# Too large")
    assert "Mend the errors of small first" in run(site, "content", "coverage").err


def test_schemas_are_written_into_a_folder_that_is_made(site: Flask, tmp_path: Path) -> None:
    out = tmp_path / "new" / "schemas"
    for _ in range(2):  # again is as good
        assert run(site, "content", "schemas", "--out", str(out)).code == DONE
    assert sorted(path.name for path in out.iterdir()) == [
        "lesson.schema.json", "module.schema.json", "questions.schema.json", "sources.schema.json",
    ]  # fmt: skip
    assert json.loads((out / "module.schema.json").read_text())["title"] == "A module: module.yaml"
    (tmp_path / "file").write_text("")
    assert run(site, "content", "schemas", "--out", str(tmp_path / "file")).code == WRONG_USAGE


GIVEN = ("--author", "Efa", "--reviewer", "Ann", "--review-by", "2027-06-30", "--source", "FR-8", "--source", "S01")


def bring_in(site: Flask, format: str, file: Path, out: Path, *more: str) -> Ran:
    return run(site, "content", "questions", "import", "small", "--format", format, "--file", str(file), "--out",
               str(out), *GIVEN, *more)  # fmt: skip


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "qti"])
def test_a_bank_that_goes_out_and_comes_in_is_the_same_bank_unverified(
    site: Flask, module: AuthoredModule, tmp_path: Path, format: str
) -> None:
    before = load_module(module.content, module.quizzes, "small").version
    file, out = tmp_path / "bank", tmp_path / "imported.yaml"
    sent = run(site, "content", "questions", "export", "small", "--format", format, "--out", str(file))
    assert (sent.code, sent.out) == (DONE, f"{file}: 6 of 6 questions.\n")
    ran = bring_in(site, format, file, out)
    assert (ran.code, ran.out, ran.err) == (DONE, f"{out}: 6 questions, unverified.\n", "")
    module.final.write_text(out.read_text())
    after = load_module(module.content, module.quizzes, "small")
    assert after.version is not None, after.problems
    assert before is not None
    assert [(one.id, one.lesson, one.objective, one.options) for one in after.version.bank] == [
        (one.id, one.lesson, one.objective, one.options) for one in before.bank
    ]
    assert {(one.status, one.author, one.reviewer, one.sources) for one in after.version.bank} == {
        ("unverified", "Efa", "Ann", ("FR-8", "S01"))
    }


def test_an_import_never_writes_over_a_file(site: Flask, module: AuthoredModule, tmp_path: Path) -> None:
    file = tmp_path / "bank.gift"
    file.write_text("::Q::Is it? {T}\n")
    before = module.final.read_bytes()
    ran = bring_in(site, "gift", file, module.final)
    assert ran.code == NOT_IN_ORDER
    assert "is there already, and is left as it is" in ran.err
    assert module.final.read_bytes() == before


def test_what_cannot_come_in_is_named_and_the_rest_is_written(site: Flask, tmp_path: Path) -> None:
    file, out = tmp_path / "bank.gift", tmp_path / "new.yaml"
    file.write_text("::Q1::Is it? {T#No.#Yes.}\n\n::Q2::Write. {}\n\n::Q3::Open {=a ~b\n")
    ran = bring_in(site, "gift", file, out, "--lesson", "lesson-1", "--objective", "CORE-1.1", "--prefix", "new")
    assert ran.code == NOT_IN_ORDER
    assert f"{file}: left out: line 3: Q2: An essay has no answer that can be marked here." in ran.err
    assert f"{file}: left out: line 5: Q3: A brace is not closed" in ran.err
    assert ran.err.endswith("2 questions were left out, each named above.\n")
    assert ran.out == f"{out}: 1 question, unverified.\n"
    text = out.read_text()
    assert "  # Q1\n  - id: new-01\n    lesson: lesson-1\n    objective: CORE-1.1\n    kind: true_false\n" in text
    assert "status: unverified" in text


def test_a_question_without_a_place_asks_for_one_and_missing_feedback_is_noted(site: Flask, tmp_path: Path) -> None:
    file, out = tmp_path / "bank.aiken", tmp_path / "new.yaml"
    file.write_text("Which?\nA. One\nB. Two\nC. Three\nANSWER: B\n")
    ran = bring_in(site, "aiken", file, out)
    assert ran.code == NOT_IN_ORDER
    assert "Give --lesson and --objective" in ran.err
    assert not out.exists()
    ran = bring_in(site, "aiken", file, out, "--lesson", "lesson-1", "--objective", "CORE-1.1")
    assert ran.code == DONE
    assert "lacks 3 pieces of feedback" in ran.err


@pytest.mark.parametrize(
    ("format", "content", "says"),
    [
        ("moodle-xml", b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "refused: The file declares"),
        ("moodle-xml", b"<quiz>\n<question>", ":2: refused: This is not XML"),
        ("qti", b"PK nothing", "refused: The package is damaged"),
        ("gift", b"\xff\xfe", ":1: refused: This line is not UTF-8"),
        ("gift", b"\n", "holds no question"),
    ],
)  # fmt: skip
def test_a_file_that_is_refused_is_named_with_the_reason_and_nothing_is_written(
    site: Flask, tmp_path: Path, format: str, content: bytes, says: str
) -> None:
    file, out = tmp_path / "bank", tmp_path / "new.yaml"
    file.write_bytes(content)
    ran = bring_in(site, format, file, out)
    assert ran.code == NOT_IN_ORDER
    assert says in ran.err
    assert not out.exists()
    assert "cannot be read" in bring_in(site, format, tmp_path / "none", out).err


def test_what_a_format_has_no_place_for_is_named_by_file_and_line(
    site: Flask, module: AuthoredModule, tmp_path: Path
) -> None:
    out = tmp_path / "bank.txt"
    ran = run(site, "content", "questions", "export", "small", "--format", "aiken", "--out", str(out))
    assert ran.code == DONE
    line = module.final.read_text()[: module.final.read_text().index("core-1-02")].count("\n") + 1
    assert f"final.yaml:{line}: note: core-1-02: Aiken has no place for its name, category and feedback." in ran.err
    ran = run(site, "content", "questions", "export", "none", "--format", "aiken", "--out", str(out))
    assert "there is no such module" in ran.err
