"""When a timer start event begins cases: first counted from the deployment, then each time from the last."""
from __future__ import annotations

import datetime as dt

import feel
from engine.cron import next_time
from engine.errors import ProductError
from engine.execution.moments import NotAMoment, StepClock, moment_of
from engine.execution_errors import ExpressionFailed
from engine.specs.triggers import TimerTrigger

#: So many missed rounds are skipped one by one, which keeps the time of day; beyond, counting begins anew.
_MOST_MISSED = 10_000


def first_due(trigger: TimerTrigger, clock: StepClock, settings: feel.Settings) -> dt.datetime | None:
    """When the timer of a version deployed now is first due (aware UTC); None: never, for a date that has passed.

    Raises ExpressionFailed.
    """
    if trigger.rounds == 0:
        return None
    due = _after(trigger, clock.now, clock, settings)
    return due if due is not None and due > clock.now else None


def next_due(
    trigger: TimerTrigger, last: dt.datetime, clock: StepClock, settings: feel.Settings
) -> dt.datetime | None:
    """When a repeating timer is due again that was due at ``last``: later than now, what was missed is not made up.

    None when it has no further time.
    """
    if not trigger.repeats:
        return None
    try:
        if trigger.kind_of_time == "cron":
            return _after(trigger, max(last, clock.now), clock, settings)
        due: dt.datetime | None = last
        for _ in range(_MOST_MISSED):
            before, due = due, _after(trigger, due, clock, settings) if due else None
            if due is None or before is None or due <= before:
                return None
            if due > clock.now:
                return due
        return _after(trigger, clock.now, clock, settings)
    except ProductError:  # no such time comes any more
        return None


def _after(
    trigger: TimerTrigger, moment: dt.datetime, clock: StepClock, settings: feel.Settings
) -> dt.datetime | None:
    if trigger.cron is not None:
        return next_time(trigger.cron, moment, clock.zone)
    if trigger.expression is None:
        return None
    try:
        value = trigger.expression.evaluate({}, settings).value
        return moment_of(value, moment, clock.zone)
    except (feel.FeelError, NotAMoment) as error:
        raise ExpressionFailed(f"「{trigger.expression.text}」不是日期、时间或时长") from error
