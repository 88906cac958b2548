"""Classes of rates: every rate is in exactly one, as its words say."""

from decimal import Decimal

import pytest

from elearning.domain.heat import heat_class


@pytest.mark.parametrize(
    ("rate", "number"),
    [
        ("0.0", 1),
        ("49.9", 1),
        ("50.0", 2),
        ("74.9", 2),
        ("75.0", 3),
        ("89.9", 3),
        ("90.0", 4),
        ("99.9", 4),
        ("100.0", 5),
    ],
)
def test_a_rate_is_in_the_class_that_its_words_say(rate: str, number: int) -> None:
    assert heat_class(Decimal(rate)).number == number
