"""What a certificate's number forgives and catches, and what a certificate is worth on a day."""

import secrets
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain.certificates import (
    ALPHABET,
    RANDOM_BITS,
    CertificateFacts,
    Validity,
    new_number,
    normalise,
    validity,
)
from elearning.domain.compliance import Span

numbers = st.integers(0, 2**RANDOM_BITS - 1).map(lambda chance: new_number(lambda _: chance))
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first = draw(days)
    return Span(first, draw(st.none() | st.integers(0, 900).map(lambda length: first + timedelta(length))))


@st.composite
def facts(draw: st.DrawFn) -> CertificateFacts:
    completed = draw(days)
    return CertificateFacts(
        completed_on=completed,
        expires_on=completed + timedelta(draw(st.integers(1, 1200))),
        revoked=tuple(draw(st.lists(spans(), max_size=3))),
        replaced_on=draw(st.none() | days),
        superseded_on=draw(st.none() | days),
    )


def test_a_number_has_at_least_sixty_bits_of_chance_in_four_groups_of_four() -> None:
    asked: list[int] = []
    number = new_number(lambda bits: asked.append(bits) or secrets.randbits(bits))
    assert sum(asked) >= 60
    assert [len(group) for group in number.split("-")] == [4, 4, 4, 4]


def test_no_two_of_many_numbers_are_alike() -> None:
    assert len({new_number(secrets.randbits) for _ in range(5000)}) == 5000


def test_every_bit_of_chance_makes_another_number() -> None:
    made = {new_number(lambda _, bit=bit: 1 << bit) for bit in range(RANDOM_BITS)}
    assert len(made) == RANDOM_BITS


def test_no_character_is_taken_for_another_when_read_aloud_or_copied_by_hand() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


@given(numbers)
def test_a_number_as_printed_is_read_as_itself(number: str) -> None:
    assert normalise(number) == number


@given(numbers, st.data())
def test_case_spaces_hyphens_and_lookalikes_are_forgiven(number: str, data: st.DataObject) -> None:
    alike = {"0": "0Oo", "1": "1IiLl"}
    gaps = st.sampled_from(["", " ", "-", "\u2013", " - ", "\u00a0", "\u200b", "\u2011"])
    typed = "".join(
        data.draw(gaps) + data.draw(st.sampled_from(alike.get(one, one + one.lower())))
        for one in number.replace("-", "")
    )
    assert normalise(typed[:60]) == (number if len(typed) <= 60 else normalise(typed[:60]))


@given(numbers)
def test_every_wrong_character_in_every_place_is_caught(number: str) -> None:
    compact = number.replace("-", "")
    for place, right in enumerate(compact):
        for wrong in ALPHABET.replace(right, ""):
            assert normalise(compact[:place] + wrong + compact[place + 1 :]) is None


@given(numbers)
def test_any_two_characters_that_changed_places_are_caught(number: str) -> None:
    compact = number.replace("-", "")
    for one in range(16):
        for other in range(one + 1, 16):
            if compact[one] != compact[other]:
                swapped = list(compact)
                swapped[one], swapped[other] = swapped[other], swapped[one]
                assert normalise("".join(swapped)) is None


def test_about_one_guess_in_thirty_two_is_even_looked_up() -> None:
    guesses = ("".join(secrets.choice(ALPHABET) for _ in range(16)) for _ in range(6400))
    assert 100 < sum(normalise(guess) is not None for guess in guesses) < 320


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-",
        "7K3M",
        "U" * 16,
        "0" * 15,
        "0" * 17,
        "é" * 16,
        "0" * 100_000,
        "7K3M-Q2XA-90TD-RW5\x00",
        "０" * 15 + "\ud800",
    ],
)
def test_what_cannot_be_a_number_is_none_and_no_error(typed: str) -> None:
    assert normalise(typed) is None


@given(st.text(max_size=80))
def test_any_text_at_all_is_a_number_in_its_printed_form_or_none(typed: str) -> None:
    read = normalise(typed)
    assert read is None or normalise(read) == read


DAY = date(2026, 3, 3)
PLAIN = CertificateFacts(completed_on=DAY, expires_on=date(2027, 3, 3))


@pytest.mark.parametrize(
    ("changes", "day", "expected"),
    [
        ({}, DAY, Validity.VALID),
        ({}, date(2027, 3, 3), Validity.VALID),
        ({}, date(2027, 3, 4), Validity.EXPIRED),
        ({"superseded_on": date(2027, 2, 1)}, date(2027, 1, 31), Validity.VALID),
        ({"superseded_on": date(2027, 2, 1)}, date(2027, 2, 1), Validity.SUPERSEDED),
        ({"superseded_on": date(2027, 2, 1)}, date(2027, 3, 4), Validity.EXPIRED),
        ({"replaced_on": date(2026, 5, 1)}, date(2026, 4, 30), Validity.VALID),
        ({"replaced_on": date(2026, 5, 1)}, date(2026, 5, 1), Validity.REPLACED),
        ({"replaced_on": date(2026, 5, 1)}, date(2028, 1, 1), Validity.REPLACED),
        ({"revoked": (Span(date(2026, 6, 1), None),)}, date(2026, 5, 31), Validity.VALID),
        ({"revoked": (Span(date(2026, 6, 1), None),)}, date(2026, 6, 1), Validity.REVOKED),
        ({"revoked": (Span(date(2026, 6, 1), None),), "replaced_on": DAY}, date(2028, 1, 1), Validity.REVOKED),
        ({"revoked": (Span(date(2026, 6, 1), date(2026, 6, 9)),)}, date(2026, 6, 9), Validity.REVOKED),
        ({"revoked": (Span(date(2026, 6, 1), date(2026, 6, 9)),)}, date(2026, 6, 10), Validity.VALID),
    ],
)
def test_a_certificate_tells_its_truth_on_the_boundary_days(
    changes: dict[str, object], day: date, expected: Validity
) -> None:
    assert validity(PLAIN._replace(**changes), day) is expected


@given(facts(), days)
def test_of_what_applies_the_gravest_is_said(known: CertificateFacts, day: date) -> None:
    applies = [
        (any(s.first_on <= day <= (s.last_on or date.max) for s in known.revoked), Validity.REVOKED),
        ((known.replaced_on or date.max) <= day, Validity.REPLACED),
        (known.expires_on < day, Validity.EXPIRED),
        ((known.superseded_on or date.max) <= day, Validity.SUPERSEDED),
        (True, Validity.VALID),
    ]
    assert validity(known, day) is next(state for is_so, state in applies if is_so)


@given(facts(), days)
def test_what_is_known_of_another_certificate_never_makes_this_one_valid(known: CertificateFacts, day: date) -> None:
    alone = known._replace(superseded_on=None, replaced_on=None)
    if validity(alone, day) is not Validity.VALID:
        assert validity(known, day) is not Validity.VALID
