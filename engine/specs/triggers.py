"""What a catching event waits for. Timers and conditions decide for themselves; messages and signals are handed in."""
from __future__ import annotations

from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

import feel


@dataclass(eq=False)
class Trigger(EventDefinition):
    """Base of the four kinds; SpiffWorkflow's own event definitions evaluate Python and poll the clock."""

    name: str | None = None
    description: str | None = None
    kind = "none"


@dataclass(eq=False)
class TimerTrigger(Trigger):
    """A due time. ``kind_of_time`` is ``date``, ``duration`` or ``cycle``; a cycle has ``rounds`` (None: endless)."""

    kind = "timer"
    kind_of_time: str = "duration"
    expression: feel.Expression | None = None
    rounds: int | None = None


@dataclass(eq=False)
class MessageTrigger(Trigger):
    """A message by name; the payload is checked by a form and may become one variable.

    ``senders``: who may send it; nobody unless named.
    """

    kind = "message"
    payload_form: str | None = None
    payload_variable: str | None = None
    senders: tuple[str, ...] = ()


@dataclass(eq=False)
class SignalTrigger(Trigger):
    """A signal by name, sent to everybody who waits for it."""

    kind = "signal"


@dataclass(eq=False)
class ConditionalTrigger(Trigger):
    """A FEEL condition over the variables of the scope, looked at after each write."""

    kind = "conditional"
    expression: feel.Expression | None = None
