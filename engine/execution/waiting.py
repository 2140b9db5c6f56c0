"""What the tokens of a scope wait for: events to happen, and jobs to be continued."""
from __future__ import annotations

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.execution_errors import Standstill
from engine.specs.catching import Catching
from engine.specs.flow import JOB
from engine.specs.gateways import JoiningGateway


def catching(scope: Any) -> list[tuple[Task, int]]:
    """Every trigger that a token of the scope waits for, as (token, index of the trigger)."""
    return [
        (token, index)
        for token in scope.tasks.values()
        if token._state == TaskState.WAITING
        and isinstance(token.task_spec, Catching)
        and JOB not in token.internal_data
        for index in range(len(token.task_spec.triggers()))
    ]


def waiting_as_jobs(scope: Any) -> list[Task]:
    """The tokens of the scope that go on as soon as their job is run (camunda:asyncBefore and asyncAfter)."""
    return [
        token
        for token in scope.tasks.values()
        if token._state == TaskState.WAITING and JOB in token.internal_data
    ]


def refuse_standstill(top: Any) -> None:
    """Raise Standstill when nothing is left but tokens that wait at joins for others that can never come."""
    first = None
    for scope in top.scopes():
        for token in scope.live_tokens():
            if token._state == TaskState.STARTED:
                continue
            if not isinstance(token.task_spec, JoiningGateway) or JOB in token.internal_data:
                return
            first = first or token.task_spec
    if first is not None:
        raise Standstill(first.name, first.bpmn_name)
