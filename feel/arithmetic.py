"""Adding, subtracting, multiplying, dividing and raising of numbers, texts, times and durations (DMN 1.5, 10.3.2.4)."""
from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from feel.comparison import describe, instant
from feel.decimal128 import CONTEXT
from feel.errors import Undefined
from feel.run import Run
from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.temporal.moment import DateTime
from feel.temporal.time import MIDNIGHT, Time
from feel.values import Value

COSTLY = 80
"""Steps of an operation that takes tens of microseconds."""
TEMPORAL = 5
"""Steps of an operation on dates, times and durations."""
NUMERIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide, "**": CONTEXT.power}


def calculate(run: Run, operator: str, left: Value, right: Value) -> Value:
    """``left operator right``; raises Undefined where FEEL defines no result, LimitExceeded for too long a text."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        if operator == "**":
            run.tick(COSTLY)
        return calculate_number(operator, left, right)
    result: Value = None
    if operator == "+" and isinstance(left, str) and isinstance(right, str):
        run.made_text(len(left) + len(right))
        return left + right
    run.tick(TEMPORAL)
    if operator == "+":
        result = shift(left, right, 1)
        if result is None:
            result = shift(right, left, 1)
    elif operator == "-":
        result = shift(left, right, -1)
        if result is None:
            result = difference(run, left, right)
    elif operator == "*":
        result = scale(left, right) or scale(right, left)
    elif operator == "/":
        result = share(left, right)
    if result is None:
        raise Undefined(f"{describe(left)}和{describe(right)}之间不能做 {operator} 运算")
    return result


def calculate_number(operator: str, left: Decimal, right: Decimal) -> Decimal:
    """The number to 34 digits; raises Undefined for a division by zero or a result out of range."""
    try:
        return NUMERIC[operator](left, right)
    except decimal.DivisionByZero:
        raise Undefined("除数不能是0") from None
    except decimal.DecimalException:
        zero = operator == "/" and not right
        raise Undefined("除数不能是0" if zero else f"{operator} 运算的结果超出了数的范围") from None


def shift(value: Value, by: Value, sign: int) -> Value:
    """``value`` moved by a duration, or a duration made longer; None when the two do not go together."""
    if isinstance(by, YearsMonthsDuration):
        if isinstance(value, YearsMonthsDuration):
            return YearsMonthsDuration(value.months + sign * by.months)
        if isinstance(value, Date | DateTime):
            return value.add_months(sign * by.months)
    if isinstance(by, DaysTimeDuration):
        seconds = sign * by.seconds
        if isinstance(value, DaysTimeDuration):
            return DaysTimeDuration(CONTEXT.add(value.seconds, seconds))
        if isinstance(value, DateTime):
            return value.add_seconds(seconds)
        if isinstance(value, Date):
            return DateTime(value, MIDNIGHT).add_seconds(seconds).date
        if isinstance(value, Time):
            return Time.from_seconds(wrap_day(value.seconds + seconds), value.offset, value.zone)
    return None


def wrap_day(seconds: Decimal) -> Decimal:
    """``seconds`` brought between 0 and 86400."""
    rest = CONTEXT.remainder(seconds, Decimal(86400))
    return rest + 86400 if rest < 0 else rest


def difference(run: Run, left: Value, right: Value) -> Value:
    """The duration from ``right`` to ``left``; None when they are not both times or both days."""
    both_times = isinstance(left, Time) and isinstance(right, Time)
    if not both_times and not (isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime)):
        return None
    if isinstance(left, Date) and isinstance(right, Date):
        return DaysTimeDuration(Decimal((left.number - right.number) * 86400))
    tied, first = moment(run, left)
    other_tied, second = moment(run, right)
    if tied is not other_tied:
        raise Undefined("带时区的时间和不带时区的时间不能相减")
    return DaysTimeDuration(CONTEXT.subtract(first, second))


def moment(run: Run, value: Value) -> tuple[bool, Decimal]:
    """As ``instant``, a date alone being its midnight in UTC, or in the zone of the settings."""
    if isinstance(value, Date):
        offset = DateTime(value, MIDNIGHT).offset(run.settings.zone) or 0
        return True, Decimal(value.number * 86400 - offset)
    if isinstance(value, Time | DateTime):
        return instant(run, value)
    raise Undefined("这里需要日期或时间")


def scale(duration: Value, factor: Value) -> Value:
    """A duration times a number; None for anything else."""
    if isinstance(factor, Decimal) and isinstance(duration, YearsMonthsDuration | DaysTimeDuration):
        if isinstance(duration, YearsMonthsDuration):
            return YearsMonthsDuration(whole_months(calculate_number("*", Decimal(duration.months), factor)))
        return DaysTimeDuration(calculate_number("*", duration.seconds, factor))
    return None


def share(left: Value, right: Value) -> Value:
    """A duration by a number, or by a duration of its kind; None for anything else."""
    if isinstance(left, YearsMonthsDuration):
        if isinstance(right, Decimal):
            return YearsMonthsDuration(whole_months(calculate_number("/", Decimal(left.months), right)))
        if isinstance(right, YearsMonthsDuration):
            return calculate_number("/", Decimal(left.months), Decimal(right.months))
    if isinstance(left, DaysTimeDuration):
        if isinstance(right, Decimal):
            return DaysTimeDuration(calculate_number("/", left.seconds, right))
        if isinstance(right, DaysTimeDuration):
            return calculate_number("/", left.seconds, right.seconds)
    return None


def whole_months(months: Decimal) -> int:
    """``months`` cut to a whole number; raises Undefined for one out of range."""
    if months.adjusted() > 15:
        raise Undefined("时长超出了范围")
    return int(months)
