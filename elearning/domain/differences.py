"""What is different between two versions of a module, by lesson and question, in words before and after. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from elearning.domain.module_plain import to_plain
from elearning.domain.modules import ModuleVersion

BOOKKEEPING = frozenset({"status", "author", "reviewer", "reviewed_on", "review_by", "sources"})
"""What authors keep for one another: no learner meets it, so no lesson is touched by it."""

_WORDS = {
    "is_key": "right answer", "key": "right answer", "keys": "right answers", "markdown": "text", "stem": "question",
    "months": "months that it counts", "window_days": "days of renewal window", "fixed_day": "fixed day in the year",
    "draw": "questions drawn from", "attempts": "attempts allowed", "wait_minutes": "minutes between attempts",
    "check": "knowledge check", "completion": "what completes it", "body": "",
}  # fmt: skip
"""What fields are called where their own name would not do."""


class What(StrEnum):
    """What a difference is of."""

    MODULE = "module"
    LESSON = "lesson"
    QUESTION = "question"


class Kind(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Part(NamedTuple):
    """One text that is otherwise now: what it is called, and what it said and says. Empty where there is none."""

    name: str
    before: str
    after: str


class Difference(NamedTuple):
    """One lesson or question, or the module's own settings, that differ. `lesson` is where it belongs."""

    what: What
    kind: Kind
    id: str
    title: str
    lesson: str
    parts: tuple[Part, ...]


def differences(before: ModuleVersion | None, after: ModuleVersion) -> tuple[Difference, ...]:
    """Everything that differs: the module's settings, then lesson by lesson with its questions. Nothing before a first
    version: all of it is added."""
    old, new = to_plain(before) if before else {}, to_plain(after)
    found = [*_settings(old, new)] if before else []
    old_lessons, new_lessons = _lessons(old), _lessons(new)
    old_questions, new_questions = _questions(old), _questions(new)
    for lesson_id in [*new_lessons, *(id for id in old_lessons if id not in new_lessons)]:
        pair = old_lessons.get(lesson_id), new_lessons.get(lesson_id)
        found += _difference(What.LESSON, lesson_id, lesson_id, *pair)
        for question_id in _merged(new_questions, old_questions):
            asked = old_questions.get(question_id), new_questions.get(question_id)
            if (asked[1] or asked[0] or {})["lesson"] == lesson_id:
                found += _difference(What.QUESTION, question_id, lesson_id, *asked)
    return tuple(found)


def lessons_touched(before: ModuleVersion, after: ModuleVersion) -> tuple[str, ...]:
    """The lessons of the later version in which something that people read or are asked is otherwise."""
    old, new = to_plain(before), to_plain(after)
    old_lessons, new_lessons = _lessons(old), _lessons(new)
    touched = {id for id in new_lessons if _taught(old_lessons.get(id)) != _taught(new_lessons[id])}
    old_questions, new_questions = _questions(old), _questions(new)
    for id in _merged(new_questions, old_questions):
        pair = old_questions.get(id), new_questions.get(id)
        if _taught(pair[0]) != _taught(pair[1]):
            touched.update(question["lesson"] for question in pair if question)
    return tuple(id for id in new_lessons if id in touched)


def _lessons(plain: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Each lesson without its knowledge checks, which are questions."""
    return {
        lesson["id"]: {key: value for key, value in lesson.items() if key != "checks"}
        for lesson in plain.get("lessons", ())
    }


def _questions(plain: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Knowledge checks and the questions of the bank, each with where it is asked."""
    checks = [check for lesson in plain.get("lessons", ()) for check in lesson["checks"]]
    asked_in = [("knowledge check", one) for one in checks] + [
        ("final assessment", one) for one in plain.get("bank", ())
    ]
    return {question["id"]: {**question, "asked_in": where} for where, question in asked_in}


def _taught(plain: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return plain and {key: value for key, value in plain.items() if key not in BOOKKEEPING}


def _merged(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """Every id once, those of the first in its order."""
    return list(dict.fromkeys([*first, *second]))


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    def own(plain: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in plain.items() if key not in ("lessons", "bank", "slug")}

    parts = tuple(_parts("", own(old), own(new)))
    if parts:
        yield Difference(What.MODULE, Kind.CHANGED, new["slug"], new["title"], "", parts)


def _difference(
    what: What, id: str, lesson: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Iterator[Difference]:
    parts = tuple(_parts("", old, new))
    if not parts:
        return
    kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
    shown = new or old or {}
    yield Difference(what, kind, id, shown.get("title") or shown.get("stem") or id, lesson, parts)


def _parts(name: str, old: Any, new: Any) -> Iterator[Part]:
    """Every text in which two values differ; lists of things with ids are compared by these."""
    if old == new:
        return
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        for key in _merged(new or {}, old or {}):
            yield from _parts(_named(name, key), (old or {}).get(key), (new or {}).get(key))
    elif _have_ids(old) or _have_ids(new):
        yield from _parts_by_id(name, _by_id(old), _by_id(new))
    elif _text(old) != _text(new):
        yield Part(name or "text", _text(old), _text(new))


def _parts_by_id(name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Part]:
    for id in _merged(new, old):
        yield from _parts(f"{name} {id}".strip(), old.get(id), new.get(id))
    if old.keys() == new.keys() and list(old) != list(new):
        yield Part(f"order of {name}", ", ".join(old), ", ".join(new))


def _have_ids(value: Any) -> bool:
    return bool(value) and isinstance(value, list) and all(isinstance(one, Mapping) and "id" in one for one in value)


def _by_id(value: Any) -> dict[str, Any]:
    return {one["id"]: {key: part for key, part in one.items() if key != "id"} for one in value or ()}


def _named(name: str, key: str) -> str:
    return f"{name} {_WORDS.get(key, key.replace('_', ' '))}".strip()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(part)}" for key, part in value.items())
    return str(value)
