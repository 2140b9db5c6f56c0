"""Who may see a task, written once: the query filter that list, detail, claim and complete share (design.md 7)."""
from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.actors import Actor
from engine.errors import NotFound
from engine.tables import task, task_candidate


def may_see_task(actor: Actor) -> sa.ColumnElement[bool]:
    """True for the tasks that the actor is assigned to or a candidate for, whatever their status."""
    candidate = sa.exists().where(
        task_candidate.c.task_id == task.c.id, task_candidate.c.key.in_(sorted(actor.keys))
    )
    return sa.or_(candidate, task.c.assignee == actor.person_id, task.c.completed_by == actor.person_id)


def visible_task(connection: Connection, actor: Actor, task_id: str) -> Row[tuple[object, ...]]:
    """The task's row. Raises NotFound alike when it is hidden and when it does not exist."""
    row = connection.execute(sa.select(task).where(task.c.id == task_id, may_see_task(actor))).one_or_none()
    if row is None:
        raise NotFound("没有找到这项任务，或者您无权查看。")
    return row
