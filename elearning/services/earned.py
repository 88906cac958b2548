"""What a person earned of a module, for the acts that depend on it: whether they may begin, and how long a pass counts.

Its statements are built once, because every completion asks them, and building them takes longer than running them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from elearning.domain import facts as domain
from elearning.domain.compliance import CompletionFact, Facts, Span
from elearning.models.dated import known
from elearning.models.learning import Completion, Revocation
from elearning.models.merges import kept_record, of_one_person, of_people
from elearning.models.modules import ModuleVersion
from elearning.models.publications import RefresherDone, publications
from elearning.services.recording import batches

_person_id: BindParameter[int] = bindparam("person_id")
_module_id: BindParameter[int] = bindparam("module_id")

_DONE = (
    select(RefresherDone.done_on, RefresherDone.made_at, ModuleVersion.number)
    .join(ModuleVersion, ModuleVersion.id == RefresherDone.version_id)
    .where(RefresherDone.module_id == _module_id, known(RefresherDone, None))
)

_MADE = (
    select(
        Completion.id, Completion.completed_on, Completion.made_at, Completion.expires_on, ModuleVersion.number,
        ModuleVersion.window_days, Revocation.true_from, Revocation.true_to,
    )
    .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
    .outerjoin(Revocation, (Revocation.completion_id == Completion.id) & known(Revocation, None))
    .where(Completion.module_id == _module_id, known(Completion, None))
    .order_by(Completion.id, Revocation.id)
)  # fmt: skip
"""A row for each revocation of a completion, and one without for each that has none."""

_REFRESHERS_DONE = _DONE.where(of_one_person(RefresherDone.person_id, _person_id))
_COMPLETIONS = _MADE.where(of_one_person(Completion.person_id, _person_id))


def earned(session: Session, person_id: int, module_id: int) -> Facts:
    """What a person earned of a module and what is asked of it, as known now; no more than RULE-8 to RULE-14 read."""
    whose = {"person_id": person_id, "module_id": module_id}
    done, made = session.execute(_REFRESHERS_DONE, whose), session.execute(_COMPLETIONS, whose).all()
    return _facts(made, done, _asks(session, module_id))


def earned_by_many(session: Session, person_ids: Collection[int], module_id: int) -> dict[int, Facts]:
    """The same of each of many people, in two statements for thousands of them."""
    asks = _asks(session, module_id)
    made, done = defaultdict[int, list[Any]](list), defaultdict[int, list[Any]](list)
    for some in batches(sorted(person_ids)):
        for found, statement, record in ((made, _MADE, Completion.person_id), (done, _DONE, RefresherDone.person_id)):
            of_some = statement.where(of_people(record, some)).add_columns(record, kept_record(record))
            for row in session.execute(of_some, {"module_id": module_id}):
                for person_id in {*row[-2:]}:
                    found[person_id].append(row)
    return {id: _facts(made[id], (row[:-2] for row in done[id]), asks) for id in person_ids}


def _asks(session: Session, module_id: int) -> tuple[domain.RefresherAsk, ...]:
    return tuple(
        domain.RefresherAsk(one.number, one.published_on, one.refresher_by)
        for one in publications(session, module_id)
        if one.refresher_by is not None
    )


def _facts(made: Sequence[Any], done: Iterable[Any], asks: tuple[domain.RefresherAsk, ...]) -> Facts:
    completions = tuple(
        CompletionFact(
            one.completed_on, one.made_at, one.expires_on, one.number, one.window_days, _revoked(made, one.id)
        )
        for one in {row.id: row for row in made}.values()
    )
    return Facts(
        posts=(), assignments=(), completions=completions, refresher_asks=asks,
        refreshers_done=tuple(domain.RefresherDone(*row) for row in done),
    )  # fmt: skip


def _revoked(rows: Sequence[Any], completion_id: int) -> tuple[Span, ...]:
    revocations = (row for row in rows if row.id == completion_id and row.true_from is not None)
    return tuple(Span(row.true_from, row.true_to) for row in revocations)
