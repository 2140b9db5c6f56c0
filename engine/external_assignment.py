"""The rows of a new external task: its topic, who may fetch it and which variables it sees, settled when it begins."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.task import Task
from sqlalchemy.engine import Connection

from engine.errors import ProductError
from engine.execution.workflow import InstanceWorkflow
from engine.execution_errors import UnresolvedReference
from engine.groups import resolve_once
from engine.process_engine import ProcessEngine
from engine.specs.external import ExternalTask
from engine.specs.variable_scopes import local_scope, outer_chain


@dataclass
class NewExternalTask:
    """Rows for ``external_task`` and ``external_task_worker``."""

    row: dict[str, Any]
    workers: list[dict[str, str]]


def describe_external_task(
    engine: ProcessEngine, connection: Connection, top: InstanceWorkflow, token: Task, instance: Any
) -> NewExternalTask:
    """Settle everything about an external task that has just begun. ``instance``: its row (id, organisation).

    Raises UnresolvedReference when a group of its workers names no organisation.
    """
    spec: ExternalTask = token.task_spec
    row = {
        "id": str(token.id),
        "instance_id": instance.id,
        "definition_id": token.workflow.spec.compiled.definition_id,
        "element_id": spec.name,
        "topic": spec.topic,
        "priority": spec.priority,
        # The task's own scope stands first, whether it has variables or not.
        "scopes": [local_scope(token.id), *outer_chain(token)],
        "status": "open",
        "created_at": top.clock.now,
    }
    groups: dict[str, str] = {}
    for group in spec.workers:
        try:
            resolved = resolve_once(
                top.resolved_groups, engine.resolve_group, connection, group, instance.organisation, top.clock.now
            )
        except ProductError as error:
            raise UnresolvedReference(
                f"「{spec.bpmn_name or spec.name}」的 workers 里「{group}」找不到对应的组织：{error.message}",
                element_id=spec.name,
                group=group,
            ) from error
        groups.update((key, group) for key in resolved.keys)
    workers = [{"task_id": str(token.id), "key": key, "group_name": group} for key, group in groups.items()]
    return NewExternalTask(row, workers)
