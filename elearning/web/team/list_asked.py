"""What the address of a manager's page asks of its list: whose standing, which of it, in which order, and the year."""

from dataclasses import dataclass
from datetime import date

from flask import request

from elearning.domain.facts import Standing
from elearning.domain.reports import PARTS, SUMS
from elearning.domain.teams import ANY, Order, Wanted

LIST_ARGUMENTS = {"as_at", "known_on", "whole", "part", "standing", "soon", "module", "sort", "page", "for", "year"}
"""What an address of the list may carry."""


@dataclass(frozen=True)
class Listing:
    """What the address asks of the list. What is not known there, such as a part of no such name, asks nothing."""

    whole: bool = False
    wanted: Wanted = ANY
    order: Order = Order.STANDING
    backwards: bool = False
    page: int = 1
    year: bool = False  # the months of the year are asked for, though the team is large
    stands_in_for: int | None = None  # the manager whose team the viewer asks for, where it is not their own

    @property
    def whose(self) -> dict[str, str]:
        """The arguments that say whose standing: direct reports or all, the viewer's own or somebody else's."""
        return {name: text for name, text in self.arguments().items() if name in ("whole", "for")}

    def arguments(self) -> dict[str, str]:
        """The same, as arguments of an address; only what differs from the plain list."""
        part, standing, module, soon_after = self.wanted
        sort = "" if self.order is Order.STANDING and not self.backwards else self.order.value
        given = {
            "whole": "1" if self.whole else "", "part": part, "standing": standing.value if standing else "",
            "soon": "1" if soon_after else "", "module": module, "sort": f"-{sort}" if self.backwards else sort,
            "page": str(self.page) if self.page > 1 else "", "for": str(self.stands_in_for or ""),
            "year": "1" if self.year else "",
        }  # fmt: skip
        return {name: value for name, value in given.items() if value}


def listing_of_request(day: date) -> Listing:
    """Read the list's arguments of this request's address; what is due soon is so after the day asked about."""
    given = request.args
    part, standing, sort, page = (given.get(name, "") for name in ("part", "standing", "sort", "page"))
    order = sort.removeprefix("-")
    return Listing(
        whole=given.get("whole") == "1",
        wanted=Wanted(
            part=part if part in (*PARTS, *SUMS) else "",
            standing=Standing(standing) if standing in list(Standing) else None,
            module=given.get("module", "")[:100],
            soon_after=day if given.get("soon") == "1" else None,
        ),
        order=Order(order) if order in list(Order) else Order.STANDING,
        backwards=order in list(Order) and sort.startswith("-"),
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        year=given.get("year") == "1",
        stands_in_for=named_manager(given.get("for")),
    )


def named_manager(text: str | None) -> int | None:
    """The manager whose team an address asks for, if any; 0, which is nobody's id, where it cannot be read."""
    return (int(text) if text.isdecimal() and len(text) < 10 else 0) if text else None
