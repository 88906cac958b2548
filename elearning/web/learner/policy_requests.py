"""A fresh acknowledgement of the policy: one page, asked by a day, that touches no completion."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from elearning.authoring.markdown import fill_settings
from elearning.extensions import db
from elearning.queries.policy_requests import own_request
from elearning.services.learning import PolicyWords
from elearning.services.policy_requests import acknowledge_again
from elearning.web.access import current_viewer
from elearning.web.learner.blueprint import blueprint, council, own
from elearning.web.moment import writing

PAGE = "/policy/<int:request_id>"


def _filled(statements: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fill_settings(statement, council().local_words) for statement in statements)


@blueprint.get(PAGE)
def policy_request(request_id: int) -> str:
    """The policy as it is now, what the person says they know about it, and by when that is asked."""
    asked, is_done = own_request(db.session(), own(), request_id)
    return render_template(
        "learner/policy_request.html", asked=asked, is_done=is_done, statements=_filled(asked.statements),
        policy=council().policy,
    )  # fmt: skip


@blueprint.post(PAGE)
def acknowledge_request(request_id: int) -> Response:
    """Record the acknowledgement of what was shown."""
    asked, _ = own_request(db.session(), own(), request_id)
    policy = council().policy
    words = PolicyWords(policy.title, policy.version, policy.date, _filled(asked.statements))
    acknowledge_again(
        db.session(), person_id=current_viewer().person_id, request_id=request_id, policy=words, now=writing().now
    )  # fmt: skip
    return redirect(url_for("learner.policy_request", request_id=request_id))
