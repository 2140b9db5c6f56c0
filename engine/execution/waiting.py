"""What the tokens of a scope wait for: events to happen, and jobs to be continued."""
from __future__ import annotations

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.specs.catching import Catching
from engine.specs.flow import JOB


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
