"""Tokens that wait for something to happen, and what it takes to wait for it."""
from __future__ import annotations

from collections.abc import Sequence

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.correlation import NotACorrelationKey, correlation_text
from engine.execution_errors import ExpressionFailed
from engine.specs.flow import JOB, TokenFlow
from engine.specs.triggers import ConditionalTrigger, MessageTrigger, TimerTrigger, Trigger
from feel.values import Value


class Catching(TokenFlow):
    """A token that waits for one of its triggers; ``armed`` timers know their due time from the moment of arming."""

    waits = True

    def triggers(self) -> Sequence[Trigger]:
        """What the token waits for, in document order."""
        raise NotImplementedError

    @property
    def wait_id(self) -> str:
        """The element that people see as waiting."""
        return str(self.name)

    def wait(self, my_task: Task) -> None:
        """Begin to wait: timers learn their due time, messages the key that they must bring."""
        top = my_task.workflow.top_workflow
        due = [
            top.due_time(my_task, trigger) if isinstance(trigger, TimerTrigger) else None for trigger in self.triggers()
        ]
        if any(due):
            my_task.internal_data["due"] = due
        keys = [self._correlation(my_task, trigger) for trigger in self.triggers()]
        if any(keys):
            my_task.internal_data["correlation"] = keys
        if any(isinstance(trigger, ConditionalTrigger) for trigger in self.triggers()):
            top.conditions_changed = True
        my_task._set_state(TaskState.WAITING)

    def _correlation(self, my_task: Task, trigger: Trigger) -> str | None:
        if not isinstance(trigger, MessageTrigger) or trigger.correlation is None:
            return None
        return correlation_key(my_task, my_task.workflow.script_engine.evaluate(my_task, trigger.correlation))

    def fire(self, my_task: Task, index: int) -> None:
        """Let the waiting token go on because of its ``index``-th trigger, or as a job."""
        if JOB in my_task.internal_data:
            super().fire(my_task, index)
            return
        my_task.internal_data["fired"] = index
        my_task._ready()


def correlation_key(my_task: Task, value: Value) -> str:
    """The text of a correlation key. Raises ExpressionFailed for a value that cannot be one."""
    try:
        return correlation_text(value)
    except NotACorrelationKey as error:
        raise ExpressionFailed(error.message, element_id=my_task.task_spec.name) from error
