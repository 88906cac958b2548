"""Whom a rule means, as a value and as text for the record: units and below, staff groups, post tags, start dates."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class PostTag(StrEnum):
    """What a post brings with it. All but `MANAGES` are dated facts that HR records; that follows from who reports."""

    AT_RISK = "works-with-people-at-risk"
    ACCOUNT = "runs-an-account"
    MANAGES = "manages-people"


TAG_WORDS = {
    PostTag.AT_RISK: "works with children or adults at risk",
    PostTag.ACCOUNT: "runs an account of the council",
    PostTag.MANAGES: "manages people",
}
"""Each as the end of a sentence about somebody."""

RECORDED_TAGS = (PostTag.AT_RISK, PostTag.ACCOUNT)
"""Those that somebody must record. Who manages people is worked out from the structure of the day (RULE-18)."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """Everybody in post, or those of whom every condition that is given holds; within a condition one is enough.

    Unit (and below), staff group and tags must hold of one and the same post; `started_from` and `started_to` are of
    the unbroken employment, both days included.
    """

    units: tuple[int, ...] = ()
    staff_groups: tuple[str, ...] = ()
    tags: tuple[PostTag, ...] = ()
    started_from: date | None = None
    started_to: date | None = None

    @property
    def is_everybody(self) -> bool:
        """Whether no condition is given."""
        return self == EVERYBODY_IN_POST


EVERYBODY_IN_POST = Who()


def who_text(who: Who) -> str | None:
    """A canonical text for the record, the same for the same conditions; None for everybody."""
    if who.is_everybody:
        return None
    given: dict[str, Any] = {
        "units": sorted(set(who.units)), "staff_groups": sorted(set(who.staff_groups)),
        "tags": sorted({tag.value for tag in who.tags}),
        "started_from": who.started_from.isoformat() if who.started_from else None,
        "started_to": who.started_to.isoformat() if who.started_to else None,
    }  # fmt: skip
    return json.dumps({name: value for name, value in given.items() if value}, sort_keys=True, ensure_ascii=False)


def read_who(text: str | None) -> Who:
    """The conditions that `who_text` wrote."""
    if text is None:
        return EVERYBODY_IN_POST
    given = json.loads(text)
    days = {name: date.fromisoformat(given[name]) for name in ("started_from", "started_to") if name in given}
    return Who(
        units=tuple(given.get("units", ())), staff_groups=tuple(given.get("staff_groups", ())),
        tags=tuple(PostTag(tag) for tag in given.get("tags", ())), **days,
    )  # fmt: skip
