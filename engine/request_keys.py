"""Idempotency keys: a request that is sent again acts once. The key is written in its effect's own transaction."""
from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.errors import Conflict
from engine.request_tables import request_key

#: How long a request may be sent again; after that its key is unknown and the request would act anew.
KEPT_FOR = dt.timedelta(days=7)
#: A number and the text that reads like it are two requests.
_EXACT = msgspec.json.Encoder(order="deterministic", decimal_format="number")


class KeyReused(Conflict):
    """这个请求编号已经用于另一次提交，请换一个编号。"""

    type = "request-key-reused"


class RequestDone(Conflict):
    """您的这个请求已经办成了，没有再办一次。请刷新后看现在的情况。"""

    type = "request-done"


def fingerprint(*parts: Any) -> str:
    """What tells two requests apart: a digest of their JSON parts."""
    return hashlib.sha256(_EXACT.encode(parts)).hexdigest()


def record(connection: Connection, actor: Actor, at: dt.datetime, result: dict[str, Any] | None = None) -> None:
    """Write the key of the actor's request, if it has one, beside its effect.

    ``result``: what the use case itself answers a repetition from; None when it cannot.
    Raises RequestDone when the same request has acted before, KeyReused when another one had this key.
    """
    if actor.request is None:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    written = connection.execute(
        insert(request_key)
        .values(
            person_id=actor.person_id,
            key=actor.request.key,
            fingerprint=actor.request.fingerprint,
            result=result or {},
            recorded_at=at,
        )
        .on_conflict_do_nothing()
        .returning(request_key.c.key)
    )
    if written.one_or_none() is None:
        find(connection, actor)
        raise RequestDone()
    actor.request.written = True
    actor.request.answered = result is not None


def find(connection: Connection, actor: Actor) -> Any:
    """The row of the actor's request when it has acted before, or None. Raises KeyReused."""
    if actor.request is None:
        return None
    row = connection.execute(
        sa.select(request_key).where(
            request_key.c.person_id == actor.person_id, request_key.c.key == actor.request.key
        )
    ).one_or_none()
    if row is not None and row.fingerprint != actor.request.fingerprint:
        raise KeyReused()
    return row


def keep_answer(connection: Connection, actor: Actor, at: dt.datetime, answer: dict[str, Any] | None) -> None:
    """Keep what the actor's request was answered, for whoever sends it again. Raises RequestDone, KeyReused."""
    if actor.request is None:
        return
    if not actor.request.written:  # it changed nothing, so that nothing has written its key
        record(connection, actor, at)
    connection.execute(
        request_key.update()
        .where(request_key.c.person_id == actor.person_id, request_key.c.key == actor.request.key)
        .values(answer=answer)
    )


def forget_old(connection: Connection, before: dt.datetime) -> int:
    """Remove the keys recorded before a moment; how many there were."""
    return connection.execute(request_key.delete().where(request_key.c.recorded_at < before)).rowcount
