"""Event subprocesses: they wait while their scope runs, and run in it when their event happens (clause 13.5.4)."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.specs.catching import Catching
from engine.specs.events import StartEvent, arm_again
from engine.specs.flow import ARMED, is_live
from engine.specs.subprocesses import Scope
from engine.specs.triggers import Trigger
from engine.specs.variable_scopes import declare_local
from feel.values import Value


class EventSubProcess(Scope, Catching):
    """bpmn:subProcess triggeredByEvent. ``start_event``: its only start event, in the scope inside."""

    element_type = "subProcess"

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.start_event: StartEvent = StartEvent.__new__(StartEvent)

    @property
    def trigger(self) -> Trigger:
        """What it waits for."""
        return cast("Trigger", self.start_event.trigger)  # deployment has seen to it

    @property
    def wait_id(self) -> str:
        """The start event: people see that it waits."""
        return str(self.start_event.name)

    def triggers(self) -> Sequence[Trigger]:
        return [self.trigger]

    def first_element(self, my_task: Task) -> str:
        return str(self.start_event.name)

    def arm(self, workflow: Any, **internal_data: Any) -> None:
        """Begin to wait in a scope that has just begun."""
        if not self.trigger.armed:
            return
        token = self._token(workflow)
        token.internal_data.update(internal_data)
        self.wait(token)

    def catch(self, workflow: Any, variables: Mapping[str, Value]) -> None:
        """Take an error or escalation thrown in the scope; ``variables`` of it are the event subprocess's own."""
        token = self._token(workflow)
        for name, value in variables.items():
            declare_local(token, name, value)
        self.fire(token, 0)

    def _token(self, workflow: Any) -> Task:
        token = Task(workflow, self, workflow.task_tree, state=TaskState.FUTURE)
        token.internal_data[ARMED] = True
        return token

    def fire(self, my_task: Task, index: int) -> None:
        """Let it run: alone, or beside what the scope does."""
        if ARMED not in my_task.internal_data:
            Catching.fire(self, my_task, index)
            return
        my_task.internal_data.pop(ARMED)
        my_task.internal_data.pop("correlation", None)
        if self.start_event.interrupting:
            for token in [token for token in my_task.workflow.tasks.values() if is_live(token)]:
                if token is not my_task:
                    token.cancel()
        elif self.trigger.armed:
            arm_again(self, my_task, my_task.workflow)
        my_task.internal_data.pop("due", None)
        self._update(my_task)

