"""Activities with tokens of their own inside: embedded subprocesses and call activities."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

import feel
from engine.execution_errors import ExpressionFailed
from engine.specs.activities import FormBinding
from engine.specs.activity import Activity
from engine.specs.flow import is_live
from engine.specs.variable_scopes import chain_of, declare_local, local_scope, write
from feel.values import Value

#: On a call activity's token: the process that was called, where the diagram works it out.
CALLED = "called"


@dataclass(frozen=True)
class Mapping:
    """One camunda:in or camunda:out. ``all_variables``: variables="all"; ``local``: only the nearest scope's."""

    target: str = ""
    expression: feel.Expression | None = None
    all_variables: bool = False
    local: bool = False


class Scope(SubWorkflowTask, Activity):
    """An activity with tokens of its own inside; it goes on when none of them is left."""

    waits = True
    automatic = False
    own_root = False

    def _update_hook(self, my_task: Task) -> bool:
        return Activity._update_hook(self, my_task)

    def _begin(self, my_task: Task) -> bool:
        my_task._set_state(TaskState.STARTED)
        top = my_task.workflow.top_workflow
        workflow = top.open_scope(my_task)
        self.fill_scope(my_task, workflow)
        top.begin_scope(workflow, self.first_element(my_task))
        return False

    def first_element(self, my_task: Task) -> str | None:
        """The start event to begin at; None for the plain one, or all that nothing leads to."""
        return None

    def fill_scope(self, my_task: Task, workflow: Any) -> None:
        """Give the new scope its variables, before its first token runs."""

    def drain_scope(self, my_task: Task, workflow: Any) -> None:
        """Take from the finished scope what the caller shall keep."""

    def finish(self, my_task: Task) -> None:
        """Called when no token is left inside: map results, forget the scope, go on."""
        top = my_task.workflow.top_workflow
        self.drain_scope(my_task, top.subprocesses[my_task.id])
        top.forget_subprocess(my_task)
        my_task.complete()

    def _on_cancel(self, my_task: Task) -> None:
        top = my_task.workflow.top_workflow
        workflow = top.subprocesses.get(my_task.id)
        if workflow is not None:
            for token in [token for token in workflow.tasks.values() if is_live(token)]:
                token.cancel()
            top.forget_subprocess(my_task)
        Activity._on_cancel(self, my_task)


class SubProcess(Scope):
    """bpmn:subProcess, embedded: reads and writes the variables of its process."""

    element_type = "subProcess"


class CallActivity(Scope):
    """bpmn:callActivity: another process in the same instance, with variables of its own (design.md 2 and 3)."""

    element_type = "callActivity"
    own_root = True

    def __init__(self, wf_spec: Any, name: str, subworkflow_spec: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, subworkflow_spec=subworkflow_spec, **kwargs)
        self.inputs_mapped: list[Mapping] = []
        self.outputs_mapped: list[Mapping] = []
        self.binding = FormBinding(key=subworkflow_spec)
        self.called: feel.Expression | None = None

    def binding_of(self, my_task: Task) -> FormBinding:
        """Which process the token calls or has called. Raises ExpressionFailed."""
        if self.called is None:
            return self.binding
        key = my_task.internal_data.get(CALLED)
        if key is None:
            key = my_task.workflow.script_engine.evaluate(my_task, self.called)
            if not isinstance(key, str) or not key.strip():
                raise ExpressionFailed(f"要调用的流程「{self.called.text}」的结果不是流程 ID", element_id=self.name)
            my_task.internal_data[CALLED] = key
        return FormBinding(key, self.binding.binding, self.binding.version)

    def fill_scope(self, my_task: Task, workflow: Any) -> None:
        engine = my_task.workflow.script_engine
        for mapping in self.inputs_mapped:
            if not mapping.all_variables:
                workflow.declare_variable(mapping.target, engine.evaluate(my_task, mapping.expression), self.name)
                continue
            for name, value in _all_of(my_task, local=mapping.local):
                workflow.declare_variable(name, value, self.name)

    def drain_scope(self, my_task: Task, workflow: Any) -> None:
        engine = my_task.workflow.script_engine
        for mapping in self.outputs_mapped:
            if mapping.all_variables:
                found = list(workflow.visible_variables().items())
            else:
                found = [(mapping.target, engine.evaluate_in(workflow, mapping.expression, self.name))]
            for name, value in found:
                if mapping.local:
                    declare_local(my_task, name, value)
                else:
                    write(my_task, name, value)


def _all_of(my_task: Task, *, local: bool) -> Iterator[tuple[str, Value]]:
    top = my_task.workflow.top_workflow
    chain = [local_scope(my_task.id)] if local else chain_of(my_task)
    yield from top.variables.visible(chain).items()
