"""Forms of the pages: each carries a token of the browser that it was shown in, so that no other page can send it."""
from __future__ import annotations

import hashlib
import hmac

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]  # the library ships no types

_guard = CSRFProtect()
_COOKIE = "xs_form"


class FormCookie(SecureCookieSessionInterface):
    """The signed cookie that tokens are bound to; over TLS it stays there, and with this host."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_cookie_name(self, app: Flask) -> str:
        return f"__Host-{_COOKIE}" if request.is_secure else _COOKIE


def guard_forms(app: Flask, secret: bytes) -> None:
    """Make tokens for forms with a key of their own. The other doors know no cookie and have no forms."""
    app.config.update(
        SECRET_KEY=hmac.digest(secret, b"forms of the pages", hashlib.sha256), WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=12 * 3600, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True,
    )  # fmt: skip
    app.session_interface = FormCookie()
    _guard.init_app(app)


def protect_forms() -> None:
    """Before each request of a page. Raises CSRFError, a 400, for a form that is not ours or is too old."""
    _guard.protect()
