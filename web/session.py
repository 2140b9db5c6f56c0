"""Who is signed in on the browser that asks: the session's cookie, and what pages may do with it."""
from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from flask import Response, g, request

from consultation.own_password import PasswordDue
from consultation.sessions import EXACT, Session, find_session, touch_session
from engine.errors import Unauthenticated
from engine.transaction import reading, writing
from web.context import backing

COOKIE = "xs_session"


def cookie_name() -> str:
    """Over TLS a name by which browsers take the cookie from this host alone and send it nowhere else."""
    return f"__Host-{COOKIE}" if request.is_secure else COOKIE


def current_session() -> Session | None:
    """Whoever is signed in; looked up once a request, and not at all without a cookie."""
    if "web_session" not in g:
        secret = request.cookies.get(cookie_name())
        g.web_session = _find(secret) if secret else None
    found: Session | None = g.web_session
    return found


def signed_in(*, password_due: bool = False) -> Session:
    """Whoever is signed in. Raises Unauthenticated, which leads people to the page for it; and PasswordDue, unless
    ``password_due``, for whoever has somebody else's password still.
    """
    found = current_session()
    if found is None:
        raise Unauthenticated("请先登录。")
    if found.identity.must_change and not password_due:
        raise PasswordDue
    return found


def remember(response: Response, secret: str) -> None:
    """Give the browser the secret of a session, till it is closed."""
    response.set_cookie(cookie_name(), secret, secure=request.is_secure, httponly=True, samesite="Lax", path="/")


def forget(response: Response) -> None:
    """Take the secret from the browser."""
    response.delete_cookie(cookie_name(), secure=request.is_secure, httponly=True, samesite="Lax", path="/")


def keep_private(response: Response) -> Response:
    """Let nobody keep a page that was made for somebody, or that holds a form's token."""
    if g.get("web_session") is not None or "csrf_token" in g:
        response.headers["Cache-Control"] = "no-store"
    return response


def safe_place(place: str | None) -> str | None:
    """An address of ours to go on to, or None: never one of somebody else's."""
    if not place or not place.startswith("/") or any(sign in place for sign in "\\\r\n\t\0"):
        return None
    parts = urlsplit(place)
    return place if not parts.netloc and not parts.scheme and not place.startswith("//") else None


def _find(secret: str) -> Session | None:
    here = backing()
    at: dt.datetime = here.clock()
    with reading(here.database) as connection:
        found = find_session(connection, secret, at, here.lifetime)
    if found is not None and at - found.seen_at >= EXACT:
        with writing(here.database) as connection:
            touch_session(connection, found, at)
    return found
