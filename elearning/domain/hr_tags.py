"""Tags of posts in HR's file: read from a row, and what they change. Decides; writes nothing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from elearning.domain.audience_conditions import RECORDED_TAGS, TAG_WORDS, PostTag
from elearning.domain.hr_conflicts import in_turn, latest_rows
from elearning.domain.hr_file import HrRow
from elearning.domain.hr_mapping import heading_key
from elearning.domain.hr_plan import NewPost, NewTagging, Noun, Replaced, Retagged
from elearning.domain.hr_reader import RowReader
from elearning.domain.packed import Ordered
from elearning.domain.people import ONE_DAY, KnownPost, is_held
from elearning.domain.post_tags import KnownTag, with_tag, without_tag

SEPARATOR = ";"
_MEANT = {heading_key(words): tag for tag in PostTag for words in (tag.value, TAG_WORDS[tag])}


class TagEdit(NamedTuple):
    """Times of tags to end, tags to give, and the posts whose tags become others."""

    replaced: tuple[Replaced, ...]
    added: tuple[NewTagging, ...]
    retagged: tuple[Retagged, ...]


def read_tags(reader: RowReader) -> tuple[PostTag, ...] | None:
    """The tags that the cell lists, each by its name or its words; None where a blank cell says nothing."""
    named = [part.strip() for part in reader.text("post_tags").split(SEPARATOR) if part.strip()]
    if not named:
        return None if "post_tags" in reader.mapping.silent else ()
    meant = {name: _MEANT.get(heading_key(name)) for name in named}
    for name, tag in meant.items():
        if tag is None:
            remedy = f"Use {' or '.join(RECORDED_TAGS)}, with {SEPARATOR} between two."
            reader.refuse("post_tags", name, "There is no such tag.", remedy)
        elif tag not in RECORDED_TAGS:
            said = "Who manages people is worked out from who reports to whom."
            reader.refuse("post_tags", name, said, "Take this tag out of the cell.")
    return tuple(tag for tag in RECORDED_TAGS if tag in meant.values())


def told_tags(rows: list[HrRow]) -> tuple[PostTag, ...] | None:
    """What the rows of one post say of its tags now; they agree."""
    return next((row.tags for row in latest_rows(rows) if row.tags is not None), None)


def plan_tags(
    ordered: Ordered[HrRow], posts: Mapping[str, KnownPost], new: Iterable[NewPost], *, today: date
) -> TagEdit:  # fmt: skip
    """Compare the tags of posts with those that hold today; the rows are ordered by reference.

    What is not listed ended yesterday. A new post has its tags from its first day, any other from today.
    """
    begins = ((post.reference, post.true_from) for post in new if post.reference not in posts)
    replaced: list[Replaced] = []
    added: list[NewTagging] = []
    retagged: list[Retagged] = []
    for reference, rows in in_turn(ordered, lambda row: row.reference):
        told = told_tags(rows)
        if told is None:
            continue
        known = posts.get(reference)
        if known is None:
            begins_on = next(day for begun, day in begins if begun == reference)  # both are in the order of references
            added += [NewTagging(reference, tag.value, begins_on) for tag in told]
            continue
        before = _held(known, today)
        for tag in (tag for tag in RECORDED_TAGS if (tag in before) is not (tag in told)):
            times = [KnownTag(one.fact_id, *one[2:]) for one in known.taggings if one.tag == tag.value]
            edit = without_tag(times, today - ONE_DAY) if tag in before else with_tag(times, today)
            replaced += [Replaced(Noun.TAG, fact_id, last_on) for fact_id, last_on in edit.ended]
            added += [NewTagging(reference, tag.value, edit.begins_on)] if edit.begins_on else []
        if before != told:
            retagged.append(Retagged(reference, before, told))
    return TagEdit(tuple(replaced), tuple(added), tuple(retagged))


def _held(post: KnownPost, today: date) -> tuple[PostTag, ...]:
    held = {one.tag for one in post.taggings if one.first_on <= today and is_held(one.last_on, today)}
    return tuple(tag for tag in RECORDED_TAGS if tag in held)
