"""Sessions of browsers: opened by a sign-in, known by a secret, ended by the person, by time, or all at once."""
from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.audit import AuditEvent, tell
from consultation.holders import HOLDERS, read_holder
from consultation.identity import Identity, identity_of
from consultation.session_tables import sessions
from consultation.tables import accounts

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_COLUMNS = sessions.c
#: How exactly it is known when somebody was last there: each page would be a write otherwise.
EXACT = dt.timedelta(minutes=1)
#: How long what has ended can be looked up.
MEMORY = dt.timedelta(days=30)
_BY_SECRET = (
    HOLDERS.add_columns(_COLUMNS.id.label("session_id"), _COLUMNS.created_at.label("opened_at"), _COLUMNS.seen_at)
    .join(sessions, _COLUMNS.account_id == accounts.c.id)
    .where(_COLUMNS.digest == sa.bindparam("digest"), _COLUMNS.ended_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """``idle``: without a request; ``whole``: whatever happens."""

    idle: dt.timedelta
    whole: dt.timedelta


@dataclass(frozen=True, slots=True)
class Session:
    """A session that goes on, and whose it is."""

    id: str
    identity: Identity
    seen_at: dt.datetime


def open_session(
    connection: Connection, identity: Identity, address: str | None, agent: str, at: dt.datetime
) -> str:
    """Begin a session; its secret, which is readable only now. What has ended long ago is forgotten."""
    connection.execute(sessions.delete().where(_COLUMNS.seen_at < at - MEMORY))
    secret = secrets.token_urlsafe(32)
    account_id = sa.select(accounts.c.id).where(accounts.c.login == identity.login).scalar_subquery()
    row = {"id": str(uuid4()), "account_id": account_id, "digest": _digest(secret), "created_at": at, "seen_at": at,
           "address": address, "agent": agent[:200]}  # fmt: skip
    connection.execute(sessions.insert().values(row))
    return secret


def find_session(connection: Connection, secret: str, at: dt.datetime, lifetime: Lifetime) -> Session | None:
    """Whose session this is, with the posts of this moment; None when it is unknown, ended or over."""
    if not _SECRET.fullmatch(secret):
        return None
    rows: Any = connection.execute(_BY_SECRET, {"digest": _digest(secret), "at": at}).all()
    holder = read_holder(rows)
    if holder is None or at >= rows[0].seen_at + lifetime.idle or at >= rows[0].opened_at + lifetime.whole:
        return None
    return Session(rows[0].session_id, identity_of(holder), rows[0].seen_at)


def touch_session(connection: Connection, session: Session, at: dt.datetime) -> None:
    """Note that somebody was there."""
    connection.execute(sessions.update().where(_COLUMNS.id == session.id, _COLUMNS.seen_at < at).values(seen_at=at))


def end_session(
    connection: Connection, identity: Identity, session_id: str, address: str | None, at: dt.datetime, *,
    by_itself: bool = False,
) -> bool:
    """End one of a person's own sessions; False when there is none like that. ``by_itself``: it is this very one."""
    done = connection.execute(_own(identity, at).where(_COLUMNS.id == session_id)).rowcount == 1
    if done:
        kind = "signed_out" if by_itself else "session_ended"
        tell(connection, AuditEvent(kind, identity.person_id, identity.login, address, f"session:{session_id}"), at)
    return done


def end_sessions(
    connection: Connection, identity: Identity, address: str | None, at: dt.datetime, but: str | None = None
) -> int:
    """End all of a person's sessions, ``but`` one; how many."""
    query = _own(identity, at)
    ended = int(connection.execute(query if but is None else query.where(_COLUMNS.id != but)).rowcount)
    if ended:
        event = AuditEvent("sessions_ended", identity.person_id, identity.login, address, data={"sessions": ended})
        tell(connection, event, at)
    return ended


def list_sessions(connection: Connection, identity: Identity, at: dt.datetime, lifetime: Lifetime) -> list[Any]:
    """A person's sessions that go on, the last used first."""
    query = sa.select(_COLUMNS.id, _COLUMNS.created_at, _COLUMNS.seen_at, _COLUMNS.address, _COLUMNS.agent).where(
        _of(identity), _COLUMNS.ended_at.is_(None), _COLUMNS.seen_at > at - lifetime.idle,
        _COLUMNS.created_at > at - lifetime.whole,
    )  # fmt: skip
    return list(connection.execute(query.order_by(_COLUMNS.seen_at.desc(), _COLUMNS.id)))


def _own(identity: Identity, at: dt.datetime) -> sa.Update:
    return sessions.update().where(_of(identity), _COLUMNS.ended_at.is_(None)).values(ended_at=at)


def _of(identity: Identity) -> sa.ColumnElement[bool]:
    account = sa.select(accounts.c.id).where(accounts.c.login == identity.login).scalar_subquery()
    return _COLUMNS.account_id == account


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
