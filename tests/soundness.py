"""What must hold of an instance between any two steps, read from its rows alone."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import tables
from engine.changes import waits_of
from engine.external_tables import external_task
from engine.history import verify_chain
from engine.process_engine import ProcessEngine
from engine.specs.flow import has_visit, is_live
from engine.specs.gateways import JoiningGateway
from engine.specs.variable_scopes import LOCAL, local_scope
from engine.step import open_step
from engine.transaction import reading

Ids = dict[str, list[str]]


def faults_of(engine: ProcessEngine, instance_id: str) -> list[str]:
    """What does not fit together, in words; empty when all of it does.

    The rows of open tasks, external tasks, timers, subscriptions and running activities are those that the tokens of
    the stored state call for; variables belong to open scopes; each completion, taken
    back or not, has one submission and one event; whatever is on its way has been told of; the chain is whole.
    """
    with reading(engine.database) as connection:
        status = _value(connection, tables.instance.c.status, tables.instance.c.id == instance_id)
        going_on = status in ("active", "suspended")
        wanted, scopes = _called_for(engine, connection, instance_id) if going_on else (NOTHING, {""})
        stored = _stored(connection, instance_id)
        faults = [f"{name}: the state calls for {wanted[name]}, stored are {stored[name]}"
                  for name in wanted if wanted[name] != stored[name]]  # fmt: skip
        faults += [f"a variable of the closed scope {scope}" for scope in set(stored["scopes"]) - scopes]
        if not sorted(stored["completed"] + stored["undone"]) == stored["submitted"] == stored["told"]:
            faults.append("tasks completed, their submissions and their events differ")
        drafts = sa.select(tables.draft.c.task_id).join(tables.task).where(tables.task.c.status != "open")
        faults += [f"a draft has outlived the task {task_id}" for task_id in connection.execute(drafts).scalars()]
        faults += [f"nobody tells of the message {sent}" for sent in _sent(connection, instance_id)]
        verified = verify_chain(connection, instance_id)
    return faults if verified.ok else [*faults, f"event {verified.first_broken}: {verified.reason}"]


NOTHING: Ids = {"tasks": [], "external": [], "timers": [], "subscriptions": [], "meant": [], "activities": []}


def _called_for(engine: ProcessEngine, connection: Connection, instance_id: str) -> tuple[Ids, set[str]]:
    workflow = open_step(engine, connection, instance_id, on_suspended=True).workflow
    waits = waits_of(workflow)
    visits = [
        str(token.id)
        for scope in workflow.scopes()
        for token in scope.tasks.values()
        if is_live(token) and has_visit(token)
        if not isinstance(token.task_spec, JoiningGateway)  # whoever waits at a join has not visited it yet
    ]
    ids = {"tasks": sorted(waits.tasks), "external": sorted(waits.external), "timers": _timed(waits.timers.values()),
           "subscriptions": sorted(waits.subscriptions), "activities": sorted(visits),
           "meant": sorted(filter(None, (row["correlation"] for row in waits.subscriptions.values())))}  # fmt: skip
    own = {
        local_scope(token.id)
        for scope in workflow.scopes()
        for token in scope.tasks.values()
        if token.internal_data.get(LOCAL)
    }
    return ids, own | {scope.scope_id for scope in workflow.scopes()}


def _stored(connection: Connection, instance_id: str) -> Ids:
    def ids(column: sa.Column[Any], *where: sa.ColumnElement[bool]) -> list[str]:
        query = sa.select(column).where(column.table.c.instance_id == instance_id, *where)
        return sorted(connection.execute(query).scalars())

    task, event = tables.task.c, tables.history_event.c
    timers = sa.select(tables.timer_job).where(tables.timer_job.c.instance_id == instance_id)
    return {
        "tasks": ids(task.id, task.status == "open"),
        "external": ids(external_task.c.id, external_task.c.status == "open"),
        "timers": _timed(connection.execute(timers).mappings()),
        "subscriptions": ids(tables.subscription.c.id),
        "meant": ids(tables.subscription.c.correlation, tables.subscription.c.correlation.is_not(None)),
        "activities": ids(tables.activity.c.id, tables.activity.c.status == "active"),
        "scopes": ids(tables.variable.c.scope_id),
        "completed": ids(task.id, task.status == "completed"),
        "submitted": ids(tables.submission.c.task_id, tables.submission.c.task_id.is_not(None)),
        "told": ids(event.task_id, event.type == "task_completed"),
        "undone": ids(event.task_id, event.type == "completion_undone"),
    }


def _sent(connection: Connection, instance_id: str) -> list[str]:
    """Messages of the instance that are on their way, and that its history does not know."""
    event, outbox = tables.history_event.c, tables.outbox.c
    told = sa.select(event.data).where(event.instance_id == instance_id, event.type == "message_thrown")
    known = {orjson.loads(data)["id"] for data in connection.execute(told).scalars()}
    sent = sa.select(outbox.id).where(outbox.sender_id == instance_id, outbox.kind == "message")
    return sorted(set(connection.execute(sent).scalars()) - known)


def _timed(timers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Each timer with its moment: a row that is due at another time than the token would never fire, or for ever."""
    def moment(due: Any) -> dt.datetime:
        return (dt.datetime.fromisoformat(due) if isinstance(due, str) else due).astimezone(dt.UTC)

    return sorted(f"{row['id']} {moment(row['due_at']).isoformat()}" for row in timers)


def _value(connection: Connection, column: sa.Column[Any], where: sa.ColumnElement[bool]) -> Any:
    return connection.execute(sa.select(column).where(where)).scalar_one()
