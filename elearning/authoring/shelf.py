"""The modules that there are as files, and how far each is from being published."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from elearning.authoring.lint import check_module, module_folders
from elearning.domain.modules import ModuleVersion
from elearning.domain.problems import Problem, Severity


@dataclass(frozen=True)
class OnShelf:
    """One module's files as they stand: the version that they would make, or None while an error keeps them from it."""

    slug: str
    version: ModuleVersion | None
    problems: tuple[Problem, ...]

    @property
    def title(self) -> str:
        """The module's title; the name of its folder where the files do not say one yet."""
        return self.version.title if self.version else self.slug

    @property
    def errors(self) -> int:
        """How many faults keep it from being published."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many remarks there are that do not."""
        return len(self.problems) - self.errors


def shelf(content_dir: Path, *, today: date) -> tuple[OnShelf, ...]:
    """Every module in a folder of modules, in order of name. A folder that is not there holds none."""
    if not content_dir.is_dir():
        return ()
    return tuple(one_on_shelf(folder, today=today) for folder in module_folders(content_dir))


def one_on_shelf(folder: Path, *, today: date) -> OnShelf:
    """One module by its folder."""
    version, problems = check_module(folder, today=today)
    return OnShelf(folder.name, version, tuple(problems))
