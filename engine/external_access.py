"""Who may see an external task: whoever holds a post of its ``workers``; administrators may besides look and mend."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.compact import found
from engine.errors import NotFound
from engine.external_tables import external_task, external_task_worker


def may_fetch(actor: Actor) -> sa.ColumnElement[bool]:
    """True for the tasks that the actor may work on."""
    return sa.exists().where(
        external_task_worker.c.task_id == external_task.c.id, external_task_worker.c.key.in_(sorted(actor.keys))
    )


def may_see_external(actor: Actor) -> sa.ColumnElement[bool]:
    """True for the tasks that the actor may look at."""
    return sa.true() if actor.administers else may_fetch(actor)


def visible_external(connection: Connection, actor: Actor, task_id: str, *, working: bool = True) -> Any:
    """The task's row, whatever its status; ``working``: for its workers alone.

    Raises NotFound alike when it is hidden and when it does not exist.
    """
    allowed = may_fetch(actor) if working else may_see_external(actor)
    row = found(connection, sa.select(external_task).where(external_task.c.id == task_id, allowed))
    if row is None:
        raise NotFound("没有找到这项外部任务，或者您无权查看。")
    return row
