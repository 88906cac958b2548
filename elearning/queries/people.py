"""Who people are and where they stand in the organisation, on a day or as it is recorded now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

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
from elearning.shelf import shelved

_PORTION = 5_000  # people or posts


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
    return Organisation(
        people=shelved(_people(session)), posts=shelved(_posts(session, units.paths)), units=units.by_path,
        joined=units.joined,
    )  # fmt: skip


def _in_portions(
    session: Session, statement: Select[*tuple[Any, ...]], key: InstrumentedAttribute[int]
) -> Iterator[Sequence[Any]]:
    """The rows of a statement by their first column, some thousands at a time: a large council does not fit memory."""
    ordered, last = statement.order_by(key).limit(_PORTION), 0
    while rows := session.execute(ordered.where(key > last)).all():
        yield rows
        last = rows[-1][0]


def _people(session: Session) -> Iterator[tuple[str, KnownPerson]]:
    """People who have a number and a name without a last day, by number."""
    leaves, same = _leaves(session), same_people(session, None)
    table = EmployeeNumber
    numbered = select(table.person_id, table.number, table.id).where(known(table, None), table.true_to.is_(None))
    for rows in _in_portions(session, numbered, table.person_id):
        first, last = rows[0][0], rows[-1][0]
        called = _latest_texts(session, PersonName, PersonName.known_as, first, last)
        emails = _latest_texts(session, PersonEmail, PersonEmail.email, first, last)
        holdings = _holdings(session, first, last)
        for person_id, number, fact_id in rows:
            if person_id in called:
                yield number, KnownPerson(
                    person_id, number, called[person_id], emails.get(person_id), tuple(holdings.get(person_id, ())),
                    fact_id, tuple(leaves.get(same.one(person_id), ())),
                )  # fmt: skip


def _holdings(session: Session, first: int, last: int) -> Mapping[int, list[KnownHolding]]:
    """All times in posts of people whose ids are between these, the earliest first."""
    held: dict[int, list[KnownHolding]] = defaultdict(list)
    for row in session.execute(
        select(Holding.person_id, Holding.id, PostDetail.reference, Holding.true_from, Holding.true_to)
        .join(PostDetail, PostDetail.post_id == Holding.post_id)
        .where(known(Holding, None), Holding.person_id.between(first, last))
        .where(known(PostDetail, None), PostDetail.true_to.is_(None))
        .order_by(Holding.true_from, Holding.id)
    ):
        held[row[0]].append(KnownHolding(*row[1:]))
    return held


def _leaves(session: Session) -> Mapping[int, list[KnownLeave]]:
    """All leave on record, by the record that is kept of each person (RULE-23)."""
    same, found = same_people(session, None), defaultdict[int, list[KnownLeave]](list)
    statement = select(Leave.person_id, Leave.id, Leave.true_from, Leave.true_to).where(known(Leave, None))
    for person_id, fact_id, first_on, last_on in session.execute(statement.order_by(Leave.true_from, Leave.id)):
        found[same.one(person_id)].append(KnownLeave(fact_id, first_on, last_on))
    return found


def _taggings(session: Session, first: int, last: int) -> Mapping[int, list[KnownTagging]]:
    """All times of tags of posts whose ids are between these."""
    found = defaultdict[int, list[KnownTagging]](list)
    table = PostTagging
    statement = select(table.post_id, table.id, table.tag, table.true_from, table.true_to)
    for row in session.execute(
        statement.where(known(table, None), table.post_id.between(first, last)).order_by(table.true_from, table.id)
    ):
        found[row[0]].append(KnownTagging(*row[1:]))
    return found


def _latest_texts(
    session: Session, table: type[PersonName] | type[PersonEmail], known_as: InstrumentedAttribute[str], first: int,
    last: int,
) -> Mapping[int, KnownText]:  # fmt: skip
    """The name or address that has no last day, of each person whose id is between these."""
    text = table.name if table is PersonName else PersonEmail.email
    rows = session.execute(
        select(table.person_id, table.id, table.true_from, text, known_as).where(
            known(table, None), table.true_to.is_(None), table.person_id.between(first, last)
        )
    )
    return {row[0]: KnownText(*row[1:]) for row in rows}


def _posts(session: Session, paths: Mapping[int, UnitPath]) -> Iterator[tuple[str, KnownPost]]:
    """Posts with the facts that have no last day, by reference."""
    above = aliased(PostDetail)
    table = PostDetail
    latest = (
        select(
            table.post_id, table.reference, table.id, table.true_from, table.title, table.unit_id, table.staff_group,
            EmployeeNumber.number, above.reference,
        )
        .outerjoin(
            EmployeeNumber,
            (EmployeeNumber.person_id == table.manager_id)
            & known(EmployeeNumber, None) & EmployeeNumber.true_to.is_(None),
        )
        .outerjoin(above, (above.post_id == table.manager_post_id) & known(above, None) & above.true_to.is_(None))
        .where(known(table, None), table.true_to.is_(None))
    )  # fmt: skip
    for rows in _in_portions(session, latest, table.post_id):
        since, taggings = _since(session, rows[0][0], rows[-1][0]), _taggings(session, rows[0][0], rows[-1][0])
        for post_id, reference, fact_id, true_from, title, unit_id, staff_group, person, post in rows:
            facts = PostFacts(title, paths[unit_id], staff_group, Reporting(person or "", post or ""))
            tagged = tuple(taggings.get(post_id, ()))
            yield reference, KnownPost(post_id, fact_id, true_from, since[post_id], facts, tagged)


def _since(session: Session, first: int, last: int) -> Mapping[int, date]:
    """The first day for which anything is known of each post whose id is between these."""
    of_posts = known(PostDetail, None) & PostDetail.post_id.between(first, last)
    statement = select(PostDetail.post_id, func.min(PostDetail.true_from)).where(of_posts).group_by(PostDetail.post_id)
    return {post_id: first_on for post_id, first_on in session.execute(statement)}
