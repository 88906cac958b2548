"""Signing in and out, the one-time code and the first password. The same answer for known and unknown accounts."""

from typing import NamedTuple

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from govuk_frontend_wtf.main import wtforms_errors

from elearning.domain.sign_in import WINDOW, account_key, code_key, keyed, reasons_against
from elearning.extensions import db, login_manager
from elearning.passwords import hash_password, is_password
from elearning.queries.people import has_reports
from elearning.queries.sign_in import Account, account_for, live_code
from elearning.services import sign_in as verbs
from elearning.settings import Settings
from elearning.web import carried_answer
from elearning.web.access import current_viewer, let_in, open_to_all, signed_in
from elearning.web.errors import SAFE_METHODS, refuse_csrf
from elearning.web.forms.sign_in import CodeForm, NewPasswordForm, SignInForm
from elearning.web.moment import Moment, reading, writing
from elearning.web.next_address import local_address
from elearning.web.presenters import role_words

blueprint = Blueprint("sign_in", __name__)

HOME = "/"
_CHOOSING = "choosing"
"""In the cookie, between the one-time code and the new password: the person, and the code that will be used up."""

_NO_MATCH = "Check your email address or employee number, and your password. They do not match an account here"
_WRONG_CODE = "Check your email address or employee number, and the code. The code may have been used or have run out"
_TOO_OFTEN = "You have tried too often. Wait five minutes, then try again"
_TOO_OLD = "Enter your password again. This page was open for too long, or your browser refused its cookie"


class Tried(NamedTuple):
    """One try that was counted: the account it names, if any, and its row."""

    account: Account | None
    attempt_id: int


def _settings() -> Settings:
    settings: Settings = current_app.config["ELEARNING"]
    return settings


def _try(identifier: str) -> Tried | None:
    """Count one try in a transaction of its own, so that it survives a refusal; None if it is one too many."""
    account = account_for(db.session(), identifier, reading().day)
    secret = _settings().secret_key
    person_id = account.person_id if account else None
    moment = writing()
    attempt_id = verbs.note_attempt(
        db.session(), account_key=account_key(secret, person_id=person_id, identifier=identifier),
        address_key=keyed(secret, "sign-in address", request.remote_addr), now=moment.now,
    )  # fmt: skip
    db.session.commit()
    return Tried(account, attempt_id) if attempt_id is not None else None


def _page(template: str, form: FlaskForm, status: int = 200, **values: object) -> ResponseReturnValue:
    focused = {"attributes": {"id": "error-summary", "tabindex": "-1", "autofocus": "autofocus"}}
    errors = wtforms_errors(form, focused) if form.errors else None
    page = render_template(f"sign_in/{template}.html", form=form, errors=errors, **values)
    return page, status, {"Retry-After": str(int(WINDOW.total_seconds()))} if status == 429 else {}


def _refuse(template: str, form: FlaskForm, message: str, status: int = 400) -> ResponseReturnValue:
    form.identifier.errors = [message]
    return _page(template, form, status)


