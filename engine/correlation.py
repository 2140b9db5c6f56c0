"""Correlation keys as texts: what a waiting case and a message's sender must have in common."""
from __future__ import annotations

import hashlib
from decimal import Context, Decimal

from engine.errors import InvalidRequest
from feel import Date, DateTime, DaysTimeDuration, Time, Value, YearsMonthsDuration, kind

#: Longer ones are compared by their digest; the column holds no more.
LONGEST = 200
_EXACT = Context(prec=100)


class NotACorrelationKey(InvalidRequest):
    """关联键只能是文字、数字、日期、时间、时长或“是”“否”，不能是空值、列表或一组数据。"""


def correlation_text(value: Value) -> str:
    """The one text of a value, at most 255 characters: equal values share it, values of two types never do.

    Raises NotACorrelationKey for null, a list, a context, a range or a function.
    """
    text = f"{kind(value)}:{_text(value)}"
    return text if len(text) <= LONGEST else f"{kind(value)}#{hashlib.sha256(text.encode()).hexdigest()}"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, Date):
        return str(value)
    if isinstance(value, Time):
        offset = value.offset_on()
        return str(value) if offset is None else f"{_number(value.seconds - offset)}Z"
    if isinstance(value, DateTime):
        offset = value.offset()
        return str(value) if offset is None else f"{_number(value.local_seconds - offset)}Z"
    if isinstance(value, YearsMonthsDuration):
        return str(value.months)
    if isinstance(value, DaysTimeDuration):
        return _number(value.seconds)
    raise NotACorrelationKey()


def _number(value: Decimal) -> str:
    return "0" if value.is_zero() else str(value.normalize(_EXACT))
