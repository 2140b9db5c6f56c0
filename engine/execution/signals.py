"""A signal within one instance: everybody who waits for it now goes on, with what it brings."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.execution.waiting import catching
from engine.specs.triggers import SignalTrigger
from feel.values import Value


def catch_signal(top: Any, name: str, payload: Mapping[str, Value] | None = None) -> int:
    """Fire every token of the instance that waits for the signal now; returns how many.

    ``payload``: variables written in the receiver's scope before it goes on.
    """
    waiting = [
        (token, index)
        for scope in top.scopes()
        for token, index in catching(scope)
        if isinstance(trigger := token.task_spec.triggers()[index], SignalTrigger) and trigger.name == name
    ]
    fired = 0
    for token, index in waiting:
        if token._state == TaskState.WAITING:
            for variable, value in (payload or {}).items():
                token.workflow.write_variable(variable, value, token.task_spec.name)
            token.task_spec.fire(token, index)
            fired += 1
    return fired
