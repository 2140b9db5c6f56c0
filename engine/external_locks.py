"""Fetching external tasks: each is locked for one worker for a while, and only that worker may report on it."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec
from engine.actors import Actor
from engine.errors import Forbidden
from engine.execution.variables import HIDDEN
from engine.external_access import may_fetch, visible_external
from engine.external_conflicts import LockLost, locked_by, refuse_ended, refuse_without_lock
from engine.external_tables import external_task
from engine.external_tasks import Filter, described, matching
from engine.process_engine import ProcessEngine
from engine.tables import instance, variable
from engine.transaction import reading, writing
from feel.values import Value


@dataclass(frozen=True, slots=True)
class Topic:
    """What a worker asks for. ``variables``: the names to send along, None for all; ``local_only``: the task's own.

    ``with_properties``: send the element's camunda:properties along.
    """

    name: str
    lock_duration: dt.timedelta
    variables: frozenset[str] | None = None
    local_only: bool = False
    filter: Filter = field(default_factory=Filter)
    with_properties: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A task that is now the worker's. ``row``: as engine.external_tasks.described gives it."""

    row: Any
    variables: dict[str, Value]
    properties: Mapping[str, str]


def fetch_and_lock(
    engine: ProcessEngine,
    actor: Actor,
    worker_id: str,
    topics: Sequence[Topic],
    limit: int,
    *,
    by_priority: bool = True,
) -> list[Fetched]:
    """Lock at most ``limit`` tasks of the topics for the worker, urgent and old ones first.

    Nobody else gets them before the lock has run out. What the actor may not work on is not found.
    """
    wanted = {topic.name: topic for topic in topics}
    with reading(engine.database) as connection:  # most polls find nothing, and on SQLite all writers queue
        if not connection.execute(_free(actor, wanted, 1, engine.clock(), by_priority)).scalars().all():
            return []
    with writing(engine.database) as connection:
        now = engine.clock()
        free = _free(actor, wanted, limit, now, by_priority).with_for_update(skip_locked=True, of=external_task)
        ids = list(connection.execute(free).scalars())
        for name, topic in wanted.items():
            connection.execute(
                external_task.update()
                .where(external_task.c.id.in_(ids), external_task.c.topic == name)
                .values(worker_id=worker_id, locked_by=actor.person_id, lock_until=now + topic.lock_duration)
            )
        engine.fault("before_commit")
    engine.fault("after_commit")
    with reading(engine.database) as connection:
        rows = {row.id: row for row in connection.execute(described().where(external_task.c.id.in_(ids)))}
        found = [(rows[task_id], wanted[rows[task_id].topic]) for task_id in ids if task_id in rows]
        given = [(row, _variables(connection, row, topic), topic.with_properties) for row, topic in found]
    return [Fetched(row, variables, _properties(engine, row) if wished else {}) for row, variables, wished in given]


def _free(
    actor: Actor, topics: dict[str, Topic], limit: int, now: dt.datetime, by_priority: bool
) -> sa.Select[tuple[str]]:
    task = external_task.c
    order = [*([task.priority.desc()] if by_priority else []), task.created_at, task.id]
    return (
        described(sa.select(task.id))
        .where(
            task.status == "open",
            instance.c.status == "active",
            sa.or_(task.lock_until.is_(None), task.lock_until <= now),
            sa.or_(task.retries.is_(None), task.retries > 0),
            sa.or_(*(sa.and_(task.topic == name, *matching(topic.filter)) for name, topic in topics.items())),
            may_fetch(actor),
        )
        .order_by(*order)
        .limit(limit)
    )


def _variables(connection: Connection, row: Any, topic: Topic) -> dict[str, Value]:
    """What the task sees, each name in its nearest scope."""
    scopes: list[str] = row.scopes[:1] if topic.local_only else row.scopes
    query = sa.select(variable.c.scope_id, variable.c.name, variable.c.value).where(
        variable.c.instance_id == row.instance_id,
        variable.c.scope_id.in_(scopes),
        ~variable.c.name.startswith(HIDDEN),
    )
    if topic.variables is not None:
        query = query.where(variable.c.name.in_(sorted(topic.variables)))
    return _nearest(connection.execute(query).all(), scopes)


def _nearest(rows: Iterable[Any], scopes: Sequence[str]) -> dict[str, Value]:
    places = {scope: place for place, scope in enumerate(scopes)}
    inward = sorted(rows, key=lambda row: places[row.scope_id], reverse=True)
    return {row.name: codec.decode(content) for row in inward for content in [row.value]}


def _properties(engine: ProcessEngine, row: Any) -> Mapping[str, str]:
    scopes = engine.definitions.process(row.definition_id).scopes()
    found: Mapping[str, str] = next(
        scope.task_specs[row.element_id].properties for scope in scopes if row.element_id in scope.task_specs
    )
    return found


def extend_lock(engine: ProcessEngine, actor: Actor, task_id: str, worker_id: str, duration: dt.timedelta) -> None:
    """Let the lock run out ``duration`` from now. Raises NotFound, ExternalTaskEnded, LockLost."""
    with writing(engine.database) as connection:
        row = visible_external(connection, actor, task_id)
        refuse_ended(row)
        refuse_without_lock(row, actor, worker_id)
        _move_lock(connection, task_id, locked_by(actor, worker_id), lock_until=engine.clock() + duration)


def lock(engine: ProcessEngine, actor: Actor, task_id: str, worker_id: str, duration: dt.timedelta) -> None:
    """Lock one known task, as fetching it would. Raises NotFound, ExternalTaskEnded, LockLost when another holds it."""
    with writing(engine.database) as connection:
        now = engine.clock()
        row = visible_external(connection, actor, task_id)
        refuse_ended(row)
        free = sa.or_(external_task.c.lock_until.is_(None), external_task.c.lock_until <= now)
        mine = sa.or_(free, locked_by(actor, worker_id))
        until = now + duration
        _move_lock(connection, task_id, mine, worker_id=worker_id, locked_by=actor.person_id, lock_until=until)


def unlock(engine: ProcessEngine, actor: Actor, task_id: str) -> None:
    """Give a task back before its lock has run out; its worker's person and administrators may.

    Raises NotFound, ExternalTaskEnded, Forbidden.
    """
    with writing(engine.database) as connection:
        row = visible_external(connection, actor, task_id, working=False)
        refuse_ended(row)
        if row.locked_by not in (None, actor.person_id) and not actor.administers:
            raise Forbidden("这项外部任务由别人领取，只有他们或管理员可以退回。")
        same = external_task.c.locked_by.is_not_distinct_from(row.locked_by)
        _move_lock(connection, task_id, same, worker_id=None, locked_by=None, lock_until=None)


def _move_lock(connection: Connection, task_id: str, held: sa.ColumnElement[bool], **values: Any) -> None:
    """Change the lock if it is still ``held`` as the caller saw it: rivals may have been quicker."""
    open_ = external_task.c.status == "open"
    moved = connection.execute(external_task.update().where(external_task.c.id == task_id, open_, held).values(values))
    if moved.rowcount == 0:
        raise LockLost()
