"""How tokens move: successors are made when a token leaves an element, never predicted, and know their flow."""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

import feel
from engine.execution_errors import NoFlowChosen
from engine.specs.variable_scopes import ATTACHED_TO

ARMED = "armed"
JOB = "async"


@dataclass(frozen=True)
class Flow:
    """A sequence flow as drawn; ``condition`` is None where none is written."""

    id: str
    source: str
    target: str
    condition: feel.Expression | None = None
    name: str | None = None


class TokenFlow(BpmnTaskSpec):
    """Base of all our specs.

    SpiffWorkflow predicts a tree of future tasks and copies data from parent to child; both make a loop cost more
    each round (design.md 3). Here a token's successors are made when it moves on, and data live in variable scopes.
    """

    element_type = "flowNode"
    waits = False
    automatic = True

    def __init__(self, wf_spec: Any, name: str, bpmn_name: str | None = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.bpmn_id = name
        self.bpmn_name = bpmn_name
        self.flows: list[Flow] = []
        self.incoming: list[Flow] = []
        self.default: str | None = None
        self.properties: dict[str, str] = {}
        self.stage_expression: feel.Expression | None = None
        self.document_order = 0
        self.async_before = False
        self.async_after = False
        #: How long to wait after each failed attempt of its job or timer but the last.
        self.pauses: tuple[dt.timedelta, ...] = ()

    def test(self) -> None:
        """Nothing to test: deployment has checked the structure."""

    def visit_type(self, my_task: Task) -> str:
        """What the record of a visit calls the element."""
        return self.element_type

    def _predict(self, my_task: Task, *_args: Any, **_kwargs: Any) -> None:
        """No token is ever predicted."""

    def _update(self, my_task: Task) -> None:
        if self._continues_before(my_task):
            self._wait_as_job(my_task, "before")
        else:
            self._enter(my_task)

    def _enter(self, my_task: Task) -> None:
        my_task.workflow.top_workflow.entered(my_task)
        if self._update_hook(my_task):
            my_task._ready()

    def _update_hook(self, my_task: Task) -> bool:
        """Begin; whether the token is ready to be run at once."""
        return True

    def _on_ready_hook(self, my_task: Task) -> None:
        if self.automatic:
            my_task.workflow.top_workflow.enqueue(my_task)

    def perform(self, my_task: Task) -> bool | None:
        """Do the element's work; whether it is done. Raises BpmnError, ExecutionFailed."""
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Task) -> bool | None:
        return True

    def _on_complete(self, my_task: Task) -> None:
        self._on_complete_hook(my_task)
        my_task.workflow.top_workflow.completed_token(my_task)
        self._go_on(my_task)

    def _on_complete_hook(self, my_task: Task) -> None:
        """Called when the element has done its work, before its token moves."""

    def _go_on(self, my_task: Task) -> None:
        """Move the token of the completed element, at once or as a job."""
        if self._continues_after(my_task):
            self._wait_to_leave(my_task)
        else:
            self._leave(my_task)

    def _leave(self, my_task: Task) -> None:
        for flow in self.choose_flows(my_task):
            send_token(my_task, flow)

    def _on_cancel(self, my_task: Task) -> None:
        my_task.workflow.top_workflow.cancelled_token(my_task)

    def choose_flows(self, my_task: Task) -> Sequence[Flow]:
        """The sequence flows that this token takes: those without a condition and those whose condition holds.

        The default flow is for when there is no other (BPMN 2.0, 10.3.1 and 13.3.1). Raises NoFlowChosen.
        """
        chosen = [
            flow
            for flow in self.flows
            if flow.id != self.default and (flow.condition is None or self._holds(my_task, flow))
        ]
        return chosen or self._otherwise()

    def _otherwise(self) -> Sequence[Flow]:
        if not self.flows:
            return []
        default = [flow for flow in self.flows if flow.id == self.default]
        if not default:
            raise NoFlowChosen(self.name, self.bpmn_name)
        return default

    def _holds(self, my_task: Task, flow: Flow) -> bool:
        return bool(my_task.workflow.script_engine.evaluate_condition(my_task, flow.condition, flow.id))

    def _continues_before(self, my_task: Task) -> bool:
        return self.async_before

    def _continues_after(self, my_task: Task) -> bool:
        return self.async_after

    def _wait_as_job(self, my_task: Task, when: str) -> None:
        my_task.internal_data[JOB] = when
        my_task.internal_data["due"] = [my_task.workflow.top_workflow.clock.now.isoformat()]
        my_task._set_state(TaskState.WAITING)

    def _wait_to_leave(self, my_task: Task) -> Task:
        """What is left of a completed element's token until its job runs; it has no visit of its own."""
        token = Task(my_task.workflow, self, my_task.workflow.task_tree, state=TaskState.FUTURE)
        self._wait_as_job(token, "after")
        return token

    def pauses_of(self, my_task: Task) -> tuple[dt.timedelta, ...]:
        """The pauses between the attempts of what the token waits for."""
        return self.pauses

    def fire(self, my_task: Task, index: int) -> None:
        """Let a token go on that waits as a job."""
        when = my_task.internal_data.pop(JOB)
        my_task.internal_data.pop("due")
        if when == "before":
            self._enter(my_task)
        else:
            my_task._set_state(TaskState.COMPLETED)
            self._leave(my_task)


def send_token(my_task: Task, flow: Flow, **internal_data: Any) -> Task:
    """Put a token on a flow's target, in the scope of the token that leaves.

    The new token hangs under the scope's root, so that finished tokens can be dropped at once.
    """
    workflow = my_task.workflow
    spec = workflow.spec.task_specs[flow.target]
    token = Task(workflow, spec, workflow.task_tree, state=TaskState.FUTURE)
    token.internal_data["flow"] = flow.id
    token.internal_data.update(internal_data)
    spec._update(token)
    return token


def is_live(token: Task) -> bool:
    """Whether a token still stands somewhere: it waits, is ready or has started a subprocess."""
    return bool(token._state & (TaskState.WAITING | TaskState.READY | TaskState.STARTED))


def holds_scope_open(token: Task) -> bool:
    """Whether its scope cannot end while the token is there; an event that only may happen does not hold it."""
    return is_live(token) and ARMED not in token.internal_data and ATTACHED_TO not in token.internal_data


def has_visit(token: Task) -> bool:
    """Whether the token stands at its element; events that wait to happen and tokens that wait as a job do not."""
    data = token.internal_data
    return ATTACHED_TO not in data and ARMED not in data and JOB not in data
