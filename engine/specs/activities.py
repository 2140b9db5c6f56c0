"""Single tasks: what passes through, FEEL scripts and user tasks."""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.task import Task

import feel
from engine.specs.activity import Activity
from engine.specs.errors import RaisedByValue
from engine.specs.variable_scopes import write


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
        self.raises = RaisedByValue()

    def _run_hook(self, my_task: Task) -> bool:
        value = my_task.workflow.script_engine.evaluate(my_task, self.expression)
        write(my_task, self.result_variable, value)
        self.raises.check(my_task)
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
