"""A file of questions to Questions, with the lines of their parts. Whether their lesson exists is looked at later."""

from elearning.authoring.places import Places
from elearning.authoring.shape_faults import shaped
from elearning.authoring.shapes import QuestionShape, QuestionsShape
from elearning.authoring.yaml_lines import Lined, Path, as_mapping, read_yaml
from elearning.domain.modules import Question
from elearning.domain.problems import Place, Problem


def _note_places(question: Question, at: Path, found: Lined, places: Places, path: str) -> None:
    place: Place = ("question", question.id)
    places.add(place, path, found.line((*at, "id")))
    for key in ("lesson", "objective", "stem", "options", "review_by", "status"):
        places.add((*place, key), path, found.line((*at, key)))
    for number, option in enumerate(question.options):
        of_option: Place = (*place, "options", option.id)
        places.add(of_option, path, found.line((*at, "options", number)))
        for key in ("text", "feedback"):
            places.add((*of_option, key), path, found.line((*at, "options", number, key)))


def read_questions(text: str, *, path: str, places: Places) -> tuple[tuple[Question, ...], list[Problem]]:
    """The questions of a file that are in shape, and what is wrong with the others; their lines go to `places`."""
    found = read_yaml(text)
    values = as_mapping(found)
    shape = shaped(QuestionsShape, values, found) if values is not None else None
    questions = []
    for number, value in enumerate(shape.questions if shape else ()):
        at: Path = ("questions", number)
        one = shaped(QuestionShape, value, found, at=at)
        if one is not None:
            questions.append(one.value())
            _note_places(questions[-1], at, found, places, path)
    return tuple(questions), [problem.found_at(path, problem.line) for problem in found.problems]
