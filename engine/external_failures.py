"""A worker that could not do a task says so: it is fetched again later, or without retries becomes an incident."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from engine.actors import Actor, as_content
from engine.errors import Forbidden
from engine.execution_errors import ExecutionFailed
from engine.external_access import visible_external
from engine.external_conflicts import LockLost, locked_by, refuse_ended, refuse_without_lock
from engine.external_incidents import ExternalTrigger, put_aside, resolve_incidents
from engine.external_tables import external_task
from engine.history import Event, append_events
from engine.incidents import record_incident
from engine.process_engine import ProcessEngine
from engine.step import lock_instance
from engine.tables import instance
from engine.transaction import writing


@dataclass(frozen=True)
class FailureTrigger(ExternalTrigger):
    """A task that no worker can do; trying again means giving it to the workers again."""

    actor: Actor
    task_id: str
    kind = "external_failure"

    def content(self) -> dict[str, Any]:
        return {**as_content(self.actor), "task_id": self.task_id}

    def set_aside(self, connection: Connection) -> None:
        """Nobody fetches it any more."""
        put_aside(connection, self.task_id)


@dataclass(frozen=True, slots=True)
class Failure:
    """``retries``: how often it may still be tried, 0 for not any more; ``pause``: how long to leave it before."""

    message: str | None
    details: str | None = None
    retries: int = 0
    pause: dt.timedelta = dt.timedelta()


def report_failure(engine: ProcessEngine, actor: Actor, task_id: str, worker_id: str, failure: Failure) -> None:
    """Give a task back that is locked for the worker. Raises NotFound, ExternalTaskEnded, LockLost."""
    with writing(engine.database) as connection:
        row = _locked_row(connection, actor, task_id)
        refuse_ended(row)
        refuse_without_lock(row, actor, worker_id)
        now = engine.clock()
        moved = connection.execute(
            external_task.update()
            .where(external_task.c.id == task_id, locked_by(actor, worker_id))
            .values(
                worker_id=None,
                locked_by=None,
                lock_until=now + failure.pause if failure.pause else None,
                retries=failure.retries,
                error_message=failure.message,
                error_details=failure.details,
            )
        )
        if moved.rowcount == 0:
            raise LockLost()
        data = {"topic": row.topic, "worker": worker_id, "retries": failure.retries}
        _tell(connection, row, Event("external_task_failed", actor, row.element_id, task_id, data), now)
        if failure.retries == 0:
            _give_up(connection, row, actor, failure, now)
        engine.fault("before_commit")
    engine.fault("after_commit")


def set_retries(engine: ProcessEngine, actor: Actor, task_id: str, retries: int) -> None:
    """Let workers try an open task ``retries`` more times, at once, and close its incidents; 0 takes it from them.

    For administrators. Raises Forbidden, NotFound, ExternalTaskEnded.
    """
    if not actor.administers:
        raise Forbidden("只有管理员可以改剩余次数。")
    with writing(engine.database) as connection:
        row = _locked_row(connection, actor, task_id)
        refuse_ended(row)
        now = engine.clock()
        if retries == 0:
            _give_up(connection, row, actor, Failure("管理员已停止办理"), now)
            return
        if row.retries == 0:
            _give_back(connection, task_id, retries)
        else:
            connection.execute(external_task.update().where(external_task.c.id == task_id).values(retries=retries))
        data = {"topic": row.topic, "retries": retries}
        _tell(connection, row, Event("external_task_retries_set", actor, row.element_id, task_id, data), now)
        resolve_incidents(connection, row.instance_id, task_id, actor, now)


def retry_failure(engine: ProcessEngine, content: Mapping[str, Any], _actor: Actor, instance_id: str) -> None:
    """Let workers try once more what an incident tells of. Raises ExternalTaskEnded."""
    with writing(engine.database) as connection:
        lock_instance(connection, instance_id)
        refuse_ended(_row(connection, content["task_id"]))
        _give_back(connection, content["task_id"], 1)


def _locked_row(connection: Connection, actor: Actor, task_id: str) -> Any:
    """The task's row as it is while this transaction holds its instance."""
    row = visible_external(connection, actor, task_id, working=not actor.administers)
    lock_instance(connection, row.instance_id)
    return _row(connection, task_id)


def _row(connection: Connection, task_id: str) -> Any:
    return connection.execute(external_task.select().where(external_task.c.id == task_id)).one()


def _give_back(connection: Connection, task_id: str, retries: int) -> None:
    free = {"worker_id": None, "locked_by": None, "lock_until": None}
    connection.execute(external_task.update().where(external_task.c.id == task_id).values(retries=retries, **free))


def _give_up(connection: Connection, row: Any, actor: Actor, failure: Failure, now: dt.datetime) -> None:
    told = f"：{failure.message}" if failure.message else ""
    details = {"topic": row.topic, "error_details": failure.details}
    cause = ExecutionFailed(f"外部任务「{row.topic}」办不成{told}", element_id=row.element_id, **details)
    record_incident(connection, row.instance_id, FailureTrigger(actor, row.id), cause, now)


def _tell(connection: Connection, row: Any, event: Event, now: dt.datetime) -> None:
    connection.execute(
        instance.update().where(instance.c.id == row.instance_id).values(version=instance.c.version + 1)
    )
    append_events(connection, row.instance_id, [event], now)
