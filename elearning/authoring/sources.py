"""The ids that lessons and questions may name as their sources, and what each may carry (brief 0.2, G.2)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from elearning.authoring.shape_faults import shaped
from elearning.authoring.shapes import Shape, SourceId, Title
from elearning.authoring.text_files import read_text, shown_path
from elearning.authoring.yaml_lines import as_mapping, read_yaml
from elearning.domain.beside_lessons import Reference
from elearning.domain.modules import Lesson, Question, Status
from elearning.domain.problems import Place, Problem, Severity

SOURCES_FILE = "sources.yaml"
WatchId = Annotated[str, Field(pattern=r"^W[0-9]+$", max_length=10)]
Where = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+(/[a-z0-9-]+)?$", max_length=160)]


class SourceShape(Shape):
    """One source or fact."""

    title: Title
    status: Status
    watch: WatchId | None = None
    watch_part: WatchId | None = None
    taught_in: list[Where] = []


class SourcesShape(Shape):
    """sources.yaml."""

    modules: dict[str, str] = {}
    sources: Annotated[dict[SourceId, SourceShape], Field(min_length=1)]


@dataclass(frozen=True)
class Source:
    """One id, and whether a scored question may rest on it. `taught_in` holds modules and MODULE/LESSON, by slug."""

    id: str
    title: str
    status: Status
    watch: str | None
    watch_part: str | None
    taught_in: tuple[str, ...]


@dataclass(frozen=True)
class Sources:
    """What sources.yaml says; without such a file nothing is known, and any id may be named."""

    known: Mapping[str, Source] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def _taught_in(shape: SourceShape, modules: Mapping[str, str]) -> tuple[str, ...]:
    found = []
    for where in shape.taught_in:
        module, slash, lesson = where.partition("/")
        found.append(f"{modules.get(module, module)}{slash}{lesson}")
    return tuple(found)


@lru_cache(maxsize=16)
def _parsed(text: str, path: str) -> Sources:
    found = read_yaml(text)
    values = as_mapping(found)
    shape = shaped(SourcesShape, values, found) if values is not None else None
    problems = tuple(problem.found_at(path, problem.line) for problem in found.problems)
    if shape is None or problems:
        return Sources(problems=problems)
    known = {
        id: Source(id, one.title, one.status, one.watch, one.watch_part, _taught_in(one, shape.modules))
        for id, one in shape.sources.items()
    }
    return Sources(known)


def sources_path(content_dir: Path) -> Path:
    """Where the sources of a folder of modules are: beside it."""
    return content_dir.parent / SOURCES_FILE


def read_sources(content_dir: Path) -> Sources:
    """The sources beside a folder of modules. Read again when the file has changed."""
    path = sources_path(content_dir)
    if not path.is_file():
        return Sources()
    text, problems = read_text(path)
    return Sources(problems=tuple(problems)) if text is None else _parsed(text, shown_path(path))


def _unknown(ids: Iterable[str], known: Mapping[str, Source], place: Place) -> Iterator[Problem]:
    for id in ids:
        if id not in known:
            close = get_close_matches(id, known, n=1)
            meant = f"Did you mean {close[0]}? If not, add" if close else "Correct it, or add"
            yield Problem(f"{id} is no known source. {meant} it to {SOURCES_FILE} with its status.", place=place)


def _watched(ids: Iterable[str], known: Mapping[str, Source]) -> list[Source]:
    return [known[id] for id in ids if id in known and known[id].watch]


def _lesson_problems(lesson: Lesson, known: Mapping[str, Source]) -> Iterator[Problem]:
    place: Place = ("lesson", lesson.id, "sources")
    yield from _unknown(lesson.sources, known, place)
    if lesson.status is Status.CHECKED:
        for source in _watched(lesson.sources, known):
            message = (
                f"{source.id} is on the watch list ({source.watch}), because it may change, so that this lesson cannot "
                "be checked. Set status: unverified, or take the source and its fact out."
            )
            yield Problem(message, place=place)


def _question_problems(question: Question, known: Mapping[str, Source], *, is_scored: bool) -> Iterator[Problem]:
    place: Place = ("question", question.id, "sources")
    yield from _unknown(question.sources, known, place)
    if not (is_scored or question.status is Status.CHECKED):
        return
    for source in _watched(question.sources, known):
        remedy = "Ask about something else." if is_scored else "Set status: unverified, or ask about something else."
        message = (
            f"{source.id} is on the watch list ({source.watch}), because it may change: "
            f"{'no scored question may rest' if is_scored else 'nothing checked rests'} on it. {remedy}"
        )
        yield Problem(message, place=place)
    cited = [known[id] for id in question.sources if id in known]
    if question.status is Status.CHECKED and cited and all(one.status is Status.UNVERIFIED for one in cited):
        message = (
            "status says checked, but nobody has read any of its sources yet. Name the source that was read, or set "
            "status: unverified."
        )
        yield Problem(message, severity=Severity.WARNING, place=place)


def source_problems(
    lessons: Iterable[Lesson], bank: Iterable[Question], sources: Sources, *, pages: Iterable[Reference] = ()
) -> Iterator[Problem]:
    """Source ids that are not known, what rests on a fact that may change, and what is wrong with the list itself."""
    yield from sources.problems
    if not sources.known:
        return
    for lesson in lessons:
        yield from _lesson_problems(lesson, sources.known)
        for check in lesson.checks:
            yield from _question_problems(check, sources.known, is_scored=False)
    for question in bank:
        yield from _question_problems(question, sources.known, is_scored=True)
    for page in pages:
        yield from _unknown(page.sources, sources.known, ("reference", page.id, "sources"))
