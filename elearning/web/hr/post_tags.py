"""What posts bring with them: a list of posts, narrowed by unit, words and tag, and the form that tags those ticked."""

from typing import NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.audience_conditions import RECORDED_TAGS, TAG_WORDS, PostTag
from elearning.domain.looks import Look
from elearning.domain.refusals import NotAllowed, NotFound
from elearning.extensions import db
from elearning.queries.audiences import TaggedPost, posts, unit_choices
from elearning.services.post_tags import tag_posts, untag_posts
from elearning.web.access import current_actor, requires
from elearning.web.forms.days import typed as typed_day
from elearning.web.forms.rules import PostTagForm
from elearning.web.hr.acts import today
from elearning.web.hr.blueprint import blueprint
from elearning.web.looking import note_look
from elearning.web.moment import writing
from elearning.web.typed import typed

MOST = 200
"""Posts on one page; a list that is longer asks to be narrowed."""


class Filters(NamedTuple):
    """What the address narrows the list by; each is empty if it does not."""

    unit: str = ""
    words: str = ""
    tag: str = ""


def _filters() -> Filters:
    return Filters(*[typed(name) for name in Filters._fields])


def _found(filters: Filters) -> tuple[TaggedPost, ...]:
    """The posts of the list. Raises NotFound for a unit or tag that is none."""
    asked = today()
    known = {str(one.unit_id): one.unit_id for one in unit_choices(db.session(), asked)}
    if filters.unit not in ("", *known) or filters.tag not in ("", *(tag.value for tag in RECORDED_TAGS)):
        raise NotFound("There is no such unit or tag today.")
    unit_id = known.get(filters.unit)
    tag = PostTag(filters.tag) if filters.tag else None
    return posts(db.session(), asked, unit_id=unit_id, words=filters.words, tag=tag)


def _page(form: PostTagForm, filters: Filters) -> ResponseReturnValue:
    found = _found(filters)
    note_look(Look.LIST, "Posts and their tags", count=sum(len(one.holders) for one in found[:MOST]))
    page = render_template(
        "hr/post_tags.html", form=form, filters=filters, posts=found[:MOST], total=len(found), tag_words=TAG_WORDS,
        units=unit_choices(db.session(), today()), tags=RECORDED_TAGS, done=request.args.get("done", ""),
    )  # fmt: skip
    return page, 400 if form.errors else 200


@blueprint.get("/post-tags")
@requires(Role.HR)
def post_tags() -> ResponseReturnValue:
    """Posts with what they bring with them, and the form that changes it."""
    return _page(PostTagForm(formdata=None, day=typed_day(today().as_at)), _filters())


@blueprint.post("/post-tags")
@requires(Role.HR)
def save_post_tags() -> ResponseReturnValue:
    """Tag the posts that are ticked, from a day or to a day; assignments follow at once."""
    form, filters = PostTagForm(), _filters()
    ids = [int(one) for one in form.posts.data or () if one.isascii() and one.isdigit() and len(one) < 10]
    if not form.validate():
        return _page(form, filters)
    try:
        _save(form, ids)
    except (NotAllowed, NotFound) as refusal:
        db.session.rollback()
        form.form_errors = list(refusal.reasons)
        return _page(form, filters)
    return redirect(url_for("hr.post_tags", **filters._asdict(), done="saved"), 303)


def _save(form: PostTagForm, ids: list[int]) -> None:
    moment, day, tag, reason = writing(), form.day.day, PostTag(form.tag.data), form.reason.data or ""
    assert day is not None
    session, actor = db.session(), current_actor()
    if form.how.data == "give":
        tag_posts(session, ids, tag, first_on=day, reason=reason, actor=actor, now=moment.now, today=moment.day)
    else:
        untag_posts(session, ids, tag, last_on=day, reason=reason, actor=actor, now=moment.now, today=moment.day)
