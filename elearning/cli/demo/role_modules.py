"""The demonstration's modules for roles: published, and required of those whose posts call for them, or left open."""

from sqlalchemy import select

from elearning.authoring.files import load_module
from elearning.cli.demo.learners import Learner, at
from elearning.cli.demo.story import Story
from elearning.cli.demo.strangers import DEMONSTRATION
from elearning.domain.audience_conditions import TAG_WORDS, PostTag, Who
from elearning.domain.modules import ModuleVersion
from elearning.domain.refusals import NotAllowed
from elearning.domain.reports import Asked
from elearning.models.assignments import Assignment
from elearning.models.dated import known
from elearning.models.learning import Completion
from elearning.queries.audiences import posts, unit_choices
from elearning.queries.modules import module_id
from elearning.services import audiences, modules, post_tags

AT_RISK, MANAGERS = "working-with-children-and-adults-at-risk", "line-managers-and-social-media"
OPEN = ("running-a-council-account", "social-media-ambassadors")
"""Modules that nobody must do: whoever wants to finds them."""

CARE = (
    "Home Care",
    "Adult Assessment",
    "Day Opportunities",
    "Family Help",
    "Children's Social Care",
    "Education Support",
)
"""Services whose posts all work with children or adults at risk."""

PUBLISHED, BEGUN, DUE = 75, 60, -30
"""Days ago that these modules were published and required, and that they are due."""
DONE = 12
"""How many have completed each by now."""


def tell_of_roles(story: Story) -> None:
    """Publish the modules for roles, tag posts in care, and require each module of those whom it is for."""
    versions = {slug: _publish(story, slug) for slug in (AT_RISK, MANAGERS, *OPEN)}
    _tag_care(story)
    for slug, tag in ((AT_RISK, PostTag.AT_RISK), (MANAGERS, PostTag.MANAGES)):
        first = story.ago(BEGUN)
        audiences.add_audience(
            story.session, module_id=module_id(story.session, slug), first_on=first, who=Who(tags=(tag,)),
            name=f"Everybody who {TAG_WORDS[tag]}",
            fixed_due_on=story.ago(DUE), days_after_start=30, notice_days=14, actor=DEMONSTRATION, now=at(first),
            today=first,
        )  # fmt: skip
        _some_have_done(story, versions[slug])


def _publish(story: Story, slug: str) -> ModuleVersion:
    """A module as it is shipped, published."""
    loaded = load_module(story.settings.content_dir, story.settings.quizzes_dir, slug)
    if loaded.version is None:
        raise NotAllowed(*(str(problem) for problem in loaded.problems))
    modules.publish_version(
        story.session, loaded.version, change=None, reason="", actor=DEMONSTRATION, now=at(story.ago(PUBLISHED)),
        pictures=loaded.pictures,
    )  # fmt: skip
    return loaded.version


def _tag_care(story: Story) -> None:
    asked = Asked(story.ago(BEGUN + 2), story.now)
    units = [one.unit_id for one in unit_choices(story.session, asked) if one.name in CARE]
    found = {one.post_id for unit_id in units for one in posts(story.session, asked, unit_id=unit_id)}
    post_tags.tag_posts(
        story.session, found, PostTag.AT_RISK, first_on=story.ago(BEGUN + 30), reason="The services named their posts.",
        actor=DEMONSTRATION, now=at(asked.as_at), today=asked.as_at,
    )  # fmt: skip


def _some_have_done(story: Story, version: ModuleVersion) -> None:
    """Every few of those assigned who had completed the first module by then, until there are enough; no persona."""
    table = Assignment
    is_assigned = select(table.person_id).where(
        table.module_id == module_id(story.session, version.slug), known(table, None), table.true_to.is_(None)
    )
    named = story.personas()
    ready = story.session.scalars(
        select(Completion.person_id)
        .where(Completion.person_id.in_(is_assigned), known(Completion, None))
        .where(Completion.completed_on < story.ago(BEGUN), Completion.expires_on > story.today)
        .order_by(Completion.person_id)
    ).all()
    others = [person_id for person_id in dict.fromkeys(ready) if person_id not in named]
    for person_id in others[:: max(2, len(others) // DONE)][:DONE]:
        moment = at(story.ago(story.chance.randrange(2, BEGUN - 10)), story.chance.randrange(8, 17))
        Learner(story.session, person_id, version, story.settings.council, moment).complete(story.chance)
