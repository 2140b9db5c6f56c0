"""FEEL's two kinds of durations: months, and exact seconds."""
from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Context, Decimal

from feel.errors import Undefined

PATTERN = re.compile(
    r"(-)?P(?=.)(?:(\d{1,13})Y)?(?:(\d{1,12})M)?(?:(\d{1,17})D)?"
    r"(T(?=.)(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})S)?)?", re.ASCII)
MONTH_LIMIT = 12 * 10**12
#: Reading and writing lose nothing, whatever context the caller reckons in: 21 digits and 18 decimals at most.
EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class YearsMonthsDuration:
    """A whole number of months, negative allowed."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MONTH_LIMIT:
            raise Undefined("时长超出了范围")

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return f"{'-' if self.months < 0 else ''}P{text}"


@dataclass(frozen=True, slots=True)
class DaysTimeDuration:
    """An exact number of seconds, negative and fractions allowed."""

    seconds: Decimal

    def __post_init__(self) -> None:
        if not self.seconds.is_finite() or self.seconds.adjusted() > 20:
            raise Undefined("时长超出了范围")

    def __str__(self) -> str:
        days, rest = EXACT.divmod(self.seconds.copy_abs(), 86400)
        hours, rest = EXACT.divmod(rest, 3600)
        minutes, seconds = EXACT.divmod(rest, 60)
        second = format(seconds, "f")
        second = second.rstrip("0").rstrip(".") if "." in second else second
        clock = (f"{int(hours)}H" if hours else "") + (f"{int(minutes)}M" if minutes else "")
        clock += f"{second}S" if seconds else ""
        day = f"{int(days)}D" if days else ""
        tail = f"T{clock}" if clock else "" if days else "T0S"
        return f"{'-' if self.seconds < 0 else ''}P{day}{tail}"

    @classmethod
    def from_python(cls, value: datetime.timedelta) -> DaysTimeDuration:
        """The same span."""
        return cls(Decimal(value.days) * 86400 + value.seconds + Decimal(value.microseconds).scaleb(-6))

    def to_python(self) -> datetime.timedelta:
        """The same span cut to microseconds; raises OverflowError beyond Python's range."""
        return datetime.timedelta(microseconds=int(self.seconds.scaleb(6)))


def parse_duration(text: str) -> YearsMonthsDuration | DaysTimeDuration:
    """Read ``P1Y6M`` or ``P3DT4H``; raises Undefined, also when years or months stand beside days or hours."""
    match = PATTERN.fullmatch(text)
    if not match:
        raise Undefined(f"「{text[:40]}」不是时长，时长写作 P7D、PT2H 或 P1Y6M")
    sign = -1 if match[1] else 1
    if match[2] or match[3]:
        if match[4] or match[5]:
            raise Undefined("年月时长与日时时长不能混写")
        return YearsMonthsDuration(sign * (int(match[2] or 0) * 12 + int(match[3] or 0)))
    hours = int(match[4] or 0) * 24 + int(match[6] or 0)
    seconds = EXACT.add(hours * 3600 + int(match[7] or 0) * 60, Decimal(match[8] or 0))
    return DaysTimeDuration(EXACT.multiply(sign, seconds))
