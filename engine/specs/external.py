"""Work that a program outside fetches and completes (camunda:type external)."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.task import Task

from engine.specs.activity import Activity
from engine.specs.errors import BpmnError, ErrorRules
from engine.specs.variable_scopes import declare_local, write
from feel.values import Value

DEFAULT_PRIORITY = 0


class ExternalTask(Activity):
    """A service or send task, or a message event, that an external worker does; the token is ready until then.

    ``workers``: who may fetch it, as candidate groups.
    """

    waits = True
    automatic = False

    def __init__(
        self, wf_spec: Any, name: str, topic: str, *, element_type: str = "serviceTask", **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, manual=True, **kwargs)
        self.element_type = element_type
        self.topic = topic
        self.priority = DEFAULT_PRIORITY
        self.workers: tuple[str, ...] = ()
        self.errors = ErrorRules()

    def complete_external(self, my_task: Task, variables: Mapping[str, Value], local: Mapping[str, Value]) -> None:
        """Let the token go on with what the worker brings; ``local``: for this task alone.

        Raises UncaughtError when a rule of the task makes an error of it that nobody catches.
        """
        for name, value in local.items():
            declare_local(my_task, name, value)
        for name, value in variables.items():
            write(my_task, name, value)
        try:
            self.errors.check(my_task)
        except BpmnError as error:
            my_task.workflow.top_workflow.throw_error(my_task, error.code, error.message)
        else:
            my_task.complete()
