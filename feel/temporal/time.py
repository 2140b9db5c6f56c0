"""A time of day, local, with an offset, or in a named zone."""
from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from feel.errors import Undefined
from feel.temporal.date import Date

MAX_OFFSET = 18 * 3600
ANY_DAY = Date(2000, 1, 1)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
#: A day off the ends of what Python can reckon with in any zone.
FIRST_MOMENT, LAST_MOMENT = (Date(1, 1, 2).number * 86400, Date(9999, 12, 30).number * 86400)
PATTERN = re.compile(
    r"(\d\d):(\d\d):(\d\d(?:\.\d{1,18})?)"
    r"(?:([Zz])|([+-])(\d\d):([0-5]\d)(?::([0-5]\d))?|@([A-Za-z][\w+/-]*))?", re.ASCII)


@lru_cache(maxsize=700)
def find_zone(name: str) -> ZoneInfo:
    """The IANA zone called ``name``; raises Undefined when there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise Undefined(f"没有时区「{name[:40]}」") from None


def zone_offset(zone: datetime.tzinfo, date: Date, hour: int, minute: int, second: int) -> int:
    """Seconds east of UTC of a local time in ``zone``; years outside Python's count as the nearest it has."""
    year = min(max(date.year, 1), 9999)
    day = 28 if (date.month, date.day) == (2, 29) and year != date.year else date.day
    offset = datetime.datetime(year, date.month, day, hour, minute, second, tzinfo=zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def offset_at(zone: datetime.tzinfo, moment: Decimal) -> int | None:
    """Seconds east of UTC in ``zone`` at ``moment`` seconds since 1970; None outside Python's years."""
    if not FIRST_MOMENT < moment < LAST_MOMENT:
        return None
    offset = (EPOCH + datetime.timedelta(seconds=int(moment))).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def write_offset(offset: int) -> str:
    """``Z``, ``+08:00`` or, where seconds count, ``+08:05:43``."""
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset), 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


@dataclass(frozen=True, slots=True)
class Time:
    """``hour`` 0..23, ``minute`` 0..59, ``second`` from 0 to under 60; ``offset`` in seconds or ``zone`` by name.

    Raises Undefined for any other. Local when neither offset nor zone is given.
    """

    hour: int
    minute: int
    second: Decimal = Decimal(0)
    offset: int | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59 and 0 <= self.second < 60):
            raise Undefined("没有这个时刻")
        if self.offset is not None and abs(self.offset) > MAX_OFFSET:
            raise Undefined("时差不能超过18小时")

    def __str__(self) -> str:
        second = format(self.second, "f")
        if "." in second:
            second = second.rstrip("0").rstrip(".")
        whole, _, fraction = second.partition(".")
        text = f"{self.hour:02d}:{self.minute:02d}:{whole.zfill(2)}{'.' + fraction if fraction else ''}"
        if self.zone:
            return f"{text}@{self.zone}"
        return text if self.offset is None else text + write_offset(self.offset)

    @classmethod
    def parse(cls, text: str) -> Time:
        """Read ``14:30:00``, with ``Z``, ``+08:00`` or ``@Asia/Shanghai`` behind it; raises Undefined."""
        match = PATTERN.fullmatch(text)
        if not match:
            raise Undefined(f"「{text[:40]}」不是时间，时间写作 14:30:00")
        offset = 0 if match[4] else None
        if match[5]:
            offset = int(match[6]) * 3600 + int(match[7]) * 60 + int(match[8] or 0)
            offset = -offset if match[5] == "-" else offset
        if match[9]:
            find_zone(match[9])
        return cls(int(match[1]), int(match[2]), Decimal(match[3]), offset, match[9])

    @classmethod
    def from_seconds(cls, seconds: Decimal, offset: int | None = None, zone: str | None = None) -> Time:
        """The time ``seconds`` (0 to under 86400) after midnight."""
        hour, rest = divmod(seconds, 3600)
        minute, second = divmod(rest, 60)
        return cls(int(hour), int(minute), second, offset, zone)

    @classmethod
    def from_python(cls, value: datetime.time | datetime.datetime) -> Time:
        """The same time of day, with its zone's name when it has one, else its offset."""
        key = getattr(value.tzinfo, "key", None)
        offset = value.utcoffset()
        seconds = None if offset is None or key else int(offset.total_seconds())
        second = Decimal(value.second) + Decimal(value.microsecond).scaleb(-6)
        return cls(value.hour, value.minute, second, seconds, key)

    def to_python(self) -> datetime.time:
        """The same time of day, cut to microseconds."""
        whole = int(self.second)
        micro = int((self.second - whole).scaleb(6))
        return datetime.time(self.hour, self.minute, whole, micro, tzinfo=self.tzinfo())

    def tzinfo(self) -> datetime.tzinfo | None:
        """Zone or offset as Python has it; None for a local time."""
        if self.zone:
            return find_zone(self.zone)
        return None if self.offset is None else datetime.timezone(datetime.timedelta(seconds=self.offset))

    @property
    def seconds(self) -> Decimal:
        """Seconds since midnight on its own clock."""
        return self.hour * 3600 + self.minute * 60 + self.second

    def offset_on(self, date: Date = ANY_DAY, local: datetime.tzinfo | None = None) -> int | None:
        """Seconds east of UTC on ``date``; of a local time that of the zone ``local``, or None without one."""
        if self.zone is None and (self.offset is not None or local is None):
            return self.offset
        zone = find_zone(self.zone) if self.zone else local
        return None if zone is None else zone_offset(zone, date, self.hour, self.minute, int(self.second))


MIDNIGHT = Time(0, 0)
UTC_MIDNIGHT = Time(0, 0, Decimal(0), 0)
