"""People whose recorded manager is in no post: listed to HR, who alone can mend it (RULE-18)."""

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from elearning.domain.access import Role
from elearning.domain.looks import Look
from elearning.extensions import db
from elearning.queries.without_manager import WithoutManager
from elearning.queries.without_manager import without_manager as find_without_manager
from elearning.web.access import requires
from elearning.web.asked import asked_of_request
from elearning.web.hr.blueprint import blueprint
from elearning.web.hr.people_list import pages_shown
from elearning.web.lists import Column, listed
from elearning.web.looking import note_look
from elearning.web.report_words import unit_words

PAGE = 25
WHAT = "People with no manager in post"

COLUMNS: tuple[Column[WithoutManager], ...] = (
    Column("name", lambda one: one.name), Column("number", lambda one: one.number),
    Column("post", lambda one: one.post_title), Column("post_reference", lambda one: one.post_reference),
    Column("unit", lambda one: unit_words(one.unit)), Column("manager", lambda one: one.manager_name),
    Column("manager_number", lambda one: one.manager_number), Column("manager_left_on", lambda one: one.left_on),
)  # fmt: skip


@blueprint.get("/no-manager")
@requires(Role.HR)
def without_manager() -> ResponseReturnValue:
    """The list, of any day."""
    question, listing = asked_of_request(), listed("no-manager", COLUMNS, first="name")
    posts = listing.in_order(find_without_manager(db.session(), question.asked))
    if listing.wants_file and not question.errors:
        return listing.file(posts, what=WHAT, people=_people(posts))
    found = listing.page(posts, size=PAGE)
    if found.rows:
        note_look(Look.LIST, f"{WHAT}; page {found.page}", count=len(_people(found.rows)))
    shown = render_template(
        "hr/compliance_without_manager.html", question=question, found=found, listing=listing,
        pages=pages_shown(found.page, found.pages),
    )  # fmt: skip
    return shown, question.status


def _people(posts: Sequence[WithoutManager]) -> set[int]:
    return {one.person_id for one in posts} | {one.manager_id for one in posts}
