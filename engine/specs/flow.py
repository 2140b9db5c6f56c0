"""How tokens move: successors are made when a token leaves an element, never predicted, and know their flow."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

import feel


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
        self.properties: dict[str, str] = {}
        self.stage_expression: feel.Expression | None = None
        self.document_order = 0

    def test(self) -> None:
        """Nothing to test: deployment has checked the structure."""

    def _predict(self, my_task: Task, *_args: Any, **_kwargs: Any) -> None:
        """No token is ever predicted."""

    def _update(self, my_task: Task) -> None:
        my_task.workflow.top_workflow.entered(my_task)
        if self._update_hook(my_task):
            my_task._ready()

    def _update_hook(self, my_task: Task) -> bool:
        return True

    def _on_ready_hook(self, my_task: Task) -> None:
        if self.automatic:
            my_task.workflow.top_workflow.enqueue(my_task)

    def _run_hook(self, my_task: Task) -> bool | None:
        return True

    def _on_complete(self, my_task: Task) -> None:
        chosen = self.choose_flows(my_task)
        self._on_complete_hook(my_task)
        top = my_task.workflow.top_workflow
        top.completed_token(my_task)
        for flow in chosen:
            send_token(my_task, flow)

    def _on_complete_hook(self, my_task: Task) -> None:
        """Called between the decision which flows to take and the moving of the token."""

    def _on_cancel(self, my_task: Task) -> None:
        my_task.workflow.top_workflow.cancelled_token(my_task)

    def choose_flows(self, my_task: Task) -> Sequence[Flow]:
        """The sequence flows that this token takes when the element has completed."""
        return self.flows


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
