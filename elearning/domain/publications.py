"""Publishing: what a change says of itself, why it may not be published so, and when a second person must agree."""

from dataclasses import dataclass
from datetime import date

from elearning.domain.differences import lessons_touched
from elearning.domain.modules import ChangeClass, ModuleVersion

ASKING = (ChangeClass.MATERIAL, ChangeClass.LAW)
"""The kinds of change that name their lessons and may ask for a refresher."""


@dataclass(frozen=True)
class Change:
    """What an author says of a new version: its kind, why, the lessons it touches, and by when it asks a refresher.

    Without `refresher_by` old completions count as equivalent.
    """

    kind: ChangeClass
    reason: str
    lessons: tuple[str, ...] = ()
    refresher_by: date | None = None


def needs_second_person(change: Change | None, *, is_required: bool) -> bool:
    """Whether somebody else must approve it: material and law changes do where the council asks for it."""
    return is_required and change is not None and change.kind in ASKING


def reasons_not_to_publish(
    before: ModuleVersion | None, after: ModuleVersion, change: Change | None, *, number: int, day: date
) -> tuple[str, ...]:
    """Why content may not be published as version `number` on a day; empty when it may.

    `before` is the version that is current, None if there is none: the first, or all are withdrawn.
    """
    if number == 1:
        return _of_first(change)
    if change is None or not change.reason.strip():
        return (
            f"Version {number - 1} is published already, so say what kind of change this is and why: "
            "--change typo|clarification|material|law --reason TEXT.",
        )
    if change.kind not in ASKING:
        return _of_small(change)
    return _of_asking(before, after, change, day)


def _of_first(change: Change | None) -> tuple[str, ...]:
    if change is not None and change.refresher_by is not None:
        return ("This is the first version, so there is nobody to ask for a refresher.",)
    return ()


def _of_small(change: Change) -> tuple[str, ...]:
    if change.lessons or change.refresher_by is not None:
        return (
            f"A change of the kind “{change.kind}” leaves everybody where they are. "
            "Leave out the lessons and the refresher, or choose material or law.",
        )
    return ()


def _of_asking(before: ModuleVersion | None, after: ModuleVersion, change: Change, day: date) -> tuple[str, ...]:
    there = [lesson.id for lesson in after.lessons]
    reasons = []
    unknown = [lesson for lesson in change.lessons if lesson not in there]
    if unknown:
        reasons.append(f"There is no lesson {', '.join(unknown)}. The lessons are {', '.join(there)}.")
    if not change.lessons and (change.refresher_by or before is None or lessons_touched(before, after)):
        reasons.append("Name the lessons that the change touches.")
    if change.refresher_by is not None and change.refresher_by < day:
        reasons.append("The refresher’s date must be today or later.")
    return tuple(reasons)
