"""Why somebody may be excused from a module (RULE-22). For HR alone: nobody else sees why."""

from enum import StrEnum


class ExemptionReason(StrEnum):
    """The codes that an exemption may carry; its note says more."""

    EQUIVALENT_TRAINING = "equivalent-training"
    REASONABLE_ADJUSTMENT = "reasonable-adjustment"
    SECONDED_OUT = "seconded-out"
    LEAVING_SOON = "leaving-soon"
    NOT_APPLICABLE = "not-applicable"
    OTHER = "other"


MOST_PEOPLE = 1_000
"""How many people one request may be about: more than a list that a human looks through."""
