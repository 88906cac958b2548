"""Of whom and of which module a fact or an answer is."""

from typing import NamedTuple


class Key(NamedTuple):
    """Whose facts, on what."""

    person_id: int
    module_id: int
