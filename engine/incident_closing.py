"""Closing an incident: by trying again what failed, or by saying how it has been dealt with otherwise."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from engine import codec, request_keys
from engine.actors import Actor, read_content
from engine.errors import Conflict, Forbidden, NotFound, Suspended
from engine.history import Event
from engine.incidents import RETRY_KEY, DeliveryTrigger, MessageTrigger, Retry, tell
from engine.process_engine import ProcessEngine
from engine.reasons import read_reason
from engine.step import lock_instance
from engine.tables import incident, outbox
from engine.task_conflicts import ClaimedByAnother
from engine.transaction import reading, writing


def retry_incident(engine: ProcessEngine, actor: Actor, incident_id: str, retries: Mapping[str, Retry]) -> None:
    """Try again what failed, on behalf of whom it failed for, and close the incident when it goes through.

    One whose task, timer or wait has gone meanwhile is closed too. ``retries``: what to do for each kind
    (engine.retries). Raises Forbidden, NotFound, Conflict, IncidentRaised.
    """
    if not actor.administers:
        raise Forbidden("只有管理员可以重试。")
    with reading(engine.database) as connection:
        row = connection.execute(sa.select(incident).where(incident.c.id == incident_id)).one_or_none()
    if row is None:
        raise NotFound("没有找到这个异常。")
    if row.status != "open":
        raise Conflict("这个异常已经处理过了。")
    content: Any = codec.decode(row.trigger)
    if row.kind == MessageTrigger.kind and content["event"] == "message":
        # Two administrators at once, or a death before the incident is closed: a message arrives once all the same.
        content["request_key"] = content.get("request_key") or f"{RETRY_KEY}{incident_id}"
        content["fingerprint"] = content.get("fingerprint") or content["request_key"]
    try:
        retries[row.kind](engine, content, read_content(content), row.instance_id)
    except Conflict as conflict:
        # Done in another way meanwhile: nothing is left to try, and the incident would stay open for ever.
        if isinstance(conflict, ClaimedByAnother | Suspended):
            raise
    _close(engine, actor, row)


def resolve_incident(engine: ProcessEngine, actor: Actor, incident_id: str, reason: str) -> None:
    """Close an incident without trying again: it has been dealt with otherwise, and the history tells how.

    A message that could not be delivered is dropped; a timer stays where it is and does not fire any more; a job is
    not done. Raises Forbidden, NotFound, InvalidRequest without a reason, Conflict when it is closed already.
    """
    if not actor.administers:
        raise Forbidden("只有管理员可以处理。")
    told = read_reason(reason)
    with reading(engine.database) as connection:
        row = connection.execute(sa.select(incident).where(incident.c.id == incident_id)).one_or_none()
    if row is None:
        raise NotFound("没有找到这个异常。")
    if row.status != "open" or not _close(engine, actor, row, told):
        raise Conflict("这个异常已经处理过了。")


def _close(engine: ProcessEngine, actor: Actor, row: Any, reason: str | None = None) -> bool:
    now = engine.clock()
    with writing(engine.database) as connection:
        if row.instance_id is not None:
            lock_instance(connection, row.instance_id)
        request_keys.record(connection, actor, now)
        closed = connection.execute(
            incident.update()
            .where(incident.c.id == row.id, incident.c.status == "open")
            .values(status="resolved", resolved_at=now, resolved_by=actor.person_id)
        )
        if closed.rowcount == 1:
            data = {"incident": row.id} if reason is None else {"incident": row.id, "reason": reason}
            if reason is not None and row.kind == DeliveryTrigger.kind:
                content: Any = codec.decode(row.trigger)
                connection.execute(outbox.delete().where(outbox.c.id == content["outbox_id"]))
            tell(connection, row.instance_id, Event("incident_resolved", actor, row.element_id, data=data), now)
    return bool(closed.rowcount == 1)
