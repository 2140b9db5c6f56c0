"""Changing one's own password, and having it reset by an administrator."""
from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy.engine import Connection, Engine

from consultation.accounts import change_password, get_account
from consultation.audit import AuditEvent, tell
from consultation.identity import Identity
from consultation.passwords import MAX_LENGTH, MIN_LENGTH
from consultation.sessions import end_sessions
from consultation.sign_in import check_password
from consultation.strength import refuse_weak
from engine.errors import Forbidden, InvalidRequest
from engine.transaction import writing


class PasswordDue(Forbidden):
    """这是别人给您的密码，请先在网页上登录，换成自己的。"""

    type = "password-due"


def change_own_password(
    database: Engine, identity: Identity, old: str, new: str, address: str | None, at: dt.datetime,
    session_id: str | None = None,
) -> None:
    """Set a new password; all of the person's sessions end but ``session_id``.

    Raises Unauthenticated when the old one is wrong, SignInHeld after too many failures, InvalidRequest for a new one
    that is unfit, weak or the old one.
    """
    if not MIN_LENGTH <= len(new) <= MAX_LENGTH:
        raise InvalidRequest(f"新密码要有{MIN_LENGTH}到{MAX_LENGTH}个字符，请改正。")
    check_password(database, identity.login, old, address, at)
    if new == old:
        raise InvalidRequest("新密码和原来的一样，请换一个。")
    refuse_weak(new, (identity.login, identity.name))
    with writing(database) as connection:
        change_password(connection, identity.login, new)
        end_sessions(connection, identity, address, at, but=session_id)
        event = AuditEvent("password_changed", identity.person_id, identity.login, address)
        tell(connection, event, at)


def reset_password(connection: Connection, login: str, at: dt.datetime) -> str:
    """Give an account a new password that has to be changed at once, and end its sessions; the password.

    Raises NotFound.
    """
    password = secrets.token_urlsafe(12)
    change_password(connection, login, password, must_change=True)
    account = get_account(connection, login)
    identity = Identity(account.person_id, account.name, account.login, frozenset())
    end_sessions(connection, identity, None, at)
    tell(connection, AuditEvent("password_reset", None, account.login, None, f"account:{account.login}"), at)
    return password
