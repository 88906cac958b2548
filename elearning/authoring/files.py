"""A module's folder and its quizzes to a ModuleVersion, with every fault of every file. Nothing is rendered."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from elearning.authoring.blueprint import blueprint_problems
from elearning.authoring.lessons import read_lesson
from elearning.authoring.pictures import FOLDER, Pictures, content_of, read_pictures, written
from elearning.authoring.places import Places
from elearning.authoring.questions import read_questions
from elearning.authoring.readability import readability_problems
from elearning.authoring.references import REFERENCE_FILE, read_reference
from elearning.authoring.requirements import MODULE_FILE, requirement_problems
from elearning.authoring.shape_faults import shaped
from elearning.authoring.shapes import ID, ModuleShape
from elearning.authoring.sources import read_sources, source_problems, sources_path
from elearning.authoring.stamp import stamp
from elearning.authoring.style import module_style_problems, reference_problems, style_problems
from elearning.authoring.targets import Targets, Used, targets_of, used_in
from elearning.authoring.text_files import LARGEST_FILE, LARGEST_LESSON, LARGEST_REFERENCE, read_text, shown_path
from elearning.authoring.yaml_lines import as_mapping, read_yaml
from elearning.domain.beside_lessons import Reference
from elearning.domain.module_problems import problems_in
from elearning.domain.modules import CompletionCondition, Lesson, ModuleVersion, Question
from elearning.domain.problems import Place, Problem, Severity
from elearning.domain.question_problems import question_problems

FINAL = "final"
FINAL_FILE = f"{FINAL}.yaml"
LONGEST_SLUG = 80
_LESSON_FILE = re.compile(r"^(\d\d)-[a-z0-9]+(-[a-z0-9]+)*\.md$")


@dataclass(frozen=True)
class Loaded:
    """A module as read: its version, or None where an error keeps it from being published; and all problems.

    `pictures` are the bytes of the version's pictures, by digest. `reviews` are the dates by which whatever could be
    read is to be reviewed: an error in one file hides no date in another.
    """

    version: ModuleVersion | None
    problems: tuple[Problem, ...]
    places: Places
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    reviews: tuple[tuple[Place, date], ...] = ()


@dataclass
class _Reading:
    """What was found in a module's files so far. `is_whole` is false once a file or a part of one was lost."""

    folder: Path
    quizzes: Path
    problems: list[Problem] = field(default_factory=list)
    places: Places = field(default_factory=Places)
    lessons: dict[str, Lesson] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    questions: dict[str, tuple[Question, ...]] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=Pictures)

    @property
    def is_whole(self) -> bool:
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def reviews(self) -> Iterator[tuple[Place, date]]:
        """When each lesson, page and question that could be read is to be reviewed."""
        for lesson in self.lessons.values():
            yield ("lesson", lesson.id, "review_by"), lesson.review_by
        for page in self.references.values():
            yield ("reference", page.id, "review_by"), page.review_by
        for question in (question for of_file in self.questions.values() for question in of_file):
            yield ("question", question.id, "review_by"), question.review_by

    def complain(self, path: Path, message: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(message, shown_path(path), severity=severity))

    def text(self, path: Path, *, largest: int = LARGEST_FILE) -> str | None:
        text, problems = read_text(path, largest=largest)
        self.problems += problems
        return text


def _entries(folder: Path) -> list[Path]:
    """What a folder holds, in order of name; hidden files are not looked at."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _module(reading: _Reading) -> ModuleShape | None:
    path = reading.folder / MODULE_FILE
    text = reading.text(path)
    if text is None:
        return None
    found = read_yaml(text)
    values = as_mapping(found)
    shape = shaped(ModuleShape, values, found) if values is not None else None
    shown = shown_path(path)
    reading.problems += [problem.found_at(shown, problem.line) for problem in found.problems]
    for at, line in found.lines.items():
        reading.places.add(("module", *map(str, at)), shown, line)
    return shape


def _stray(reading: _Reading, path: Path) -> None:
    """Say what to do with something in the folder that is no part of a module."""
    if path.name in (MODULE_FILE, FOLDER):
        return
    if path.suffix in (".md", ".markdown", ".yml", ".yaml"):
        message = (
            f"Only {MODULE_FILE}, lessons such as 01-title.md and pages such as reference-glossary.md belong here."
        )
        reading.complain(path, f"{message} Rename it.")
    else:
        reading.complain(path, "This is no part of a module and is not read. Remove it.", Severity.WARNING)


def _texts(reading: _Reading) -> None:
    """Read the lessons and the reference pages; a lesson's number is its own."""
    numbers: dict[str, str] = {}
    for path in _entries(reading.folder):
        if named := _LESSON_FILE.match(path.name):
            if named[1] in numbers:
                message = f"{numbers[named[1]]} has the number {named[1]} too. Give each lesson its own."
                reading.complain(path, message)
            numbers[named[1]] = path.name
            _lesson(reading, path)
        elif named := REFERENCE_FILE.match(path.name):
            _reference(reading, path, named[1])
        else:
            _stray(reading, path)


