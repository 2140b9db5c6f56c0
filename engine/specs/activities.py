"""Activities: what passes through, user tasks, FEEL scripts, embedded subprocesses and call activities."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

import feel
from engine.specs.flow import TokenFlow, is_live


class Attached(Protocol):
    """A boundary event, as its activity knows it."""

    name: str

    def arm(self, host: Task, **internal_data: Any) -> None:
        """Begin to wait on behalf of the activity's token."""
        ...


class Activity(TokenFlow):
    """An activity that boundary events may be attached to. They are armed when a token enters it."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.boundary_events: list[Attached] = []

    def _arm_boundary(self, my_task: Task) -> None:
        for event in self.boundary_events:
            event.arm(my_task)

    def _on_complete_hook(self, my_task: Task) -> None:
        self._disarm_boundary(my_task)

    def _on_cancel(self, my_task: Task) -> None:
        self._disarm_boundary(my_task)
        super()._on_cancel(my_task)

    def _disarm_boundary(self, my_task: Task) -> None:
        if not self.boundary_events:
            return
        host = str(my_task.id)
        for token in list(my_task.workflow.tasks.values()):
            if token.internal_data.get("attached_to") == host and token._state == TaskState.WAITING:
                token.cancel()


class PassThrough(Activity):
    """bpmn:task and bpmn:manualTask: nothing to do for the engine."""

    element_type = "task"


class ManualTask(PassThrough):
    """bpmn:manualTask, work outside the system."""

    element_type = "manualTask"


class ScriptTask(Activity):
    """One FEEL expression whose value is written to the result variable."""

    element_type = "scriptTask"

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.expression: feel.Expression | None = None
        self.result_variable = ""

    def _run_hook(self, my_task: Task) -> bool:
        engine = my_task.workflow.script_engine
        value = engine.evaluate(my_task, self.expression)
        my_task.workflow.write_variable(self.result_variable, value, self.name)
        return True


@dataclass(frozen=True)
class FormBinding:
    """Which form, called process or decision is meant: its id and how the version is chosen (bindings.resolve)."""

    key: str
    binding: str = "latest"
    version: int | None = None
    version_tag: str | None = None


@dataclass
class Assignment:
    """The camunda: attributes of a user task; each value is a literal text or a FEEL expression."""

    assignee: str | feel.Expression | None = None
    candidate_users: list[str] | feel.Expression = field(default_factory=list)
    candidate_groups: list[str] | feel.Expression = field(default_factory=list)
    due_date: str | feel.Expression | None = None
    follow_up_date: str | feel.Expression | None = None
    priority: str | feel.Expression | None = None


class UserTask(Activity):
    """Work for a person. The token is ready until somebody completes the task."""

    element_type = "userTask"
    waits = True
    automatic = False

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, manual=True, **kwargs)
        self.form: FormBinding | None = None
        self.assignment = Assignment()

    def _on_ready_hook(self, my_task: Task) -> None:
        self._arm_boundary(my_task)


@dataclass(frozen=True)
class Mapping:
    """One camunda:in or camunda:out. ``all_variables`` stands for variables="all"."""

    target: str = ""
    expression: feel.Expression | None = None
    all_variables: bool = False


class Scope(SubWorkflowTask, Activity):
    """An activity with tokens of its own inside; it goes on when none of them is left."""

    waits = True
    automatic = False
    own_root = False

    def _update_hook(self, my_task: Task) -> bool:
        my_task._set_state(TaskState.STARTED)
        self._arm_boundary(my_task)
        workflow = my_task.workflow.top_workflow.create_subprocess(my_task, self.spec)
        self.fill_scope(my_task, workflow)
        return False

    def fill_scope(self, my_task: Task, workflow: Any) -> None:
        """Give the new scope its variables, before its first token runs."""

    def drain_scope(self, my_task: Task, workflow: Any) -> None:
        """Take from the finished scope what the caller shall keep."""

    def finish(self, my_task: Task) -> None:
        """Called when no token is left inside: map results, forget the scope, go on."""
        top = my_task.workflow.top_workflow
        self.drain_scope(my_task, top.subprocesses[my_task.id])
        top.forget_subprocess(my_task)
        my_task._set_state(TaskState.READY)
        my_task.run()

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

    def fill_scope(self, my_task: Task, workflow: Any) -> None:
        engine = my_task.workflow.script_engine
        for mapping in self.inputs_mapped:
            if mapping.all_variables:
                for name, value in my_task.workflow.visible_variables().items():
                    workflow.declare_variable(name, value, self.name)
            else:
                workflow.declare_variable(mapping.target, engine.evaluate(my_task, mapping.expression), self.name)

    def drain_scope(self, my_task: Task, workflow: Any) -> None:
        engine = my_task.workflow.script_engine
        for mapping in self.outputs_mapped:
            if mapping.all_variables:
                for name, value in workflow.visible_variables().items():
                    my_task.workflow.write_variable(name, value, self.name)
            else:
                value = engine.evaluate_in(workflow, mapping.expression, self.name)
                my_task.workflow.write_variable(mapping.target, value, self.name)
