"""Idempotency keys: the same request sent twice acts once, and the second gets the first one's answer."""
from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from engine.actors import Actor
from engine.errors import Conflict
from engine.tables import request_key


class KeyReused(Conflict):
    """这个请求编号已经用于另一次提交，请换一个编号。"""

    type = "request-key-reused"


#: A number and the text that reads like it are two requests.
_EXACT = msgspec.json.Encoder(order="deterministic", decimal_format="number")


def fingerprint(*parts: Any) -> str:
    """What tells two requests apart: a digest of their JSON parts."""
    return hashlib.sha256(_EXACT.encode(parts)).hexdigest()


def find(connection: Connection, actor: Actor, key: str | None, print_: str) -> dict[str, Any] | None:
    """The earlier result under this key. Raises KeyReused when it belonged to another request."""
    if key is None:
        return None
    row = connection.execute(
        sa.select(request_key).where(request_key.c.person_id == actor.person_id, request_key.c.key == key)
    ).one_or_none()
    if row is None:
        return None
    if row.fingerprint != print_:
        raise KeyReused()
    result: dict[str, Any] = row.result
    return result


def claim(
    connection: Connection, actor: Actor, key: str | None, print_: str, result: dict[str, Any], at: dt.datetime
) -> dict[str, Any] | None:
    """Record the result in this transaction; when somebody was first, return theirs instead of None."""
    if key is None:
        return None
    try:
        with connection.begin_nested():
            connection.execute(
                request_key.insert().values(
                    person_id=actor.person_id, key=key, fingerprint=print_, result=result, recorded_at=at
                )
            )
    except IntegrityError:
        return find(connection, actor, key, print_)
    return None
