"""A day and a time of day together: FEEL's date and time."""
from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from feel.temporal.date import Date
from feel.temporal.time import MIDNIGHT, Time, find_zone, offset_at

DAY = 86400


@dataclass(frozen=True, slots=True)
class DateTime:
    """``time`` on ``date``, on the clock that the time names. Equality is of every field; FEEL's = is of moments."""

    date: Date
    time: Time

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"

    @classmethod
    def parse(cls, text: str) -> DateTime:
        """Read ``2026-11-24T14:30:00+08:00``; a date alone is its midnight, 24:00:00 the next; raises Undefined."""
        day, t, clock = text.partition("T")
        if not t:
            return cls(Date.parse(day), MIDNIGHT)
        if clock.startswith("24:00:00"):
            return cls(Date.from_number(Date.parse(day).number + 1), Time.parse("00" + clock[2:]))
        return cls(Date.parse(day), Time.parse(clock))

    @classmethod
    def from_python(cls, value: datetime.datetime) -> DateTime:
        """The same moment on the same clock; naive ones stay local."""
        return cls(Date.from_python(value), Time.from_python(value))

    def to_python(self) -> datetime.datetime:
        """The same moment, cut to microseconds; naive when local; raises ValueError for years outside 1..9999."""
        return datetime.datetime.combine(self.date.to_python(), self.time.to_python())

    @property
    def local_seconds(self) -> Decimal:
        """Seconds since 1970 on its own clock."""
        return self.date.number * DAY + self.time.seconds

    def offset(self, local: datetime.tzinfo | None = None) -> int | None:
        """Seconds east of UTC, with ``local`` as the zone of a local one; None when there is no telling."""
        return self.time.offset_on(self.date, local)

    def add_seconds(self, seconds: Decimal) -> DateTime:
        """The moment ``seconds`` later on the same clock; raises Undefined outside the years allowed.

        In a named zone the seconds that pass are counted, whatever the clock is moved by in between.
        """
        total = self.local_seconds + seconds
        if self.time.zone is not None:
            offset = self.offset() or 0
            later = offset_at(find_zone(self.time.zone), total - offset)
            total += 0 if later is None else later - offset
        days = (total / DAY).to_integral_value(ROUND_FLOOR)
        time = Time.from_seconds(total - days * DAY, self.time.offset, self.time.zone)
        return DateTime(Date.from_number(int(days)), time)

    def add_months(self, months: int) -> DateTime:
        """The same time of day ``months`` later."""
        return DateTime(self.date.add_months(months), self.time)
