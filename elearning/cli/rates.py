"""A compliance rate as every command prints it: with its two numbers (RULE-21)."""

from elearning.domain.compliance import Tally


def rate_words(tally: Tally) -> str:
    """Such as `95.1% (951 of 1,000)`."""
    return "nobody is counted" if tally.rate is None else f"{tally.rate}% ({tally.compliant:,} of {tally.counted:,})"
