"""`content check`: everything to say of one module's files, or of all, on a day. It publishes nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from elearning.authoring.files import Loaded, load_module
from elearning.authoring.requirements import MODULE_FILE
from elearning.authoring.text_files import shown_path
from elearning.domain.modules import ModuleVersion
from elearning.domain.problems import Problem, Severity


def _overdue(loaded: Loaded, today: date) -> Iterator[Problem]:
    for place, review_by in loaded.reviews:
        if review_by < today:
            message = (
                f"The review was due by {review_by.isoformat()}. Check it against its sources and give the next date."
            )
            yield loaded.places.located(Problem(message, severity=Severity.WARNING, place=place))


def check_module(folder: Path, *, today: date) -> tuple[ModuleVersion | None, list[Problem]]:
    """The version that a module's files would make, or None where they hold an error; and every fault, file by file."""
    loaded = load_module(folder.parent, folder.parent.parent.parent / "quizzes", folder.name)
    found = [*loaded.problems, *_overdue(loaded, today)]
    return loaded.version, sorted(found, key=lambda problem: (problem.path, problem.line, problem.message))


def _is_module(folder: Path) -> bool:
    return (folder / MODULE_FILE).exists() or any(folder.glob("*.md"))


def module_folders(path: Path) -> list[Path]:
    """The folders of modules that a path means: one, or all in it. Raises OSError if it cannot be read."""
    if _is_module(path):
        return [path]
    return sorted(folder for folder in path.iterdir() if folder.is_dir() and not folder.name.startswith("."))


def check_path(path: Path, *, today: date) -> list[Problem]:
    """Every fault of a module's folder, or of each module in a folder of modules; errors and warnings, file by file.

    The questions are looked for beside `content`, in quizzes/<module>. A passed review date is a warning.
    """
    try:
        path = path.resolve()
        folders = module_folders(path)
    except (OSError, RuntimeError):  # RuntimeError: links that lead in a circle
        return [Problem("There is no such folder. Give that of a module, or of all modules.", shown_path(path))]
    if not folders:
        return [Problem("There is no module here. Give the folder of one, with a module.yaml in it.", shown_path(path))]
    return [problem for folder in folders for problem in check_module(folder, today=today)[1]]
