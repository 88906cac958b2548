"""Why something was not done. Mapped to pages in one place, and printed by commands."""


class Refusal(Exception):
    """Something that a person asked for was not done; `reasons` say why, in plain English.

    `about` names the one thing asked for that is at fault, where there is one, so that a form can say it there.
    """

    def __init__(self, *reasons: str, about: str = "") -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
        self.about = about


class NotAllowed(Refusal):
    """The rules do not let this person do this now."""


class NotFound(Refusal):
    """There is no such thing, or not for this person: both are answered alike."""


class Stale(Refusal):
    """What was decided on has changed since; look again."""
