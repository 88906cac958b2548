"""A file `reference-<id>.md` to a Reference: a page to look things up in. Its prose is judged by `style`."""

import re

from elearning.authoring.directives import CHECK, directive_of
from elearning.authoring.parts import Body, Part, front_matter, markdown_tokens, read_parts
from elearning.authoring.places import Places
from elearning.authoring.shape_faults import shaped
from elearning.authoring.shapes import ReferenceShape
from elearning.authoring.yaml_lines import Lined, as_mapping
from elearning.domain.beside_lessons import Reference, Section
from elearning.domain.problems import Place, Problem

REFERENCE_FILE = re.compile(r"^reference-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\.md$")


def _no_checks(body: Body) -> None:
    for token in markdown_tokens(body):
        if token.type == "colon_fence" and directive_of(token).name == CHECK:
            message = "A reference page asks nothing. Move the knowledge check to a lesson."
            body.complain(message, token.map[0] if token.map else 0)


def _note_places(page: Reference, parts: list[Part], lines: Lined, places: Places, path: str) -> None:
    place: Place = ("reference", page.id)
    places.add(place, path, 1)
    for key in ("id", "title", "summary", "review_by", "status"):
        places.add((*place, key), path, lines.line((key,)))
    for part in parts:
        at: Place = ("section", page.id, part.id)
        places.add(at, path, part.line)
        places.add((*at, "text"), path, part.trimmed()[1])


def read_reference(text: str, *, name: str, path: str, places: Places) -> tuple[Reference | None, list[Problem]]:
    """A reference page, or None, and what is wrong with its file, whose id its name says; lines go to `places`."""
    found, body = front_matter(text, keys=ReferenceShape.model_fields, noun="reference page", part="section")
    values = as_mapping(found)
    shape = shaped(ReferenceShape, values, found) if values is not None else None
    parts = read_parts(body)
    _no_checks(body)
    if shape is not None and shape.id != name:
        message = f"The file is called reference-{name}.md, but its id is {shape.id}. Make them agree."
        found.problems.append(Problem(message, line=found.line(("id",))))
    problems = [problem.found_at(path, problem.line) for problem in (*found.problems, *body.problems)]
    if shape is None:
        return None, problems
    page = Reference(
        id=shape.id, title=shape.title, summary=shape.summary.strip(), sources=tuple(shape.sources),
        status=shape.status, author=shape.author, reviewer=shape.reviewer, review_by=shape.review_by,
        sections=tuple(Section(part.id, part.title, part.trimmed()[0]) for part in parts),
    )  # fmt: skip
    _note_places(page, parts, found, places, path)
    return page, problems
