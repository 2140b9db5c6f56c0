"""What an event or send task lets happen elsewhere: a message, a signal, an escalation or an error."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from SpiffWorkflow.task import Task

import feel
from engine.execution_errors import ExpressionFailed
from engine.specs.catching import correlation_key
from engine.specs.errors import BpmnError, evaluate_message
from engine.specs.subprocesses import Mapping
from engine.specs.variable_scopes import chain_of, local_scope
from feel.values import Value

Text = str | feel.Expression | None


class Throw(Protocol):
    """One kind of thing thrown."""

    def perform(self, my_task: Task, parameters: Sequence[str]) -> None:
        """Throw it from a token. ``parameters``: names of its input parameters, which are its own variables."""
        ...


@dataclass
class MessageThrow:
    """A message for exactly one receiver; its payload is the event's input parameters.

    ``business_key``: of the case meant, any case without; ``correlation``: what the receiver's key must equal;
    ``organisation``: where a case belongs that the message starts.
    """

    name: str
    business_key: Text = None
    correlation: Text = None
    organisation: Text = None

    def perform(self, my_task: Task, parameters: Sequence[str]) -> None:
        """Leave it with the step; it is delivered after the commit."""
        top = my_task.workflow.top_workflow
        variables = top.variables.visible([local_scope(my_task.id)])
        key = _value(my_task, self.correlation)
        top.throw_message(
            my_task,
            self.name,
            {name: variables.get(name) for name in parameters},
            business_key=_text(my_task, self.business_key, "businessKey"),
            correlation=None if key is None else correlation_key(my_task, key),
            organisation=_text(my_task, self.organisation, "organisation"),
        )


@dataclass
class SignalThrow:
    """A signal for everybody who waits for it; its payload is mapped by camunda:in."""

    name: str
    mappings: list[Mapping]

    def perform(self, my_task: Task, parameters: Sequence[str]) -> None:
        """Fire who waits in this instance now, and leave it with the step for the others."""
        top = my_task.workflow.top_workflow
        payload: dict[str, Value] = {}
        for mapping in self.mappings:
            if mapping.all_variables:
                chain = [local_scope(my_task.id)] if mapping.local else chain_of(my_task)
                payload |= top.variables.visible(chain)
            else:
                payload[mapping.target] = my_task.workflow.script_engine.evaluate(my_task, mapping.expression)
        top.throw_signal(my_task, self.name, payload)


@dataclass
class EscalationThrow:
    """An escalation: whoever is nearest outward may take it up; nobody need."""

    code: str

    def perform(self, my_task: Task, parameters: Sequence[str]) -> None:
        """Fire its catcher, which may take the thrower away."""
        my_task.workflow.top_workflow.throw_escalation(my_task, self.code)


@dataclass
class ErrorThrow:
    """A business error; somebody must catch it."""

    code: str
    message: Text = None

    def perform(self, my_task: Task, parameters: Sequence[str]) -> None:
        """Raise it: the runner looks for the catcher."""
        raise BpmnError(self.code, evaluate_message(my_task, self.message))


def _value(my_task: Task, source: Text) -> Value:
    if isinstance(source, feel.Expression):
        value: Value = my_task.workflow.script_engine.evaluate(my_task, source)
        return value
    return source


def _text(my_task: Task, source: Text, what: str) -> str | None:
    value = _value(my_task, source)
    if source is None or (isinstance(value, str) and value.strip()):
        return value  # type: ignore[return-value]
    raise ExpressionFailed(f"消息的 {what} 必须是文字，不能是空的", element_id=my_task.task_spec.name)