def _lesson(reading: _Reading, path: Path) -> None:
    text = reading.text(path, largest=LARGEST_LESSON)
    if text is not None:
        lesson, problems = read_lesson(text, path=shown_path(path), places=reading.places)
        reading.problems += problems
        if lesson is not None:
            reading.lessons[path.name] = lesson


def _reference(reading: _Reading, path: Path, name: str) -> None:
    text = reading.text(path, largest=LARGEST_REFERENCE)
    if text is not None:
        page, problems = read_reference(text, name=name, path=shown_path(path), places=reading.places)
        reading.problems += problems
        if page is not None:
            reading.references[path.name] = page


def _used(reading: _Reading, targets: Targets) -> Used:
    """What the texts point at; a picture that none of them shows is a fault of its file."""
    texts = [screen.markdown for lesson in reading.lessons.values() for screen in lesson.screens]
    texts += [section.markdown for page in reading.references.values() for section in page.sections]
    used = used_in(texts, targets)
    for name, path in reading.pictures.paths.items():
        if name not in used.pictures:
            message = f"No text shows this picture. Write ![what it tells]({written(name)}), or remove it."
            reading.problems.append(Problem(message, path, severity=Severity.WARNING))
    return used


def _questions(reading: _Reading, path: Path) -> tuple[Question, ...]:
    text = reading.text(path)
    if text is None:
        return ()
    questions, problems = read_questions(text, path=shown_path(path), places=reading.places)
    reading.problems += problems
    return questions


def _quizzes(reading: _Reading) -> dict[str, tuple[Question, ...]]:
    """The questions of each file, by its name without the ending."""
    if not reading.quizzes.is_dir():
        reading.complain(reading.quizzes, f"There is no such folder. Make it, with {FINAL_FILE} in it.")
        return {}
    found = {}
    for path in _entries(reading.quizzes):
        if path.suffix == ".yaml":
            found[path.stem] = _questions(reading, path)
        else:
            reading.complain(path, "Files of questions end in .yaml. Rename it, or remove it.")
    return found


def _with_checks(reading: _Reading, lessons: list[Lesson], questions: dict[str, tuple[Question, ...]]) -> list[Lesson]:
    """The lessons with their knowledge checks; a file of questions that no lesson has is a fault."""
    if reading.is_whole:
        for name in questions.keys() - {FINAL, *(lesson.id for lesson in lessons)}:
            message = f"No lesson has these questions. Name the file {FINAL_FILE}, or after a lesson's id."
            reading.complain(reading.quizzes / f"{name}.yaml", message)
    return [replace(lesson, checks=questions.get(lesson.id, ())) for lesson in lessons]


def _version(
    reading: _Reading, slug: str, shape: ModuleShape, lessons: list[Lesson], bank: tuple[Question, ...], used: Used
) -> ModuleVersion:
    known = reading.pictures.by_name
    return ModuleVersion(
        slug=slug, title=shape.title, summary=shape.summary.strip(), minutes=shape.minutes,
        objectives={id: text.strip() for id, text in shape.objectives.items()}, validity=shape.validity.value(),
        assessment=shape.assessment.value(),
        completion=tuple(sorted(shape.completion, key=list(CompletionCondition).index)),
        acknowledgement=shape.acknowledgement.value() if shape.acknowledgement else None,
        lessons=tuple(lessons), bank=bank, references=tuple(reading.references.values()),
        pictures=tuple(known[name] for name in sorted(used.pictures & known.keys())), links=used.links,
        requires=tuple(sorted(shape.requires)),
        open_to_all=shape.open_to_all, follow_up=shape.follow_up.value() if shape.follow_up else None,
    )  # fmt: skip


