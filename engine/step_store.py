"""Writing one step: the instance by its version, everything else by difference, in the caller's transaction."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec
from engine.changes import Changes
from engine.execution.variables import Loader, StoredVariable
from engine.external_tables import external_task, external_task_worker
from engine.tables import (
    activity,
    decision_record,
    draft,
    instance,
    subscription,
    task,
    task_candidate,
    timer_job,
    variable,
)


def variable_loader(connection: Connection, instance_id: str) -> Loader:
    """Reads variable rows by name on the step's own connection."""

    def load(names: frozenset[str] | None) -> Iterable[StoredVariable]:
        query = sa.select(variable.c.scope_id, variable.c.name, variable.c.value).where(
            variable.c.instance_id == instance_id
        )
        if names is not None:
            query = query.where(variable.c.name.in_(sorted(names)))
        return [StoredVariable(row.scope_id, row.name, codec.decode(row.value)) for row in connection.execute(query)]

    return load


def update_instance(connection: Connection, instance_id: str, version: int, values: dict[str, Any]) -> bool:
    """Move the instance on if its version is still ``version``; False when somebody else was first."""
    done = connection.execute(
        instance.update()
        .where(instance.c.id == instance_id, instance.c.version == version)
        .values(version=version + 1, **values)
    )
    return bool(done.rowcount == 1)


def write_changes(connection: Connection, instance_id: str, changes: Changes, at: dt.datetime) -> None:
    """Insert, update and delete what the step changed."""
    _write_tasks(connection, changes, at)
    _write_external_tasks(connection, changes, at)
    _write_activities(connection, changes, at)
    _write_variables(connection, instance_id, changes)
    if changes.decisions:
        connection.execute(decision_record.insert(), [new.row for new in changes.decisions])
    _write_waits(connection, instance_id, changes)


def _write_tasks(connection: Connection, changes: Changes, at: dt.datetime) -> None:
    for status in ("completed", "cancelled"):
        ended = [task_id for task_id, how in changes.ended_tasks.items() if how == status]
        if ended:
            connection.execute(
                task.update()
                .where(task.c.id.in_(ended), task.c.status == "open")
                .values(status=status, ended_at=at, revision=task.c.revision + 1)
            )
            connection.execute(draft.delete().where(draft.c.task_id.in_(ended)))
    if changes.new_tasks:
        connection.execute(task.insert(), [new.row for new in changes.new_tasks])
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
    if changes.activities_opened:
        connection.execute(activity.insert(), changes.activities_opened)
    for status in ("completed", "cancelled"):
        closed = [visit_id for visit_id, how in changes.activities_closed.items() if how == status]
        if closed:
            connection.execute(
                activity.update().where(activity.c.id.in_(closed)).values(status=status, ended_at=at)
            )


def _write_variables(connection: Connection, instance_id: str, changes: Changes) -> None:
    if changes.scopes_forgotten:
        connection.execute(
            variable.delete().where(
                variable.c.instance_id == instance_id, variable.c.scope_id.in_(sorted(changes.scopes_forgotten))
            )
        )
    if changes.variables:
        connection.execute(_upsert_variable(connection), changes.variables)


def _upsert_variable(connection: Connection) -> sa.Insert:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        statement: Any = postgresql_insert(variable)
    else:
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        statement = sqlite_insert(variable)
    changed = {name: statement.excluded[name] for name in ("value", "written_at", "written_by")}
    return statement.on_conflict_do_update(index_elements=list(variable.primary_key.columns), set_=changed)  # type: ignore[no-any-return]


def _write_waits(connection: Connection, instance_id: str, changes: Changes) -> None:
    if changes.timers_removed:
        connection.execute(timer_job.delete().where(timer_job.c.id.in_(changes.timers_removed)))
    if changes.timers_added:
        connection.execute(timer_job.insert(), [_timer_row(row, instance_id) for row in changes.timers_added])
    if changes.subscriptions_removed:
        connection.execute(subscription.delete().where(subscription.c.id.in_(changes.subscriptions_removed)))
    if changes.subscriptions_added:
        rows = [{**row, "instance_id": instance_id} for row in changes.subscriptions_added]
        connection.execute(subscription.insert(), rows)


def _timer_row(wait: dict[str, Any], instance_id: str) -> dict[str, Any]:
    due_at = dt.datetime.fromisoformat(wait["due_at"])
    return {**wait, "instance_id": instance_id, "attempts": 0, "due_at": due_at, "run_at": due_at}
