"""The commands as somebody at a terminal meets them: exit codes, what is printed where, and plain words on bad input."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearning import clock, create_app
from elearning.cli.demo.people_file import FEWEST
from elearning.domain.access import Actor, Scope
from elearning.domain.facts import Standing
from elearning.domain.reports import Asked
from elearning.extensions import db
from elearning.models import learning, modules, people
from elearning.models.audit import AuditEvent
from elearning.models.certificates import CertificateFile
from elearning.models.sign_in import SignInCode
from elearning.queries import exemption_requests, extension_requests
from elearning.queries.boards import board
from elearning.queries.people import person_by_number
from elearning.queries.structure import reports
from elearning.queries.without_manager import without_manager
from elearning.services.exemption_requests import agree_to_exemptions
from elearning.settings import ROOT
from tests import builders, databases
from tests.acts import Learner
from tests.builders import SLUG, Town
from tests.conftest import settings_for
from tests.guards.visiting import NOTHING, change, changed, rows

DONE, NOT_IN_ORDER, WRONG_USAGE = 0, 1, 2

HEADER = (
    "employee_number,name,known_as,email,post_reference,post_title,directorate,service,team,line_manager_number,"
    "start_date,end_date,staff_group"
)
NEW_PERSON = "200001,Gwen Parry,,gwen.parry@marlshire.example,Z00001,Clerk,Places,,,100002,2026-01-05,,Office"


class Ran(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


def run(site: Flask, *arguments: str) -> Ran:
    """Run a command on the site. An exception that reaches the terminal fails the test."""
    result = site.test_cli_runner().invoke(args=list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise AssertionError(f"{arguments} ended in a traceback") from result.exception
    assert "Traceback" not in result.output
    return Ran(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the shipped content that a test may spoil; the folder of its modules."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copytree(ROOT / "quizzes", tmp_path / "quizzes")
    return tmp_path / "content" / "modules"


@pytest.fixture
def site(database_url: str, content: Path) -> Iterator[Flask]:
    """The site on the copied content."""
    quizzes = content.parent.parent / "quizzes"
    site = create_app(settings_for(database_url, content_dir=content, quizzes_dir=quizzes))
    yield site
    with site.app_context():
        db.engine.dispose()


@pytest.fixture
def number(site: Flask, town: Town) -> str:
    """The number of a certificate of Amina's."""
    version = builders.small_version()

    def complete(session: object) -> str:
        builders.publish(session, version)  # type: ignore[arg-type]
        return Learner(session, town.amina, version, clock.now()).complete()  # type: ignore[arg-type]

    return str(change(site, complete))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# Content


def test_content_in_order_is_said_to_be_so(site: Flask, content: Path) -> None:
    for arguments in ((), (str(content),), (str(content / SLUG),)):
        found = run(site, "content", "check", *arguments)
        assert found.code == DONE, found
        assert "in order" in found.out


def test_every_fault_is_named_by_file_and_line_on_standard_error(site: Flask, content: Path) -> None:
    edit(content / SLUG / "module.yaml", "title:", "titel:")
    edit(content.parent.parent / "quizzes" / SLUG / "lesson-1.yaml", "kind: single", "kind: sinlge")
    found = run(site, "content", "check")
    assert (found.code, found.out) == (NOT_IN_ORDER, "")
    for file in (r"module\.yaml:\d+", r"lesson-1\.yaml:\d+"):
        assert re.search(file, found.err), found.err


