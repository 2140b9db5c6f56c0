"""Personal access tokens: shown once, kept as a digest, revocable, optionally expiring."""
from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.accounts import get_account
from consultation.holders import HOLDERS, Holder, read_holder
from consultation.tables import access_tokens, accounts
from engine.errors import InvalidRequest, NotFound

_TOKEN = re.compile(r"(xs_[0-9a-f]{10})_[A-Za-z0-9_-]{43}")
_NOBODYS_DIGEST = "0" * 64
_BY_PREFIX = (
    HOLDERS.add_columns(access_tokens.c.digest, access_tokens.c.revoked_at, access_tokens.c.expires_at,
                        access_tokens.c.reads_only)
    .join(access_tokens, access_tokens.c.account_id == accounts.c.id)
    .where(access_tokens.c.prefix == sa.bindparam("prefix"))
)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a token's owner sees of it later: the prefix, never the secret."""

    prefix: str
    name: str
    created_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    reads_only: bool


def issue_token(
    connection: Connection, login: str, name: str, at: dt.datetime, expires_at: dt.datetime | None = None, *,
    reads_only: bool = False,
) -> str:
    """Make a token for an account and return its text, which is readable only now. Raises NotFound, InvalidRequest.

    ``reads_only``: with it nothing can be changed.
    """
    if not 1 <= len(name.strip()) <= 100:
        raise InvalidRequest("请给令牌起个名字，1到100个字。")
    if expires_at is not None and expires_at <= at:
        raise InvalidRequest("令牌的到期时间要晚于现在，请改正。")
    account = get_account(connection, login)
    prefix = f"xs_{secrets.token_hex(5)}"
    token = f"{prefix}_{secrets.token_urlsafe(32)}"
    connection.execute(
        access_tokens.insert().values(
            account_id=account.id,
            name=name.strip(),
            prefix=prefix,
            digest=_digest(token),
            created_at=at,
            expires_at=expires_at,
            reads_only=reads_only,
        )
    )
    return token


def list_tokens(connection: Connection, login: str) -> list[AccessToken]:
    """All tokens of an account, newest first, revoked ones included. Raises NotFound."""
    account = get_account(connection, login)
    columns = access_tokens.c
    rows = connection.execute(
        sa.select(columns.prefix, columns.name, columns.created_at, columns.expires_at, columns.revoked_at,
                  columns.reads_only)
        .where(columns.account_id == account.id)
        .order_by(columns.created_at.desc(), columns.id.desc())
    )
    return [AccessToken(*row) for row in rows]


def revoke_token(connection: Connection, login: str, prefix: str, at: dt.datetime) -> None:
    """Make a token of this account invalid from now on; revoking it again changes nothing. Raises NotFound."""
    account = get_account(connection, login)
    own = sa.and_(access_tokens.c.account_id == account.id, access_tokens.c.prefix == prefix)
    if connection.scalar(sa.select(access_tokens.c.id).where(own)) is None:
        raise NotFound("没有这个令牌，请核对。")
    connection.execute(
        access_tokens.update().where(own, access_tokens.c.revoked_at.is_(None)).values(revoked_at=at)
    )


def holder_of_token(connection: Connection, token: str, at: dt.datetime) -> Holder | None:
    """Whose valid token this is; None when it is malformed, unknown, revoked or expired."""
    matched = _TOKEN.fullmatch(token)
    if matched is None:
        return None
    rows = connection.execute(_BY_PREFIX, {"prefix": matched[1], "at": at}).all()
    row = rows[0] if rows else None
    same = hmac.compare_digest(row.digest if row is not None else _NOBODYS_DIGEST, _digest(token))
    if row is None or not same or row.revoked_at is not None:
        return None
    if row.expires_at is not None and row.expires_at <= at:
        return None
    holder = read_holder(rows)
    return replace(holder, reads_only=row.reads_only) if holder is not None else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
