"""Two questions about the council, a unit or a module, side by side, and the people between the answers."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearning.domain.access import EVERYBODY, Scope
from elearning.domain.comparisons import Answers, Changed, ChangedPerson, changes_between
from elearning.domain.name_search import folded
from elearning.domain.reports import Asked, Figures
from elearning.queries.before_and_after import figures_of
from elearning.queries.compliance import module_names
from elearning.queries.people import names, numbers
from elearning.queries.standings import standings_on
from elearning.queries.structure import structure_of, units_of_people


class Pair(NamedTuple):
    """The two questions: the first is what was told, the second what it is compared with."""

    first: Asked
    second: Asked


@dataclass(frozen=True)
class Comparison:
    """What a group adds up to in both answers, and every difference between them."""

    before: Figures
    after: Figures
    changes: tuple[Changed, ...]


def comparison(
    session: Session, pair: Pair, *, module_id: int | None = None, unit_id: int | None = None
) -> Comparison:  # fmt: skip
    """Compare two answers about the council or one unit, on one module or on all. People are those of the group on the
    day and as known on the instant of each question. The number of statements is constant."""
    wanted = None if module_id is None else [module_id]
    between = Asked(pair.first.as_at, pair.second.known_on)
    told: dict[Asked, Answers] = {}
    for asked in (pair.first, between, pair.second):
        if asked not in told:
            told[asked] = _answers(session, asked, wanted, unit_id)
    first, second = told[pair.first], told[pair.second]
    return Comparison(
        before=figures_of(first.values()), after=figures_of(second.values()),
        changes=changes_between(first, told[between], second),
    )  # fmt: skip


def _answers(session: Session, asked: Asked, module_ids: Collection[int] | None, unit_id: int | None) -> Answers:
    scope = EVERYBODY
    if unit_id is not None:
        scope = Scope(frozenset(units_of_people(session, asked, unit_id=unit_id)[1]))
    return standings_on(session, scope, as_at=asked.as_at, known_on=asked.known_on, module_ids=module_ids)


def in_order(session: Session, changes: Collection[Changed], pair: Pair) -> list[Changed]:
    """Changes by the name of the person, then of the module: an order whose pages never overlap."""
    called = names(session, {one.person_id for one in changes}, pair.second.as_at, known_on=_later(pair).known_on)
    modules = module_names(session, _later(pair))

    def place(one: Changed) -> tuple[str, int, str]:
        return folded(called[one.person_id].name), one.person_id, modules[one.module_id].title

    return sorted(changes, key=place)


def _later(pair: Pair) -> Asked:
    """The question that knows more: nobody that either tells of is without a name in it."""
    return max(pair, key=lambda asked: asked.known_on)


def described(session: Session, changes: Sequence[Changed], pair: Pair) -> Iterator[ChangedPerson]:
    """Who some changes are about, in their order: a page of them, or all for a file."""
    people, second = {one.person_id for one in changes}, pair.second
    known_on = _later(pair).known_on
    called = names(session, people, second.as_at, known_on=known_on)
    numbered = numbers(session, people, second.as_at, known_on=known_on)
    places = [structure_of(session, people, asked) for asked in (second, pair.first)]
    modules = module_names(session, _later(pair))
    for one in changes:
        held = ((where, where.main_holding(one.person_id)) for where in places)
        unit = next((where.path(where.unit_of(post.post_id)) for where, post in held if post), ("", "", ""))
        number, module = numbered.get(one.person_id, ""), modules[one.module_id]
        yield ChangedPerson(one, number, called[one.person_id].name, unit, module.slug, module.title)
