"""A calendar day."""
from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from feel.errors import Undefined
from feel.temporal.calendar import civil_day, day_number, month_length

YEAR_LIMIT = 999_999_999
PATTERN = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar, years -999999999 to 999999999; raises Undefined for any other."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        valid = abs(self.year) <= YEAR_LIMIT and 1 <= self.month <= 12
        if not valid or not 1 <= self.day <= month_length(self.year, self.month):
            raise Undefined(f"没有 {self.year}-{self.month:02d}-{self.day:02d} 这一天")

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"

    @classmethod
    def parse(cls, text: str) -> Date:
        """Read ``2026-11-24``; raises Undefined."""
        match = PATTERN.fullmatch(text)
        if not match:
            raise Undefined(f"「{text[:40]}」不是日期，日期写作 2026-11-24")
        return cls(int(match[1] + match[2]), int(match[3]), int(match[4]))

    @classmethod
    def from_number(cls, number: int) -> Date:
        """The day ``number`` days after 1970-01-01; raises Undefined outside the years allowed."""
        return cls(*civil_day(number))

    @classmethod
    def from_python(cls, value: datetime.date) -> Date:
        """The same day; of a datetime its own date."""
        return cls(value.year, value.month, value.day)

    def to_python(self) -> datetime.date:
        """The same day; raises ValueError for years outside 1..9999."""
        return datetime.date(self.year, self.month, self.day)

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return day_number(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.number + 3) % 7 + 1

    def add_months(self, months: int) -> Date:
        """The same day ``months`` later, or that month's last day when it is shorter."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        if abs(year) > YEAR_LIMIT:
            raise Undefined("日期超出了范围")
        return Date(year, month + 1, min(self.day, month_length(year, month + 1)))
