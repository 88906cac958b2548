"""Questions of another system as a file of ours, with the keys that only our format has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from elearning.authoring.formats.carrying import Carried, Draft, place_in
from elearning.authoring.shapes import ID
from elearning.domain.modules import Kind, Status
from elearning.domain.question_kinds import Matching, Number, Ordering, ShortAnswer, Verdicts

LONGEST_ID = 80


@dataclass(frozen=True)
class Given:
    """What the author says of all questions of a file. Lesson and objective are for those whose category says none."""

    sources: tuple[str, ...]
    author: str
    reviewer: str
    reviewed_on: date
    review_by: date
    prefix: str
    lesson: str = ""
    objective: str = ""


def _with_feedback(entry: dict[str, Any], feedback: str) -> dict[str, Any]:
    """Feedback that is missing is left out, so that `content check` asks for it."""
    return {**entry, **({"feedback": feedback} if feedback else {})}


def _verdicts(verdicts: Verdicts) -> dict[str, Any]:
    said = {"right": verdicts.right, "wrong": verdicts.wrong}
    return {"feedback": {name: text for name, text in said.items() if text}}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _body(draft: Draft) -> dict[str, Any]:
    match draft.body:
        case Matching(pairs, extra):
            found = [_with_feedback({"id": p.id, "text": p.text, "match": p.match}, p.feedback) for p in pairs]
            return {"pairs": found, **({"extra_matches": list(extra)} if extra else {})}
        case Ordering(steps):
            return {"steps": [_with_feedback({"id": s.id, "text": s.text}, s.feedback) for s in steps]}
        case ShortAnswer(accepted, verdicts):
            return {"accepted": list(accepted), **_verdicts(verdicts)}
        case Number(answer, tolerance, unit, verdicts):
            named = {"unit": unit} if unit else {}
            return {"answer": _number(answer), "tolerance": _number(tolerance), **named, **_verdicts(verdicts)}
    options = []
    for option in draft.options:
        entry: dict[str, Any] = {"id": option.id, "text": option.text}
        options.append(_with_feedback({**entry, **({"correct": True} if option.is_key else {})}, option.feedback))
    return {"options": options}


def _ids(carried: Carried, prefix: str) -> Iterator[str]:
    """An id for each question: its name where that can be one and is not taken, else the prefix and a number."""
    taken: set[str] = set()
    number = 0
    for draft in carried.drafts:
        id = draft.name if re.fullmatch(ID, draft.name) and len(draft.name) <= LONGEST_ID else ""
        while not id or id in taken:
            number += 1
            id = f"{prefix}-{number:02}"
        taken.add(id)
        yield id


def _entry(draft: Draft, id: str, lesson: str, objective: str, given: Given) -> dict[str, Any]:
    is_fixed = not draft.shuffle and draft.kind is not Kind.TRUE_FALSE
    return {
        "id": id, "lesson": lesson, "objective": objective, "kind": draft.kind.value, "stem": draft.stem,
        **({"shuffle": False} if is_fixed else {}), **_body(draft), "sources": list(given.sources),
        "status": Status.UNVERIFIED.value, "author": given.author, "reviewer": given.reviewer,
        "reviewed_on": given.reviewed_on, "review_by": given.review_by,
    }  # fmt: skip


def _missing(value: Any) -> int:
    """How many pieces of feedback an entry lacks."""
    if isinstance(value, dict):
        needs = "text" in value and "id" in value and "feedback" not in value
        verdicts = len({"right", "wrong"} - value["feedback"].keys()) if isinstance(value.get("feedback"), dict) else 0
        return needs + verdicts + sum(_missing(part) for part in value.values())
    return sum(_missing(part) for part in value) if isinstance(value, list) else 0


def to_yaml(carried: Carried, given: Given) -> tuple[str, int]:
    """The questions as our file, and how many they are; remarks on missing lessons, objectives and feedback."""
    entries = []
    for draft, id in zip(carried.drafts, list(_ids(carried, given.prefix)), strict=True):
        lesson, objective = (said or asked for said, asked in zip(
            place_in(draft.category), (given.lesson, given.objective), strict=True
        ))  # fmt: skip
        if not (lesson and objective):
            carried.lose(
                draft.name,
                draft.line,
                "Its category says no lesson and objective. Give --lesson and --objective for such questions.",
            )
            continue
        entry = _entry(draft, id, lesson, objective, given)
        if missing := _missing(entry):
            carried.note(id, draft.line, f"It lacks {missing} pieces of feedback; content check names each.")
        text = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=110)
        origin = f"  # {draft.name or 'without a name'}{f', in {draft.category}' if draft.category else ''}\n"
        entries.append(origin + "".join(f"  {line}\n" if line else "\n" for line in text.splitlines()))
    return ("questions:\n" + "\n".join(entries) if entries else "questions: []\n"), len(entries)
