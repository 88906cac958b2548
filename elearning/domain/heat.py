"""Classes of rates, by which a table of many of them is coloured: the lowest first. Pure."""

from decimal import Decimal
from typing import NamedTuple


class HeatClass(NamedTuple):
    """Rates from one, included, up to the next class."""

    number: int
    least: Decimal
    words: str


CLASSES = (
    HeatClass(1, Decimal(0), "under 50 %"),
    HeatClass(2, Decimal(50), "50 to 74.9 %"),
    HeatClass(3, Decimal(75), "75 to 89.9 %"),
    HeatClass(4, Decimal(90), "90 to 99.9 %"),
    HeatClass(5, Decimal(100), "100 %"),
)


def heat_class(rate: Decimal) -> HeatClass:
    """The class that a rate in per cent is in."""
    return next(one for one in reversed(CLASSES) if rate >= one.least)
