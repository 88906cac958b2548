"""The house rules that can be measured: sizes, names, imports inside functions, one filter on the two times."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from elearning.settings import ROOT

FILES = sorted((ROOT / "elearning").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_ROUTE = 300, 40, 25
"""A route may be 15 lines of body; its signature, docstring and decorators come on top."""
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "handlers", "shared", "base", "core", "lib", "stuff"}
LAZY = {"elearning/__init__.py", "elearning/documents/printing.py"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[Function]:
    """Every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def is_route(function: Function) -> bool:
    text = " ".join(ast.unparse(decorator) for decorator in function.decorator_list)
    return bool(re.search(r"\bblueprint\.(get|post|route)\b", text))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_files_functions_and_routes_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    for function in functions(path):
        limit = LONGEST_ROUTE if is_route(function) else LONGEST_FUNCTION
        assert length(function) <= limit, f"{function.name} has {length(function)} lines"


def test_there_are_no_drawers() -> None:
    assert [name(path) for path in FILES if path.stem in DRAWERS] == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    if name(path) in LAZY:
        return
    inside = [node for f in functions(path) for node in ast.walk(f) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert inside == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_public_function_says_what_it_means(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [
        node.name for node in tree.body
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]  # fmt: skip
    assert silent == []


@pytest.mark.parametrize("path", [p for p in FILES if p.parent.name in ("services", "queries")], ids=name)
def test_only_one_filter_compares_the_two_times(path: Path) -> None:
    compared = re.findall(r"superseded_at\s*(?:\.is_|==|!=|<|>)|superseded_at is", path.read_text(encoding="utf-8"))
    assert compared == [], "use elearning.models.dated"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    if name(path) == "elearning/clock.py":
        return
    assert not re.search(r"\b(datetime\.now|date\.today|utcnow|time\.time)\(", path.read_text(encoding="utf-8"))


def test_the_domain_imports_the_standard_library_only() -> None:

    for path in FILES:
        if path.parent.name != "domain":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for imported in names:
                top = imported.split(".")[0]
                assert top in sys.stdlib_module_names or imported.startswith("elearning.domain"), (name(path), imported)
