"""What a catching event waits for. Timers and conditions decide for themselves; the others are handed in."""
from __future__ import annotations

from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition

import feel


@dataclass(eq=False)
class Trigger(EventDefinition):
    """Base of the six kinds; SpiffWorkflow's own event definitions evaluate Python and poll the clock.

    ``armed``: whether a token waits for it; errors and escalations look for their catcher themselves.
    """

    name: str | None = None
    description: str | None = None
    kind = "none"
    armed = True


@dataclass(eq=False)
class TimerTrigger(Trigger):
    """A due time. ``kind_of_time`` is ``date``, ``duration``, ``cycle`` or ``cron``.

    A cycle has ``rounds`` (None: endless) and an expression for its length; ``cron`` is the text of a cron's.
    """

    kind = "timer"
    kind_of_time: str = "duration"
    expression: feel.Expression | None = None
    rounds: int | None = None
    cron: str | None = None

    @property
    def repeats(self) -> bool:
        """Whether it may fire more than once."""
        return self.kind_of_time in ("cycle", "cron")


@dataclass(eq=False)
class MessageTrigger(Trigger):
    """A message by name; the payload is checked by a form and may become one variable.

    ``senders``: who may send it; nobody unless named. ``correlation``: what a thrown message's key must equal.
    """

    kind = "message"
    payload_form: str | None = None
    payload_variable: str | None = None
    senders: tuple[str, ...] = ()
    correlation: feel.Expression | None = None


@dataclass(eq=False)
class SignalTrigger(Trigger):
    """A signal by name, sent to everybody who waits for it."""

    kind = "signal"


@dataclass(eq=False)
class ConditionalTrigger(Trigger):
    """A FEEL condition over the variables of the scope, looked at after each write."""

    kind = "conditional"
    expression: feel.Expression | None = None


@dataclass(eq=False)
class ErrorTrigger(Trigger):
    """A business error; without a ``code`` every one. The variables take what was thrown."""

    kind = "error"
    armed = False
    code: str | None = None
    code_variable: str | None = None
    message_variable: str | None = None


@dataclass(eq=False)
class EscalationTrigger(Trigger):
    """An escalation; without a ``code`` every one."""

    kind = "escalation"
    armed = False
    code: str | None = None
    code_variable: str | None = None