def _sign_in_page(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    return _page("sign_in", form, status, signed_out=request.args.get("left"))


def _begin(person_id: int, moment: Moment) -> None:
    """Open a session under a new token in a cookie that keeps nothing from before."""
    before = signed_in()
    if before is not None:
        verbs.end_session(db.session(), session_id=before.session_id, now=moment.now)
    token = verbs.open_session(db.session(), person_id=person_id, now=moment.now)
    browser.clear()
    let_in(token, moment)


@blueprint.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """The sign-in page."""
    address = local_address(request.args.get("next"))
    if signed_in() is not None:
        return redirect(address or HOME)
    return _sign_in_page(SignInForm(next=address or ""))


@blueprint.post("/sign-in")
@open_to_all
def enter() -> ResponseReturnValue:
    """Check who it is and let them in, with the answer that they brought along."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form, 400)
    tried = _try(form.identifier.data or "")
    if tried is None:
        form.identifier.errors = [_TOO_OFTEN]
        return _sign_in_page(form, 429)
    if not is_password(tried.account.hash if tried.account else None, form.password.data or "") or not tried.account:
        form.identifier.errors = [_NO_MATCH]
        return _sign_in_page(form, 400)
    return redirect(_let_in_with_answer(tried.account.person_id, tried.attempt_id, form), 303)


def _let_in_with_answer(person_id: int, attempt_id: int, form: SignInForm) -> str:
    """Begin the session and save the carried answer in one transaction; the address to go on to."""
    moment = writing()
    verbs.note_success(db.session(), attempt_id)
    _begin(person_id, moment)
    carried = form.carried.data
    address = carried_answer.save(carried, person_id=person_id, when=moment) if carried else None
    return address or local_address(form.next.data) or HOME


@blueprint.get("/sign-in/code")
@open_to_all
def code() -> ResponseReturnValue:
    """Ask for the one-time code that HR handed over."""
    return _page("code", CodeForm())


@blueprint.post("/sign-in/code")
@open_to_all
def check_code() -> ResponseReturnValue:
    """Check the code; it is used up only when a password has been chosen with it."""
    form = CodeForm()
    if not form.validate():
        return _page("code", form, 400)
    tried = _try(form.identifier.data or "")
    if tried is None:
        return _refuse("code", form, _TOO_OFTEN, 429)
    person_id = tried.account.person_id if tried.account else 0
    moment = writing()
    key = code_key(_settings().secret_key, person_id=person_id, code=form.code.data or "")
    code_id = live_code(db.session(), person_id=person_id, code_key=key, now=moment.now)
    if code_id is None:
        return _refuse("code", form, _WRONG_CODE)
    verbs.note_success(db.session(), tried.attempt_id)
    browser[_CHOOSING] = [person_id, code_id]
    return redirect(url_for("sign_in.new_password"), 303)


@blueprint.get("/sign-in/new-password")
@open_to_all
def new_password() -> ResponseReturnValue:
    """Ask for a new password, after the code."""
    if _CHOOSING not in browser:
        return redirect(url_for("sign_in.code"))
    return _page("new_password", NewPasswordForm())


@blueprint.post("/sign-in/new-password")
@open_to_all
def choose_password() -> ResponseReturnValue:
    """Use the code up, keep the new password, end every other session, and sign the person in."""
    if _CHOOSING not in browser:
        return redirect(url_for("sign_in.code"), 303)
    form = NewPasswordForm()
    reasons = reasons_against(form.password.data or "", council_name=_settings().council.name)
    if form.validate() and reasons:
        form.password.errors = list(reasons)
    if form.errors:
        return _page("new_password", form, 400)
    person_id, code_id = browser[_CHOOSING]
    _keep_password(person_id, code_id, form.password.data or "")
    return redirect(HOME, 303)


def _keep_password(person_id: int, code_id: int, password: str) -> None:
    db.session.rollback()  # hashing takes long, and looking up the visitor may have begun a transaction
    hash = hash_password(password)
    moment = writing()
    verbs.use_code(db.session(), code_id=code_id, person_id=person_id, now=moment.now)
    verbs.set_password(db.session(), person_id=person_id, hash=hash, now=moment.now)
    verbs.end_all_sessions(db.session(), person_id=person_id, now=moment.now)
    _begin(person_id, moment)


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """Who is signed in here and in which roles, and the way to sign out everywhere."""
    viewer = current_viewer()
    manages = has_reports(db.session(), viewer.person_id, reading().day)
    return render_template("sign_in/account.html", viewer=viewer, roles=role_words(viewer, manages=manages))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    return _leave(everywhere=False)


@blueprint.post("/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign the person out in every browser, this one included."""
    return _leave(everywhere=True)


def _leave(*, everywhere: bool) -> ResponseReturnValue:
    here, now = signed_in(), writing().now
    if here is not None:
        if everywhere:
            verbs.end_all_sessions(db.session(), person_id=here.viewer.person_id, now=now)
        verbs.end_session(db.session(), session_id=here.session_id, now=now)
        browser.clear()
        browser[carried_answer.FORMER_SESSION] = here.token
    return redirect(url_for("sign_in.sign_in", left="everywhere" if everywhere else "here"), 303)


@login_manager.unauthorized_handler  # type: ignore[untyped-decorator]
def _ask() -> ResponseReturnValue:
    """Ask somebody to sign in first: on the spot if they brought an answer, otherwise with the way back."""
    answer = carried_answer.of_request()
    if answer is not None:
        return _sign_in_page(SignInForm(formdata=None, carried=carried_answer.pack(answer)), 403)
    here = request.full_path.rstrip("?") if request.method in SAFE_METHODS else _page_before()
    address = local_address(here)
    return redirect(url_for("sign_in.sign_in", next=address if address != HOME else None), 303)


def _page_before() -> str | None:
    """The page of this site whose form was sent."""
    before = request.referrer or ""
    return before.removeprefix(request.host_url.rstrip("/")) if before.startswith(request.host_url) else None


@blueprint.errorhandler(CSRFError)
def _reload(error: CSRFError) -> ResponseReturnValue:
    """A sign-in page that was open too long comes back with its answer and its way back."""
    if request.endpoint != "sign_in.enter":
        return refuse_csrf(error)
    kept = {name: request.form.get(name, "") for name in ("identifier", "next", "carried")}
    form = SignInForm(formdata=None, **kept)
    form.password.errors = [_TOO_OLD]
    return _sign_in_page(form, 400)
