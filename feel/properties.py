"""What stands behind a dot: entries of contexts, and the defined properties of times, durations and ranges."""
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from feel.comparison import describe
from feel.errors import Undefined
from feel.run import Run
from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.temporal.moment import DateTime
from feel.temporal.time import Time
from feel.values import Range, Value

DATE: dict[str, Callable[[Date], Value]] = {
    "year": lambda date: Decimal(date.year), "month": lambda date: Decimal(date.month),
    "day": lambda date: Decimal(date.day), "weekday": lambda date: Decimal(date.weekday)}
TIME: dict[str, Callable[[Time], Value]] = {
    "hour": lambda time: Decimal(time.hour), "minute": lambda time: Decimal(time.minute),
    "second": lambda time: Decimal(int(time.second)), "timezone": lambda time: time.zone}
RANGE: dict[str, Callable[[Range], Any]] = {
    "start": lambda span: span.start, "end": lambda span: span.end,
    "start included": lambda span: span.start_included, "end included": lambda span: span.end_included}
SECONDS = {"days": (86400, None), "hours": (3600, 24), "minutes": (60, 60), "seconds": (1, 60)}

MULTI_WORD = ("time offset", "start included", "end included")


def get_property(run: Run, value: Value, name: str) -> Value:
    """The property ``name`` of ``value``, of each item of a list; raises Undefined when there is none."""
    if isinstance(value, dict):
        if name not in value:
            raise Undefined(f"这里没有「{name}」")
        return value[name]  # type: ignore[no-any-return]  # contexts hold FEEL values
    if isinstance(value, list):
        run.tick(len(value))
        run.made_list(len(value))
        return [get_or_null(run, item, name) for item in value]
    return get_own(value, name)


def get_or_null(run: Run, value: Value, name: str) -> Value:
    """As get_property, with null where there is none."""
    try:
        return get_property(run, value, name)
    except Undefined:
        return None


def get_own(value: Value, name: str) -> Value:
    """A property of a value without parts; raises Undefined."""
    if isinstance(value, Date) and name in DATE:
        return DATE[name](value)
    if isinstance(value, DateTime):
        if name in DATE:
            return DATE[name](value.date)
        if name == "time offset":
            return write_offset(value.offset())
        if name in TIME:
            return TIME[name](value.time)
    if isinstance(value, Time):
        if name == "time offset":
            return write_offset(value.offset_on())
        if name in TIME:
            return TIME[name](value)
    if isinstance(value, Range) and name in RANGE:
        return RANGE[name](value)  # type: ignore[no-any-return]  # ends are FEEL values
    if isinstance(value, YearsMonthsDuration) and name in ("years", "months"):
        parts = divmod(abs(value.months), 12)
        return signed(Decimal(parts[name == "months"]), value.months < 0)
    if isinstance(value, DaysTimeDuration) and name in SECONDS:
        unit, cycle = SECONDS[name]
        count = abs(value.seconds) // unit if unit > 1 else abs(value.seconds)
        return signed(count % cycle if cycle else count, value.seconds < 0)
    raise Undefined(f"{describe(value)}没有「{name}」")


def signed(number: Decimal, negative: bool) -> Decimal:
    """``number`` with the sign; zero has none."""
    return -number if negative and number else number


def write_offset(offset: int | None) -> Value:
    """An offset in seconds as a duration; null for a local time."""
    return None if offset is None else DaysTimeDuration(Decimal(offset))
