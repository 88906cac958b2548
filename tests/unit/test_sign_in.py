"""Rules of signing in: which passwords may be chosen, codes that can be read out, when a session is over."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearning.domain import sign_in

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, HALF_DAY = timedelta(hours=1), timedelta(hours=12)

COMMON = [
    "password",
    "Password1",
    "P@ssw0rd123",
    "p4ssw0rd",
    "Passw0rd!",
    "Summer2026!",
    "$ummer2025",
    "Winter25",
    "qwertyui",
    "qwerty123",
    "1qaz2wsx",
    "zaq12wsx",
    "q1w2e3r4",
    "aaaaaaaa",
    "abababab",
    "12345678",
    "87654321",
    "19800101",
    "01234567891",
    "welcome1",
    "Welcome2Council",
    "letmein!",
    "councilpassword",
    "Council2026",
    "SummerCouncil2026!",
    "abcdefgh",
    "iloveyou!",
    "marlshire",
    "Marlshire2026!",
    "s3cr3t.pa55word",
    "ChangeMe1!",
    "admin123",
    "monday01",
]

CHOSEN = [
    "amina-reads-2026",
    "correcthorse",
    "Tr0ub4dor&3",
    "blue-tea-cat",
    "xkcdfooz",
    "w9#kT2!vQz",
    "hefty-lantern",
    "pomegranate",
    "naïveté-ñandú",
    "ben-leads-2026",
    "carys-counts-2026",
    "dev-drives-2026",
    "efa-writes-2026",
    "gräfenberg",
    "unlikelyword",
]


@pytest.mark.parametrize("password", COMMON)
def test_a_password_that_anybody_would_guess_first_is_refused(password: str) -> None:
    assert sign_in.reasons_against(password, council_name="Marlshire County Council")


@pytest.mark.parametrize("password", CHOSEN)
def test_there_is_no_other_rule_than_length(password: str) -> None:
    assert sign_in.reasons_against(password, council_name="Marlshire County Council") == ()


@given(st.text(max_size=7))
def test_fewer_than_eight_characters_are_too_few(password: str) -> None:
    assert sign_in.reasons_against(password) == ("Your password must be at least 8 characters",)


@given(st.text(min_size=8, max_size=60))
def test_every_text_is_either_accepted_or_told_why_not(password: str) -> None:
    for reason in sign_in.reasons_against(password):
        assert "password" in reason


def test_a_very_long_password_is_judged_quickly_and_accepted() -> None:
    assert sign_in.reasons_against("a long walk by the river " * 40) == ()


def test_a_letter_with_an_accent_is_the_same_however_the_keyboard_makes_it() -> None:
    assert sign_in.ready_password("cafe\N{COMBINING ACUTE ACCENT} olé") == sign_in.ready_password("café olé")


def test_a_code_is_read_with_spaces_hyphens_and_small_letters() -> None:
    assert (
        sign_in.normalise_code(" bcd2 3fgh ") == sign_in.normalise_code(sign_in.printed_code("BCD23FGH")) == "BCD23FGH"
    )


def test_codes_have_nothing_that_is_mistaken_when_read_aloud_or_copied() -> None:
    assert not set("0O1ILAEU") & set(sign_in.CODE_ALPHABET)
    assert len(sign_in.CODE_ALPHABET) ** sign_in.CODE_LENGTH > 2**38


@pytest.mark.parametrize(
    ("since_start", "since_use", "is_over"),
    [
        (timedelta(0), timedelta(0), False),
        (HOUR, HOUR - timedelta(seconds=1), False),
        (HOUR, HOUR, True),
        (HALF_DAY - timedelta(seconds=1), timedelta(minutes=1), False),
        (HALF_DAY, timedelta(minutes=1), True),
    ],
)
def test_a_session_is_over_when_it_was_idle_or_lasted_as_long_as_allowed(
    since_start: timedelta, since_use: timedelta, is_over: bool
) -> None:
    now = START + since_start
    found = sign_in.is_over(
        started_at=START, last_used_at=now - since_use, now=now, idle=HOUR, absolute=HALF_DAY
    )  # fmt: skip
    assert found is is_over


@pytest.mark.parametrize(("idle", "minutes"), [(HOUR, 5), (timedelta(minutes=4), 1)])
def test_use_is_written_down_every_five_minutes_or_more_often_where_the_idle_limit_is_short(
    idle: timedelta, minutes: int
) -> None:
    due = START + timedelta(minutes=minutes)
    assert sign_in.is_touch_due(last_used_at=START, now=due, idle=idle)
    assert not sign_in.is_touch_due(last_used_at=START, now=due - timedelta(seconds=1), idle=idle)


def test_wrong_guesses_count_for_the_person_whichever_identifier_was_typed() -> None:
    by_email = sign_in.account_key("s", person_id=7, identifier="amina@marlshire.example")
    assert by_email == sign_in.account_key("s", person_id=7, identifier="100001")
    assert by_email != sign_in.account_key("s", person_id=8, identifier="100001")


def test_what_names_nobody_is_counted_by_what_was_typed_in_any_case() -> None:
    first = sign_in.account_key("s", person_id=None, identifier="Nobody@x.example ")
    assert first == sign_in.account_key("s", person_id=None, identifier="nobody@x.example")
    assert first != sign_in.account_key("other secret", person_id=None, identifier="nobody@x.example")
    assert "nobody" not in first


def test_a_one_time_code_is_handed_over_in_halves_and_kept_as_nothing_that_can_be_guessed() -> None:
    assert sign_in.printed_code("ABCDEFGH") == "ABCD-EFGH"
    kept = sign_in.code_key("secret", person_id=1, code="ABCDEFGH")
    assert kept == sign_in.code_key("secret", person_id=1, code="abcd-efgh "), "however it is typed"
    others = {
        sign_in.code_key("other", person_id=1, code="ABCDEFGH"), sign_in.code_key("secret", person_id=2, code="ABCDEFGH"),
        sign_in.keyed("secret", "person", "1:ABCDEFGH"), sign_in.token_key("ABCDEFGH"),
    }  # fmt: skip
    assert kept not in others
    assert len(others) == 4


def test_guesses_are_counted_by_person_or_by_what_was_typed_however_it_was_spelt() -> None:
    key = sign_in.account_key
    assert key("s", person_id=1, identifier="100001") == key("s", person_id=1, identifier="amina@m.example")
    assert key("s", person_id=None, identifier="No Body") == key("s", person_id=None, identifier="nobody ")
    assert key("s", person_id=None, identifier="1") != key("s", person_id=1, identifier="1")
