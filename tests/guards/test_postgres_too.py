"""A run says what it went without, and fails if that was required: tried on small runs of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from elearning.settings import ROOT
from tests import kinds

SMALL = """
import pytest

def test_that_needs_nothing():
    pass

@pytest.mark.browser
def test_that_needs_a_browser():
    {body}

@pytest.mark.postgres
def test_that_needs_postgresql():
    pass
"""

SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/not_asked"  # no test of the small runs connects


def run(folder: Path, *options: str, body: str = "pass", **environment: str) -> "subprocess.CompletedProcess[str]":
    """A run of three small tests, under the hooks of this project, with this environment and no other."""
    (folder / "conftest.py").write_text("from tests.conftest import *\n", encoding="utf-8")
    (folder / "test_small.py").write_text(SMALL.format(body=body), encoding="utf-8")
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder),
         "-p", "no:cacheprovider", str(folder), *options],
        env={**kept, "PATH": "", "PYTHONPATH": str(ROOT), **environment}, cwd=folder, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_a_run_without_chromium_and_postgresql_passes_and_says_how_to_get_them(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = run(tmp_path, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "apt-get install chromium" in done.stdout
    assert "TEST_DATABASE_URL=" in done.stdout


def test_a_run_with_both_says_nothing_of_the_kind(tmp_path: Path) -> None:
    done = run(tmp_path, CHROMIUM=sys.executable, TEST_DATABASE_URL=SERVER, ELEARNING_REQUIRE="postgres,browser")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Not run" not in done.stdout


@pytest.mark.parametrize(("missing", "there"), [
    ("browser", {"TEST_DATABASE_URL": SERVER}),
    ("postgres", {"CHROMIUM": sys.executable}),
    ("postgres", {"CHROMIUM": sys.executable, "TEST_DATABASE_URL": "sqlite:///:memory:"}),
])  # fmt: skip
def test_what_is_required_and_not_there_fails_the_run_before_it_begins(
    tmp_path: Path, missing: str, there: dict[str, str]
) -> None:
    done = run(tmp_path, ELEARNING_REQUIRE="postgres,browser", **there)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"asks for {missing}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_a_required_test_that_skips_itself_fails_the_run(tmp_path: Path, options: tuple[str, ...]) -> None:
    skips = "pytest.skip('the browser did not start')"
    done = run(tmp_path, *options, body=skips, CHROMIUM=sys.executable, ELEARNING_REQUIRE="browser")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "a test of browser was skipped" in done.stdout
    assert run(tmp_path, *options, body=skips, CHROMIUM=sys.executable).returncode == 0


def test_a_kind_that_does_not_exist_cannot_be_required(tmp_path: Path) -> None:
    done = run(tmp_path, ELEARNING_REQUIRE="oracle")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "oracle" in done.stderr


def test_tests_are_of_a_kind_by_their_mark_or_their_folder() -> None:
    assert kinds.kind_of(["browser"], "tests/web/test_x.py::test_y") == "browser"
    assert kinds.kind_of([], "tests/browser/test_x.py::test_y") == "browser"
    assert kinds.kind_of(["heavy"], "tests/unit/test_x.py::test_y") is None


@pytest.mark.postgres
def test_a_run_on_postgresql_really_uses_it(database_url: str) -> None:
    assert database_url.startswith("postgresql")
