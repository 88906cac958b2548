"""What every form has in common by which a second person decides: whoever declines says why."""

from typing import Any

from flask_wtf import FlaskForm


class ReasonedDecision(FlaskForm):  # type: ignore[misc]
    """A form with the fields `decision`, of which one choice is *decline*, and `reason`."""

    why_missing = "Say why you decline"

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every field is in order; declining needs a reason."""
        is_right = bool(super().validate(extra_validators))
        if is_right and self["decision"].data == "decline" and not self["reason"].data:
            self["reason"].errors = [self.why_missing]
            return False
        return is_right
