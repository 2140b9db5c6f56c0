"""Events: start, end, catch, throw and boundary, and the event-based gateway."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.specs.activities import FormBinding
from engine.specs.activity import Activity, body_of
from engine.specs.catching import Catching
from engine.specs.flow import Flow, TokenFlow, is_live, send_token
from engine.specs.mappings import Parameter, apply_inputs
from engine.specs.throws import Throw
from engine.specs.triggers import ConditionalTrigger, TimerTrigger, Trigger
from engine.specs.variable_scopes import ATTACHED_TO, forget_local
from feel.values import Value


class Root(TokenFlow, BpmnStartTask):
    """The root of a scope's tokens; choosing one of its flows starts the scope at that start event."""

    element_type = "root"

    def _update(self, my_task: Task) -> None:
        my_task._ready()

    def _on_ready_hook(self, my_task: Task) -> None:
        """The starter decides at which start event to begin; nothing is queued."""

    def start(self, my_task: Task, elements: Sequence[str]) -> None:
        """Put the scope's first tokens on these elements: a start event, or all that nothing leads to."""
        my_task._set_state(TaskState.COMPLETED)
        for element in elements:
            send_token(my_task, Flow(id="", source=self.name, target=element))


class StartEvent(TokenFlow):
    """Start of a process or subprocess. What starts it is settled before its token exists.

    ``interrupting``: of an event subprocess, whether what else runs in the scope is taken away.
    """

    element_type = "startEvent"

    def __init__(
        self, wf_spec: Any, name: str, trigger: Trigger | None = None, interrupting: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger
        self.interrupting = interrupting
        self.initiator: str | None = None
        self.form: FormBinding | None = None


class Throwing(TokenFlow):
    """An event that lets something happen elsewhere; input parameters are what it sends along."""

    def __init__(self, wf_spec: Any, name: str, throw: Throw | None = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.throw = throw
        self.input_parameters: list[Parameter] = []

    def _run_hook(self, my_task: Task) -> bool:
        apply_inputs(self.input_parameters, my_task)
        if self.throw is not None:
            self.throw.perform(my_task, [parameter.name for parameter in self.input_parameters])
        return True

    def _on_complete_hook(self, my_task: Task) -> None:
        forget_local(my_task)

    def _on_cancel(self, my_task: Task) -> None:
        forget_local(my_task)
        super()._on_cancel(my_task)


class EndEvent(Throwing):
    """End of a token; a terminate end event takes all other tokens of its scope with it (clause 13.5.6)."""

    element_type = "endEvent"

    def __init__(self, wf_spec: Any, name: str, terminates: bool = False, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.terminates = terminates

    def _on_complete_hook(self, my_task: Task) -> None:
        super()._on_complete_hook(my_task)
        if self.terminates:
            for token in [token for token in my_task.workflow.tasks.values() if is_live(token)]:
                if token is not my_task:
                    token.cancel()


class ThrowEvent(Throwing):
    """An intermediate throw event; one that throws nothing is a milestone that the history shows."""

    element_type = "intermediateThrowEvent"


class SendTask(Activity):
    """A task that throws a message; the process goes on at once."""

    element_type = "sendTask"

    def __init__(self, wf_spec: Any, name: str, throw: Throw, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.throw = throw

    def _run_hook(self, my_task: Task) -> bool:
        self.throw.perform(my_task, [parameter.name for parameter in self.input_parameters])
        return True


class CatchEvent(Catching):
    """An intermediate catch event with one trigger; without one it is where a link arrives."""

    element_type = "intermediateCatchEvent"

    def __init__(self, wf_spec: Any, name: str, trigger: Trigger | None, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger

    def triggers(self) -> Sequence[Trigger]:
        return [] if self.trigger is None else [self.trigger]

    def _update_hook(self, my_task: Task) -> bool:
        if self.trigger is None or "fired" in my_task.internal_data:
            return True
        self.wait(my_task)
        return False


class ReceiveTask(Activity, Catching):
    """A task that waits for a message."""

    element_type = "receiveTask"

    def __init__(self, wf_spec: Any, name: str, trigger: Trigger, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger

    def triggers(self) -> Sequence[Trigger]:
        return [self.trigger]

    def _begin(self, my_task: Task) -> bool:
        if "fired" in my_task.internal_data:
            return True
        self.wait(my_task)
        return False

    def fire(self, my_task: Task, index: int) -> None:
        """The message has come, or the job."""
        Catching.fire(self, my_task, index)


class EventBasedGateway(Catching):
    """Waits for the first of the catch events behind it; the others are never armed separately (clause 13.4.4)."""

    element_type = "eventBasedGateway"

    def triggers(self) -> Sequence[Trigger]:
        return [self._wf_spec.task_specs[flow.target].trigger for flow in self.flows]

    def _update_hook(self, my_task: Task) -> bool:
        self.wait(my_task)
        return False

    def _leave(self, my_task: Task) -> None:
        send_token(my_task, self.flows[my_task.internal_data["fired"]], fired=0)

    def _wait_to_leave(self, my_task: Task) -> Task:
        token = super()._wait_to_leave(my_task)
        token.internal_data["fired"] = my_task.internal_data["fired"]
        return token


class BoundaryEvent(Catching):
    """An event on an activity. Interrupting ones cancel the activity at once; others stay armed while it runs."""

    element_type = "boundaryEvent"

    def __init__(self, wf_spec: Any, name: str, trigger: Trigger, interrupting: bool, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger
        self.interrupting = interrupting

    def triggers(self) -> Sequence[Trigger]:
        return [self.trigger]

    def _update_hook(self, my_task: Task) -> bool:
        return True

    def arm(self, host: Task, **internal_data: Any) -> None:
        """Begin to wait on behalf of an activity's token."""
        if not self.trigger.armed:
            return
        token = self._attach(host)
        token.internal_data.update(internal_data)
        self.wait(token)

    def catch(self, host: Task, variables: Mapping[str, Value]) -> None:
        """Take what the activity threw, an error or an escalation, and write ``variables`` of it."""
        token = self._attach(body_of(host))
        for name, value in variables.items():
            host.workflow.write_variable(name, value, self.name)
        self.fire(token, 0)

    def _attach(self, host: Task) -> Task:
        token = Task(host.workflow, self, host.workflow.task_tree, state=TaskState.FUTURE)
        token.internal_data[ATTACHED_TO] = str(host.id)
        return token

    def fire(self, my_task: Task, index: int) -> None:
        if ATTACHED_TO not in my_task.internal_data:
            super().fire(my_task, index)
            return
        host = my_task.workflow.top_workflow.token(my_task.internal_data.pop(ATTACHED_TO))
        my_task.internal_data["fired"] = index
        my_task.internal_data.pop("correlation", None)
        if self.interrupting:
            host.cancel()
        elif self.trigger.armed:
            arm_again(self, my_task, host)
        my_task.internal_data.pop("due", None)
        self._update(my_task)


def arm_again(spec: Any, my_task: Task, host: Any) -> None:
    """Let an event that does not interrupt wait once more; a timer only while it has rounds left."""
    trigger = spec.trigger
    if isinstance(trigger, ConditionalTrigger):
        spec.arm(host, was_true=True)
    elif not isinstance(trigger, TimerTrigger):
        spec.arm(host)
    elif trigger.repeats:
        left = my_task.internal_data.get("rounds_left")
        if left is None:
            spec.arm(host, last_due=my_task.internal_data["due"][0])
        elif left > 1:
            spec.arm(host, last_due=my_task.internal_data["due"][0], rounds_left=left - 1)
