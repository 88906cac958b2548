"""Who is signing in, and who is signed in. Asked before there is a scope; tells nothing but that."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Date, Select, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from elearning.domain.access import Role, Viewer
from elearning.domain.people import canonical_number
from elearning.domain.sign_in import is_over
from elearning.models.dated import holds
from elearning.models.delegations import Delegation
from elearning.models.merges import kept_record, of_one_person
from elearning.models.people import EmployeeNumber, Holding, PersonEmail, PersonName, PostDetail, RoleGrant
from elearning.models.sign_in import Password, SignInCode, SignInSession


class Account(NamedTuple):
    """Somebody who may sign in, and the hash of their password if they have chosen one."""

    person_id: int
    hash: str | None


class SignedInSession(NamedTuple):
    """A session that holds, and whose it is."""

    viewer: Viewer
    session_id: int
    last_used_at: datetime
    manages: bool


def _in_post(person_id: ColumnElement[int] | object, day: date) -> ColumnElement[bool]:
    """Whether the person of a kept record is in post, by whichever record of theirs."""
    return exists().where(of_one_person(Holding.person_id, person_id), holds(Holding, day))


def account_for(session: Session, identifier: str, day: date) -> Account | None:
    """The account that an e-mail address or employee number names, in any case and with any spaces.

    None if it names nobody who is in post on the day, or more than one person: authority is never guessed.
    """
    ids = (
        select(PersonEmail.person_id.label("person_id"))
        .where(PersonEmail.email == "".join(identifier.split()).lower(), holds(PersonEmail, day))
        .union(
            select(EmployeeNumber.person_id).where(
                EmployeeNumber.number == canonical_number(identifier), holds(EmployeeNumber, day)
            )
        )
        .subquery()
    )
    statement = (
        select(ids.c.person_id, Password.hash)
        .outerjoin(Password, Password.person_id == ids.c.person_id)
        .where(_in_post(kept_record(ids.c.person_id), day))
    )
    found = session.execute(statement).all()
    return Account(*found[0]) if len(found) == 1 else None


def _manages(person_id: Any, day: date) -> ColumnElement[bool]:
    """Whether somebody else reports to the person, or to a post that they hold (RULE-18)."""
    own, theirs = aliased(Holding), aliased(Holding)
    to_own_post = select(own.post_id).where(of_one_person(own.person_id, person_id), holds(own, day))
    reports = of_one_person(PostDetail.manager_id, person_id) | PostDetail.manager_post_id.in_(to_own_post)
    return exists().where(
        reports, holds(PostDetail, day), theirs.post_id == PostDetail.post_id,
        ~of_one_person(theirs.person_id, person_id), holds(theirs, day),
    )  # fmt: skip


def _stands_in(person_id: Any, day: date) -> ColumnElement[bool]:
    """Whether the person stands in for a line manager."""
    return exists().where(of_one_person(Delegation.delegate_id, person_id), holds(Delegation, day))


def _session_statement() -> Select[Any]:
    """A live session of somebody in post, with their name and roles: one row for each role, or one without.

    Whichever record of theirs they signed in with, they are the person of the one that is kept.
    """
    day = cast("date", bindparam("day", type_=Date))
    who = kept_record(SignInSession.person_id)
    name = (
        select(PersonName.name)
        .where(PersonName.person_id == who, holds(PersonName, day))
        .order_by(PersonName.true_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            SignInSession.id, who, SignInSession.started_at, SignInSession.last_used_at, name, RoleGrant.role,
            (_manages(who, day) | _stands_in(who, day)).label("manages"),
        )
        .outerjoin(RoleGrant, of_one_person(RoleGrant.person_id, who) & holds(RoleGrant, day))
        .where(
            SignInSession.token_key == bindparam("token_key"), SignInSession.ended_at.is_(None),
            _in_post(who, day),
        )
    )  # fmt: skip


_SESSION = _session_statement()
"""Built once: it is asked with every request, and building it takes longer than asking it."""


def session_viewer(
    session: Session, token_key: str, *, now: datetime, idle: timedelta, absolute: timedelta, day: date
) -> SignedInSession | None:
    """Whose session this is, with their name and roles of the day, in one statement.

    None if it has ended, was idle or lasted too long, or its person is not in post on the day.
    """
    rows = session.execute(_SESSION, {"token_key": token_key, "day": day}).all()
    if not rows:
        return None
    session_id, person_id, started_at, last_used_at, called, _, manages = rows[0]
    if is_over(started_at=started_at, last_used_at=last_used_at, now=now, idle=idle, absolute=absolute):
        return None
    roles = frozenset(Role(row[5]) for row in rows if row[5] is not None)
    return SignedInSession(Viewer(person_id, called or "", roles), session_id, last_used_at, bool(manages))


def owner(session: Session, token_key: str) -> int | None:
    """Whose session this is or was, ended or not: enough to keep an answer for them, not to let anybody in."""
    return session.scalar(select(kept_record(SignInSession.person_id)).where(SignInSession.token_key == token_key))


def live_code(session: Session, *, person_id: int, code_key: str, now: datetime) -> int | None:
    """The id of a one-time code of this person that may still be used, or None."""
    return session.scalar(
        select(SignInCode.id).where(
            SignInCode.person_id == person_id, SignInCode.code_key == code_key,
            SignInCode.used_at.is_(None), SignInCode.expires_at > now,
        )
    )  # fmt: skip
