"""Writing one step: the instance by its version, everything else by difference, in the caller's transaction."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy.engine import Connection

from engine import codec
from engine.changes import Changes
from engine.execution.variables import Loader, StoredVariable
from engine.external_tables import external_task, external_task_worker
from engine.job_names import FIRE_TIMERS
from engine.leases import hand_over_new
from engine.step_statements import (
    END_ACTIVITIES,
    END_TASKS,
    MOVE_ON,
    VARIABLES,
    VARIABLES_NAMED,
    save_activities,
    save_tasks,
    save_variables,
)
from engine.tables import decision_record, subscription, task_candidate, timer_job, variable

_STILL_OPEN = {"ended_at": None, "completed_by": None, "submission_id": None}


def variable_loader(connection: Connection, instance_id: str) -> Loader:
    """Reads variable rows by name on the step's own connection."""

    def load(names: frozenset[str] | None) -> Iterable[StoredVariable]:
        if names is None:
            rows = connection.execute(VARIABLES, {"of": instance_id})
        else:
            rows = connection.execute(VARIABLES_NAMED, {"of": instance_id, "names": sorted(names)})
        return [StoredVariable(row.scope_id, row.name, codec.decode(row.value)) for row in rows]

    return load


def update_instance(connection: Connection, row: Any, values: dict[str, Any]) -> bool:
    """Move an instance (its row as it was read) on if its version is still the same; False: somebody was faster.

    ``values``: all of state, undo, status, ended_at, last_sequence and last_hash.
    """
    done = connection.execute(MOVE_ON, {"moved": row.id, "seen": row.version, "version": row.version + 1, **values})
    return bool(done.rowcount == 1)


def write_changes(
    connection: Connection, instance_id: str, changes: Changes, at: dt.datetime, *, hands_over: bool = False
) -> None:
    """Insert, update and delete what the step changed. ``hands_over``: timers that are due already, by a job."""
    _write_tasks(connection, changes, at)
    _write_external_tasks(connection, changes, at)
    _write_activities(connection, changes, at)
    _write_variables(connection, instance_id, changes)
    if changes.decisions:
        connection.execute(decision_record.insert(), [new.row for new in changes.decisions])
    timers = [_timer_row(row, instance_id) for row in changes.timers_added]
    if hands_over:
        hand_over_new(connection, FIRE_TIMERS, timers, at)
    _write_waits(connection, instance_id, changes, timers)


def _write_tasks(connection: Connection, changes: Changes, at: dt.datetime) -> None:
    done = changes.completion
    for status in ("completed", "cancelled"):
        ended = [task_id for task_id, how in changes.ended_tasks.items()
                 if how == status and (done is None or task_id != done.task["id"])]  # fmt: skip
        if ended:
            connection.execute(END_TASKS, {"ids": ended, "how": status, "at": at})
    rows = [{**_STILL_OPEN, **new.row} for new in changes.new_tasks]
    if done is not None:
        rows.append(done.task)
    if rows:
        save_tasks(connection, rows)
    candidates = [row for new in changes.new_tasks for row in new.candidates]
    if candidates:
        connection.execute(task_candidate.insert(), candidates)


def _write_external_tasks(connection: Connection, changes: Changes, at: dt.datetime) -> None:
    if changes.ended_external:  # one that a worker has ended has its status already (engine.external_outcomes)
        connection.execute(
            external_task.update()
            .where(external_task.c.id.in_(changes.ended_external), external_task.c.status == "open")
            .values(status="cancelled", ended_at=at)
        )
    if changes.new_external:
        connection.execute(external_task.insert(), [new.row for new in changes.new_external])
        workers = [row for new in changes.new_external for row in new.workers]
        if workers:
            connection.execute(external_task_worker.insert(), workers)


def _write_activities(connection: Connection, changes: Changes, at: dt.datetime) -> None:
    done = changes.completion
    rows = list(changes.activities_opened)
    if done is not None:
        rows.append(done.visit)
    if rows:
        save_activities(connection, rows)
    for status in ("completed", "cancelled"):
        closed = [visit_id for visit_id, how in changes.activities_closed.items()
                  if how == status and (done is None or visit_id != done.visit["id"])]  # fmt: skip
        if closed:
            connection.execute(END_ACTIVITIES, {"ids": closed, "how": status, "at": at})


def _write_variables(connection: Connection, instance_id: str, changes: Changes) -> None:
    if changes.scopes_forgotten:
        connection.execute(
            variable.delete().where(
                variable.c.instance_id == instance_id, variable.c.scope_id.in_(sorted(changes.scopes_forgotten))
            )
        )
    if changes.variables:
        save_variables(connection, changes.variables)


def _write_waits(
    connection: Connection, instance_id: str, changes: Changes, timers: list[dict[str, Any]]
) -> None:
    if changes.timers_removed:
        connection.execute(timer_job.delete().where(timer_job.c.id.in_(changes.timers_removed)))
    if timers:
        connection.execute(timer_job.insert(), timers)
    if changes.subscriptions_removed:
        connection.execute(subscription.delete().where(subscription.c.id.in_(changes.subscriptions_removed)))
    if changes.subscriptions_added:
        rows = [{**row, "instance_id": instance_id} for row in changes.subscriptions_added]
        connection.execute(subscription.insert(), rows)


def _timer_row(wait: dict[str, Any], instance_id: str) -> dict[str, Any]:
    due_at = dt.datetime.fromisoformat(wait["due_at"])
    return {**wait, "instance_id": instance_id, "attempts": 0, "due_at": due_at, "run_at": due_at}
