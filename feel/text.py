"""FEEL values as text: what string() gives, and what FEEL can read back."""
from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from feel.decimal128 import write_number
from feel.errors import LimitExceeded
from feel.grammar.names import starts_name, word_end
from feel.limits import Limits
from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from feel.temporal.moment import DateTime
from feel.temporal.time import Time
from feel.values import Range, Value

PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: \w+)*")


def write(value: Value, limits: Limits) -> str:
    """The text of ``value`` as string() gives it; raises LimitExceeded when it is too long or too deep."""
    if isinstance(value, str):
        return value
    if isinstance(value, Date | Time | DateTime | YearsMonthsDuration | DaysTimeDuration):
        return str(value)
    return Writer(limits).write(value, 0)


@lru_cache(maxsize=256)
def is_plain_key(key: str) -> bool:
    """Whether a context key can be written without quotes: words of name characters with single spaces between."""
    return (
        bool(PLAIN_KEY.fullmatch(key))
        and starts_name(key[0])
        and all(word_end(word, 0) == len(word) for word in key.split(" "))
    )


def quote(text: str) -> str:
    """``text`` as a FEEL string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Writer:
    """Writes one value, counting its characters: a value made of shared parts can be longer than any memory."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.left = limits.string
        self.parts = limits.parts

    def write(self, value: Value, depth: int) -> str:
        """The literal of ``value``."""
        self.parts -= 1
        if depth > 2 * self.limits.nesting or self.parts < 0:
            raise LimitExceeded("值太大或层次太深，不能写成文字。")
        if isinstance(value, list):
            return self.count("[" + ", ".join([self.write(item, depth + 1) for item in value]) + "]", len(value) * 2)
        if isinstance(value, dict):
            entries = [f"{self.key(key)}: {self.write(item, depth + 1)}" for key, item in value.items()]
            return self.count("{" + ", ".join(entries) + "}", len(value) * 4)
        text = self.write_range(value, depth) if isinstance(value, Range) else write_simple(value)
        return self.count(text, len(text))

    def key(self, key: str) -> str:
        """A context key, quoted where it needs to be."""
        text = key if is_plain_key(key) else quote(key)
        return self.count(text, len(text))

    def write_range(self, span: Range, depth: int) -> str:
        """A range between its brackets."""
        opening, closing = "[" if span.start_included else "(", "]" if span.end_included else ")"
        return f"{opening}{self.write(span.start, depth + 1)}..{self.write(span.end, depth + 1)}{closing}"

    def count(self, text: str, length: int) -> str:
        """Account for ``length`` new characters of ``text``."""
        self.left -= length
        if self.left < 0:
            raise LimitExceeded(f"文字太长（最多{self.limits.string}字），请缩短。")
        return text


def write_simple(value: Any) -> str:
    """The literal of a value without parts."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return write_number(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, Date | Time | DateTime | YearsMonthsDuration | DaysTimeDuration):
        return f'@"{value}"'
    return "function"
