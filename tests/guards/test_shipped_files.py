"""What is shipped: pinned and hashed parts that are used, no machine's paths, a front end that is light and whole."""

import ast
import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from elearning.settings import ROOT

LISTS = ("requirements.txt", "requirements-dev.txt", "requirements-postgres.txt")
WEB = ROOT / "elearning" / "web"
STATIC = WEB / "static"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

BY_NAME_ONLY = {"tzdata"}
"""Used without being imported or run: the data that zoneinfo reads where the system has none."""

ELSEWHERE = re.compile(
    r"(?<![\w.-])/(?:root|home|work|opt|Users)/\w|\bpypi\.org/simple|registry\.(?:npmjs|yarnpkg)|files\.pythonhosted"
)
THIRD_PARTY = re.compile(r"\.(?:ttf|otf|woff2?|whl|min\.js|min\.css|map)$|(?:^|/)node_modules/|^elearning/web/static/")
FIRST_VISIT, LATER_VISIT = 150_000, 30_000
"""Bytes, compressed: the issue's figures. What one page's HTML may weigh is left over for it."""


def normal(name: str) -> str:
    """A package's name as PyPI compares them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def shipped() -> list[str]:
    """The files under version control; in a copy without git, there is nothing to tell ours from what was built."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("This copy is not a git checkout, so its shipped files cannot be told from built ones.")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def required() -> Iterator[tuple[str, str]]:
    """Each list and a package that it asks for."""
    for name in LISTS:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if match := re.match(r"[A-Za-z0-9][\w.-]*", line):
                yield name, normal(match[0])


def imported() -> set[str]:
    """The packages from which anything in the project imports."""
    modules: set[str] = set()
    folders = ("elearning", "tests", "benchmarks", "docs", "migrations")
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.split(".")[0])
    distributions = packages_distributions()
    return {normal(found) for module in modules for found in distributions.get(module, [])}


def is_run_or_configured(package: str) -> bool:
    """Whether a command, an address or a setting of the project names what a package brings."""
    words = {
        "import-linter": "lint-imports", "psycopg": r"postgresql\+psycopg", "pytest-xdist": r"-n auto",
        "pytest-cov": r"tool\.coverage", "waitress": "waitress-serve", "gunicorn": "gunicorn ",
    }  # fmt: skip
    wanted = words.get(package, rf"\b{re.escape(package)}\b")
    places = ("Makefile", "pyproject.toml", ".ci/run", "docs/ict.md")
    texts = [(ROOT / place).read_text(encoding="utf-8") for place in places]
    return any(re.search(wanted, text) for text in texts)


def lock_entries() -> dict[str, str]:
    """The text of each package's entry in the lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    return {normal(re.split(r"[=\[ ;]", entry, maxsplit=1)[0]): entry for entry in entries if entry.strip()}


def test_no_file_names_a_place_on_somebodys_machine_or_a_registry() -> None:
    found = []
    for name in shipped():
        if name == str(Path(__file__).relative_to(ROOT)):
            continue
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(name, match[0]) for match in ELSEWHERE.finditer(text)]
    assert found == []


def test_nothing_of_anybody_elses_is_committed() -> None:
    assert [name for name in shipped() if THIRD_PARTY.search(name)] == []


def test_the_lock_pins_every_package_by_hash_and_says_nothing_of_where_from() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"^\s*-.*(?:index|find-links|trusted)", text, re.MULTILINE) == []
    entries = lock_entries()
    assert [name for name, entry in entries.items() if "==" not in entry or "--hash=sha256:" not in entry] == []
    assert sorted({package for _, package in required()} - set(entries)) == []


def test_every_package_in_the_lists_is_used() -> None:
    used = imported() | BY_NAME_ONLY
    unused = [
        (name, package) for name, package in required()
        if package not in used and not package.startswith("types-") and not is_run_or_configured(package)
    ]  # fmt: skip
    assert unused == []


def test_the_front_end_is_pinned_exactly_and_its_lock_says_nothing_of_where_from() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    assert wanted["govuk-frontend"] == "6.3.0"
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


@pytest.fixture(scope="module")
def built() -> dict[str, bytes]:
    """The built files of a page, by the name that templates use."""
    manifest = STATIC / "manifest.json"
    assert manifest.exists(), "The front end is not built: run make setup."
    return {name: (STATIC / named).read_bytes() for name, named in json.loads(manifest.read_text()).items()}


def test_every_file_a_template_asks_for_is_built(built: dict[str, bytes]) -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    asked = set(re.findall(r"asset\('([^']+)'\)", texts))
    assert asked
    assert asked - set(built) == set()


def test_a_first_visit_is_light(built: dict[str, bytes]) -> None:
    assert sum(len(gzip.compress(content)) for content in built.values()) <= FIRST_VISIT - LATER_VISIT


def test_the_styles_bring_nothing_that_belongs_to_gov_uk_alone(built: dict[str, bytes]) -> None:
    styles = built["application.css"].decode()
    assert "GDS Transport" not in styles
    assert "@font-face" not in styles


def test_every_class_of_a_template_has_a_style(built: dict[str, bytes]) -> None:
    styled = set(re.findall(r"\.((?:govuk|app)-[\w-]+)", built["application.css"].decode()))
    without = {  # plain on purpose, or found by scripts
        "app-feedback__option--wrong", "govuk-tag--blue", "govuk-panel__body", "govuk-js-service-navigation-toggle",
        "govuk-table__head", "govuk-table__body", "govuk-table__row", "govuk-checkboxes", "govuk-radios",
        "govuk-file-upload--error",
    }  # fmt: skip
    used = {
        (name, path.name)
        for path in TEMPLATES
        for attribute in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8"))
        for name in re.findall(r"(?<![\w-])(?:govuk|app)-[a-z0-9]+(?:(?:-|--|__)[a-z0-9]+)*(?![\w{-])", attribute)
    }
    assert sorted((name, page) for name, page in used if name not in styled | without) == []


KEPT_AS_FILES = {"record_file.html"}
"""Templates of files that people keep: opened from their own disk, where no policy of the site reaches."""


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.name not in KEPT_AS_FILES], ids=lambda path: path.name
)
def test_no_template_writes_what_the_content_security_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"""\sstyle=|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|<style|javascript:""", text) == []