def _workshop_problems(
    reading: _Reading, whole: ModuleShape | None, lessons: list[Lesson], bank: tuple[Question, ...]
) -> Iterator[Problem]:
    """What is said of the module beside the words themselves: how it reads, what it rests on, what was planned.

    `whole` is module.yaml where every file was read: a plan is held against nothing less.
    """
    yield from readability_problems(lessons, bank, reading.places)
    pages = reading.references.values()
    yield from source_problems(lessons, bank, read_sources(reading.folder.parent), pages=pages)
    if whole is not None:
        yield from blueprint_problems(whole.blueprint, bank)


def _read(reading: _Reading, slug: str) -> ModuleVersion | None:
    shape = _module(reading)
    _texts(reading)
    questions = reading.questions = _quizzes(reading)
    if FINAL not in questions and reading.quizzes.is_dir():
        reading.complain(
            reading.quizzes / FINAL_FILE, "There is no such file. Write the questions of the final assessment."
        )
    pictures = reading.pictures = read_pictures(reading.folder / FOLDER)
    reading.problems += pictures.problems
    targets = targets_of(reading.lessons, reading.references, pictures.by_name, unreadable=pictures.paths)
    used = _used(reading, targets)
    lessons, bank = _with_checks(reading, list(reading.lessons.values()), questions), questions.get(FINAL, ())
    version = _version(reading, slug, shape, lessons, bank, used) if shape is not None and reading.is_whole else None
    if version is not None:
        found = [
            *problems_in(version), *module_style_problems(version),
            *requirement_problems(reading.folder.parent, slug, shape.requires if shape else []),
        ]  # fmt: skip
    else:  # a part is missing, so that only what each question says by itself can be judged
        alone = [question for of_file in questions.values() for question in of_file]
        found = [problem for question in alone for problem in question_problems(question)]
    found += style_problems(lessons, bank, reading.places, targets)
    found += reference_problems(reading.references.values(), reading.places, targets)
    found += _workshop_problems(reading, shape if version is not None else None, lessons, bank)
    reading.problems += [reading.places.located(problem) for problem in found]
    return version if reading.is_whole else None


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: (problem.path, problem.line, problem.message)))


def load_module(content_dir: Path, quizzes_dir: Path, slug: str) -> Loaded:
    """Read content_dir/<slug> and quizzes_dir/<slug>. Whatever is wrong is in the problems; nothing raises.

    What was read is kept until a file of any module is touched: a module names sources and modules outside its folder.
    """
    try:
        state = stamp(content_dir, quizzes_dir, sources_path(content_dir))
    except (OSError, RuntimeError):  # RuntimeError: links that lead in a circle
        return _load(content_dir, quizzes_dir, slug)
    return _kept(content_dir, quizzes_dir, slug, Path.cwd(), state)


@lru_cache(maxsize=32)
def _kept(content_dir: Path, quizzes_dir: Path, slug: str, _shown_from: Path, _state: str) -> Loaded:
    """Kept for the folder from which paths are shown, and for the state of the files."""
    return _load(content_dir, quizzes_dir, slug)


def _load(content_dir: Path, quizzes_dir: Path, slug: str) -> Loaded:
    if not re.fullmatch(ID, slug) or len(slug) > LONGEST_SLUG:
        message = f"{slug!r} is no name of a module. Use small letters, digits and single hyphens."
        return Loaded(None, (Problem(message, shown_path(content_dir)),), Places())
    reading = _Reading(content_dir / slug, quizzes_dir / slug)
    if not reading.folder.is_dir():
        reading.complain(reading.folder, "There is no module here. Give the name of a folder with a module.yaml in it.")
        return Loaded(None, tuple(reading.problems), reading.places)
    try:
        version = _read(reading, slug)
    except OSError as error:
        reading.complain(reading.folder, f"The folder cannot be read: {error.strerror}. Check who may read it.")
        version = None
    shown = content_of(version.pictures, reading.pictures.content) if version else {}
    return Loaded(version, _in_order(reading.problems), reading.places, shown, tuple(reading.reviews))
