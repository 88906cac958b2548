"""What the modules cover: the founding report's points by lesson, objectives by question. Counted from the files."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from elearning.authoring.sources import Source, Sources
from elearning.domain.modules import Kind, Lesson, ModuleVersion

REPORT = "FR-"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Point:
    """A point of the founding report: where it is taught, and where it should be and is not, as MODULE/LESSON."""

    id: str
    title: str
    taught_in: tuple[str, ...]
    missing_in: tuple[str, ...]
    is_wanted: bool


@dataclass(frozen=True)
class Objective:
    """An objective of a module: the lessons that teach it, its knowledge checks, and the bank's questions by kind."""

    module: str
    id: str
    text: str
    lessons: tuple[str, ...]
    checks: int
    kinds: Mapping[Kind, int]

    @property
    def questions(self) -> int:
        """How many questions of the bank ask for it."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Hole:
    """Something that is promised and not there: in which module, and what to do."""

    module: str
    message: str


@dataclass(frozen=True)
class Coverage:
    """Both tables and their holes. `points` is empty where no file of sources says what the report's points are."""

    points: tuple[Point, ...]
    objectives: tuple[Objective, ...]
    holes: tuple[Hole, ...]


def _citations(version: ModuleVersion) -> dict[str, set[str]]:
    """The lessons that cite each id: in their front matter, in a knowledge check, or in a question of the bank."""
    cited: dict[str, set[str]] = defaultdict(set)

    def note(lesson: str, sources: Iterable[str]) -> None:
        for source in sources:
            cited[source].add(f"{version.slug}/{lesson}")

    for lesson in version.lessons:
        note(lesson.id, lesson.sources)
        for check in lesson.checks:
            note(lesson.id, check.sources)
    for question in version.bank:
        note(question.lesson, question.sources)
    return cited


def _is_in(wanted: str, taught: Iterable[str]) -> bool:
    return any(place == wanted or place.startswith(f"{wanted}/") for place in taught)


def _point(source: Source, cited: Mapping[str, set[str]], modules: frozenset[str] | None) -> Point:
    """A reference without a letter stands for every point under its number (brief A.1)."""
    whole = source.id.rstrip(_LETTERS)
    taught = sorted(cited.get(source.id, set()) | cited.get(whole, set()))
    of_these = [place for place in source.taught_in if modules is None or place.partition("/")[0] in modules]
    missing = tuple(place for place in of_these if not _is_in(place, taught))
    return Point(source.id, source.title, tuple(taught), missing, bool(source.taught_in))


def _report(known: Mapping[str, Source]) -> Iterator[Source]:
    """The report's points; a number that has points of its own, such as FR-6, is no point but their heading."""
    lettered = {id.rstrip(_LETTERS) for id in known if id != id.rstrip(_LETTERS)}
    for id, source in known.items():
        if id.startswith(REPORT) and (source.taught_in or id not in lettered):
            yield source


def _objectives(version: ModuleVersion) -> Iterator[Objective]:
    checks = Counter(check.objective for lesson in version.lessons for check in lesson.checks)
    kinds: dict[str, Counter[Kind]] = defaultdict(Counter)
    for question in version.bank:
        kinds[question.objective][question.kind] += 1
    for id, text in version.objectives.items():
        lessons = tuple(lesson.id for lesson in version.lessons if _teaches(lesson, id))
        yield Objective(version.slug, id, text, lessons, checks[id], kinds[id])


def _teaches(lesson: Lesson, objective: str) -> bool:
    return objective in lesson.objectives


def _holes(points: Sequence[Point], objectives: Sequence[Objective], modules: frozenset[str]) -> Iterator[Hole]:
    for point in points:
        for place in point.missing_in:
            module, _, lesson = place.partition("/")
            where = f"{lesson} of {module}" if lesson else module
            message = f"{point.id} ({point.title}) is not taught in {where}. Teach it there and cite it."
            if module not in modules:
                message = f"{point.id} ({point.title}) belongs in {module}, which is not among the files. Write it."
            yield Hole(module, message)
    for objective in objectives:
        if not objective.lessons:
            yield Hole(objective.module, f"{objective.id} is taught by no lesson of {objective.module}. Teach it.")
        if not objective.questions:
            yield Hole(objective.module, f"{objective.id} is asked by no question of {objective.module}. Write one.")


def coverage(versions: Sequence[ModuleVersion], sources: Sources, *, only: str | None = None) -> Coverage:
    """The tables over these modules, or of the one named `only`, whose lessons alone then count."""
    chosen = [version for version in versions if only in (None, version.slug)]
    cited: dict[str, set[str]] = defaultdict(set)
    for version in chosen:
        for id, places in _citations(version).items():
            cited[id] |= places
    wanted = None if only is None else frozenset({only})
    points = tuple(_point(source, cited, wanted) for source in _report(sources.known))
    objectives = tuple(objective for version in chosen for objective in _objectives(version))
    holes = tuple(_holes(points, objectives, frozenset(version.slug for version in versions)))
    return Coverage(points, objectives, holes)
