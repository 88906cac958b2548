"""What becomes of a request that somebody else must decide: an exemption, or more time. Pure."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a request ended. One that has none yet waits."""

    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
