"""From what a person wrote as a time to a moment: dates and times without offset mean the installation's time zone."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from feel import Date, DateTime, DaysTimeDuration, Value, YearsMonthsDuration
from feel.temporal.literal import parse_temporal


class NotAMoment(ValueError):
    """The value is neither a date, a date and time nor a duration."""


def moment_of(value: Value, now: dt.datetime, zone: ZoneInfo, *, end_of_day: bool = False) -> dt.datetime:
    """The aware UTC moment that ``value`` stands for, seen at ``now`` (aware).

    A duration counts from now, calendar days and months in local time. A date is its first moment, or with
    ``end_of_day`` its last (24:00 local): a due date is kept on the day itself. Texts are read as ISO 8601.
    Raises NotAMoment.
    """
    if isinstance(value, str):
        try:
            value = parse_temporal(value.strip())
        except ValueError as error:
            raise NotAMoment(str(value)) from error
    try:
        return _moment(value, now, zone, end_of_day).astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise NotAMoment(str(value)) from error


def _moment(value: Value, now: dt.datetime, zone: ZoneInfo, end_of_day: bool) -> dt.datetime:
    if isinstance(value, Date):
        day = value.to_python() + dt.timedelta(days=1 if end_of_day else 0)
        return dt.datetime.combine(day, dt.time(), zone)
    if isinstance(value, DateTime):
        moment = value.to_python()
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    local = now.astimezone(zone)
    if isinstance(value, DaysTimeDuration):
        length = value.to_python()
        whole_days = dt.timedelta(days=length.days)
        return (local + whole_days).astimezone(dt.UTC) + (length - whole_days)
    if isinstance(value, YearsMonthsDuration):
        moved = DateTime.from_python(local.replace(tzinfo=None)).add_months(value.months)
        return moved.to_python().replace(tzinfo=zone)
    raise NotAMoment(str(value))


@dataclass(frozen=True, slots=True)
class StepClock:
    """The moment at which a step is taken (aware UTC) and the installation's zone."""

    now: dt.datetime
    zone: ZoneInfo
