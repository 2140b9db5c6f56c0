"""What a step throws becomes rows in the same transaction: one a message, one for each that a signal reaches."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec
from engine.actors import Actor, as_content
from engine.execution.trace import Thrown
from engine.execution_errors import ExpressionFailed
from engine.history import Event
from engine.job_names import DELIVER
from engine.leases import hand_over_new
from engine.tables import outbox, start_subscription, subscription
from feel.values import Value

Rows = list[dict[str, Any]]


def tell_thrown(thrown: Iterable[Thrown], actor: Actor) -> list[Event]:
    """The sender's events. What was sent is named, not shown: the receiver's event has its digest."""
    return [
        Event(
            f"{entry.kind}_thrown",
            actor,
            entry.element_id,
            data={entry.kind: entry.name, "id": entry.id, "variables": sorted(entry.payload)},
        )
        for entry in thrown
    ]


def thrown_rows(connection: Connection, sender_id: str, thrown: Sequence[Thrown], hops: int = 0) -> Rows:
    """What an instance has thrown, in order, after ``hops`` deliveries in a row, for ``insert_rows``.

    Raises ExpressionFailed for a payload that cannot be stored.
    """
    rows: Rows = []
    for entry in thrown:
        given = {"sender_id": sender_id, "element_id": entry.element_id, "payload": _stored(entry), "hops": hops}
        if entry.kind == "signal":
            rows += signal_rows(connection, entry.name, given)
        else:
            rows.append(
                given
                | {
                    "id": entry.id,
                    "kind": "message",
                    "name": entry.name,
                    "business_key": entry.business_key,
                    "correlation": entry.correlation,
                    "organisation": entry.organisation,
                }
            )
    return rows


def signal_rows(connection: Connection, name: str, given: Mapping[str, Any]) -> Rows:
    """A row for each instance that waits for the signal at this moment, the sender's apart, and each start by it."""
    waiting = connection.execute(
        sa.select(subscription.c.instance_id)
        .where(subscription.c.kind == "signal", subscription.c.name == name)
        .distinct()
        .order_by(subscription.c.instance_id)
    ).scalars()
    signal = {"kind": "signal", "name": name, **given}
    reached: Rows = [
        {**signal, "id": str(uuid4()), "receiver_id": instance_id}
        for instance_id in waiting
        if instance_id != given["sender_id"]
    ]
    starts = connection.execute(
        sa.select(start_subscription)
        .where(start_subscription.c.kind == "signal", start_subscription.c.name == name)
        .order_by(start_subscription.c.process_key, start_subscription.c.element_id)
    )
    return reached + [
        {**signal, "id": str(uuid4()), "definition_id": row.definition_id, "start_event": row.element_id}
        for row in starts
    ]


def insert_rows(
    connection: Connection, rows: Rows, at: dt.datetime, actor: Actor | None = None, *, hands_over: bool = False
) -> None:
    """Put rows into the outbox, in order. ``actor``: the person who sends them; None for the system.

    ``hands_over``: by a job of the same transaction, so that they go at once.
    """
    if not rows:
        return
    content = None if actor is None else as_content(actor)
    empty = {column.name: None for column in outbox.columns}
    given = empty | {"created_at": at, "run_at": at, "hops": 0, "attempts": 0, "actor": content}
    full = [{**given, **row, "place": place} for place, row in enumerate(rows)]
    if hands_over:
        hand_over_new(connection, DELIVER, full, at)
    connection.execute(outbox.insert(), full)


def _stored(entry: Thrown) -> bytes:
    try:
        return codec.encode(dict(entry.payload))
    except codec.NotStorable as error:
        raise ExpressionFailed(f"要发出的内容里，{error}", element_id=entry.element_id) from error


def payload_of(row: Any) -> dict[str, Value]:
    """What an outbox row carries."""
    payload: Any = codec.decode(row.payload)
    return dict(payload)
