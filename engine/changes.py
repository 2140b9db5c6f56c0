"""The difference one step makes, as rows: open tasks, activities, variables, timers, subscriptions, history."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.util.task import TaskState
from sqlalchemy.engine import Connection

from engine import codec
from engine.assignment import NewTask, describe_task
from engine.decision_records import DecisionRecord, new_records
from engine.execution.waiting import catching, waiting_as_jobs
from engine.execution.workflow import InstanceWorkflow
from engine.execution_errors import ExpressionFailed
from engine.external_assignment import NewExternalTask, describe_external_task
from engine.process_engine import ProcessEngine
from engine.specs.activities import UserTask
from engine.specs.external import ExternalTask
from engine.specs.triggers import MessageTrigger, SignalTrigger
from engine.tables import task
from feel.values import Value

#: Visits are numbered by the event that tells of their step and their place in it; a step opens fewer.
SEQUENCE_STEP = 100_000


@dataclass(frozen=True)
class Waits:
    """What an instance waits for between two steps: ids of open user tasks and of work for external workers, timers
    and subscriptions by id.
    """

    tasks: frozenset[str] = frozenset()
    external: frozenset[str] = frozenset()
    timers: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completing:
    """What a person does: the row of the open task, who it is and what they have submitted (an id)."""

    row: Any
    person_id: str
    submission_id: str


@dataclass(frozen=True, slots=True)
class TaskCompletion:
    """The rows of the task that a person has completed in this step, and of its visit, as they are afterwards."""

    task: dict[str, Any]
    visit: dict[str, Any]


@dataclass
class Changes:
    """Rows to insert, update and delete for one step."""

    new_tasks: list[NewTask]
    ended_tasks: dict[str, str]
    new_external: list[NewExternalTask]
    ended_external: list[str]
    activities_opened: list[dict[str, Any]]
    activities_closed: dict[str, str]
    variables: list[dict[str, Any]]
    scopes_forgotten: set[str]
    timers_added: list[dict[str, Any]]
    timers_removed: list[str]
    subscriptions_added: list[dict[str, Any]]
    subscriptions_removed: list[str]
    decisions: list[DecisionRecord]
    completion: TaskCompletion | None = None


def waits_of(top: InstanceWorkflow) -> Waits:
    """What the workflow waits for, read off its tokens."""
    ready = [
        token for scope in top.scopes() for token in scope.tasks.values() if token._state == TaskState.READY
    ]
    timers: dict[str, dict[str, Any]] = {}
    subscriptions: dict[str, dict[str, Any]] = {}
    for scope in top.scopes():
        for token in waiting_as_jobs(scope):
            job_id, due_at = f"{token.id}:0", token.internal_data["due"][0]
            timers[job_id] = {"id": job_id, "element_id": token.task_spec.name, "due_at": due_at}
        for token, index in catching(scope):
            wait_id, element = f"{token.id}:{index}", token.task_spec.wait_id
            trigger = token.task_spec.triggers()[index]
            due = token.internal_data.get("due")
            if due and due[index]:
                timers[wait_id] = {"id": wait_id, "element_id": element, "due_at": due[index]}
            elif isinstance(trigger, MessageTrigger | SignalTrigger):
                kind, name = trigger.kind, trigger.name
                correlations = token.internal_data.get("correlation")
                subscriptions[wait_id] = {
                    "id": wait_id,
                    "element_id": element,
                    "kind": kind,
                    "name": name,
                    "correlation": correlations[index] if correlations else None,
                }
    tasks, external = (
        frozenset(str(token.id) for token in ready if isinstance(token.task_spec, kind))
        for kind in (UserTask, ExternalTask)
    )
    return Waits(tasks, external, timers, subscriptions)


def collect_changes(
    engine: ProcessEngine, connection: Connection, top: InstanceWorkflow, before: Waits, instance: Any
) -> Changes:
    """Compare the workflow after a step with what it waited for before. ``instance``: its row or a stand-in.

    Raises ExecutionFailed when a new task cannot be described.
    """
    after = waits_of(top)
    trace = top.trace
    return Changes(
        new_tasks=[
            describe_task(engine, connection, top, top.token(task_id), instance)
            for task_id in _in_order(top, after.tasks - before.tasks)
        ],
        ended_tasks={task_id: trace.closed.get(task_id, "cancelled") for task_id in before.tasks - after.tasks},
        new_external=[
            describe_external_task(engine, connection, top, top.token(task_id), instance)
            for task_id in _in_order(top, after.external - before.external)
        ],
        ended_external=sorted(before.external - after.external),
        activities_opened=_opened(top, instance.id, instance.last_sequence),
        activities_closed=trace.closed,
        variables=[
            {
                "instance_id": instance.id,
                "scope_id": scope,
                "name": name,
                "value": _stored(name, value, by),
                "written_at": top.clock.now,
                "written_by": by,
            }
            for (scope, name), (value, by) in top.variables.written.items()
        ],
        scopes_forgotten=top.variables.forgotten,
        timers_added=_added(after.timers, before.timers),
        timers_removed=_removed(after.timers, before.timers),
        subscriptions_added=_added(after.subscriptions, before.subscriptions),
        subscriptions_removed=_removed(after.subscriptions, before.subscriptions),
        decisions=new_records(instance.id, instance.last_sequence + 1, trace.decisions, top.clock.now),
    )


def completion_of(completing: Completing, changes: Changes, now: dt.datetime) -> TaskCompletion:
    """The rows of a task that a person completes, taken from what the step was read from."""
    row, task_id = completing.row, completing.row.id
    kept = {column.name: getattr(row, column.name) for column in task.columns}
    ended = {
        "status": changes.ended_tasks[task_id],
        "ended_at": now,
        "completed_by": completing.person_id,
        "submission_id": completing.submission_id,
        "assignee": completing.person_id,
    }
    named = ("id", "instance_id", "scope_id", "definition_id", "element_id", "name")
    visit = {name: kept[name] for name in named} | {
        "element_type": UserTask.element_type,
        "started_at": row.created_at,
        "started_sequence": 0,  # the visit is there, with its own
        "status": changes.activities_closed[task_id],
        "ended_at": now,
    }
    return TaskCompletion(kept | ended, visit)


def _stored(name: str, value: Value, by: str) -> bytes:
    try:
        return codec.encode(value)
    except codec.NotStorable as error:
        raise ExpressionFailed(f"变量「{name}」的{error}", element_id=by) from error


def _in_order(top: InstanceWorkflow, task_ids: Iterable[str]) -> list[str]:
    wanted = set(task_ids)
    return [visit_id for visit_id in top.trace.opened if visit_id in wanted]


def _added(after: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """A token that waited as a job may wait on as a timer, under the same id and until another time."""
    return [row for wait_id, row in after.items() if before.get(wait_id) != row]


def _removed(after: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]]) -> list[str]:
    return sorted(wait_id for wait_id, row in before.items() if after.get(wait_id) != row)


def _opened(top: InstanceWorkflow, instance_id: str, sequence: int) -> list[dict[str, Any]]:
    now = top.clock.now
    return [
        {
            "id": visit.id,
            "instance_id": instance_id,
            "scope_id": visit.scope_id,
            "definition_id": visit.definition_id,
            "element_id": visit.element_id,
            "element_type": visit.element_type,
            "name": visit.name,
            "status": visit.status,
            "started_sequence": (sequence + 1) * SEQUENCE_STEP + place,
            "started_at": now,
            "ended_at": None if visit.status == "active" else now,
        }
        for place, visit in enumerate(top.trace.opened.values())
    ]
