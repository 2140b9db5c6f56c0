"""When timers fire, and what user tasks' dates mean."""
from __future__ import annotations

import datetime as dt

from SpiffWorkflow.task import Task

from engine.cron import next_time
from engine.execution.moments import NotAMoment, StepClock, moment_of
from engine.execution_errors import ExpressionFailed
from engine.specs.triggers import TimerTrigger
from feel.values import Value

#: So many missed rounds are skipped one by one, which keeps the time of day; beyond, counting begins anew.
MOST_MISSED = 10_000


def due_time(clock: StepClock, token: Task, trigger: TimerTrigger) -> dt.datetime:
    """The aware UTC moment at which a timer armed now is due; raises ExpressionFailed.

    A cycle counts from its last due time, so that a late runner does not shift it; what was missed is not made up.
    """
    if trigger.cron is not None:
        token.internal_data.pop("last_due", None)
        return next_time(trigger.cron, clock.now, clock.zone)
    value = token.workflow.script_engine.evaluate(token, trigger.expression)
    last = None
    if trigger.kind_of_time == "cycle":
        if token.internal_data.setdefault("rounds_left", trigger.rounds) is None:
            token.internal_data.pop("rounds_left")
        last = token.internal_data.pop("last_due", None)
    try:
        if last is None:
            return moment_of(value, clock.now, clock.zone)
        return _next_round(value, dt.datetime.fromisoformat(last), clock)
    except NotAMoment as error:
        raise ExpressionFailed(
            f"「{value}」不是日期、时间或时长", element_id=token.task_spec.name
        ) from error


def _next_round(value: Value, last: dt.datetime, clock: StepClock) -> dt.datetime:
    due = last
    for _ in range(MOST_MISSED):
        due = moment_of(value, due, clock.zone)
        if due > clock.now:
            return due
    return moment_of(value, clock.now, clock.zone)


def end_of_due_day(value: object, clock: StepClock, element_id: str) -> dt.datetime:
    """The moment until which a user task may take; a date counts to its end. Raises ExpressionFailed."""
    try:
        return moment_of(value, clock.now, clock.zone, end_of_day=True)  # type: ignore[arg-type]
    except NotAMoment as error:
        raise ExpressionFailed(f"「{value}」不是日期、时间或时长", element_id=element_id) from error
