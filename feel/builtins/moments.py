"""Functions of dates and times (DMN 1.5, 10.3.4.8 and 10.3.4.9), and Camunda's last day of month."""
from __future__ import annotations

from datetime import UTC
from decimal import Decimal

from feel.builtins.registry import builtin
from feel.run import Run
from feel.temporal.calendar import civil_day, day_number, month_length
from feel.temporal.date import Date
from feel.temporal.moment import DateTime
from feel.values import Value

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")


def day_of(value: Date | DateTime) -> Date:
    """The day of a day or moment."""
    return value.date if isinstance(value, DateTime) else value


@builtin("now()")
def now(run: Run) -> Value:
    """The moment of this evaluation on the clock of the settings."""
    return DateTime.from_python(run.now().astimezone(run.settings.zone or UTC))


@builtin("today()")
def today(run: Run) -> Value:
    """The day of this evaluation in the zone of the settings."""
    return Date.from_python(run.now().astimezone(run.settings.zone or UTC))


@builtin("day of year(date: date | date and time)")
def day_of_year(run: Run, value: Date | DateTime) -> Value:
    """1 for 1 January."""
    date = day_of(value)
    return Decimal(date.number - day_number(date.year, 1, 1) + 1)


@builtin("day of week(date: date | date and time)")
def day_of_week(run: Run, value: Date | DateTime) -> Value:
    """``Monday`` to ``Sunday``"""
    return WEEKDAYS[day_of(value).weekday - 1]


@builtin("month of year(date: date | date and time)")
def month_of_year(run: Run, value: Date | DateTime) -> Value:
    """``January`` to ``December``"""
    return MONTHS[day_of(value).month - 1]


@builtin("week of year(date: date | date and time)")
def week_of_year(run: Run, value: Date | DateTime) -> Value:
    """The week by ISO 8601."""
    date = day_of(value)
    thursday = date.number - date.weekday + 4
    return Decimal((thursday - day_number(civil_day(thursday)[0], 1, 1)) // 7 + 1)


@builtin("last day of month(date: date | date and time)")
def last_day_of_month(run: Run, value: Date | DateTime) -> Value:
    """Camunda: the last day of the month of the day."""
    date = day_of(value)
    return Date(date.year, date.month, month_length(date.year, date.month))
