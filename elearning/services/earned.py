"""What a person earned of a module, for the acts that depend on it: whether they may begin, and how long a pass counts.

Its statements are built once, because every completion asks them, and building them takes longer than running them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from elearning.domain import facts as domain
from elearning.domain.compliance import CompletionFact, Facts, Span
from elearning.models.dated import known
from elearning.models.learning import Completion, Revocation
from elearning.models.merges import of_one_person
from elearning.models.modules import ModuleVersion
from elearning.models.publications import RefresherDone, publications

_person_id: BindParameter[int] = bindparam("person_id")
_module_id: BindParameter[int] = bindparam("module_id")

_REFRESHERS_DONE = (
    select(RefresherDone.done_on, RefresherDone.made_at, ModuleVersion.number)
    .join(ModuleVersion, ModuleVersion.id == RefresherDone.version_id)
    .where(of_one_person(RefresherDone.person_id, _person_id), RefresherDone.module_id == _module_id)
    .where(known(RefresherDone, None))
)

_COMPLETIONS = (
    select(
        Completion.id, Completion.completed_on, Completion.made_at, Completion.expires_on, ModuleVersion.number,
        ModuleVersion.window_days, Revocation.true_from, Revocation.true_to,
    )
    .join(ModuleVersion, ModuleVersion.id == Completion.version_id)
    .outerjoin(Revocation, (Revocation.completion_id == Completion.id) & known(Revocation, None))
    .where(of_one_person(Completion.person_id, _person_id), Completion.module_id == _module_id)
    .where(known(Completion, None))
    .order_by(Completion.id, Revocation.id)
)  # fmt: skip
"""A row for each revocation of a completion, and one without for each that has none."""


def earned(session: Session, person_id: int, module_id: int) -> Facts:
    """What a person earned of a module and what is asked of it, as known now; no more than RULE-8 to RULE-14 read."""
    whose = {"person_id": person_id, "module_id": module_id}
    asks = [
        domain.RefresherAsk(one.number, one.published_on, one.refresher_by)
        for one in publications(session, module_id)
        if one.refresher_by is not None
    ]
    done = session.execute(_REFRESHERS_DONE, whose)
    found = session.execute(_COMPLETIONS, whose).all()
    completions = tuple(
        CompletionFact(
            one.completed_on, one.made_at, one.expires_on, one.number, one.window_days, _revoked(found, one.id)
        )
        for one in {row.id: row for row in found}.values()
    )
    return Facts(
        posts=(), assignments=(), completions=completions, refresher_asks=tuple(asks),
        refreshers_done=tuple(domain.RefresherDone(*row) for row in done),
    )  # fmt: skip


def _revoked(rows: Sequence[Any], completion_id: int) -> tuple[Span, ...]:
    revocations = (row for row in rows if row.id == completion_id and row.true_from is not None)
    return tuple(Span(row.true_from, row.true_to) for row in revocations)
