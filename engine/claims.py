"""Taking a task from a group for oneself, and giving it back."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import request_keys
from engine.access import visible_task
from engine.actors import Actor
from engine.history import Event, append_events
from engine.process_engine import ProcessEngine
from engine.step import lock_instance
from engine.suspension_conflicts import refuse_suspended
from engine.tables import instance, task, task_candidate
from engine.task_conflicts import NobodyElse, refuse_finished, refuse_others
from engine.transaction import writing


def claim(engine: ProcessEngine, actor: Actor, task_id: str) -> Any:
    """Make the actor the assignee; claiming one's own task again changes nothing. Returns the task's row.

    Raises NotFound, ClaimedByAnother, AlreadyCompleted, TaskWithdrawn, Suspended.
    """
    return _assign(engine, actor, task_id, "task_claimed", actor.person_id)


def unclaim(engine: ProcessEngine, actor: Actor, task_id: str) -> Any:
    """Give a claimed task back to its group.

    Raises NotFound, ClaimedByAnother, AlreadyCompleted, TaskWithdrawn, Suspended, NobodyElse when it has no candidates.
    """
    return _assign(engine, actor, task_id, "task_unclaimed", None)


def _assign(engine: ProcessEngine, actor: Actor, task_id: str, event_type: str, assignee: str | None) -> Any:
    with writing(engine.database) as connection:
        row = visible_task(connection, actor, task_id)
        locked = lock_instance(connection, str(row.instance_id))
        row = visible_task(connection, actor, task_id)
        refuse_finished(engine, connection, row)
        refuse_suspended(engine, connection, locked)
        refuse_others(engine, connection, row, actor.person_id)
        if assignee is None:
            _refuse_orphan(connection, task_id)
        request_keys.record(connection, actor, engine.clock())
        if row.assignee != assignee:
            connection.execute(
                task.update().where(task.c.id == task_id).values(assignee=assignee, revision=task.c.revision + 1)
            )
            connection.execute(
                instance.update().where(instance.c.id == locked.id).values(version=instance.c.version + 1)
            )
            event = Event(event_type, actor, str(row.element_id), task_id)
            append_events(connection, locked.id, [event], engine.clock())
        return connection.execute(sa.select(task).where(task.c.id == task_id)).one()


def _refuse_orphan(connection: Connection, task_id: str) -> None:
    """Without a candidate nobody would see the task again."""
    if not connection.execute(sa.select(sa.exists().where(task_candidate.c.task_id == task_id))).scalar():
        raise NobodyElse()
