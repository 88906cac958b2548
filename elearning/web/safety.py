"""What holds for every request: headers, hosts, the cookie, and one commit at the end of a change that succeeded."""

import base64
import hashlib
import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from elearning.extensions import db
from elearning.settings import Settings
from elearning.web.errors import SAFE_METHODS, init_errors, not_saved
from elearning.web.logs import init_logs, note_crash

_YEAR = 365 * 24 * 60 * 60
_SELF, _NONE = "'self'", "'none'"

_EMPTY_PAGE = """{% extends "govuk_frontend_jinja/template.html" %}
{% block govukHeader %}{% endblock %}{% block govukFooter %}{% endblock %}"""


def script_hashes(app: Flask) -> list[str]:
    """The sources of a policy that let exactly the scripts inside GOV.UK's own template run."""
    rendered = app.jinja_env.from_string(_EMPTY_PAGE).render()
    scripts = re.findall(r"<script>(.*?)</script>", rendered, re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def security_headers(app: Flask, *, is_https: bool) -> dict[str, str]:
    """The headers that every answer carries, worked out once."""
    policy = (
        ContentSecurityPolicy()
        .default_src(_NONE)
        .script_src(_SELF, *script_hashes(app))
        .style_src(_SELF)
        .img_src(_SELF)
        .font_src(_SELF)
        .media_src(_SELF)
        .connect_src(_SELF)
        .form_action(_SELF)
        .base_uri(_NONE)
        .frame_ancestors(_NONE)
    )
    allowed_nothing = PermissionsPolicy().camera().microphone().geolocation().payment().usb()
    headers = Secure(
        csp=policy,
        permissions=allowed_nothing,
        referrer=ReferrerPolicy().same_origin(),  # the CSRF check over HTTPS wants it, and nobody else gets it
        xcto=XContentTypeOptions().nosniff(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(_YEAR) if is_https else None,
    ).headers
    return dict(headers)


def _commit_or_roll_back(response: Response) -> Response:
    """End the transaction of a change: kept if it succeeded, and nothing of it otherwise."""
    if request.method in SAFE_METHODS:
        return response
    if response.status_code >= 400:
        db.session.rollback()
        return response
    try:
        db.session.commit()
    except SQLAlchemyError as error:
        note_crash(exception=error)
        return make_response(*not_saved(409 if isinstance(error, IntegrityError) else 503))
    return response


def _add_headers(app: Flask, headers: dict[str, str]) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(headers)
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def _trusted_hosts(settings: Settings) -> list[str]:
    hosts = [urlsplit(settings.public_url).hostname or ""]
    return [*hosts, "127.0.0.1", "localhost"] if settings.is_demo else hosts


def _trust_proxies(app: Flask, count: int) -> None:
    if count:
        wrapped: Any = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = wrapped  # type: ignore[method-assign]


def init_safety(app: Flask) -> None:
    """Give the application its headers, hosts, cookie, transactions, error pages and logs."""
    settings: Settings = app.config["ELEARNING"]
    app.config.update(
        TRUSTED_HOSTS=_trusted_hosts(settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
    )
    _trust_proxies(app, settings.trusted_proxies)
    init_logs(app, is_quiet=settings.is_demo)
    init_errors(app)
    _add_headers(app, security_headers(app, is_https=settings.is_https))  # hooks run last first: after the commit's
    app.after_request(_commit_or_roll_back)
