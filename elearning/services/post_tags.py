"""What posts bring with them: tags given and taken away, with the assignments that follow, in one act."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearning.domain.access import Actor
from elearning.domain.audience_conditions import RECORDED_TAGS, PostTag
from elearning.domain.post_tags import KnownTag, TagEdit, with_tag, without_tag
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.models.dated import known
from elearning.models.people import Post, PostTagging
from elearning.services.assignments import assign_concerned
from elearning.services.recording import add, batches, begin, end, hold_organisation

Change = Callable[[Iterable[KnownTag]], TagEdit]


def tag_posts(
    session: Session, post_ids: Collection[int], tag: PostTag, *, first_on: date, reason: str, actor: Actor,
    now: datetime, today: date,
) -> int:  # fmt: skip
    """Say that posts bring something with them from a day on. Returns how many did not do so already.

    Raises NotAllowed without a post or a reason, or for a tag that is worked out; NotFound for an unknown post.
    """
    return _change(
        session, post_ids, tag, lambda known: with_tag(known, first_on), action=f"post.tag.{tag.value}",
        reason=reason, actor=actor, now=now, today=today,
    )  # fmt: skip


def untag_posts(
    session: Session, post_ids: Collection[int], tag: PostTag, *, last_on: date, reason: str, actor: Actor,
    now: datetime, today: date,
) -> int:  # fmt: skip
    """Say that posts bring something with them up to a last day and no longer. Returns how many did. Raises as
    `tag_posts` does."""
    return _change(
        session, post_ids, tag, lambda known: without_tag(known, last_on), action=f"post.untag.{tag.value}",
        reason=reason, actor=actor, now=now, today=today,
    )  # fmt: skip


def _change(
    session: Session, post_ids: Collection[int], tag: PostTag, change: Change, *, action: str, reason: str,
    actor: Actor, now: datetime, today: date,
) -> int:  # fmt: skip
    if tag not in RECORDED_TAGS:
        raise NotAllowed("Who manages people is worked out from who reports to whom.", "Correct that in HR’s file.")
    if not post_ids:
        raise NotAllowed("Choose at least one post.")
    if not reason.strip():
        raise NotAllowed("Say why.")
    hold_organisation(session)
    edits = {post_id: change(had) for post_id, had in _known(session, post_ids, tag).items()}
    edits = {post_id: edit for post_id, edit in edits.items() if edit.ended or edit.begins_on}
    if not edits:
        return 0
    act = begin(session, actor=actor, action=action, now=now, reason=reason.strip())
    end(session, PostTagging, act, dict(one for edit in edits.values() for one in edit.ended))
    rows = [{"post_id": id, "tag": tag.value, "true_from": one.begins_on} for id, one in edits.items() if one.begins_on]
    add(session, PostTagging, act, rows)
    assign_concerned(session, act=act, today=today)
    return len(edits)


def _known(session: Session, post_ids: Collection[int], tag: PostTag) -> dict[int, list[KnownTag]]:
    """Every post with its times of a tag. Raises NotFound if a post does not exist."""
    table: Any = PostTagging
    found: dict[int, list[KnownTag]] = defaultdict(list)
    for some in batches(sorted(set(post_ids))):
        there = set(session.scalars(select(Post.id).where(Post.id.in_(some))))
        if there != set(some):
            raise NotFound("There is no such post.")
        found.update((post_id, []) for post_id in some)
        for post_id, *fact in session.execute(
            select(table.post_id, table.id, table.true_from, table.true_to).where(
                table.post_id.in_(some), table.tag == tag.value, known(table, None)
            )
        ):
            found[post_id].append(KnownTag(*fact))
    return found
