"""Between plain JSON and FEEL values."""
from __future__ import annotations

from decimal import Decimal
from typing import Any

from feel.decimal128 import read_number, write_number
from feel.errors import LimitExceeded
from feel.limits import Limits
from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.temporal.moment import DateTime
from feel.temporal.time import Time
from feel.text import write
from feel.values import Function, Range, Value

EXACT_INTEGER = 2**53
MAX_PARTS = 100_000
MAX_DEPTH = 120


def from_json(value: Any) -> Value:
    """The FEEL value of what a JSON reader gives: int, float, str, bool, None, list, dict.

    Numbers become Decimal through their text (0.1 is exactly 0.1), rounded to 34 digits. FEEL values pass as they
    are. Raises TypeError for other objects or keys that are no text, Undefined (a ValueError) for numbers beyond
    decimal128, LimitExceeded for structures too deep.
    """
    return read(value, 0)


def read(value: Any, depth: int) -> Value:
    """``from_json`` at ``depth`` levels below the top."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return read_number(str(value))
    if isinstance(value, int):
        return read_number(str(value) if value.bit_length() < 10_000 else "无穷大")
    if isinstance(value, float):
        return read_number(repr(value))
    if isinstance(value, list | dict) and depth > MAX_DEPTH:
        raise LimitExceeded("数据的层次太深。")
    if isinstance(value, list):
        return [read(item, depth + 1) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of a context are texts")
        return {key: read(item, depth + 1) for key, item in value.items()}
    if isinstance(value, Date | Time | DateTime | YearsMonthsDuration | DaysTimeDuration | Range | Function):
        return value
    raise TypeError(f"{type(value).__name__} is not JSON")


def to_json(value: Value) -> Any:
    """Plain JSON of a FEEL value.

    A number becomes int when it is whole and below 2**53, float when that float's shortest text is exactly the
    number, and otherwise its digits as a string, so that nothing is ever lost. Dates, times and durations become
    their ISO texts, ranges their FEEL texts, functions "function". Raises LimitExceeded for values too large.
    """
    return Exporter().export(value, 0)


class Exporter:
    """Exports one value, counting its parts: shared parts would be written out again and again."""

    def __init__(self) -> None:
        self.left = MAX_PARTS

    def export(self, value: Value, depth: int) -> Any:
        """``to_json`` at ``depth`` levels below the top."""
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            raise LimitExceeded("数据太多或层次太深。")
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, Decimal):
            return export_number(value)
        if isinstance(value, list):
            return [self.export(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {key: self.export(item, depth + 1) for key, item in value.items()}
        return write(value, Limits())


def export_number(number: Decimal) -> int | float | str:
    """The JSON number that says exactly this, or its digits."""
    if abs(number) < EXACT_INTEGER and number == number.to_integral_value():
        return int(number)
    nearest = float(number)
    return nearest if abs(nearest) != float("inf") and Decimal(repr(nearest)) == number else write_number(number)
