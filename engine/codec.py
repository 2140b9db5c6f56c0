"""FEEL values as bytes and back, with their types: untyped msgpack would turn decimals and dates into texts."""
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from feel import Date, DateTime, DaysTimeDuration, Function, Range, Time, Value, YearsMonthsDuration

_NUMBER, _DATE, _TIME, _DATE_TIME, _MONTHS, _SECONDS, _RANGE = range(1, 8)

_RANGE_FIELDS = ("start", "end", "start_included", "end_included", "operator")
MAX_DEPTH = 100
#: Parts of one value, each text counting a part for every 16 characters.
MAX_PARTS = 1_000_000


class NotStorable(ValueError):
    """A value that has no stored form: a function, or one too large or too deep. Its text says so in Chinese."""


def encode(value: Value) -> bytes:
    """The value as msgpack with an extension type for each FEEL type. Raises NotStorable."""
    return msgspec.msgpack.encode(_Packer().pack(value, 0))


def decode(content: bytes) -> Value:
    """The value that ``encode`` was given: the same value and type."""
    value: Value = msgspec.msgpack.decode(content, ext_hook=_unpack)
    return value


class _Packer:
    """Packs one value, counting its parts: a list that holds one list many times is small only in memory."""

    def __init__(self) -> None:
        self.left = MAX_PARTS

    def pack(self, value: Any, depth: int) -> Any:
        """``value``, ``depth`` levels below the top, as what msgpack knows."""
        self.left -= 1 + len(value) // 16 if isinstance(value, str) else 1
        if self.left < 0 or depth > MAX_DEPTH:
            raise NotStorable("数据太多或层次太深，不能保存为变量")
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, list):
            return [self.pack(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {self.pack(key, depth): self.pack(item, depth + 1) for key, item in value.items()}
        if isinstance(value, Range):
            fields = [self.pack(getattr(value, field), depth + 1) for field in _RANGE_FIELDS]
            return msgspec.msgpack.Ext(_RANGE, msgspec.msgpack.encode(fields))
        return _pack_scalar(value)


def _pack_scalar(value: Any) -> msgspec.msgpack.Ext:
    # The texts of times and durations have at most 18 decimals, what arithmetic yields may have more.
    if isinstance(value, Decimal):
        return msgspec.msgpack.Ext(_NUMBER, str(value).encode())
    if isinstance(value, Date):
        return msgspec.msgpack.Ext(_DATE, str(value).encode())
    if isinstance(value, Time):
        return msgspec.msgpack.Ext(_TIME, _time_content(value))
    if isinstance(value, DateTime):
        content = msgspec.msgpack.encode([str(value.date), _time_content(value.time)])
        return msgspec.msgpack.Ext(_DATE_TIME, content)
    if isinstance(value, YearsMonthsDuration):
        return msgspec.msgpack.Ext(_MONTHS, str(value.months).encode())
    if isinstance(value, DaysTimeDuration):
        return msgspec.msgpack.Ext(_SECONDS, str(value.seconds).encode())
    raise NotStorable("函数不能保存为变量" if isinstance(value, Function) else f"{type(value).__name__} 不能保存为变量")


def _time_content(value: Time) -> bytes:
    return msgspec.msgpack.encode([value.hour, value.minute, str(value.second), value.offset, value.zone])


def _time(content: bytes) -> Time:
    hour, minute, second, offset, zone = msgspec.msgpack.decode(content)
    return Time(hour, minute, Decimal(second), offset, zone)


def _date_time(content: bytes) -> DateTime:
    date, time = msgspec.msgpack.decode(content)
    return DateTime(Date.parse(date), _time(time))


def _range(content: bytes) -> Range:
    stored: Any = decode(content)
    return Range(*stored)


_READERS: dict[int, Callable[[bytes], Any]] = {
    _NUMBER: lambda content: Decimal(content.decode()),
    _DATE: lambda content: Date.parse(content.decode()),
    _TIME: _time,
    _DATE_TIME: _date_time,
    _MONTHS: lambda content: YearsMonthsDuration(int(content)),
    _SECONDS: lambda content: DaysTimeDuration(Decimal(content.decode())),
    _RANGE: _range,
}


def _unpack(code: int, content: memoryview) -> Any:
    return _READERS[code](bytes(content))
