"""Finding people by what somebody typed: part of a name of any day, of an employee number or of an e-mail address."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, not_, select
from sqlalchemy.orm import Session

from elearning.domain.access import Scope
from elearning.domain.name_search import folded, searched_words
from elearning.domain.reports import Asked
from elearning.models.dated import holds, known
from elearning.models.people import EmployeeNumber, Holding, PersonEmail, PersonName
from elearning.queries.id_lists import dialect_of, is_among
from elearning.queries.same_people import SamePeople, same_people


class AliasKind(StrEnum):
    """How a name by which somebody was found relates to their name of the day."""

    KNOWN_AS = "known as"
    FORMER = "formerly"
    LATER = "later"
    MERGED = "also on record as"


class Alias(NamedTuple):
    """Another name of somebody."""

    kind: AliasKind
    name: str


class Matches(NamedTuple):
    """Who matches: each with the name of the day, and with the alias that did where that name did not."""

    names: dict[int, str]
    aliases: dict[int, Alias]


def people_search(session: Session, scope: Scope, asked: Asked, typed: str, *, is_in_post: bool = True) -> Matches:
    """The people in scope, in post on the day or not, who match what was typed: everybody if that is nothing.

    Every word must be found in one name, whatever its case and accents, or all that was typed in a number or an
    address. Everything is taken literally.
    """
    words = searched_words(typed)
    if typed.strip() and not words:
        return Matches({}, {})
    same = same_people(session, asked.known_on)
    asked_about = _asked_about(session, scope, asked, same, is_in_post=is_in_post)
    of_the_day = holds(PersonName, *asked), asked_about(PersonName.person_id)
    aliases: list[tuple[int, Alias]] = []
    if words:
        rows = session.execute(
            select(PersonName.person_id, PersonName.name, PersonName.known_as).where(*of_the_day)
        ).all()
        called = {person: name for person, name, _ in rows}
        aliases = [(person, Alias(AliasKind.KNOWN_AS, short)) for person, name, short in rows if short not in name]
    else:
        called = dict(session.execute(select(PersonName.person_id, PersonName.name).where(*of_the_day)).all())
    for person, name, has_begun in session.execute(_of_other_days(asked, asked_about)):
        called.setdefault(person, name)  # recorded only later: what they were called first
        aliases.append((person, Alias(AliasKind.FORMER if has_begun else AliasKind.LATER, name)))
    found = _matching(session, called, aliases, words, asked) if words else Matches(called, {})
    return _as_one(found, called, same) if same else found


def _as_one(found: Matches, called: dict[int, str], same: SamePeople) -> Matches:
    """Each person once, under the record that is kept: found by another record of theirs, with the name of that."""
    names, aliases = {}, {}
    for record in found.names:
        person = same.one(record)
        names[person] = called.get(person, called[record])
        if person in found.names:
            aliases.update({person: found.aliases[person]} if person in found.aliases else {})
        else:
            aliases[person] = found.aliases.get(record, Alias(AliasKind.MERGED, called[record]))
    return Matches(names, aliases)


def _asked_about(session: Session, scope: Scope, asked: Asked, same: SamePeople, *, is_in_post: bool) -> Any:
    """What a statement is narrowed by, of a column of people. Who is in post by one record of theirs is so by all."""
    in_post: Any = select(Holding.person_id).where(holds(Holding, *asked))
    if same:
        in_post = same.records(set(session.scalars(in_post)))
    dialect = dialect_of(session)

    def narrowed(column: Any) -> ColumnElement[bool]:
        is_there: ColumnElement[bool] = is_among(column, in_post, dialect) if same else column.in_(in_post)
        condition = is_there if is_in_post else not_(is_there)
        if scope.is_everybody:
            return condition
        return condition & is_among(column, same.records(scope.person_ids), dialect)

    return narrowed


def _of_other_days(asked: Asked, asked_about: Any) -> Select[int, str, bool]:
    return (
        select(PersonName.person_id, PersonName.name, PersonName.true_from <= asked.as_at)
        .where(known(PersonName, asked.known_on), not_(holds(PersonName, *asked)), asked_about(PersonName.person_id))
        .order_by(PersonName.true_from)
    )


def _matching(
    session: Session, called: dict[int, str], aliases: Iterable[tuple[int, Alias]], words: tuple[str, ...], asked: Asked
) -> Matches:
    found = {person: name for person, name in called.items() if _has_all(name, words)}
    also = {person: alias for person, alias in aliases if person not in found and _has_all(alias.name, words)}
    found.update((person, called[person]) for person in also)
    for person in _with_number_or_address(session, "".join(words), asked):
        if person in called:
            found[person] = called[person]
    return Matches(found, also)


def _has_all(name: str, words: tuple[str, ...]) -> bool:
    text = folded(name)
    for word in words:  # noqa: SIM110 - a generator would double the time of 20,000 names
        if word not in text:
            return False
    return True


def _with_number_or_address(session: Session, typed: str, asked: Asked) -> Iterable[int]:
    """Who has, or had, an employee number or an e-mail address with these characters in it."""
    if not typed.isascii():
        return
    for table, column in ((EmployeeNumber, EmployeeNumber.number), (PersonEmail, PersonEmail.email)):
        statement = select(table.person_id).where(known(table, asked.known_on))
        yield from session.scalars(statement.where(func.lower(column).contains(typed, autoescape=True)))
