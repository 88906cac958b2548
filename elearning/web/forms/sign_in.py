"""Signing in, the one-time code, and choosing a password. Checks shape only."""

from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSubmitInput, GovTextInput
from wtforms.fields import HiddenField, PasswordField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

IDENTIFIER = "Email address or employee number"


def _typed(autocomplete: str, autocapitalize: str = "none") -> dict[str, Any]:
    """How browsers and password managers should treat a field; by the macros' own names, so that none comes twice."""
    return {"params": {"autocomplete": autocomplete, "autocapitalize": autocapitalize, "spellcheck": False}}


def _identifier() -> StringField:
    return StringField(
        IDENTIFIER,
        widget=GovTextInput(),
        description="Your employee number is on your payslip",
        validators=[
            InputRequired(message="Enter your email address or employee number"),
            Length(max=254, message="Your email address or employee number must be 254 characters or fewer"),
        ],
        render_kw=_typed("username"),
    )


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Who, and their password; and in hidden fields where to go on and an answer not yet saved."""

    identifier = _identifier()
    password = PasswordField(
        "Password",
        widget=GovPasswordInput(),
        validators=[
            InputRequired(message="Enter your password"),
            Length(max=1000, message="Your password must be 1,000 characters or fewer"),
        ],
        render_kw=_typed("current-password"),
    )
    next = HiddenField()
    carried = HiddenField()
    send = SubmitField("Sign in", widget=GovSubmitInput())


class CodeForm(FlaskForm):  # type: ignore[misc]
    """Who, and the one-time code that HR gave them."""

    identifier = _identifier()
    code = StringField(
        "One-time code",
        widget=GovTextInput(),
        description="8 letters and numbers, such as BCD2-3FGH. Capitals, spaces and hyphens do not matter",
        validators=[
            InputRequired(message="Enter the one-time code that HR gave you"),
            Length(max=40, message="The one-time code must be 40 characters or fewer"),
        ],
        render_kw=_typed("one-time-code", "characters"),
    )
    send = SubmitField("Continue", widget=GovSubmitInput())


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """The password that somebody wants from now on."""

    password = PasswordField(
        "New password",
        widget=GovPasswordInput(),
        description="At least 8 characters. Three words that do not belong together are easy to remember. "
        "You can paste it",
        validators=[
            InputRequired(message="Enter a password"),
            Length(max=1000, message="Your password must be 1,000 characters or fewer"),
        ],
        render_kw=_typed("new-password"),
    )
    send = SubmitField("Save and sign in", widget=GovSubmitInput())
