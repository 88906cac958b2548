"""Whom a file of HR's concerned when it was applied, found again from the facts that it recorded and ended."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from elearning.domain.calendar import london_date
from elearning.domain.hr_plan import Effect
from elearning.domain.people import is_held
from elearning.domain.refusals import NotFound
from elearning.domain.reports import Asked
from elearning.models.dated import known
from elearning.models.people import (
    EmployeeNumber,
    Holding,
    ImportRun,
    Leave,
    PersonEmail,
    PersonName,
    PostDetail,
    PostTagging,
)
from elearning.queries.audiences import named


class OfRun(NamedTuple):
    """A person, or a vacant post by its reference and title, whom a file concerned: how, and what it changed.

    The units are those of the day on which it was applied, as known before and after. `person_id` is None for a vacant
    post.
    """

    person_id: int | None
    number: str
    name: str
    unit_before: str
    unit: str
    effect: Effect
    what: tuple[str, ...]


_OF_PEOPLE: tuple[tuple[Any, str], ...] = (
    (PersonName, "name"), (PersonEmail, "e-mail address"), (Holding, "time in post"), (Leave, "leave"),
)  # fmt: skip


def people_of_run(session: Session, run_id: int) -> tuple[OfRun, ...]:
    """Everybody whom the file made a joiner or a leaver, or of whom it changed anything, by number; vacant posts last.

    What was done since changes nothing here. Raises NotFound if no file was applied under this number.
    """
    row = session.execute(select(ImportRun.recorded_by, ImportRun.recorded_at).where(ImportRun.id == run_id)).first()
    if row is None:
        raise NotFound("No file was applied under this number.")
    return _Run(session, *row).concerned()


class _Run:
    """The facts of one act, and the record just before it and just after it."""

    def __init__(self, session: Session, event: int, at: datetime) -> None:
        self._session, self._event, self._at = session, event, at
        self._day, self._until = london_date(at), at - timedelta(microseconds=1)

    def _wrote(self, table: Any) -> ColumnElement[bool]:
        return or_(table.recorded_by == self._event, table.superseded_by == self._event)

    def concerned(self) -> tuple[OfRun, ...]:
        what: dict[int, list[str]] = defaultdict(list)
        for table, words in _OF_PEOPLE:
            for person_id in self._session.scalars(select(table.person_id).where(self._wrote(table)).distinct()):
                what[person_id].append(words)
        changed = self._changed_posts()
        holders = self._holders(changed)
        for post_id, people in holders.items():
            for person_id in people:
                what[person_id] += [words for words in changed[post_id] if words not in what[person_id]]
        effects = self._effects(what)
        vacant = {post_id: words for post_id, words in changed.items() if post_id not in holders}
        return (*self._people(effects, what), *self._posts(vacant))

    def _changed_posts(self) -> Mapping[int, tuple[str, ...]]:
        """Posts of which anything is said that was not said before, with what."""
        fields = {
            "title": "post title", "unit_id": "unit", "staff_group": "staff group", "manager_id": "line manager",
            "manager_post_id": "line manager",
        }  # fmt: skip
        rows = self._session.scalars(select(PostDetail).where(self._wrote(PostDetail)).order_by(PostDetail.true_from))
        old, new = dict[int, PostDetail](), dict[int, PostDetail]()
        for one in rows:
            (new if one.recorded_by == self._event and one.true_to is None else old)[one.post_id] = one
        found: dict[int, tuple[str, ...]] = {}
        for post_id, one in new.items():
            was = old.get(post_id)
            words = [word for name, word in fields.items() if was and getattr(was, name) != getattr(one, name)]
            if was is None or words:
                found[post_id] = tuple(dict.fromkeys(words)) if was else ("new post",)
        for post_id in self._session.scalars(select(PostTagging.post_id).where(self._wrote(PostTagging)).distinct()):
            found[post_id] = (*found.get(post_id, ()), "tags of the post")
        return found

    def _holders(self, post_ids: Collection[int]) -> Mapping[int, list[int]]:
        """Who holds these posts once the file is applied, or will hold them."""
        found: dict[int, list[int]] = defaultdict(list)
        held = select(Holding.post_id, Holding.person_id).where(
            known(Holding, self._at), or_(Holding.true_to.is_(None), Holding.true_to >= self._day)
        )
        for post_id, person_id in self._session.execute(held):
            if post_id in post_ids:
                found[post_id].append(person_id)
        return dict(found)

    def _effects(self, people: Collection[int]) -> Mapping[int, Effect]:
        """As domain.hr_import says it: a joiner was in no post and will be; a leaver's last post now has a last day."""
        table = EmployeeNumber
        numbered = self._session.scalars(select(table.person_id).where(table.recorded_by == self._event))
        new = set(numbered) - set(self._session.scalars(select(table.person_id).where(known(table, self._until))))
        before, after = self._last_days(known(Holding, self._until)), self._last_days(known(Holding, self._at))
        found = {}
        for person_id in people:
            had, has = before.get(person_id, []), after.get(person_id, [])
            was_in_post = any(is_held(last_on, self._day) for last_on in had)
            if person_id in new or (not was_in_post and has and is_held(has[-1], self._day)):
                found[person_id] = Effect.JOINER
            elif None in had and (not has or has[-1] is not None):
                found[person_id] = Effect.LEAVER
            else:
                found[person_id] = Effect.CHANGE
        return found

    def _last_days(self, condition: ColumnElement[bool]) -> Mapping[int, list[Any]]:
        """The last days of all times in post of those of whom the file told one, the latest begun at the end."""
        told = select(Holding.person_id).where(self._wrote(Holding))
        found: dict[int, list[Any]] = defaultdict(list)
        rows = select(Holding.person_id, Holding.true_to).where(condition, Holding.person_id.in_(told))
        rows = rows.order_by(Holding.true_from, Holding.id)
        for person_id, last_on in self._session.execute(rows):
            found[person_id].append(last_on)
        return found

    def _people(self, effects: Mapping[int, Effect], what: Mapping[int, list[str]]) -> Iterable[OfRun]:
        who = named(self._session, effects.keys(), Asked(self._day, self._at))
        was = named(self._session, effects.keys(), Asked(self._day, self._until))
        made = (
            OfRun(id, who[id].number, who[id].name, was[id].unit, who[id].unit, effect, tuple(what[id]))
            for id, effect in effects.items()
        )
        return sorted(made, key=lambda one: one.number)

    def _posts(self, vacant: Mapping[int, tuple[str, ...]]) -> Iterable[OfRun]:
        rows = self._session.execute(
            select(PostDetail.post_id, PostDetail.reference, PostDetail.title).where(
                known(PostDetail, self._at), PostDetail.true_to.is_(None)
            )
        )
        made = (
            OfRun(None, reference, title, "", "", Effect.CHANGE, vacant[id])
            for id, reference, title in rows if id in vacant
        )  # fmt: skip
        return sorted(made, key=lambda one: one.number)
