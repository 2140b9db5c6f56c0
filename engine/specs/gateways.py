"""Gateways: exclusive, parallel, inclusive (BPMN 2.0 clause 13.4); they decide in document order, joins consume."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.specs.flow import JOB, Flow, TokenFlow, holds_scope_open


class ExclusiveGateway(TokenFlow):
    """The first flow in document order whose condition holds, otherwise the default flow (clause 13.4.2)."""

    element_type = "exclusiveGateway"

    def choose_flows(self, my_task: Task) -> Sequence[Flow]:
        for flow in self.flows:
            if flow.id != self.default and (flow.condition is None or self._holds(my_task, flow)):
                return [flow]
        return self._otherwise()


class JoiningGateway(TokenFlow):
    """A gateway whose arrivals wait; they are told apart by the flow they came by and consumed when it fires."""

    def _waiting(self, my_task: Task) -> list[Task]:
        return [
            token
            for token in my_task.workflow.tasks.values()
            if token.task_spec is self and token._state == TaskState.WAITING and JOB not in token.internal_data
        ]

    def _consume(self, arrivals: list[Task]) -> None:
        for token in arrivals:
            token._set_state(TaskState.CANCELLED)


class ParallelGateway(JoiningGateway):
    """Waits for one token on each incoming flow; excess tokens stay where they are (clause 13.4.1)."""

    element_type = "parallelGateway"

    def _update_hook(self, my_task: Task) -> bool:
        if len(self.incoming) <= 1:
            return True
        oldest: dict[str, Task] = {}
        for token in self._waiting(my_task):
            oldest.setdefault(token.internal_data["flow"], token)
        oldest[my_task.internal_data["flow"]] = my_task
        if len(oldest) < len(self.incoming):
            my_task._set_state(TaskState.WAITING)
            return False
        self._consume([token for token in oldest.values() if token is not my_task])
        return True

    def fire_if_complete(self, workflow: Any) -> bool:
        """Let tokens go on that wait here although nothing is missing, because the diagram is another one now."""
        arrivals: dict[str, Task] = {}
        for token in workflow.tasks.values():
            waits = token._state == TaskState.WAITING and JOB not in token.internal_data
            if token.task_spec is self and waits:
                arrivals.setdefault(token.internal_data["flow"], token)
        if not arrivals or len(arrivals) < len(self.incoming):
            return False
        first, *rest = arrivals.values()
        self._consume(rest)
        first._ready()
        return True


class InclusiveGateway(JoiningGateway):
    """Splits along every condition that holds; joins when no other token can still arrive (clause 13.4.3)."""

    element_type = "inclusiveGateway"

    def _update_hook(self, my_task: Task) -> bool:
        if len(self.incoming) <= 1:
            return True
        my_task._set_state(TaskState.WAITING)
        return False

    def fire_if_enabled(self, workflow: Any, *, forced: bool = False) -> bool:
        """Let the join go on when no token elsewhere can reach an empty incoming flow without passing this gateway.

        ``forced``: two joins that wait for nothing but each other would wait for ever; the first one is let go.
        """
        arrivals: dict[str, Task] = {}
        coming: set[str] = set()
        others: list[Task] = []
        for token in workflow.tasks.values():
            if token.task_spec is not self or token._state != TaskState.WAITING:
                if holds_scope_open(token) and token is not workflow.task_tree:
                    others.append(token)
            elif token.internal_data.get(JOB) == "before":
                coming.add(token.internal_data["flow"])
            elif JOB not in token.internal_data:
                arrivals.setdefault(token.internal_data["flow"], token)
            else:
                others.append(token)
        if not arrivals or coming - arrivals.keys() or not (forced or self._none_can_arrive(arrivals, others)):
            return False
        first, *rest = arrivals.values()
        self._consume(rest)
        first._ready()
        return True

    def _none_can_arrive(self, arrivals: dict[str, Task], others: list[Task]) -> bool:
        for token in others:
            reached = self._wf_spec.flows_reached(token.task_spec.name, self.name)
            if any(flow.id in reached for flow in self.incoming if flow.id not in arrivals) and not any(
                flow.id in reached for flow in self.incoming if flow.id in arrivals
            ):
                return False
        return True
