"""Who may see a task, written once: the query filter that list, detail, claim and complete share (design.md 7)."""
from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.actors import Actor
from engine.compact import found
from engine.errors import NotFound
from engine.tables import instance, task, task_candidate


def _seen(keys: Any, person_id: Any) -> sa.ColumnElement[bool]:
    candidate = sa.exists().where(task_candidate.c.task_id == task.c.id, task_candidate.c.key.in_(keys))
    return sa.or_(candidate, task.c.assignee == person_id, task.c.completed_by == person_id)


_WANTED = sa.and_(
    task.c.id == sa.bindparam("wanted"), _seen(sa.bindparam("keys", expanding=True), sa.bindparam("person"))
)
_TASK = sa.select(task).where(_WANTED)
_INSTANCE_COLUMNS = {column.name: f"instance_{column.name}_" for column in instance.columns if column.name != "undo"}
_TASK_AND_INSTANCE = (
    sa.select(task, *(instance.c[name].label(label) for name, label in _INSTANCE_COLUMNS.items()))
    .join(instance, instance.c.id == task.c.instance_id)
    .where(_WANTED)
)
_WITH_UNDO = _TASK_AND_INSTANCE.add_columns(instance.c.undo)


def may_see_task(actor: Actor) -> sa.ColumnElement[bool]:
    """True for the tasks that the actor is assigned to or a candidate for, whatever their status."""
    return _seen(sorted(actor.keys), actor.person_id)


def visible_task(connection: Connection, actor: Actor, task_id: str) -> Row[tuple[object, ...]]:
    """The task's row. Raises NotFound alike when it is hidden and when it does not exist."""
    return _only(connection, _TASK, actor, task_id)


def visible_task_and_instance(
    connection: Connection, actor: Actor, task_id: str, *, with_undo: bool = False
) -> tuple[Any, Any]:
    """The task's row and that of its instance, in one query. Raises as ``visible_task``.

    ``with_undo``: the instance's row has that column, too, which nobody else reads.
    """
    row: Any = _only(connection, _WITH_UNDO if with_undo else _TASK_AND_INSTANCE, actor, task_id)
    of = SimpleNamespace(**{name: getattr(row, label) for name, label in _INSTANCE_COLUMNS.items()})
    if with_undo:
        of.undo = row.undo
    return row, of


def _only(connection: Connection, query: sa.Select[Any], actor: Actor, task_id: str) -> Row[tuple[object, ...]]:
    who = {"wanted": task_id, "person": actor.person_id, "keys": sorted(actor.keys)}
    row: Row[tuple[object, ...]] | None = found(connection, query, who)
    if row is None:
        raise NotFound("没有找到这项任务，或者您无权查看。")
    return row