@pytest.mark.parametrize(
    "broken",
    [
        "title: [never closed", "\x00\x01\x02", "- a\n- list\n", "", "a: &a [*a]\n", "title: !!python/object:os.system x\n",
        "key: 1\nkey: 2\n", "\tindented: with a tab\n", "title: 'never closed\n", "? [complex]: key\n", "!!binary ////",
        "*unknown", "a: 2026-02-31\n", "1: 2\nnull: 3\ntrue: 4\n", "<<: 5\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("file", ["module.yaml", "final.yaml"])
def test_broken_yaml_is_a_fault_and_no_traceback(site: Flask, content: Path, broken: str, file: str) -> None:
    folder = content if file == "module.yaml" else content.parent.parent / "quizzes"
    (folder / SLUG / file).write_text(broken, encoding="utf-8")
    for command in (("check", str(content / SLUG)), ("publish", SLUG)):
        found = run(site, "content", *command)
        assert (found.code, found.out) == (NOT_IN_ORDER, "")
        assert file in found.err


def test_a_lesson_that_is_not_text_is_a_fault(site: Flask, content: Path) -> None:
    next((content / SLUG).glob("01-*.md")).write_bytes(b"\xff\xfe\x00bad")
    found = run(site, "content", "check")
    assert found.code == NOT_IN_ORDER
    assert "01-" in found.err


@pytest.mark.parametrize("path", ["nowhere", "module.yaml", "/", "..", "\u202e", "x" * 300])
def test_a_path_that_is_no_module_is_said_to_be_none(site: Flask, content: Path, path: str) -> None:
    wanted = content / SLUG / path if path != "/" else content.parent / "empty"
    if path == "/":
        wanted.mkdir()
    if path == "..":
        wanted = content.parent.parent / "quizzes" / "nothing"
    found = run(site, "content", "check", str(wanted))
    assert (found.code, found.out) == (NOT_IN_ORDER, "")
    assert found.err


def test_publishing_the_same_content_again_says_that_nothing_changed(site: Flask) -> None:
    before = rows(site)
    found = run(site, "content", "publish", SLUG)
    assert found.code == DONE
    assert "nothing has changed since version 1" in found.out
    assert changed(before, rows(site)) == set()


def test_line_endings_key_order_and_comments_are_no_change(site: Flask, content: Path) -> None:
    for path in [*content.rglob("*.md"), *content.rglob("*.yaml")]:
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    module = content / SLUG / "module.yaml"
    module.write_text("# A comment\n" + module.read_text(encoding="utf-8"), encoding="utf-8")
    assert "nothing has changed" in run(site, "content", "publish", SLUG).out


def test_a_second_version_needs_its_kind_of_change_and_the_reason(site: Flask, content: Path) -> None:
    edit(content / SLUG / "module.yaml", "minutes: ", "minutes: 1")
    before = rows(site)
    for missing in ((), ("--change", "typo"), ("--reason", "Longer")):
        found = run(site, "content", "publish", SLUG, *missing)
        assert (found.code, found.out) == (NOT_IN_ORDER, "")
        assert "--change" in found.err
    assert changed(before, rows(site)) == set()
    found = run(
        site, "content", "publish", SLUG, "--change", "clarification", "--reason", "Longer", "--actor", "100005"
    )
    assert found.code == DONE
    assert "version 2 is published" in found.out
    with site.app_context():
        newest = db.session.scalars(select(modules.ModuleVersion).order_by(modules.ModuleVersion.id.desc())).first()
        assert newest is not None
        assert (newest.number, newest.change, newest.reason) == (2, "clarification", "Longer")


@pytest.mark.parametrize("slug", ["nothing", "../modules", "", ".", "a" * 300, "Ünïcode", "a\x00b"])
def test_a_module_that_does_not_exist_is_not_published(site: Flask, slug: str) -> None:
    found = run(site, "content", "publish", slug)
    assert (found.code, found.out) == (NOT_IN_ORDER, "")
    assert found.err


# People


def hr_file(folder: Path, *lines: str) -> str:
    path = folder / "people.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return str(path)


def test_hrs_file_is_applied_once_and_again_changes_nothing(site: Flask, tmp_path: Path) -> None:
    file = hr_file(tmp_path, NEW_PERSON)
    first = run(site, "people", "import", file, "--actor", "100003")
    assert (first.code, first.err) == (DONE, "")
    assert "1 joiner" in first.out
    before = rows(site)
    again = run(site, "people", "import", file)
    assert again.code == DONE
    assert "Nothing has changed" in again.out
    assert changed(before, rows(site)) <= {"import_runs", "audit_events"}


def test_every_problem_of_hrs_file_is_listed_and_nothing_of_it_is_applied(site: Flask, tmp_path: Path) -> None:
    bad_date = NEW_PERSON.replace("2026-01-05", "31/02/2026").replace("200001", "200002").replace("Z00001", "Z00002")
    no_name = NEW_PERSON.replace("Gwen Parry", "").replace("200001", "200003").replace("Z00001", "Z00003")
    before = rows(site)
    found = run(site, "people", "import", hr_file(tmp_path, NEW_PERSON, bad_date, no_name))
    assert (found.code, found.out) == (NOT_IN_ORDER, "")
    assert "row 3" in found.err.lower()
    assert "row 4" in found.err.lower()
    assert "2 rows with a problem" in found.err
    assert changed(before, rows(site)) == set()


@pytest.mark.parametrize(
    "content_of_file",
    [b"", b"\x00\x01\x02\xff", b"PK\x03\x04zipped", "näme\n".encode("latin-1"), b"a,b\n1,2,3\n", b'"never closed\n',
     b"employee_number\n", HEADER.encode() + b"\n" + b"x" * 200_000],
    ids=["empty", "binary", "a spreadsheet", "latin-1", "ragged", "quote", "one column", "one long cell"],
)  # fmt: skip
def test_a_file_that_is_no_list_of_people_is_refused_in_words(
    site: Flask, tmp_path: Path, content_of_file: bytes
) -> None:
    path = tmp_path / "hr.csv"
    path.write_bytes(content_of_file)
    before = rows(site)
    found = run(site, "people", "import", str(path))
    assert (found.code, found.out) == (NOT_IN_ORDER, "")
    assert found.err
    assert changed(before, rows(site)) == set()


def test_a_role_is_granted_once_in_the_name_of_the_actor(site: Flask, town: Town) -> None:
    found = run(site, "people", "grant", "100004", "author", "--actor", "100003")
    assert (found.code, found.err) == (DONE, "")
    again = run(site, "people", "grant", "100004", "author")
    assert "already has the role" in again.out
    with site.app_context():
        granted = db.session.execute(
            select(people.RoleGrant.role, AuditEvent.actor_id)
            .join(AuditEvent, AuditEvent.id == people.RoleGrant.recorded_by)
            .where(people.RoleGrant.person_id == town.dev)
        ).all()
        assert [tuple(row) for row in granted] == [("author", town.carys)]


def test_without_an_actor_it_is_the_command_line_and_the_system_user(site: Flask) -> None:
    run(site, "people", "grant", "100004", "author")
    with site.app_context():
        newest = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert newest is not None
        assert newest.actor_id is None
        assert re.fullmatch(r"command line \(.+\)", newest.actor_name)


def test_a_sign_in_code_is_printed_alone_so_that_it_can_be_handed_over(site: Flask, town: Town) -> None:
    found = run(site, "people", "sign-in-code", "100004")
    assert (found.code, found.err) == (DONE, "")
    assert len(found.out.split()) == 1
    with site.app_context():
        code = db.session.scalars(select(SignInCode)).one()
        assert code.person_id == town.dev
        assert found.out.strip() not in code.code_key


# Certificates


def test_a_certificate_is_shown_with_the_same_bytes_every_time(site: Flask, number: str, tmp_path: Path) -> None:
    files = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for file in files:
        found = run(site, "certificates", "show", number, "--out", str(file))
        assert (found.code, found.err) == (DONE, "")
        assert str(file) in found.out
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_bytes().startswith(b"%PDF-")
    with site.app_context():
        assert db.session.scalars(select(CertificateFile.content)).one() == files[0].read_bytes()


@pytest.mark.parametrize("out", ["", "missing/folder/x.pdf"])
def test_a_certificate_that_cannot_be_written_there_says_so(site: Flask, number: str, tmp_path: Path, out: str) -> None:
    found = run(site, "certificates", "show", number, "--out", str(tmp_path / out))
    assert found.code in (NOT_IN_ORDER, WRONG_USAGE)
    assert found.out == ""
    assert found.err


def test_only_a_valid_certificate_verifies_with_exit_0(site: Flask, number: str) -> None:
    spoken = number.lower().replace("-", " ")
    for typed in (number, spoken, number.replace("-", "")):
        found = run(site, "certificates", "verify", typed)
        assert (found.code, found.err) == (DONE, "")
        assert "valid" in found.out
        assert "Amina Yusuf" in found.out
    revoked = run(site, "certificates", "revoke", number, "--reason", "Somebody else sat it", "--actor", "100003")
    assert (revoked.code, revoked.err) == (DONE, "")
    found = run(site, "certificates", "verify", number)
    assert found.code == NOT_IN_ORDER
    assert "revoked" in found.out


GARBAGE = [
    NOTHING["number"], "", " ", "123", "x" * 10_000, "7K3M-Q2XA-90TD-RW5X", "'; DROP TABLE certificates; --", "../../etc",
    "\u202e7K3M", "٣٣٣٣-٣٣٣٣-٣٣٣٣-٣٣٣٣", "\x1b[31m", "%s%n", "🎓🎓🎓🎓",
]  # fmt: skip


@pytest.mark.parametrize("typed", GARBAGE, ids=range(len(GARBAGE)))
def test_a_number_that_names_no_certificate_is_exit_1_everywhere(
    site: Flask, number: str, tmp_path: Path, typed: str
) -> None:
    before = rows(site)
    for command in (("verify",), ("show", "--out", str(tmp_path / "x.pdf")), ("revoke", "--reason", "Malpractice")):
        found = run(site, "certificates", command[0], *command[1:], "--", typed)
        assert (found.code, found.out) == (NOT_IN_ORDER, ""), command
        assert found.err
    assert changed(before, rows(site)) == set()
    assert not (tmp_path / "x.pdf").exists()


def test_one_wrong_character_in_a_number_never_verifies(site: Flask, number: str) -> None:
    for place in range(len(number)):
        if number[place] == "-":
            continue
        other = "2" if number[place] != "2" else "3"
        found = run(site, "certificates", "verify", number[:place] + other + number[place + 1 :])
        assert found.code == NOT_IN_ORDER


def test_a_revocation_needs_a_reason_and_a_day_that_exists(site: Flask, number: str) -> None:
    before = rows(site)
    assert run(site, "certificates", "revoke", number).code == WRONG_USAGE
    assert run(site, "certificates", "revoke", number, "--reason", " ").code == NOT_IN_ORDER
    for day in ("31/02/2026", "2026-02-31", "yesterday", ""):
        found = run(site, "certificates", "revoke", number, "--reason", "Malpractice", "--from", day)
        assert found.code == WRONG_USAGE
        assert found.err
    assert changed(before, rows(site)) == set()


def test_a_second_revocation_is_refused(site: Flask, number: str) -> None:
    for code in (DONE, NOT_IN_ORDER):
        assert run(site, "certificates", "revoke", number, "--reason", "Malpractice").code == code
    with site.app_context():
        assert db.session.scalars(select(func.count()).select_from(learning.Revocation)).one() == 1


# Compliance


def test_a_standing_is_explained_with_the_day_and_the_instant(site: Flask) -> None:
    found = run(site, "compliance", "explain", "100001", SLUG)
    assert (found.code, found.err) == (DONE, "")
    first = found.out.splitlines()[0]
    assert f"as at {clock.today().isoformat()}" in first
    assert re.search(r"as known on \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", first)
    assert "not started" in found.out.lower()


def test_an_explanation_is_reproduced_by_the_instant_that_it_printed(site: Flask, town: Town) -> None:
    said = run(site, "compliance", "explain", "100001", SLUG).out
    match = re.search(r"as known on (\S+)", said)
    assert match
    assert town.version is not None

    def read(session: object) -> None:
        Learner(session, town.amina, town.version, clock.now()).read(all_but=3)  # type: ignore[arg-type]

    change(site, read)
    assert "in progress" in run(site, "compliance", "explain", "100001", SLUG).out.lower()
    again = run(site, "compliance", "explain", "100001", SLUG, "--known-on", match[1])
    assert again.out == said


def test_a_future_day_is_headed_if_nothing_changes(site: Flask) -> None:
    later = (clock.today() + timedelta(days=400)).isoformat()
    found = run(site, "compliance", "explain", "100001", SLUG, "--as-at", later)
    assert "if nothing changes" in found.out
    assert "overdue" in found.out.lower()


def test_before_anything_was_recorded_nothing_is_known(site: Flask) -> None:
    found = run(site, "compliance", "explain", "100001", SLUG, "--known-on", "2019-12-31")
    assert found.code == DONE
    assert "if nothing changes" in found.out  # the day asked about is later than what is known (RULE-3)
    assert "no post is recorded" in found.out.lower()


@pytest.mark.parametrize(
    "option",
    [
        ("--as-at", "31/12/2026"), ("--as-at", "2026-02-30"), ("--as-at", "soon"), ("--as-at", ""),
        ("--known-on", "2026-02-30"), ("--known-on", "2026-11-22T17:00"), ("--known-on", "noon"), ("--known-on", ""),
        ("--known-on", "2026-11-22T25:00+00:00"), ("--as-at", "99999-01-01"), ("--nothing", "x"),
    ],
)  # fmt: skip
def test_a_day_or_time_that_does_not_exist_is_wrong_usage(site: Flask, option: tuple[str, str]) -> None:
    found = run(site, "compliance", "explain", "100001", SLUG, *option)
    assert (found.code, found.out) == (WRONG_USAGE, "")
    assert found.err


@pytest.mark.parametrize(
    ("option", "code"),
    [
        (("--as-at", "0001-01-01"), WRONG_USAGE), (("--as-at", "9999-12-31"), WRONG_USAGE),
        (("--known-on", "0001-01-01"), WRONG_USAGE), (("--known-on", "9999-12-31"), WRONG_USAGE),
        (("--known-on", "0001-01-01T00:00:00+14:00"), WRONG_USAGE),
        (("--known-on", "9999-12-31T23:59:59-12:00"), WRONG_USAGE),
        (("--as-at", "1900-01-01"), DONE), (("--as-at", "2199-12-31"), DONE),
        (("--known-on", "1900-01-01T00:00:00+14:00"), DONE), (("--known-on", "2199-12-31"), DONE),
    ],
)  # fmt: skip
def test_the_ends_of_time_are_wrong_usage_and_what_is_near_them_is_answered(
    site: Flask, option: tuple[str, str], code: int
) -> None:
    found = run(site, "compliance", "explain", "100001", SLUG, *option)
    assert found.code == code
    assert bool(found.out) is (found.code == DONE)


# What every command has in common


UNKNOWN = ["999999", "", " ", "x" * 500, "'; --", "\u202e", "amina"]


@pytest.mark.parametrize("employee", UNKNOWN, ids=range(len(UNKNOWN)))
def test_an_employee_whom_nobody_knows_is_exit_1_everywhere(
    site: Flask, tmp_path: Path, number: str, employee: str
) -> None:
    file = hr_file(tmp_path, NEW_PERSON)
    before = rows(site)
    for command in (
        ("people", "grant", employee, "hr"),
        ("people", "sign-in-code", employee),
        ("people", "sign-in-code", "100001", "--actor", employee),
        ("people", "grant", "100001", "hr", "--actor", employee),
        ("people", "import", file, "--actor", employee),
        ("content", "publish", SLUG, "--actor", employee),
        ("certificates", "revoke", number, "--reason", "Malpractice", "--actor", employee),
        ("compliance", "explain", employee, SLUG),
    ):
        found = run(site, *command)
        assert (found.code, found.out) == (NOT_IN_ORDER, ""), command
        assert "employee number" in found.err, command
    assert changed(before, rows(site)) == set()


@pytest.mark.parametrize(
    "command",
    [
        ("content",), ("content", "nothing"), ("content", "publish"), ("content", "publish", SLUG, "--change", "big"),
        ("people", "import"), ("people", "import", "nowhere.csv"), ("people", "import", "."),
        ("people", "grant", "100001"), ("people", "grant", "100001", "king"), ("people", "sign-in-code"),
        ("certificates", "show", NOTHING["number"]), ("certificates", "verify"), ("certificates", "revoke"),
        ("compliance", "explain", "100001"), ("compliance", "explain"), ("demo", "load", "--people", "many"),
        ("demo", "load", "--people", "1"), ("demo", "load", "--people", "-5"), ("nothing",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_exit_2_and_says_so_on_standard_error(site: Flask, command: tuple[str, ...]) -> None:
    found = run(site, *command)
    assert (found.code, found.out) == (WRONG_USAGE, "")
    assert found.err


def test_an_unknown_module_is_exit_1(site: Flask) -> None:
    found = run(site, "compliance", "explain", "100001", "nothing")
    assert (found.code, found.out) == (NOT_IN_ORDER, "")
    assert "no published module" in found.err


def test_a_database_that_was_never_set_up_is_said_to_be_so(tmp_path: Path) -> None:
    url = databases.new_url(tmp_path)
    empty = create_app(settings_for(url))
    for command in (
        ("people", "grant", "100001", "hr"), ("people", "sign-in-code", "100001"), ("content", "publish", SLUG),
        ("certificates", "verify", "7K3M-Q2XA-90TD-RW5B"), ("compliance", "explain", "100001", SLUG),
        ("people", "import", hr_file(tmp_path, NEW_PERSON)),
    ):  # fmt: skip
        found = run(empty, *command)
        assert (found.code, found.out) == (NOT_IN_ORDER, ""), command
        assert found.err
    with empty.app_context():
        db.engine.dispose()
    databases.drop(url)


def test_a_database_that_does_not_answer_is_said_not_to(tmp_path: Path) -> None:
    away = create_app(settings_for("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    for command in (
        ("people", "grant", "100001", "hr"), ("people", "sign-in-code", "100001"), ("content", "publish", SLUG),
        ("certificates", "verify", "7K3M-Q2XA-90TD-RW5B"), ("compliance", "explain", "100001", SLUG),
        ("people", "import", hr_file(tmp_path, NEW_PERSON)),
    ):  # fmt: skip
        found = run(away, *command)
        assert (found.code, found.out) == (NOT_IN_ORDER, ""), command
        assert found.err


# The demonstration


def test_the_demonstration_is_not_loaded_outside_demo_mode(site: Flask) -> None:
    before = rows(site)
    for command in ("load", "reset"):
        found = run(site, "demo", command)
        assert (found.code, found.out) == (NOT_IN_ORDER, "")
        assert "ELEARNING_MODE=demo" in found.err
    assert changed(before, rows(site)) == set()


def test_the_demonstration_refuses_a_database_with_anybody_else_in_it(database_url: str) -> None:
    demo = create_app(settings_for(database_url, is_demo=True))
    before = rows(demo)
    for command in ("load", "reset"):
        found = run(demo, "demo", command)
        assert (found.code, found.out) == (NOT_IN_ORDER, "")
        assert "did not make" in found.err
    assert changed(before, rows(demo)) == set()
    with demo.app_context():
        db.engine.dispose()


def test_the_demonstration_loads_once_and_refuses_reset_as_soon_as_somebody_else_is_in_it(tmp_path: Path) -> None:
    url = databases.new_url(tmp_path)
    demo = create_app(settings_for(url, is_demo=True))
    assert run(demo, "db", "upgrade").code == DONE
    loaded = run(demo, "demo", "load", "--people", str(FEWEST))
    assert loaded.code == DONE, loaded
    assert f"{FEWEST} people" in loaded.out
    _check_bens_tree(demo)
    _check_what_waits(demo)
    before = rows(demo)
    assert "loaded already" in run(demo, "demo", "load").out
    assert changed(before, rows(demo)) == set()
    change(demo, lambda session: builders.hire(
        session, number="999001", name="A Stranger", unit_id=builders.team(session, "Elsewhere")
    ))  # fmt: skip
    before = rows(demo)
    for command in ("load", "reset"):
        assert run(demo, "demo", command).code == NOT_IN_ORDER
    assert changed(before, rows(demo)) == set()
    with demo.app_context():
        db.engine.dispose()
    databases.drop(url)


def _check_bens_tree(demo: Flask) -> None:
    """Ben has people of two levels below him, a vacant post between, and what a manager can meet; somebody has no
    manager in post."""
    with demo.app_context():
        session, asked = db.session(), Asked(clock.today(), clock.now())
        ben = person_by_number(session, "100002")
        direct, whole = (reports(session, ben, asked, whole_tree=tree) for tree in (False, True))
        assert len(whole) - 2 > len(direct) > 2
        found = board(session, Scope(whole), asked).rows
        assert "" in {row.manager_name for row in found if row.person_id not in direct}, "below a vacant post"
        assert {row.row.standing for row in found} >= set(Standing) - {Standing.EXPIRING}
        assert len(without_manager(session, asked)) >= 1
        db.session.remove()


def _check_what_waits(demo: Flask) -> None:
    """Carys and Fran each find something to decide that the other asked for; Ben and HR are asked for more time."""
    with demo.app_context():
        session, asked = db.session(), Asked(clock.today(), clock.now())
        ben, carys, fran = (person_by_number(session, number) for number in ("100002", "100003", "100006"))
        waiting = [one.request_id for one in exemption_requests.waiting(session, asked) if one.asked_by == carys]
        assert {one.asked_by for one in exemption_requests.waiting(session, asked)} == {carys, fran}
        of_ben = {one.request_id for one in extension_requests.waiting_of_team(session, ben, asked)}
        assert of_ben
        assert of_ben < {one.request_id for one in extension_requests.waiting(session, asked)}
        assert agree_to_exemptions(session, waiting[0], actor=Actor(fran), now=clock.now()) > 0
        db.session.rollback()
        db.session.remove()


def test_a_demonstration_can_be_reset_and_loaded_again(tmp_path: Path) -> None:
    url = databases.new_url(tmp_path)
    demo = create_app(settings_for(url, is_demo=True))
    assert run(demo, "demo", "reset").code == DONE
    for _ in range(2):
        assert run(demo, "demo", "load", "--people", str(FEWEST)).code == DONE
        assert run(demo, "demo", "reset").code == DONE
    with demo.app_context():
        assert db.session.scalars(select(func.count()).select_from(people.Person)).one() == 0
        db.session.rollback()
        db.engine.dispose()
    databases.drop(url)


# From outside


def outside(tmp_path: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own, with nothing in its environment but this."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *arguments], cwd=ROOT, env={**kept, **environment},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_without_its_settings_no_command_starts_and_all_of_them_are_named(tmp_path: Path) -> None:
    done = outside(tmp_path, "content", "check")
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for name in ("SECRET_KEY", "PUBLIC_URL", "DATABASE_URL"):
        assert name in done.stderr


def test_the_exit_codes_reach_the_shell(tmp_path: Path, database_url: str) -> None:
    settings = {"ELEARNING_MODE": "demo", "DATABASE_URL": database_url}
    codes = [
        outside(tmp_path, *arguments, **settings).returncode
        for arguments in (
            ("content", "check"), ("certificates", "verify", NOTHING["number"]), ("certificates", "verify"),
        )
    ]  # fmt: skip
    assert codes == [DONE, NOT_IN_ORDER, WRONG_USAGE]
