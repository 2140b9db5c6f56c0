"""Pages of what is one's own to change: the password, and tokens for programs."""
from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from consultation.audit import AuditEvent, tell
from consultation.brake import SignInHeld
from consultation.own_password import change_own_password
from consultation.sessions import Session
from consultation.tokens import issue_token, list_tokens, revoke_token
from engine.errors import InvalidRequest, Unauthenticated
from engine.transaction import reading, writing
from web.context import backing
from web.session import signed_in

#: How long a token may last, in days, longest last.
DAYS = (30, 90, 365)


def password_page() -> str:
    """The form. Raises Unauthenticated."""
    return render_template("password.html", own=signed_in(password_due=True))


def password_done() -> AnyResponse | tuple[str, int]:
    """Change it, or the form again with what is wrong. Raises Unauthenticated for whoever is not signed in."""
    own, here = signed_in(password_due=True), backing()
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    try:
        if new != again:
            raise InvalidRequest("两次填的新密码不一样，请再填一次。")
        change_own_password(here.database, own.identity, old, new, request.remote_addr, here.clock(), own.id)
    except Unauthenticated:
        return render_template("password.html", own=own, refused="原来的密码不对，请再试。"), 422
    except (InvalidRequest, SignInHeld) as refused:
        return render_template("password.html", own=own, refused=refused.message), refused.status
    flash("密码改好了，别处的登录都退出了。")
    return redirect(url_for("pages.mine"), 303)


def tokens_page() -> str:
    """One's tokens. Raises Unauthenticated."""
    return _tokens()


def token_issued() -> str | tuple[str, int]:
    """Make a token and show it, once. Raises Unauthenticated."""
    own, here = signed_in(), backing()
    at, chosen = here.clock(), request.form.get("days", "")
    reads_only = request.form.get("reads_only") is not None
    try:
        days = next((days for days in DAYS if chosen == str(days)), None)
        if days is None:
            raise InvalidRequest("请选令牌用多久。")
        with writing(here.database) as connection:
            name = request.form.get("name", "")
            token = issue_token(
                connection, own.identity.login, name, at, at + dt.timedelta(days=days), reads_only=reads_only
            )
            data = {"days": days, "reads_only": reads_only}
            tell(connection, _event(own, "token_issued", token[:13], data), at)
    except InvalidRequest as refused:
        return _tokens(refused=refused.message), refused.status
    return _tokens(token=token)


def token_revoked(prefix: str) -> AnyResponse:
    """Make a token of one's own invalid. Raises NotFound, Unauthenticated."""
    own, here = signed_in(), backing()
    with writing(here.database) as connection:
        revoke_token(connection, own.identity.login, prefix, here.clock())
        tell(connection, _event(own, "token_revoked", prefix, {}), here.clock())
    flash("令牌收回了，马上不能用。")
    return redirect(url_for("pages.tokens_page"), 303)


def _tokens(**more: str) -> str:
    own, here = signed_in(), backing()
    with reading(here.database) as connection:
        listed = list_tokens(connection, own.identity.login)
    return render_template("tokens.html", own=own, tokens=listed, days=DAYS, zone=here.zone, at=here.clock(), **more)


def _event(own: Session, kind: str, prefix: str, data: dict[str, Any]) -> AuditEvent:
    who = own.identity
    return AuditEvent(kind, who.person_id, who.login, request.remote_addr, f"token:{prefix}", data)
