"""A case in memory, without a database: a diagram, its variables, and the elements at which it waits."""
from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree
from SpiffWorkflow.util.task import TaskState

import feel
from engine.execution.expressions import FeelScriptEngine
from engine.execution.loop import run
from engine.execution.moments import StepClock
from engine.execution.variables import ROOT_SCOPE, StoredVariable, Variables
from engine.execution.workflow import ExecutionLimits, InstanceWorkflow
from engine.parsing.compiled import CompiledBundle
from engine.parsing.parser import compile_process
from engine.specs.variable_scopes import write
from tests.diagrams import process

DECLARED = (
    '<message id="m1" name="call"/><signal id="s1" name="alarm"/><error id="e1" errorCode="broken"/>'
    '<escalation id="x1" name="up" escalationCode="up"/>'
)
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def started(
    body: str, flows: str, limits: ExecutionLimits | None = None, **variables: Any
) -> InstanceWorkflow:
    """A case of a diagram with start event s and end event e, run to its first waits."""
    content = process('<startEvent id="s"/>' + body + '<endEvent id="e"/>', flows, extra=DECLARED)
    bundle = CompiledBundle(compile_process("p:1:x", "p", etree.fromstring(content)), 1)
    rows = [StoredVariable(ROOT_SCOPE, name, value) for name, value in variables.items()]
    clock = StepClock(NOON, ZoneInfo("Asia/Shanghai"))
    top = InstanceWorkflow(bundle, FeelScriptEngine(feel.Settings), Variables(lambda _names: rows), clock, limits)
    top.start("s")
    run(top)
    return top


def standing(top: InstanceWorkflow) -> list[str]:
    """The elements at which tokens are ready or wait, sorted."""
    return sorted(
        token.task_spec.name
        for scope in top.scopes()
        for token in scope.tasks.values()
        if token._state in (TaskState.READY, TaskState.WAITING)
    )


def token_at(top: InstanceWorkflow, element: str) -> Any:
    """The first live token at an element."""
    return next(
        token for scope in top.scopes() for token in scope.live_tokens() if token.task_spec.name == element
    )


def complete(top: InstanceWorkflow, element: str, **variables: Any) -> None:
    """Complete a user task, and run."""
    token = token_at(top, element)
    for name, value in variables.items():
        write(token, name, value)
    token.run()
    run(top)
