"""The audit log: what bears on security, apart from the history of cases. Append-only, one hash chain for all of it."""
from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.audit_tables import audit_events, audit_heads
from engine.history import GENESIS, Verification

HEAD = 1
PAGE = 1000
#: Type -> what the auditor reads. A type that is not here is a mistake of ours.
NAMES = {
    "signed_in": "登录",
    "sign_in_failed": "登录失败",
    "sign_in_held": "登录失败，次数太多，要等一会儿",
    "password_changed": "改了自己的密码",
    "password_reset": "重设密码",
    "token_issued": "发了访问令牌",
    "token_revoked": "收回访问令牌",
    "signed_out": "退出",
    "session_ended": "结束一处登录",
    "sessions_ended": "结束别处的登录",
}


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that bears on security. ``data``: JSON values, never a password, a token or a personal value."""

    type: str
    person_id: int | None = None
    login: str | None = None
    address: str | None = None
    subject: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a search is narrowed to; moments are aware, ``until`` is the first one that is not wanted."""

    type: str | None = None
    login: str | None = None
    subject: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def tell(connection: Connection, event: AuditEvent, at: dt.datetime) -> None:
    """Append an event. Raises ValueError for an unknown type: it would be unreadable for ever."""
    if event.type not in NAMES:
        raise ValueError(f"the audit log knows no {event.type}")
    head = connection.execute(sa.select(audit_heads).where(audit_heads.c.id == HEAD).with_for_update()).one()
    row = {
        "sequence": head.sequence + 1,
        "type": event.type,
        "happened_at": at,
        "person_id": event.person_id,
        "login": event.login,
        "address": event.address,
        "subject": event.subject,
        "data": orjson.dumps(event.data, option=orjson.OPT_SORT_KEYS).decode(),
        "previous_hash": head.hash,
    }
    row["hash"] = _hash(row)
    connection.execute(audit_events.insert().values(row))
    connection.execute(
        audit_heads.update().where(audit_heads.c.id == HEAD).values(sequence=row["sequence"], hash=row["hash"])
    )


def search(connection: Connection, wanted: AuditFilter, limit: int, before: int | None = None) -> list[Any]:
    """Rows, newest first. ``before``: the number of the last one of the page before."""
    columns = audit_events.c
    conditions = [columns[name] == value for name in ("type", "login", "subject")
                  if (value := getattr(wanted, name)) is not None]  # fmt: skip
    conditions += [] if wanted.since is None else [columns.happened_at >= wanted.since]
    conditions += [] if wanted.until is None else [columns.happened_at < wanted.until]
    conditions += [] if before is None else [columns.sequence < before]
    query = sa.select(audit_events).where(*conditions).order_by(columns.sequence.desc()).limit(limit)
    return list(connection.execute(query))


def verify_audit(connection: Connection) -> Verification:
    """Recompute the whole chain."""
    head = connection.execute(sa.select(audit_heads).where(audit_heads.c.id == HEAD)).one()
    previous, count = GENESIS, 0
    for row in _in_order(connection):
        count += 1
        reason = _fault(row, count, previous)
        if reason:
            return Verification(False, count, count, reason)
        previous = row["hash"]
    if (head.sequence, head.hash) != (count, previous):
        return Verification(False, count, count + 1, "末尾的记录被删除、添加或替换")
    return Verification(True, count)


def _in_order(connection: Connection) -> Iterator[dict[str, Any]]:
    last = 0
    while True:
        query = sa.select(audit_events).where(audit_events.c.sequence > last).order_by(audit_events.c.sequence)
        page = connection.execute(query.limit(PAGE)).mappings().all()
        yield from map(dict, page)
        if len(page) < PAGE:
            return
        last = page[-1]["sequence"]


def _fault(row: dict[str, Any], expected: int, previous: str) -> str | None:
    if row["sequence"] != expected:
        return "序号不连续，有记录被删除或添加"
    if row["previous_hash"] != previous:
        return "与上一条记录对不上"
    return "这条记录的内容被改动" if row["hash"] != _hash(row) else None


def _hash(row: dict[str, Any]) -> str:
    happened_at = row["happened_at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    covered = [
        row["sequence"], row["type"], happened_at, row["person_id"], row["login"], row["address"], row["subject"],
        row["data"], row["previous_hash"],
    ]  # fmt: skip
    return hashlib.sha256(orjson.dumps(covered)).hexdigest()
