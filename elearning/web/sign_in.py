"""Signing in and out, the one-time code, and the person's own account."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask import session as browser
from flask_login import current_user
from werkzeug.wrappers import Response

from elearning.domain.access import Viewer
from elearning.domain.refusals import Refusal
from elearning.domain.sign_in import LIMIT_WINDOW, is_over_limit
from elearning.extensions import db, login_manager
from elearning.passwords import hash_password, is_password
from elearning.queries.sign_in import Account, account_for, failures
from elearning.services import attempts, sign_in
from elearning.web.access import TOKEN, current_viewer, had_session, open_to_all
from elearning.web.carried_answer import carried_for, carry_to_sign_in
from elearning.web.forms.sign_in import CodeForm, NewPasswordForm, SignInForm
from elearning.web.local_address import local_address
from elearning.web.moment import reading, writing

blueprint = Blueprint("sign_in", __name__)
CODE_PERSON, CODE_UNTIL = "code_person", "code_until"
WRONG = "The email address, employee number or password is not right"
WRONG_CODE = "The email address, employee number or code is not right, or the code is too old"


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _keys(identifier: str) -> dict[str, str]:
    account = "".join(identifier.split()).lower()
    return {
        "account_key": sign_in.keyed(_secret(), "account", account),
        "address_key": sign_in.keyed(_secret(), "address", request.remote_addr or ""),
    }


def _may_try(identifier: str) -> bool:
    since = reading().now - LIMIT_WINDOW
    account, address = failures(db.session(), **_keys(identifier), since=since)
    return not is_over_limit(account_failures=account, address_failures=address)


def _page(form: SignInForm, status: int = 200) -> tuple[str, int]:
    return render_template("sign_in/sign_in.html", form=form, is_carrying=bool(form.carried.data)), status


@login_manager.unauthorized_handler
def ask_to_sign_in() -> Response | tuple[str, int]:
    """Lead to the sign-in page; with the answer, if one was posted, otherwise back to the page that was asked for."""
    carried = carry_to_sign_in()
    if carried is not None:
        return carried
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("sign_in.enter", next=wanted if wanted not in ("", "/") else None))


@blueprint.get("/sign-in")
@open_to_all
def enter() -> Response | tuple[str, int]:
    """Ask who it is."""
    if current_user.is_authenticated:
        return redirect(url_for("learner.tasks"))
    return _page(SignInForm(formdata=None, data={"next": request.args.get("next", "")}))


@blueprint.post("/sign-in")
@open_to_all
def sign_in_now() -> Response | tuple[str, int]:
    """Sign in. The answer, and the time it takes, are the same for an account that does not exist."""
    form = SignInForm()
    if not form.validate():
        return _page(form, 400)
    identifier = str(form.identifier.data)
    if not _may_try(identifier):
        return render_template("sign_in/too_many.html"), 429
    account = account_for(db.session(), identifier, day=reading().day)
    db.session.rollback()
    if not is_password(account.hash if account else None, str(form.password.data)) or account is None:
        _note(identifier, succeeded=False)
        form.password.errors = [WRONG]
        return _page(form, 400)
    return _enter_as(account, identifier, form)


def _note(identifier: str, *, succeeded: bool) -> None:
    sign_in.note_attempt(db.session(), **_keys(identifier), succeeded=succeeded, now=writing().now)
    db.session.commit()


def _enter_as(account: Account, identifier: str, form: SignInForm) -> Response:
    when = writing()
    sign_in.note_attempt(db.session(), **_keys(identifier), succeeded=True, now=when.now)
    token = sign_in.open_session(db.session(), person_id=account.person_id, now=when.now)
    db.session.commit()
    browser.clear()
    browser[TOKEN] = token
    return redirect(_save_carried(account.person_id, str(form.carried.data or "")) or local_address(form.next.data))


def _save_carried(person_id: int, signed: str) -> str | None:
    """Save the answer that came along, and say where its question is; None if there was none of this person's."""
    carried = carried_for(person_id, signed) if signed else None
    if carried is None:
        return None
    try:
        attempts.save_response(
            db.session(), person_id=person_id, attempt_id=carried.attempt_id, question_id=carried.question_id,
            chosen=carried.chosen, now=writing().now,
        )  # fmt: skip
    except Refusal:
        db.session.rollback()
        return None
    return carried.address


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's session."""
    sign_in.end_session(db.session(), token=had_session() or "", now=writing().now)
    browser.clear()
    return redirect(url_for("sign_in.enter"))


@blueprint.post("/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End every session of the person, on every device."""
    viewer: Viewer = current_viewer()
    sign_in.end_all_sessions(db.session(), person_id=viewer.person_id, now=writing().now)
    browser.clear()
    return redirect(url_for("sign_in.enter"))


@blueprint.get("/account")
def account() -> str:
    """The person's own sign-in: out everywhere, and a new password."""
    return render_template("sign_in/account.html")


@blueprint.get("/sign-in/code")
@open_to_all
def code() -> str:
    """Ask for the one-time code."""
    return render_template("sign_in/code.html", form=CodeForm(formdata=None))


@blueprint.post("/sign-in/code")
@open_to_all
def use_code() -> Response | tuple[str, int]:
    """Take the one-time code and go on to choosing a password."""
    form = CodeForm()
    if not form.validate():
        return render_template("sign_in/code.html", form=form), 400
    identifier = str(form.identifier.data)
    if not _may_try(identifier):
        return render_template("sign_in/too_many.html"), 429
    known = account_for(db.session(), identifier, day=reading().day)
    when = writing()
    typed = str(form.code.data)
    if known is None or not sign_in.use_code(db.session(), person_id=known.person_id, code=typed, now=when.now, secret=_secret()):
        _note(identifier, succeeded=False)
        form.code.errors = [WRONG_CODE]
        return render_template("sign_in/code.html", form=form), 400
    browser.clear()
    browser[CODE_PERSON], browser[CODE_UNTIL] = known.person_id, when.now.timestamp() + 15 * 60
    return redirect(url_for("sign_in.new_password"))


def _person_with_code() -> int | None:
    person_id, until = browser.get(CODE_PERSON), browser.get(CODE_UNTIL, 0)
    return person_id if isinstance(person_id, int) and reading().now.timestamp() < until else None


@blueprint.get("/sign-in/new-password")
@open_to_all
def new_password() -> Response | str:
    """Choose a password, for a quarter of an hour after the code."""
    if _person_with_code() is None:
        return redirect(url_for("sign_in.code"))
    return render_template("sign_in/new_password.html", form=NewPasswordForm(formdata=None))


@blueprint.post("/sign-in/new-password")
@open_to_all
def choose_password() -> Response | tuple[str, int]:
    """Keep the new password, end every session, and sign this browser in."""
    person_id, form = _person_with_code(), NewPasswordForm()
    if person_id is None:
        return redirect(url_for("sign_in.code"))
    if not form.validate():
        return render_template("sign_in/new_password.html", form=form), 400
    db.session.rollback()
    hashed = hash_password(str(form.password.data))
    when = writing()
    sign_in.set_password(db.session(), person_id=person_id, hash=hashed, now=when.now)
    token = sign_in.open_session(db.session(), person_id=person_id, now=when.now)
    browser.clear()
    browser[TOKEN] = token
    return redirect(url_for("learner.tasks"))
