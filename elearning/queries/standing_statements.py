"""The statements by which `gathered` reads what many people share, each built once for each shape of question."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, func, literal, null, select
from sqlalchemy.orm import aliased

from elearning.models import publications
from elearning.models.assignments import Assignment, Exemption
from elearning.models.dated import holds_between
from elearning.models.learning import Completion, Revocation
from elearning.models.modules import ModuleVersion
from elearning.models.people import Holding, Leave
from elearning.queries.facts import Shape, completions_and_revocations
from elearning.queries.id_lists import gathered, keys_table
from elearning.queries.plain_values import plain


def holding(shape: Shape, table: Any) -> ColumnElement[bool]:
    """Facts known on the instant asked about that hold on any of the days asked about."""
    first, last = bindparam("first", type_=Date()), bindparam("last", type_=Date())
    return holds_between(table, first, last, shape.known_on)


@cache
def in_post(shape: Shape) -> Select[*tuple[Any, ...]]:
    """A row for each span of days, with all who are in post for it."""
    spans = (Holding.true_from, Holding.true_to)
    statement = select(*map(plain, spans), gathered(Holding.person_id, shape.dialect))
    return shape.narrow(statement.where(holding(shape, Holding)).group_by(*spans), Holding.person_id)


@cache
def assigned(shape: Shape) -> Select[*tuple[Any, ...]]:
    """A row for each module and span of days, with all whom it is told of."""
    told = (Assignment.module_id, Assignment.true_from, Assignment.true_to, Assignment.due_on)
    module, *days = told
    statement = (
        select(module, *map(plain, days), gathered(Assignment.person_id, shape.dialect))
        .where(holding(shape, Assignment))
        .group_by(*told)
    )
    return shape.narrow(statement, Assignment.person_id, Assignment.module_id)


@cache
def recent_completions(shape: Shape) -> Select[*tuple[Any, ...]]:
    """A row for each version and pair of days, in the order of their ends: the completions made by the last day that
    stand on the first or ran out not long before, with all of whom they are told."""
    told = (Completion.expires_on, Completion.module_id, Completion.version_id, Completion.completed_on)
    expires, module, version, completed = told
    statement = (
        select(plain(expires), module, version, plain(completed), gathered(Completion.person_id, shape.dialect))
        .where(shape.known(Completion), completed <= bindparam("last", type_=Date()))
        .where(expires >= bindparam("since", type_=Date()))
        .group_by(*told)
        .order_by(expires)
    )
    return shape.narrow(statement, Completion.person_id, Completion.module_id)


@cache
def revoked(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Of whom a completion was ever revoked, and when it ends."""
    statement = (
        select(Completion.person_id, Completion.module_id, plain(Completion.expires_on))
        .join(Revocation, Revocation.completion_id == Completion.id)
        .where(shape.known(Completion), shape.known(Revocation))
    )
    return shape.narrow(statement, Completion.person_id, Completion.module_id)


@cache
def leaves(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Every leave, whichever day it holds on."""
    statement = select(Leave.person_id, plain(Leave.true_from), plain(Leave.true_to)).where(shape.known(Leave))
    return shape.narrow(statement, Leave.person_id)


@cache
def exemptions(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Every exemption, whichever day it holds on."""
    dates = (plain(Exemption.true_from), plain(Exemption.true_to))
    statement = select(Exemption.person_id, Exemption.module_id, *dates).where(shape.known(Exemption))
    return shape.narrow(statement, Exemption.person_id, Exemption.module_id)


@cache
def every_completion(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Each completion of the keys, as `completion_facts` reads them."""
    wanted = keys_table("keys", shape.dialect)
    return completions_and_revocations(shape).join(
        wanted, (wanted.c.person_id == Completion.person_id) & (wanted.c.module_id == Completion.module_id)
    )


@cache
def lasting_completions(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Of each key the completions that end last of those made by the first day, and when the others had ended; each
    with whether it was ever revoked. The index by person, module and end leads to both ends."""
    wanted = keys_table("keys", shape.dialect)

    def of_key(table: Any) -> ColumnElement[bool]:
        is_its = (table.person_id == wanted.c.person_id, table.module_id == wanted.c.module_id)
        return and_(*is_its, shape.known(table), table.completed_on <= bindparam("first", type_=Date()))

    one, other = aliased(Completion), aliased(Completion)
    last = select(func.max(one.expires_on)).where(of_key(one)).correlate(wanted).scalar_subquery()
    is_before = of_key(other) & (other.expires_on < Completion.expires_on)
    before = select(func.max(other.expires_on)).where(is_before).correlate(wanted, Completion).scalar_subquery()
    is_revoked = exists().where(Revocation.completion_id == Completion.id, shape.known(Revocation))
    made = (plain(Completion.completed_on), plain(Completion.made_at), plain(Completion.expires_on))
    version = (ModuleVersion.number, ModuleVersion.window_days)
    return (
        select(Completion.person_id, Completion.module_id, *made, *version, plain(before), is_revoked)
        .select_from(wanted)
        .join(Completion, of_key(Completion) & (Completion.expires_on == last))
        .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
    )


@cache
def asks(shape: Shape) -> Select[*tuple[Any, ...]]:
    """The refreshers that publications up to the last day ask for, as `refresher_facts` reads them."""
    ask, version = publications.RefresherAsk, ModuleVersion
    dates = (plain(ask.published_on), plain(ask.due_by))
    return (
        select(literal(0), version.module_id, version.number, *dates, null())
        .join(version, version.id == ask.version_id)
        .where(shape.known(ask), ask.published_on <= bindparam("last", type_=Date()))
    )


@cache
def refreshers(shape: Shape) -> Select[*tuple[Any, ...]]:
    """A row for each version and day on which refreshers of it were done, with all who did one."""
    done = publications.RefresherDone
    told = (done.module_id, done.version_id, done.done_on)
    statement = (
        select(done.module_id, done.version_id, plain(done.done_on), gathered(done.person_id, shape.dialect))
        .where(shape.known(done), done.done_on <= bindparam("last", type_=Date()))
        .group_by(*told)
    )
    return shape.narrow(statement, done.person_id, done.module_id)


@cache
def every_refresher(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Each refresher done by the keys, with its instant, as `refresher_facts` reads them."""
    done, version, wanted = publications.RefresherDone, ModuleVersion, keys_table("keys", shape.dialect)
    made = (plain(done.done_on), null(), plain(done.made_at))
    return (
        select(done.person_id, done.module_id, version.number, *made)
        .join(version, version.id == done.version_id)
        .join(wanted, (wanted.c.person_id == done.person_id) & (wanted.c.module_id == done.module_id))
        .where(shape.known(done))
    )
