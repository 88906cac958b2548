"""Who may open which page: signed-in people only, unless a view says otherwise. Enforces; domain/access.py decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, UserMixin
from flask_login import current_user as _current_user
from flask_login import login_user as _login_user

from elearning.domain.access import Actor, Role, Viewer
from elearning.domain.refusals import NotAllowed
from elearning.domain.sign_in import is_touch_due, token_key
from elearning.extensions import db, login_manager
from elearning.queries.sign_in import SignedInSession, session_viewer
from elearning.services import audit
from elearning.services.sign_in import touch
from elearning.settings import Settings
from elearning.web.moment import Moment, reading, writing

View = TypeVar("View", bound=Callable[..., Any])

_MARK = "access_needed"


class Need(NamedTuple):
    """What a page asks of its visitor: nothing, to be signed in, or one of some roles."""

    is_open: bool = False
    roles: tuple[Role, ...] = ()

    def __str__(self) -> str:
        if self.is_open:
            return "open to all"
        return " or ".join(role.value for role in self.roles) or "signed in"


SIGNED_IN = Need()


def open_to_all(view: View) -> View:
    """Let anybody open this page."""
    setattr(view, _MARK, Need(is_open=True))
    return view


def requires(*roles: Role) -> Callable[[View], View]:
    """Let only people with one of these roles open this page."""

    def mark(view: View) -> View:
        setattr(view, _MARK, Need(roles=roles))
        return view

    return mark


def need_of(view: Callable[..., Any]) -> Need:
    """What a view function asks of its visitor."""
    need: Need = getattr(view, _MARK, SIGNED_IN)
    return need


class SignedIn(UserMixin):  # type: ignore[misc]
    """The signed-in person, as Flask-Login and the templates see them."""

    def __init__(self, token: str, found: SignedInSession) -> None:
        self.token = token
        self.viewer = found.viewer
        self.session_id = found.session_id
        self.last_used_at = found.last_used_at
        self.manages = found.manages

    def get_id(self) -> str:
        """What the browser's cookie holds: the token of the session, never who it is."""
        return self.token

    @property
    def name(self) -> str:
        """What the person is called."""
        return self.viewer.name

    @property
    def is_hr(self) -> bool:
        """Whether HR's pages are theirs."""
        return self.viewer.has_role(Role.HR)

    @property
    def is_administrator(self) -> bool:
        """Whether background work is theirs to watch."""
        return self.viewer.has_role(Role.ADMINISTRATOR)

    @property
    def is_author(self) -> bool:
        """Whether the authors' workshop is theirs."""
        return self.viewer.has_role(Role.AUTHOR)


_NOBODY = AnonymousUserMixin()


def _settings() -> Settings:
    settings: Settings = current_app.config["ELEARNING"]
    return settings


def _idle() -> timedelta:
    return timedelta(minutes=_settings().idle_minutes)


def _find(token: str, moment: Moment) -> SignedIn | None:
    found = session_viewer(
        db.session(), token_key(token), now=moment.now, day=moment.day, idle=_idle(),
        absolute=timedelta(hours=_settings().session_hours),
    )  # fmt: skip
    return SignedIn(token, found) if found else None


@login_manager.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> SignedIn | None:
    return _find(token, reading())


def signed_in() -> SignedIn | None:
    """The session of this request, if one holds. Looked up once a request."""
    if "signed_in" not in g:
        g.signed_in = None  # an error page must not ask again, if asking is what failed
        g.signed_in = _current_user._get_current_object() if _current_user.is_authenticated else None
    found: SignedIn | None = g.signed_in
    return found


def current_viewer() -> Viewer:
    """The signed-in person. Raises NotAllowed on a page that is open to all and visited by nobody known."""
    found = signed_in()
    if found is None:
        raise NotAllowed("Sign in first.")
    return found.viewer


def current_actor() -> Actor:
    """The signed-in person, as whoever makes a write."""
    return Actor(person_id=current_viewer().person_id)


def let_in(token: str, moment: Moment) -> None:
    """Make this browser the holder of a session that was opened at this moment."""
    found = _find(token, moment)
    if found is None:
        raise NotAllowed("You cannot sign in, because you are not in post today.")
    _login_user(found)
    g.signed_in = found


def ask_to_sign_in() -> ResponseReturnValue:
    """The answer to somebody who must sign in first."""
    answer: ResponseReturnValue = login_manager.unauthorized()
    return answer


def _guard() -> ResponseReturnValue | None:
    found = signed_in()
    if request.endpoint is None:
        return None
    need = need_of(current_app.view_functions[request.endpoint])
    if need.is_open:
        return None
    if found is None:
        return ask_to_sign_in()
    _note_use(found)
    if need.roles and not found.viewer.has_role(*need.roles):
        _record_refusal(found.viewer)
        raise NotAllowed("Your role does not give you access to this page.")
    return None


def _note_use(found: SignedIn) -> None:
    """Keep the session from running idle: a short transaction of its own, at most every five minutes."""
    if is_touch_due(last_used_at=found.last_used_at, now=reading().now, idle=_idle()):
        touch(db.session(), session_id=found.session_id, now=writing().now)
        db.session.commit()


def _record_refusal(viewer: Viewer) -> None:
    """Record that a person asked for a page that is not theirs, in a short transaction of its own."""
    audit.record(
        db.session(), actor=Actor(person_id=viewer.person_id), action="access.refused", now=writing().now,
        subject="page", reason=f"{request.method} {request.endpoint}",
    )  # fmt: skip
    db.session.commit()


def _for_templates() -> dict[str, Any]:
    return {"current_user": g.get("signed_in") or _NOBODY}


def init_access(app: Flask) -> None:
    """Close every page of the application that is not marked as open."""
    login_manager.session_protection = None  # phones change their address; the token alone is what counts
    login_manager.init_app(app, add_context_processor=False)
    app.before_request(_guard)
    app.context_processor(_for_templates)
