"""Whether a second person has checked what an author wrote."""

from enum import StrEnum


class Status(StrEnum):
    """Whether a second person has checked the facts against their sources (brief 0.2)."""

    CHECKED = "checked"
    UNVERIFIED = "unverified"
