"""What `content check` says, for an author in a browser: every fault by file and line, counted and filtered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import render_template

from elearning.authoring.shelf import OnShelf
from elearning.domain.access import Role
from elearning.domain.problems import Problem, Severity
from elearning.domain.refusals import NotFound
from elearning.web.access import requires
from elearning.web.author.blueprint import blueprint
from elearning.web.author.modules import modules_of_files
from elearning.web.typed import typed


@dataclass(frozen=True)
class OfFile:
    """One file with what is wrong in it."""

    path: str
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many of them keep the module from being published."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def by_file(problems: Iterable[Problem]) -> tuple[OfFile, ...]:
    """The problems under their files, in order of path; files with errors come first."""
    ordered = sorted(problems, key=lambda problem: (problem.path, problem.line, problem.message))
    files = [OfFile(path, tuple(found)) for path, found in groupby(ordered, key=lambda problem: problem.path)]
    return tuple(sorted(files, key=lambda file: (not file.errors, file.path)))


def _chosen(modules: Sequence[OnShelf], slug: str) -> list[OnShelf]:
    chosen = [module for module in modules if slug in ("", module.slug)]
    if slug and not chosen:
        raise NotFound("There is no such module in the files.")
    return chosen


@blueprint.get("/check")
@requires(Role.AUTHOR)
def check() -> str:
    """The list, of all modules or one, of errors or warnings or both."""
    modules, slug, kind = modules_of_files(), typed("module"), typed("kind")
    if kind not in ("", *(severity.value for severity in Severity)):
        raise NotFound("There is no such kind of fault.")
    of_these = dict.fromkeys(problem for module in _chosen(modules, slug) for problem in module.problems)
    shown = [problem for problem in of_these if kind in ("", problem.severity.value)]
    counts = {severity.value: sum(problem.severity is severity for problem in of_these) for severity in Severity}
    return render_template(
        "author/check.html", modules=modules, slug=slug, kind=kind, files=by_file(shown), counts=counts
    )  # fmt: skip
