"""Events: start, end, catch, throw, boundary and the event-based gateway."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.specs.activities import FormBinding
from engine.specs.flow import Flow, TokenFlow, is_live, send_token
from engine.specs.triggers import ConditionalTrigger, TimerTrigger, Trigger


class Root(TokenFlow, BpmnStartTask):
    """The root of a scope's tokens; choosing one of its flows starts the scope at that start event."""

    element_type = "root"

    def _update(self, my_task: Task) -> None:
        my_task._ready()

    def _on_ready_hook(self, my_task: Task) -> None:
        """The starter decides at which start event to begin; nothing is queued."""

    def start(self, my_task: Task, start_event: str) -> None:
        """Put the scope's first token on a start event."""
        my_task._set_state(TaskState.COMPLETED)
        send_token(my_task, Flow(id="", source=self.name, target=start_event))


class StartEvent(TokenFlow):
    """Start of a process or subprocess. Which message starts it is settled before the instance exists."""

    element_type = "startEvent"

    def __init__(self, wf_spec: Any, name: str, trigger: Trigger | None = None, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger
        self.initiator: str | None = None
        self.form: FormBinding | None = None


class EndEvent(TokenFlow):
    """End of a token; a terminate end event takes all other tokens of its scope with it (clause 13.5.6)."""

    element_type = "endEvent"

    def __init__(self, wf_spec: Any, name: str, terminates: bool = False, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.terminates = terminates

    def _on_complete_hook(self, my_task: Task) -> None:
        if self.terminates:
            for token in [token for token in my_task.workflow.tasks.values() if is_live(token)]:
                if token is not my_task:
                    token.cancel()


class ThrowEvent(TokenFlow):
    """An intermediate none event: a milestone that the history shows."""

    element_type = "intermediateThrowEvent"


class Catching(TokenFlow):
    """A token that waits for one of its triggers; ``armed`` timers know their due time from the moment of arming."""

    waits = True

    def triggers(self) -> Sequence[Trigger]:
        """What the token waits for, in document order."""
        raise NotImplementedError

    def _wait(self, my_task: Task) -> None:
        due = [
            my_task.workflow.top_workflow.due_time(my_task, trigger) if isinstance(trigger, TimerTrigger) else None
            for trigger in self.triggers()
        ]
        if any(due):
            my_task.internal_data["due"] = due
        if any(isinstance(trigger, ConditionalTrigger) for trigger in self.triggers()):
            my_task.workflow.top_workflow.conditions_changed = True
        my_task._set_state(TaskState.WAITING)

    def fire(self, my_task: Task, index: int) -> None:
        """Let the waiting token go on because of its ``index``-th trigger."""
        my_task.internal_data["fired"] = index
        my_task._ready()


class CatchEvent(Catching):
    """An intermediate catch event with one trigger."""

    element_type = "intermediateCatchEvent"

    def __init__(self, wf_spec: Any, name: str, trigger: Trigger, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger

    def triggers(self) -> Sequence[Trigger]:
        return [self.trigger]

    def _update_hook(self, my_task: Task) -> bool:
        if "fired" in my_task.internal_data:
            return True
        self._wait(my_task)
        return False


class EventBasedGateway(Catching):
    """Waits for the first of the catch events behind it; the others are never armed separately (clause 13.4.4)."""

    element_type = "eventBasedGateway"

    def triggers(self) -> Sequence[Trigger]:
        return [self._wf_spec.task_specs[flow.target].trigger for flow in self.flows]

    def _update_hook(self, my_task: Task) -> bool:
        self._wait(my_task)
        return False

    def choose_flows(self, my_task: Task) -> Sequence[Flow]:
        return []

    def _on_complete_hook(self, my_task: Task) -> None:
        send_token(my_task, self.flows[my_task.internal_data["fired"]], fired=0)


class BoundaryEvent(Catching):
    """An event on an activity. Interrupting ones cancel the activity at once; others stay armed while it runs."""

    element_type = "boundaryEvent"

    def __init__(self, wf_spec: Any, name: str, trigger: Trigger, interrupting: bool, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.trigger = trigger
        self.interrupting = interrupting

    def triggers(self) -> Sequence[Trigger]:
        return [self.trigger]

    def arm(self, host: Task, **internal_data: Any) -> None:
        """Begin to wait on behalf of an activity's token."""
        workflow = host.workflow
        token = Task(workflow, self, workflow.task_tree, state=TaskState.FUTURE)
        token.internal_data["attached_to"] = str(host.id)
        token.internal_data.update(internal_data)
        self._wait(token)

    def fire(self, my_task: Task, index: int) -> None:
        top = my_task.workflow.top_workflow
        host = top.token(my_task.internal_data.pop("attached_to"))
        top.entered(my_task)
        super().fire(my_task, index)
        if self.interrupting:
            host.cancel()
        else:
            self._arm_again(my_task, host)

    def _arm_again(self, my_task: Task, host: Task) -> None:
        trigger = self.trigger
        if isinstance(trigger, ConditionalTrigger):
            self.arm(host, was_true=True)
        elif not isinstance(trigger, TimerTrigger):
            self.arm(host)
        elif trigger.kind_of_time == "cycle":
            left = my_task.internal_data.get("rounds_left")
            if left is None:
                self.arm(host, last_due=my_task.internal_data["due"][0])
            elif left > 1:
                self.arm(host, last_due=my_task.internal_data["due"][0], rounds_left=left - 1)
