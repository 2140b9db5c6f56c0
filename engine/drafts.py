"""Drafts: what a person has filled in and not yet submitted; theirs alone, unchecked, gone with the task."""
from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from engine import request_keys
from engine.access import visible_task
from engine.actors import Actor
from engine.compact import found
from engine.process_engine import ProcessEngine
from engine.tables import draft, task
from engine.task_conflicts import refuse_finished
from engine.transaction import reading, writing


def save_draft(engine: ProcessEngine, actor: Actor, task_id: str, data: dict[str, Any]) -> dt.datetime:
    """Keep ``data`` (a JSON object) until the task is completed. Raises NotFound, AlreadyCompleted, TaskWithdrawn."""
    now = engine.clock()
    mine = (draft.c.task_id == task_id, draft.c.person_id == actor.person_id)
    with writing(engine.database) as connection:
        # Two taps at once, or the completion that removes drafts: one after the other.
        found(connection, sa.select(task.c.id).where(task.c.id == task_id).with_for_update())
        row = visible_task(connection, actor, task_id)
        refuse_finished(engine, connection, row)
        request_keys.record(connection, actor, now)
        done = connection.execute(draft.update().where(*mine).values(data=data, saved_at=now))
        if done.rowcount == 0:
            values = {"task_id": task_id, "person_id": actor.person_id, "data": data, "saved_at": now}
            connection.execute(draft.insert().values(values))
    return now


def read_draft(engine: ProcessEngine, actor: Actor, task_id: str) -> tuple[dict[str, Any], dt.datetime] | None:
    """The actor's draft and when it was saved, or None. Raises NotFound."""
    with reading(engine.database) as connection:
        visible_task(connection, actor, task_id)
        row = connection.execute(
            sa.select(draft.c.data, draft.c.saved_at).where(
                draft.c.task_id == task_id, draft.c.person_id == actor.person_id
            )
        ).one_or_none()
    return None if row is None else (row.data, row.saved_at)
