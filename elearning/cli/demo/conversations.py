"""Which of the demonstration's line managers held the conversation after a completion, and how long after."""

from datetime import timedelta
from random import Random

from sqlalchemy import select

from elearning.cli.demo.learners import at
from elearning.cli.demo.story import Story
from elearning.cli.demo.strangers import DEMONSTRATION
from elearning.models.dated import known
from elearning.models.learning import Completion
from elearning.services.conversations import record_conversation

HELD = 0.7
"""The share of completions after which one was held."""

SEED = 20261128


def tell_of_conversations(story: Story) -> None:
    """Most are held within a month, some later; of the last weeks many are still to come.."""
    chance = Random(SEED)
    completions = story.session.execute(
        select(Completion.id, Completion.person_id, Completion.completed_on)
        .where(known(Completion, None))
        .order_by(Completion.id)
    ).all()
    for completion_id, person_id, completed_on in completions:
        is_held, days = chance.random() < HELD, chance.choice((2, 5, 9, 14, 21, 27, 45))
        held_on = completed_on + timedelta(days=days)
        if is_held and held_on < story.today:
            record_conversation(
                story.session, person_id, completion_id, held_on=held_on, actor=DEMONSTRATION, now=at(held_on, 15)
            )  # fmt: skip
