"""Conversion functions (DMN 1.5, 10.3.4.1)."""
from __future__ import annotations

import re
from decimal import Decimal

from feel.builtins.registry import builtin
from feel.decimal128 import read_number, whole
from feel.errors import Undefined
from feel.run import Run
from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration, parse_duration
from feel.temporal.moment import DateTime
from feel.temporal.time import UTC_MIDNIGHT, Time
from feel.text import write
from feel.values import Value

NUMBER = re.compile(r"[+-]?(\d++(\.\d*+)?|\.\d++)([eE][+-]?\d++)?", re.ASCII)
ZONE = 100
"""Steps of looking for a time zone."""
MANY_DIGITS = 20
"""Characters of a number that take a step to read."""


def look_up(run: Run, text: str) -> None:
    """Account for reading the zone that a time may name from a file."""
    if "@" in text:
        run.tick(ZONE)


@builtin("date(from: string)")
def date_from_text(run: Run, text: str) -> Value:
    """``2026-11-24``"""
    return Date.parse(text)


@builtin("date(from: date and time | date)")
def date_from_moment(run: Run, value: DateTime | Date) -> Value:
    """The day of a moment."""
    return value.date if isinstance(value, DateTime) else value


@builtin("date(year: number, month: number, day: number)")
def date_from_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    """A day by its numbers."""
    return Date(whole(year), whole(month), whole(day))


@builtin("date and time(from: string)")
def moment_from_text(run: Run, text: str) -> Value:
    """``2026-11-24T14:30:00+08:00``"""
    look_up(run, text)
    return DateTime.parse(text)


@builtin("date and time(date: date and time | date, time: time)")
def moment_from_parts(run: Run, date: DateTime | Date, time: Time) -> Value:
    """A day and a time of day put together."""
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


@builtin("date and time(from: date)")
def moment_from_date(run: Run, date: Date) -> Value:
    """Midnight UTC of the day."""
    return DateTime(date, UTC_MIDNIGHT)


@builtin("time(from: string)")
def time_from_text(run: Run, text: str) -> Value:
    """``14:30:00``"""
    look_up(run, text)
    return Time.parse(text)


@builtin("time(from: time | date and time | date)")
def time_from_moment(run: Run, value: Time | DateTime | Date) -> Value:
    """The time of day of a moment; midnight UTC of a date."""
    if isinstance(value, DateTime):
        return value.time
    return UTC_MIDNIGHT if isinstance(value, Date) else value


@builtin("time(hour: number, minute: number, second: number, offset?: duration?)")
def time_from_parts(run: Run, hour: Decimal, minute: Decimal, second: Decimal,
                    offset: DaysTimeDuration | None = None) -> Value:
    """A time by its numbers, local without an offset."""
    return Time(whole(hour), whole(minute), second, None if offset is None else whole(offset.seconds))


@builtin("duration(from: string)")
def duration(run: Run, text: str) -> Value:
    """``P7D``, ``PT2H`` or ``P1Y6M``"""
    return parse_duration(text)


@builtin("years and months duration(from: date | date and time, to: date | date and time)")
def months_between(run: Run, start: Date | DateTime, end: Date | DateTime) -> Value:
    """The full months from one day to another."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonthsDuration(months)


@builtin("number(from: string, grouping separator?: string?, decimal separator?: string?)")
def number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Value:
    """The number that a text writes, in the given notation."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ",", ".") or (grouping and grouping == point):
        raise Undefined("分隔符只能是空格、逗号或点，且两个不能相同")
    run.tick(len(text) // MANY_DIGITS)
    if grouping:
        text = text.replace(grouping, "")
    if point:
        text = text.replace(point, ".")
    if not NUMBER.fullmatch(text):
        raise Undefined(f"「{text[:40]}」不是数")
    return read_number(text)


@builtin("string(from: any)")
def string(run: Run, value: Value) -> Value:
    """The value as text; null stays null."""
    return None if value is None else write(value, run.settings.limits)
