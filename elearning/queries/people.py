"""Who people are and where they stand in the organisation, on a day or as it is recorded now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from elearning.domain.people import (
    KnownHolding,
    KnownLeave,
    KnownPerson,
    KnownPost,
    KnownTagging,
    KnownText,
    Organisation,
    PostFacts,
    Reporting,
    UnitPath,
    canonical_number,
)
from elearning.domain.refusals import NotFound
from elearning.models.dated import holds, known
from elearning.models.people import EmployeeNumber, Holding, Leave, PersonEmail, PersonName, PostDetail, PostTagging
from elearning.orm import Instant
from elearning.queries.id_lists import dialect_of, is_one_of
from elearning.queries.id_lists import ids as id_list
from elearning.queries.known_units import KnownUnits
from elearning.queries.same_people import same_people


class Called(NamedTuple):
    """What a person is called: in full, and as they wish to be known."""

    name: str
    known_as: str


def person_by_number(session: Session, number: str) -> int:
    """The person who has an employee number now, typed in any case and with any spaces. Raises NotFound.

    The number of a merged record leads to the record that is kept.
    """
    return same_people(session, None).one(record_by_number(session, number))


def record_by_number(session: Session, number: str) -> int:
    """The record that an employee number stands on, merged or not. Raises NotFound."""
    statement = select(EmployeeNumber.person_id).where(
        EmployeeNumber.number == canonical_number(number), known(EmployeeNumber, None), EmployeeNumber.true_to.is_(None)
    )
    person_id = session.scalar(statement)
    if person_id is None:
        raise NotFound(f"Nobody has the employee number {number!r}.")
    return person_id


def names(session: Session, ids: Collection[int], day: date, *, known_on: datetime | None = None) -> dict[int, Called]:
    """What people were called on a day; of somebody recorded only later, what they were called first."""
    found: dict[int, Called] = {}
    for person_id, true_from, name, known_as in _texts(session, PersonName, ids, known_on):
        if person_id not in found or true_from <= day:
            found[person_id] = Called(name, known_as)
    return found


def numbers(
    session: Session, ids: Collection[int] | None, day: date, *, known_on: datetime | None = None
) -> dict[int, str]:  # fmt: skip
    """The employee numbers of people, or of everybody, on a day; of somebody numbered only later, their first."""
    found: dict[int, str] = {}
    for person_id, true_from, number in _texts(session, EmployeeNumber, ids, known_on):
        if person_id not in found or true_from <= day:
            found[person_id] = number
    return found


def _texts(
    session: Session, table: type[PersonName | EmployeeNumber], person_ids: Collection[int] | None,
    known_on: datetime | None,
) -> Iterable[Any]:  # fmt: skip
    """Names or numbers in the order of the days they begin on: of people, or with None of everybody."""
    if person_ids is not None and not person_ids:
        return ()
    dialect = dialect_of(session)
    statement = _texts_statement(table, dialect, person_ids is None, known_on is None)
    return session.execute(statement, {"people": id_list(person_ids or (), dialect), "known_on": known_on})


@cache
def _texts_statement(
    table: type[PersonName | EmployeeNumber], dialect: str, is_everybody: bool, is_now: bool
) -> Select[*tuple[Any, ...]]:  # fmt: skip
    """Built once: for a few people, building it takes longer than running it."""
    said = (PersonName.name, PersonName.known_as) if table is PersonName else (EmployeeNumber.number,)
    statement = select(table.person_id, table.true_from, *said).order_by(table.person_id, table.true_from)
    if not is_everybody:
        statement = statement.where(is_one_of(table.person_id, "people", dialect))
    return statement.where(known(table, None if is_now else bindparam("known_on", type_=Instant())))


def has_reports(session: Session, person_id: int, day: date, *, known_on: datetime | None = None) -> bool:
    """Whether somebody else reports directly, on a day, to this person or to a post they hold (RULE-18)."""
    records = same_people(session, known_on).records([person_id])
    own_posts = select(Holding.post_id).where(Holding.person_id.in_(records), holds(Holding, day, known_on))
    reporting = (
        select(Holding.id)
        .join(PostDetail, PostDetail.post_id == Holding.post_id)
        .where(
            Holding.person_id.not_in(records),
            holds(Holding, day, known_on),
            holds(PostDetail, day, known_on),
            PostDetail.manager_id.in_(records) | PostDetail.manager_post_id.in_(own_posts),
        )
        .limit(1)
    )
    in_post = session.scalar(own_posts.limit(1)) is not None
    return in_post and session.scalar(reporting) is not None


def current_organisation(session: Session) -> Organisation:
    """All that is on record now of people, posts and units, as domain.hr_import compares it with a file."""
    units = KnownUnits(session)
    numbered = session.execute(
        select(EmployeeNumber.person_id, EmployeeNumber.number, EmployeeNumber.id).where(
            known(EmployeeNumber, None), EmployeeNumber.true_to.is_(None)
        )
    )
    numbers: dict[int, str] = {}
    rows_of_numbers: dict[int, int] = {}
    for person_id, number, fact_id in numbered:
        numbers[person_id], rows_of_numbers[person_id] = number, fact_id
    references = {
        post_id: reference
        for post_id, reference in session.execute(
            select(PostDetail.post_id, PostDetail.reference).where(
                known(PostDetail, None), PostDetail.true_to.is_(None)
            )
        )
    }
    return Organisation(
        people=_people(session, numbers, rows_of_numbers, references),
        posts=_posts(session, numbers, references, units.paths),
        units=units.by_path,
        joined=units.joined,
    )


def _people(
    session: Session, numbers: Mapping[int, str], rows_of_numbers: Mapping[int, int], references: Mapping[int, str]
) -> dict[str, KnownPerson]:  # fmt: skip
    called = _latest_texts(session, PersonName, PersonName.name, PersonName.known_as)
    emails = _latest_texts(session, PersonEmail, PersonEmail.email, PersonEmail.email)
    holdings: dict[int, list[KnownHolding]] = defaultdict(list)
    days: dict[Any, Any] = {}  # the same day again and again: each is kept once
    for fact_id, person_id, post_id, first_on, last_on in session.execute(
        select(Holding.id, Holding.person_id, Holding.post_id, Holding.true_from, Holding.true_to)
        .where(known(Holding, None))
        .order_by(Holding.true_from, Holding.id)
    ):
        if post_id in references:
            first_on, last_on = days.setdefault(first_on, first_on), days.setdefault(last_on, last_on)
            holdings[person_id].append(KnownHolding(fact_id, references[post_id], first_on, last_on))
    leaves, same = _leaves(session), same_people(session, None)
    return {
        number: KnownPerson(
            person_id,
            number,
            called.pop(person_id),  # let go of as it is taken: a large council fills memory
            emails.pop(person_id, None),
            tuple(holdings.pop(person_id, ())),
            rows_of_numbers[person_id],
            tuple(leaves.get(same.one(person_id), ())),
        )
        for person_id, number in numbers.items()
        if person_id in called
    }


def _leaves(session: Session) -> Mapping[int, list[KnownLeave]]:
    """All leave on record, by the record that is kept of each person (RULE-23)."""
    same, found = same_people(session, None), defaultdict[int, list[KnownLeave]](list)
    statement = select(Leave.person_id, Leave.id, Leave.true_from, Leave.true_to).where(known(Leave, None))
    for person_id, fact_id, first_on, last_on in session.execute(statement.order_by(Leave.true_from, Leave.id)):
        found[same.one(person_id)].append(KnownLeave(fact_id, first_on, last_on))
    return found


def _taggings(session: Session) -> Mapping[int, list[KnownTagging]]:
    """All times of tags on record, by post."""
    found = defaultdict[int, list[KnownTagging]](list)
    table = PostTagging
    statement = select(table.post_id, table.id, table.tag, table.true_from, table.true_to).where(known(table, None))
    for post_id, fact_id, tag, first_on, last_on in session.execute(statement.order_by(table.true_from, table.id)):
        found[post_id].append(KnownTagging(fact_id, tag, first_on, last_on))
    return found


def _latest_texts(
    session: Session,
    table: type[PersonName] | type[PersonEmail],
    text: InstrumentedAttribute[str],
    known_as: InstrumentedAttribute[str],
) -> dict[int, KnownText]:
    """The name or address of each person that has no last day."""
    rows = session.execute(
        select(table.person_id, table.id, table.true_from, text, known_as).where(
            known(table, None), table.true_to.is_(None)
        )
    )
    days: dict[date, date] = {}
    return {
        person_id: KnownText(
            fact_id, days.setdefault(true_from, true_from), text, text if known_as == text else known_as
        )
        for person_id, fact_id, true_from, text, known_as in rows
    }


def _posts(
    session: Session, numbers: Mapping[int, str], references: Mapping[int, str], paths: Mapping[int, UnitPath]
) -> dict[str, KnownPost]:
    """Posts by reference, with the facts that have no last day."""
    days: dict[date, date] = {}
    since = {
        post_id: days.setdefault(first_on, first_on)
        for post_id, first_on in session.execute(
            select(PostDetail.post_id, func.min(PostDetail.true_from))
            .where(known(PostDetail, None))
            .group_by(PostDetail.post_id)
        )
    }
    posts: dict[str, KnownPost] = {}
    shared: dict[Any, Any] = {}  # many posts are alike: what is said of them is kept once
    taggings = _taggings(session)
    for row in session.execute(
        select(
            PostDetail.post_id, PostDetail.id, PostDetail.true_from, PostDetail.title,
            PostDetail.unit_id, PostDetail.staff_group, PostDetail.manager_id, PostDetail.manager_post_id,
        ).where(known(PostDetail, None), PostDetail.true_to.is_(None))
    ):  # fmt: skip
        post_id, fact_id, true_from, title, unit_id, staff_group, manager_id, manager_post_id = row
        reporting = Reporting(
            person=numbers.get(manager_id, "") if manager_id else "",
            post=references.get(manager_post_id, "") if manager_post_id else "",
        )
        alike = PostFacts(
            shared.setdefault(title, title), paths[unit_id], shared.setdefault(staff_group, staff_group),
            shared.setdefault(reporting, reporting),
        )  # fmt: skip
        facts, tagged = shared.setdefault(alike, alike), tuple(taggings.get(post_id, ()))
        posts[references[post_id]] = KnownPost(
            post_id, fact_id, days.setdefault(true_from, true_from), since[post_id], facts, tagged
        )
    return posts
