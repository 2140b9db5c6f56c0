"""What stands between the quotes of an at-literal: @"2026-11-24"."""
from __future__ import annotations

from feel.errors import Undefined
from feel.temporal.date import Date
from feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration, parse_duration
from feel.temporal.moment import DateTime
from feel.temporal.time import Time

Temporal = Date | Time | DateTime | YearsMonthsDuration | DaysTimeDuration


def parse_temporal(text: str) -> Temporal:
    """The date, time, date and time or duration that ``text`` writes; raises Undefined (DMN 1.5, 10.3.2.3.4)."""
    if text.lstrip("-").startswith("P"):
        return parse_duration(text)
    if "T" in text:
        return DateTime.parse(text)
    if text[2:3] == ":":
        return Time.parse(text)
    try:
        return Date.parse(text)
    except Undefined as error:
        raise Undefined(f"「{text[:40]}」不是日期、时间或时长") from error
