"""Signing in with a password: checked, slowed down when it fails, and told to the audit log."""
from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Engine

from consultation.accounts import find_account, normalise_login
from consultation.audit import AuditEvent, tell
from consultation.brake import forget_failures, note_failure, refuse_held
from consultation.credentials import CredentialCache
from consultation.identity import Identity, authenticate_basic, recall
from engine.errors import Unauthenticated
from engine.transaction import reading, writing


def sign_in(
    database: Engine, login: str, password: str, address: str | None, at: dt.datetime,
    cache: CredentialCache | None = None,
) -> Identity:
    """The identity behind a login and password, with the failure or the sign-in told; ``address``: where from.

    ``cache``: whoever was verified lately is let in without a further look. Raises as ``check_password``.
    """
    if cache is not None:
        with reading(database) as connection:
            known = recall(connection, login, password, at, cache)
        if known is not None:
            return known
    found = check_password(database, login, password, address, at, cache)
    with writing(database) as connection:
        tell(connection, AuditEvent("signed_in", found.person_id, found.login, address, data={"by": "password"}), at)
    return found


def check_password(
    database: Engine, login: str, password: str, address: str | None, at: dt.datetime,
    cache: CredentialCache | None = None,
) -> Identity:
    """The identity behind a login and password; a failure is counted and told.

    Raises Unauthenticated, with one message for an unknown login and a wrong password; SignInHeld after too many
    failures, whatever the password.
    """
    name, place = normalise_login(login)[:64], address or ""
    with reading(database) as connection:
        refuse_held(connection, name, place, at)
        found: Identity | Unauthenticated
        try:
            found = authenticate_basic(connection, login, password, at, cache)
        except Unauthenticated as refused:
            found = refused
    with writing(database) as connection:
        if isinstance(found, Identity):
            forget_failures(connection, name, place)
            return found
        held = note_failure(connection, name, place, at)
        # What is nobody's login may be a password in the wrong field, and this log is kept for years.
        known = name if find_account(connection, name) is not None else None
        tell(connection, AuditEvent("sign_in_held" if held else "sign_in_failed", None, known, address), at)
    raise found
