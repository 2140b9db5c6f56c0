"""What all activities share: boundary events, local variables, loops, and the errors that they raise."""
from __future__ import annotations

import datetime as dt
from typing import Any, Protocol
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.specs.flow import TokenFlow
from engine.specs.mappings import Parameter, apply_inputs, apply_outputs
from engine.specs.variable_scopes import ATTACHED_TO, INSTANCE_OF, KEEPS, declare_local, forget_local
from feel.values import Value

BODY = "body"
#: On a completed instance: whether the condition for leaving the loop held when it completed.
ENOUGH = "enough"


class Attached(Protocol):
    """A boundary event, as its activity knows it."""

    name: str

    def arm(self, host: Task, **internal_data: Any) -> None:
        """Begin to wait on behalf of the activity's token."""
        ...


class Loop(Protocol):
    """How often an activity is done (engine.specs.loops)."""

    async_before: bool
    async_after: bool
    body_type: str
    pauses: tuple[dt.timedelta, ...]

    def open(self, spec: Activity, body: Task) -> None:
        """Begin the first instance, or all of them; ``body`` stands for them together."""
        ...

    def collect(self, body: Task, inner: Task) -> None:
        """Count a completed instance and take from it what is kept, while its variables are still there."""
        ...

    def go_on(self, spec: Activity, body: Task, inner: Task) -> None:
        """Begin what comes next, or complete the body."""
        ...

    def keeps_results(self) -> bool:
        """Whether what an instance writes stays with it, because it is collected."""
        ...


class Activity(TokenFlow):
    """An activity. With a loop, one token is the body and each instance has a token of its own beside it."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.boundary_events: list[Attached] = []
        self.loop: Loop | None = None
        self.input_parameters: list[Parameter] = []
        self.output_parameters: list[Parameter] = []

    def visit_type(self, my_task: Task) -> str:
        """A body is not one more time that the activity is done."""
        return self.loop.body_type if self.loop is not None and self.is_body(my_task) else self.element_type

    def is_body(self, my_task: Task) -> bool:
        """Whether the token stands for all instances of a loop together."""
        return self.loop is not None and INSTANCE_OF not in my_task.internal_data

    def perform(self, my_task: Task) -> bool | None:
        """A body that is to be run had no instance to wait for."""
        return True if BODY in my_task.internal_data else super().perform(my_task)

    def _update_hook(self, my_task: Task) -> bool:
        if self.loop is not None and self.is_body(my_task):
            self._arm_boundary(my_task)
            my_task.internal_data[BODY] = True
            my_task._set_state(TaskState.STARTED)
            self.loop.open(self, my_task)
            return False
        apply_inputs(self.input_parameters, my_task)
        if self.waits and INSTANCE_OF not in my_task.internal_data:
            self._arm_boundary(my_task)
        return self._begin(my_task)

    def _arm_boundary(self, my_task: Task) -> None:
        for event in self.boundary_events:
            event.arm(my_task)

    def _begin(self, my_task: Task) -> bool:
        """Do what this kind of activity does when it is entered; whether it is ready to be run."""
        return True

    def start_inner(self, body: Task, variables: dict[str, Value]) -> None:
        """Begin one instance of a loop with variables of its own."""
        inner = Task(body.workflow, self, body.workflow.task_tree, state=TaskState.FUTURE)
        inner.internal_data[INSTANCE_OF] = str(body.id)
        if self.loop is not None and self.loop.keeps_results():
            inner.internal_data[KEEPS] = True
        for name, value in variables.items():
            declare_local(inner, name, value)
        self._update(inner)

    def inner_tokens(self, body: Task) -> list[Task]:
        """The instances of a body that have not ended, oldest first."""
        mine = str(body.id)
        return [
            token
            for token in body.workflow.tasks.values()
            if token.internal_data.get(INSTANCE_OF) == mine and not token.has_state(TaskState.FINISHED_MASK)
        ]

    def _on_complete_hook(self, my_task: Task) -> None:
        if BODY in my_task.internal_data:
            forget_local(my_task)
        else:
            apply_outputs(self.output_parameters, my_task)
            if INSTANCE_OF in my_task.internal_data and self.loop is not None:
                self.loop.collect(body_of(my_task), my_task)
            forget_local(my_task)
        self._disarm_boundary(my_task)

    def _wait_to_leave(self, my_task: Task) -> Task:
        token = super()._wait_to_leave(my_task)
        for name in (INSTANCE_OF, ENOUGH):
            if name in my_task.internal_data:
                token.internal_data[name] = my_task.internal_data[name]
        return token

    def _leave(self, my_task: Task) -> None:
        if INSTANCE_OF not in my_task.internal_data or self.loop is None:
            super()._leave(my_task)
        else:
            self.loop.go_on(self, body_of(my_task), my_task)

    def _continues_before(self, my_task: Task) -> bool:
        if INSTANCE_OF in my_task.internal_data:
            return self.loop is not None and self.loop.async_before
        return self.async_before

    def _continues_after(self, my_task: Task) -> bool:
        if INSTANCE_OF in my_task.internal_data:
            return self.loop is not None and self.loop.async_after
        return self.async_after

    def pauses_of(self, my_task: Task) -> tuple[dt.timedelta, ...]:
        """An instance of a loop has those of its marker."""
        if INSTANCE_OF in my_task.internal_data and self.loop is not None:
            return self.loop.pauses
        return super().pauses_of(my_task)

    def _on_cancel(self, my_task: Task) -> None:
        if BODY in my_task.internal_data:
            for inner in self.inner_tokens(my_task):
                inner.cancel()
        forget_local(my_task)
        self._disarm_boundary(my_task)
        super()._on_cancel(my_task)

    def _disarm_boundary(self, my_task: Task) -> None:
        if not self.boundary_events:
            return
        host = str(my_task.id)
        for token in list(my_task.workflow.tasks.values()):
            if token.internal_data.get(ATTACHED_TO) == host and token._state == TaskState.WAITING:
                token.cancel()


def body_of(token: Task) -> Task:
    """The token that stands for the activity as a whole: of an instance of a loop its body, otherwise itself."""
    body_id = token.internal_data.get(INSTANCE_OF)
    found: Task = token if body_id is None else token.workflow.tasks[UUID(body_id)]
    return found
