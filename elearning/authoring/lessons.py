"""A lesson's file to a Lesson. Its checks' questions come from another file, its prose is judged by `style`."""

from elearning.authoring.parts import Part, front_matter, read_parts
from elearning.authoring.places import Places
from elearning.authoring.shape_faults import shaped
from elearning.authoring.shapes import LessonShape
from elearning.authoring.yaml_lines import Lined, as_mapping
from elearning.domain.modules import Lesson, Screen
from elearning.domain.problems import Place, Problem


def _note_places(lesson: Lesson, found: list[Part], lines: Lined, places: Places, path: str) -> None:
    place: Place = ("lesson", lesson.id)
    places.add(place, path, 1)
    for key in ("title", "objectives", "sources", "review_by", "minutes"):
        places.add((*place, key), path, lines.line((key,)))
    for screen in found:
        at: Place = ("screen", lesson.id, screen.id)
        places.add(at, path, screen.line)
        places.add((*at, "check"), path, screen.check_line)
        places.add((*at, "text"), path, screen.trimmed()[1])


def read_lesson(text: str, *, path: str, places: Places) -> tuple[Lesson | None, list[Problem]]:
    """A lesson without its questions, or None, and what is wrong with its file; lines go to `places`."""
    found, body = front_matter(text, keys=LessonShape.model_fields)
    values = as_mapping(found)
    shape = shaped(LessonShape, values, found) if values is not None else None
    screens = read_parts(body)
    problems = [problem.found_at(path, problem.line) for problem in (*found.problems, *body.problems)]
    if shape is None:
        return None, problems
    lesson = Lesson(
        id=shape.id, title=shape.title, minutes=shape.minutes, objectives=tuple(shape.objectives),
        sources=tuple(shape.sources), status=shape.status, author=shape.author, reviewer=shape.reviewer,
        review_by=shape.review_by, checks=(), always_read=shape.always_read,
        screens=tuple(Screen(screen.id, screen.title, screen.trimmed()[0], screen.check) for screen in screens),
    )  # fmt: skip
    _note_places(lesson, screens, found, places, path)
    return lesson, problems
