"""Accounts, sessions, codes and limits as the tables keep them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor, Role
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.domain.sign_in import ACCOUNT_LIMIT, ADDRESS_LIMIT, CODE_LASTS, WINDOW, code_key, token_key
from elearning.models.audit import AuditEvent
from elearning.models.sign_in import Password, SignInAttempt, SignInCode, SignInSession
from elearning.queries.sign_in import SignedInSession, account_for, live_code, owner, session_viewer
from elearning.services import sign_in
from tests import builders
from tests.builders import Town

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = NOW.date()
IDLE, ABSOLUTE = timedelta(minutes=60), timedelta(hours=12)
SECRET = "a secret of the tests"
HR = Actor(name="HR")


def look(session: Session, token: str, *, now: datetime = NOW, day: date = DAY) -> SignedInSession | None:
    return session_viewer(session, token_key(token), now=now, idle=IDLE, absolute=ABSOLUTE, day=day)


@pytest.mark.parametrize(
    "typed", ["amina.yusuf@marlshire.example", " Amina.Yusuf@Marlshire.EXAMPLE ", "100001", " 100 001 "]
)
def test_an_account_is_found_by_email_or_number_in_any_case_with_any_spaces(
    session: Session, town: Town, typed: str
) -> None:
    account = account_for(session, typed, DAY)
    assert account is not None
    assert (account.person_id, account.hash) == (town.amina, None)


@pytest.mark.parametrize("typed", ["", " ", "0100001", "100009", "nobody@marlshire.example", "%", "amina"])
def test_what_names_nobody_finds_nobody(session: Session, town: Town, typed: str) -> None:
    assert account_for(session, typed, DAY) is None


def test_somebody_is_found_until_the_end_of_their_last_day_and_not_before_their_first(session: Session) -> None:
    unit = builders.team(session, "Short stays")
    builders.hire(
        session, number="200001", name="Gwen Short", unit_id=unit, first_on=date(2026, 3, 2), last_on=date(2026, 3, 6)
    )  # fmt: skip
    found = [account_for(session, "200001", date(2026, 3, day)) is not None for day in (1, 2, 6, 7)]
    assert found == [False, True, True, False]


def test_a_session_shows_who_it_is_with_their_roles_in_one_statement(session: Session, town: Town) -> None:
    builders.grant(session, town.carys, "administrator")
    session.flush()
    token = sign_in.open_session(session, person_id=town.carys, now=NOW)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    found = look(session, token)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    assert found is not None
    assert (found.viewer.person_id, found.viewer.name) == (town.carys, "Carys Morgan")
    assert found.viewer.roles == {Role.HR, Role.ADMINISTRATOR}
    assert len(statements) == 1


def test_only_the_hash_of_a_token_is_kept_and_every_token_is_new(session: Session, town: Town) -> None:
    tokens = {sign_in.open_session(session, person_id=town.amina, now=NOW) for _ in range(5)}
    kept = set(session.scalars(select(SignInSession.token_key)))
    assert len(tokens) == 5
    assert kept == {token_key(token) for token in tokens}
    assert look(session, next(iter(kept))) is None


def test_a_session_ends_when_idle_and_at_its_absolute_limit(session: Session, town: Town) -> None:
    token = sign_in.open_session(session, person_id=town.amina, now=NOW)
    found = look(session, token, now=NOW + timedelta(minutes=59))
    assert found is not None
    assert look(session, token, now=NOW + timedelta(minutes=60)) is None
    for minutes in range(50, 12 * 60, 50):
        sign_in.touch(session, session_id=found.session_id, now=NOW + timedelta(minutes=minutes))
        assert look(session, token, now=NOW + timedelta(minutes=minutes + 9)) is not None
    assert look(session, token, now=NOW + timedelta(hours=12)) is None


def test_a_leaver_is_out_the_day_after_their_last_day_though_the_session_is_fresh(session: Session) -> None:
    unit = builders.team(session, "Short stays")
    person = builders.hire(session, number="200002", name="Huw Going", unit_id=unit, last_on=DAY)
    token = sign_in.open_session(session, person_id=person, now=NOW)
    assert look(session, token) is not None
    assert look(session, token, day=DAY + timedelta(days=1)) is None


def test_ending_one_session_leaves_the_others_and_ending_all_ends_those_of_nobody_else(
    session: Session, town: Town
) -> None:
    first, second, third = (sign_in.open_session(session, person_id=town.amina, now=NOW) for _ in range(3))
    of_ben = sign_in.open_session(session, person_id=town.ben, now=NOW)
    found = look(session, first)
    assert found is not None
    sign_in.end_session(session, session_id=found.session_id, now=NOW)
    assert [look(session, token) is not None for token in (first, second, third)] == [False, True, True]
    sign_in.end_all_sessions(session, person_id=town.amina, now=NOW)
    assert [look(session, token) is not None for token in (first, second, third, of_ben)] == [False, False, False, True]
    assert owner(session, token_key(first)) == town.amina


def test_sessions_of_over_a_month_ago_are_deleted_when_a_new_one_opens(session: Session, town: Town) -> None:
    old = sign_in.open_session(session, person_id=town.amina, now=NOW - timedelta(days=31))
    sign_in.open_session(session, person_id=town.amina, now=NOW)
    assert owner(session, token_key(old)) is None


def try_once(session: Session, account: str, address: str, now: datetime = NOW) -> int | None:
    return sign_in.note_attempt(session, account_key=account, address_key=address, now=now)


def test_ten_wrong_guesses_at_an_account_close_it_for_five_minutes_from_everywhere(session: Session) -> None:
    assert all(try_once(session, "amina", f"address {n}") for n in range(ACCOUNT_LIMIT))
    assert try_once(session, "amina", "elsewhere", NOW + WINDOW - timedelta(seconds=1)) is None
    assert try_once(session, "ben", "address 1") is not None
    assert try_once(session, "amina", "elsewhere", NOW + WINDOW) is not None


def test_refused_tries_do_not_make_the_wait_longer(session: Session) -> None:
    for second in range(60):
        try_once(session, "amina", "x", NOW + timedelta(seconds=second))
    assert try_once(session, "amina", "x", NOW + WINDOW) is not None


def test_one_address_may_not_go_through_all_accounts(session: Session) -> None:
    allowed = [try_once(session, f"account {n}", "one address") is not None for n in range(ADDRESS_LIMIT + 5)]
    assert sum(allowed) == ADDRESS_LIMIT
    assert try_once(session, "account 1", "another address") is not None


def test_right_passwords_do_not_count_against_the_limits(session: Session) -> None:
    for _ in range(3 * ACCOUNT_LIMIT):
        attempt_id = try_once(session, "amina", "x")
        assert attempt_id is not None
        sign_in.note_success(session, attempt_id)


def test_attempts_are_deleted_when_no_limit_looks_at_them_any_more(session: Session) -> None:
    try_once(session, "amina", "x")
    try_once(session, "ben", "y", NOW + timedelta(hours=2))
    assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 1


def new_code(session: Session, person_id: int, now: datetime = NOW) -> str:
    return sign_in.make_code(session, person_id=person_id, actor=HR, now=now, secret=SECRET)


def find_code(session: Session, person_id: int, code: str, now: datetime = NOW) -> int | None:
    key = code_key(SECRET, person_id=person_id, code=code)
    return live_code(session, person_id=person_id, code_key=key, now=now)


def test_a_code_is_kept_as_a_keyed_hash_and_found_for_its_person_only(session: Session, town: Town) -> None:
    code = new_code(session, town.amina)
    kept = session.scalars(select(SignInCode)).one()
    assert code.replace("-", "") not in kept.code_key
    assert find_code(session, town.amina, code) == find_code(session, town.amina, f" {code.lower()} ") == kept.id
    assert find_code(session, town.ben, code) is None
    assert session.get_one(AuditEvent, kept.made_by).action == "sign_in.make_code"


def test_a_code_is_used_once(session: Session, town: Town) -> None:
    code_id = find_code(session, town.amina, new_code(session, town.amina))
    assert code_id is not None
    sign_in.use_code(session, code_id=code_id, person_id=town.amina, now=NOW)
    with pytest.raises(NotAllowed):
        sign_in.use_code(session, code_id=code_id, person_id=town.amina, now=NOW)


def test_a_code_runs_out_after_an_hour(session: Session, town: Town) -> None:
    code = new_code(session, town.amina)
    code_id = find_code(session, town.amina, code, NOW + CODE_LASTS - timedelta(seconds=1))
    assert code_id is not None
    assert find_code(session, town.amina, code, NOW + CODE_LASTS) is None
    with pytest.raises(NotAllowed):
        sign_in.use_code(session, code_id=code_id, person_id=town.amina, now=NOW + CODE_LASTS)


def test_a_new_code_ends_the_one_before(session: Session, town: Town) -> None:
    old, new = new_code(session, town.amina), new_code(session, town.amina)
    assert find_code(session, town.amina, old) is None
    assert find_code(session, town.amina, new) is not None


def test_there_is_no_code_for_nobody(session: Session) -> None:
    with pytest.raises(NotFound):
        new_code(session, 999_999)


def test_a_password_is_kept_as_its_hash_and_a_new_one_replaces_it(session: Session, town: Town) -> None:
    for n, hash in enumerate(("first hash", "second hash")):
        at = NOW + timedelta(days=n)
        sign_in.set_password(session, person_id=town.amina, hash=hash, now=at)
        kept = session.scalars(select(Password)).one()
        assert (kept.person_id, kept.hash, kept.changed_at) == (town.amina, hash, at)
    found = account_for(session, "100001", DAY)
    assert found is not None
    assert found.hash == "second hash"
