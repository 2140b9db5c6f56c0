"""When two values are equal, which is the smaller, and what a range holds (DMN 1.5, tables 42 and 53)."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

from feel.errors import Undefined
from feel.run import Run
from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.temporal.moment import DAY, DateTime
from feel.temporal.time import Time
from feel.values import Range, Value, kind

SIMPLE = frozenset({type(None), bool, Decimal, Date, YearsMonthsDuration, DaysTimeDuration})


LONG = 1000
"""Characters of a text that take a step to look at."""


def instant(run: Run, value: Date | Time | DateTime) -> tuple[bool, Decimal]:
    """(whether it is tied to UTC, seconds); two of them compare when the first parts agree."""
    zone = run.settings.zone
    if isinstance(value, Date):
        return (zone is not None, DateTime(value, Time(0, 0)).local_seconds)
    if isinstance(value, Time):
        offset = value.offset_on(local=zone)
        return offset is not None, value.seconds - (offset or 0)
    offset = value.offset(zone)
    return offset is not None, value.local_seconds - (offset or 0)


def equal(run: Run, left: Value, right: Value) -> bool | None:
    """FEEL's ``=``: True, False, or None when the two kinds cannot be equal or unequal."""
    family = type(left)
    if family is not type(right):
        return False if left is None or right is None else None
    if family in SIMPLE:
        return left == right
    if isinstance(left, str) and isinstance(right, str):
        if len(left) > LONG:
            run.tick(min(len(left), len(right)) // LONG)
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        return equal_lists(run, left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        return equal_lists(run, list(left.values()), [right[key] for key in left])
    if isinstance(left, Time | DateTime) and isinstance(right, Time | DateTime):
        (tied, first), (other_tied, second) = instant(run, left), instant(run, right)
        # to the second: so the official test kit, whose times have no fractions where they are told apart
        return None if tied is not other_tied else int(first) == int(second)
    if isinstance(left, Range) and isinstance(right, Range):
        same_ends = (left.start_included, left.end_included) == (right.start_included, right.end_included)
        return same_ends and left.operator == right.operator and equal_lists(
            run, [left.start, left.end], [right.start, right.end]) is True
    return left is right


def equal_lists(run: Run, left: list[Any], right: list[Any]) -> bool | None:
    """Equality item by item; the first pair that is not equal decides."""
    if len(left) != len(right):
        return False
    for one, other in zip(left, right, strict=True):
        run.tick()
        same = True if one is other else equal(run, one, other)
        if same is not True:
            return same
    return True


def order(run: Run, left: Value, right: Value) -> int:
    """-1, 0 or 1 as ``left`` is smaller than, equal to or greater than ``right``; raises Undefined."""
    if type(left) is Decimal and type(right) is Decimal:
        return (left > right) - (left < right)
    one, other = sort_key(run, left), sort_key(run, right)
    if one[0] != other[0]:
        raise Undefined(f"不能比较{describe(left)}和{describe(right)}")
    return int(one[1] > other[1]) - int(one[1] < other[1])


def sort_key(run: Run, value: Value) -> tuple[str, Any]:
    """(family, key): values of one family compare by their keys; raises Undefined for kinds without an order."""
    if isinstance(value, Decimal | str):
        run.tick(len(value) // LONG if isinstance(value, str) else 0)
        return kind(value), value
    if isinstance(value, Date):
        return "date", value.number * DAY
    if isinstance(value, Time | DateTime):
        tied, seconds = instant(run, value)
        return kind(value) + ("" if tied else " local"), seconds
    if isinstance(value, YearsMonthsDuration):
        return "years and months duration", value.months
    if isinstance(value, DaysTimeDuration):
        return "days and time duration", value.seconds
    raise Undefined(f"{describe(value)}没有大小可比")


def passes(run: Run, operator: str, left: Value, right: Value) -> bool | None:
    """``left operator right`` as a test: None when it cannot be told, as with null; raises Undefined as ``order``."""
    if operator == "=":
        return equal(run, left, right)
    if operator == "!=":
        same = equal(run, left, right)
        return None if same is None else not same
    if left is None or right is None:
        return None
    sign = order(run, left, right)
    return (sign == 0 and len(operator) == 2) or (sign < 0 if operator[0] == "<" else sign > 0)


def in_range(run: Run, value: Value, span: Range) -> bool | None:
    """Whether ``span`` holds ``value``; None when that cannot be told; raises Undefined for kinds that do not fit."""
    if span.operator in ("=", "!="):
        same = equal(run, value, span.start)
        return same if span.operator == "=" or same is None else not same
    if value is None or (span.start is None and span.end is None):
        return None
    if span.operator is None and (span.start is None or span.end is None):
        return None
    if span.start is not None:
        sign = order(run, value, span.start)
        if sign < 0 or (sign == 0 and not span.start_included):
            return False
    if span.end is not None:
        sign = order(run, value, span.end)
        if sign > 0 or (sign == 0 and not span.end_included):
            return False
    return True


def matches(run: Run, value: Value, test: Value) -> bool | None:
    """Whether ``value`` equals ``test``, lies in the range ``test`` or is one of the list ``test``."""
    if isinstance(test, Range) and not isinstance(value, Range):
        return in_range(run, value, test)
    if isinstance(test, list):
        if isinstance(value, list) and equal(run, value, test) is True:
            return True
        run.tick(len(test))
        return any(matches_item(run, value, item) is True for item in test)
    return equal(run, value, test)


def matches_item(run: Run, value: Value, item: Value) -> bool | None:
    """As ``matches``, for an item of a list: a list inside the list is compared as a whole."""
    if isinstance(item, Range) and not isinstance(value, Range):
        return in_range(run, value, item)
    return equal(run, value, item)


NAMES = {"null": "空值", "boolean": "是非值", "number": "数", "string": "文字", "list": "列表", "context": "上下文",
         "date": "日期", "time": "时间", "date and time": "日期时间", "years and months duration": "年月时长",
         "days and time duration": "日时时长", "range": "区间", "function": "函数"}


def describe(value: Value) -> str:
    """The value's kind in Chinese, for messages."""
    return NAMES[kind(value)]
