"""Why nothing can be done in a suspended instance: by whom, when and for what reason it was suspended."""
from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.errors import Suspended
from engine.process_engine import ProcessEngine
from engine.tables import history_event

SUSPENDED = "suspended"


def refuse_suspended(engine: ProcessEngine, connection: Connection, row: Any) -> None:
    """Raise Suspended for the row of an instance (id, status) that is suspended."""
    if row.status != SUSPENDED:
        return
    event = connection.execute(
        sa.select(history_event)
        .where(history_event.c.instance_id == row.id, history_event.c.type == "instance_suspended")
        .order_by(history_event.c.sequence.desc())
        .limit(1)
    ).one_or_none()
    if event is None:
        raise Suspended()
    moment = event.happened_at.astimezone(engine.zone)
    when = f"{moment.month}月{moment.day}日 {moment:%H:%M}"
    name, reason = engine.name_person(connection, event.person_id), orjson.loads(event.data)["reason"]
    raise Suspended(
        f"这件协商已由{name}于{when}暂停，恢复以后再办。暂停的原因：{reason}",
        suspended_by=event.person_id,
        suspended_by_name=name,
        suspended_at=event.happened_at.isoformat(),
        reason=reason,
    )
