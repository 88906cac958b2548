"""The tables of coverage as text: Markdown for a page or a paper, plain values for a program."""

from collections.abc import Iterable, Iterator
from typing import Any

from elearning.authoring.coverage import Coverage, Objective, Point
from elearning.domain.modules import Kind


def in_plain_words(places: Iterable[str]) -> str:
    """MODULE/LESSON as the lesson of a module; nothing as a dash."""
    return ", ".join(places) or "–"


def point_state(point: Point) -> str:
    """Whether a point of the report is covered."""
    if point.missing_in:
        return "hole"
    return "covered" if point.is_wanted else "not to be taught"


def _row(cells: Iterable[Any]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _table(head: list[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from map(_row, rows)
    yield ""


def _kinds_shown(objectives: Iterable[Objective]) -> list[Kind]:
    """The kinds that some question has, in the order of their list."""
    used = {kind for objective in objectives for kind, count in objective.kinds.items() if count}
    return [kind for kind in Kind if kind in used]


def as_markdown(found: Coverage) -> str:
    """Both tables, and the holes under a heading of their own."""
    lines = []
    if found.points:
        lines += ["## Points of the founding report", ""]
        lines += _table(
            ["Point", "What it says", "Taught in", "State"],
            ([p.id, p.title, in_plain_words(p.taught_in), point_state(p)] for p in found.points),
        )
    kinds = _kinds_shown(found.objectives)
    lines += ["## Objectives", ""]
    lines += _table(
        ["Module", "Objective", "Taught in", "Checks", *(kind.value for kind in kinds), "Questions"],
        (
            [o.module, o.id, in_plain_words(o.lessons), o.checks, *(o.kinds.get(k, 0) for k in kinds), o.questions]
            for o in found.objectives
        ),
    )
    lines += ["## Holes", "", *(f"- {hole.message}" for hole in found.holes)]
    lines += [] if found.holes else ["None."]
    return "\n".join(lines) + "\n"


def as_plain(found: Coverage) -> dict[str, Any]:
    """Both tables and the holes, as values that JSON can hold."""
    return {
        "points": [
            {
                "id": point.id, "title": point.title, "taught_in": list(point.taught_in),
                "missing_in": list(point.missing_in), "state": point_state(point),
            }
            for point in found.points
        ],
        "objectives": [
            {
                "module": one.module, "id": one.id, "text": one.text, "lessons": list(one.lessons),
                "checks": one.checks, "kinds": {kind.value: one.kinds.get(kind, 0) for kind in Kind},
                "questions": one.questions,
            }
            for one in found.objectives
        ],
        "holes": [{"module": hole.module, "message": hole.message} for hole in found.holes],
    }  # fmt: skip
