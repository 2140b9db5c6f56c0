"""FEEL values as bytes and back, with their types: untyped msgpack would turn decimals and dates into texts."""
from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from feel import Date, DateTime, DaysTimeDuration, Function, Range, Time, Value, YearsMonthsDuration
from feel.temporal.literal import parse_temporal

_NUMBER, _DATE, _TIME, _DATE_TIME, _MONTHS, _SECONDS, _RANGE = range(1, 8)

_TEMPORAL_CODES: dict[type, int] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: _DATE_TIME,
    YearsMonthsDuration: _MONTHS,
    DaysTimeDuration: _SECONDS,
}
_RANGE_FIELDS = ("start", "end", "start_included", "end_included", "operator")


class NotStorable(ValueError):
    """A value that has no stored form: a function."""


def encode(value: Value) -> bytes:
    """The value as msgpack with an extension type for each FEEL type. Raises NotStorable for functions."""
    return msgspec.msgpack.encode(_pack(value))


def decode(content: bytes) -> Value:
    """The value that ``encode`` was given: the same value and type."""
    value: Value = msgspec.msgpack.decode(content, ext_hook=_unpack)
    return value


def _pack(value: Any) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return msgspec.msgpack.Ext(_NUMBER, str(value).encode())
    if isinstance(value, list):
        return [_pack(item) for item in value]
    if isinstance(value, dict):
        return {key: _pack(item) for key, item in value.items()}
    if isinstance(value, Range):
        return msgspec.msgpack.Ext(_RANGE, encode([getattr(value, field) for field in _RANGE_FIELDS]))
    code = _TEMPORAL_CODES.get(type(value))
    if code is None:
        kind = "function" if isinstance(value, Function) else type(value).__name__
        raise NotStorable(f"a {kind} cannot be stored")
    return msgspec.msgpack.Ext(code, str(value).encode())


def _range(content: bytes) -> Range:
    stored: Any = decode(content)
    return Range(*stored)


def _temporal(content: bytes) -> Any:
    return parse_temporal(content.decode())


_READERS: dict[int, Callable[[bytes], Any]] = {
    _NUMBER: lambda content: Decimal(content.decode()),
    _DATE: lambda content: Date.parse(content.decode()),
    _TIME: lambda content: Time.parse(content.decode()),
    _DATE_TIME: lambda content: DateTime.parse(content.decode()),
    _MONTHS: _temporal,
    _SECONDS: _temporal,
    _RANGE: _range,
}


def _unpack(code: int, content: memoryview) -> Any:
    return _READERS[code](bytes(content))
