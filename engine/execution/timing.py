"""When timers fire, and what user tasks' dates mean."""
from __future__ import annotations

import datetime as dt

from SpiffWorkflow.task import Task

from engine.cron import next_time
from engine.execution.moments import NotAMoment, StepClock, moment_of
from engine.execution_errors import ExpressionFailed
from engine.specs.triggers import TimerTrigger


def due_time(clock: StepClock, token: Task, trigger: TimerTrigger) -> dt.datetime:
    """The aware UTC moment at which a timer armed now is due; raises ExpressionFailed.

    A cycle counts from its last due time, so that a late runner does not shift it; of a cron what was missed is missed.
    """
    if trigger.cron is not None:
        token.internal_data.pop("last_due", None)
        return next_time(trigger.cron, clock.now, clock.zone)
    value = token.workflow.script_engine.evaluate(token, trigger.expression)
    now = clock.now
    if trigger.kind_of_time == "cycle":
        rounds = token.internal_data.setdefault("rounds_left", trigger.rounds)
        last = token.internal_data.pop("last_due", None)
        if last is not None:
            now = dt.datetime.fromisoformat(last)
        if rounds is None:
            token.internal_data.pop("rounds_left")
    try:
        return moment_of(value, now, clock.zone)
    except NotAMoment as error:
        raise ExpressionFailed(
            f"「{value}」不是日期、时间或时长", element_id=token.task_spec.name
        ) from error


def end_of_due_day(value: object, clock: StepClock, element_id: str) -> dt.datetime:
    """The moment until which a user task may take; a date counts to its end. Raises ExpressionFailed."""
    try:
        return moment_of(value, clock.now, clock.zone, end_of_day=True)  # type: ignore[arg-type]
    except NotAMoment as error:
        raise ExpressionFailed(f"「{value}」不是日期、时间或时长", element_id=element_id) from error
