"""Who catches an error or an escalation: the nearest outward, and there a named one before one for all."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from SpiffWorkflow.task import Task

from engine.specs.activity import Activity, body_of
from engine.specs.errors import BpmnError, UncaughtError
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.triggers import ErrorTrigger, EscalationTrigger
from feel.values import Value

#: Starts the catcher with the variables that it gets of what was thrown.
Catch = Callable[[dict[str, Value]], None]
Kind = type[ErrorTrigger] | type[EscalationTrigger]


def propagate_error(top: Any, token: Task, error: BpmnError) -> None:
    """Let the error's catcher go on in place of what it interrupts. Raises UncaughtError when there is none."""
    found = _find(token, ErrorTrigger, error.code)
    if found is None:
        raise UncaughtError(error.code, error.message, token.task_spec.name)
    trigger, catch = found
    variables: dict[str, Value] = dict(error.variables)
    if trigger.code_variable:
        variables[trigger.code_variable] = error.code
    if trigger.message_variable:
        variables[trigger.message_variable] = error.message
    catch(variables)


def propagate_escalation(token: Task, code: str) -> bool:
    """Let the escalation's catcher go on, beside or in place of what it sits on; whether there is one."""
    found = _find(token, EscalationTrigger, code)
    if found is None:
        return False
    trigger, catch = found
    catch({trigger.code_variable: code} if trigger.code_variable else {})
    return True


def _find(token: Task, kind: Kind, code: str) -> tuple[Any, Catch] | None:
    for candidates in _levels(token):
        matching = [(trigger, catch) for trigger, catch in candidates if isinstance(trigger, kind)]
        for wanted in (code, None):
            for trigger, catch in matching:
                if trigger.code == wanted:
                    return trigger, catch
    return None


def _levels(token: Task) -> Iterator[list[tuple[Any, Catch]]]:
    """The events that may catch what the token throws, level by level from the inside out (clause 10.5.4)."""
    if isinstance(token.task_spec, Activity):
        yield _boundary_of(token)
    scope, within_event_subprocess = token.workflow, False
    while True:
        if not within_event_subprocess:
            yield _event_subprocesses_of(scope)
        if scope is scope.top_workflow:
            return
        host = scope.top_workflow.token(scope.parent_task_id)
        within_event_subprocess = isinstance(host.task_spec, EventSubProcess)
        yield _boundary_of(host)
        scope = host.workflow


def _boundary_of(host: Task) -> list[tuple[Any, Catch]]:
    return [(event.trigger, _at_boundary(event, host)) for event in host.task_spec.boundary_events]


def _at_boundary(event: Any, host: Task) -> Catch:
    return lambda variables: event.catch(body_of(host), variables)


def _event_subprocesses_of(scope: Any) -> list[tuple[Any, Catch]]:
    return [(spec.trigger, _in_scope(spec, scope)) for spec in scope.spec.event_subprocesses()]


def _in_scope(spec: EventSubProcess, scope: Any) -> Catch:
    return lambda variables: spec.catch(scope, variables)
