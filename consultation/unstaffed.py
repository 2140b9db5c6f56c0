"""Tasks that wait for a post which nobody holds, as the organisations above see them (design.md 7: 无人在岗)."""
from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from consultation.identity import Identity
from consultation.visibility import visible_organisations
from engine.tables import instance, task
from engine.task_lists import IS_UNSTAFFED


def list_unstaffed(
    connection: Connection, identity: Identity, at: dt.datetime, limit: int, after: str | None = None
) -> list[Row[Any]]:
    """Open tasks marked 无人在岗 of the organisations whose cases the person oversees, oldest first.

    ``after``: the id of the last one of the page before. A resident or expert oversees none.
    """
    scope = visible_organisations(connection, identity, at)
    query = (
        sa.select(task, instance.c.business_key)
        .join(instance, instance.c.id == task.c.instance_id)
        .where(IS_UNSTAFFED, scope.covers(task.c.organisation))
        .order_by(task.c.created_at, task.c.id)
        .limit(limit)
    )
    if after is not None:
        last = connection.execute(sa.select(task.c.created_at, task.c.id).where(task.c.id == after)).one_or_none()
        if last is not None:
            place = sa.tuple_(task.c.created_at, task.c.id)
            query = query.where(place > sa.tuple_(sa.literal(last.created_at, task.c.created_at.type),
                                                   sa.literal(last.id, task.c.id.type)))  # fmt: skip
    return list(connection.execute(query))
