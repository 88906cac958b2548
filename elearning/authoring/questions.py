"""A file of questions to Questions, with the lines of their parts. Whether their lesson exists is looked at later."""

from collections.abc import Mapping
from typing import Any

from elearning.authoring.places import Places
from elearning.authoring.question_shapes import QuestionsShape, shape_of
from elearning.authoring.shape_faults import shaped
from elearning.authoring.yaml_lines import Lined, Path, as_mapping, read_yaml
from elearning.domain.modules import Question
from elearning.domain.problems import Place, Problem


def _id_of(entry: Mapping[str, Any]) -> str:
    id = entry["id"]
    return str(id).lower() if isinstance(id, bool) else str(id)


def _note(value: Any, place: Place, at: Path, found: Lined, places: Places, path: str) -> None:
    """The line of a value and of all within it: entries of a list by their id, or, as mere texts, by their number."""
    places.add(place, path, found.line(at))
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _note(inner, (*place, key), (*at, key), found, places, path)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            name = _id_of(inner) if isinstance(inner, Mapping) else str(number)
            _note(inner, (*place, name), (*at, number), found, places, path)


def _note_places(id: str, value: Mapping[str, Any], at: Path, found: Lined, places: Places, path: str) -> None:
    place: Place = ("question", id)
    places.add(place, path, found.line((*at, "id")))
    for key, inner in value.items():
        _note(inner, (*place, key), (*at, key), found, places, path)


def read_questions(text: str, *, path: str, places: Places) -> tuple[tuple[Question, ...], list[Problem]]:
    """The questions of a file that are in shape, and what is wrong with the others; their lines go to `places`."""
    found = read_yaml(text)
    values = as_mapping(found)
    shape = shaped(QuestionsShape, values, found) if values is not None else None
    questions = []
    for number, value in enumerate(shape.questions if shape else ()):
        at: Path = ("questions", number)
        one = shaped(shape_of(value), value, found, at=at)
        if one is not None:
            questions.append(one.value())
            _note_places(questions[-1].id, value, at, found, places, path)
    return tuple(questions), [problem.found_at(path, problem.line) for problem in found.problems]
