"""Dates, times and durations as Python sees them: exact, there and back, beyond Python's years."""
from __future__ import annotations

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel import Date, DateTime, DaysTimeDuration, Time, Undefined, YearsMonthsDuration, parse_duration
from feel.temporal.calendar import civil_day, day_number
from feel.temporal.duration import MONTH_LIMIT

ZONES = st.sampled_from([None, datetime.UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"),
                         datetime.timezone(datetime.timedelta(hours=-3, minutes=-30))])


@given(st.dates())
def test_a_day_has_the_number_and_weekday_that_python_gives_it(day: datetime.date) -> None:
    date = Date.from_python(day)

    assert date.number == day.toordinal() - datetime.date(1970, 1, 1).toordinal()
    assert date.weekday == day.isoweekday()
    assert Date.from_number(date.number) == date
    assert date.to_python() == day
    assert Date.parse(str(date)) == date


@given(st.integers(-(10**11), 10**11))
def test_day_numbers_and_civil_days_are_inverse_in_any_year(number: int) -> None:
    assert day_number(*civil_day(number)) == number


@given(st.datetimes(timezones=ZONES))
def test_a_moment_survives_the_way_there_and_back(moment: datetime.datetime) -> None:
    value = DateTime.from_python(moment)

    assert DateTime.parse(str(value)) == value
    assert value.to_python().replace(tzinfo=None) == moment.replace(tzinfo=None)
    if moment.tzinfo is not None and moment.fold == 0:
        assert value.to_python().utcoffset() == moment.utcoffset()


@given(st.times())
def test_a_time_survives_the_way_there_and_back(time: datetime.time) -> None:
    value = Time.from_python(time)

    assert value.to_python() == time
    assert Time.parse(str(value)) == value


@given(st.timedeltas())
def test_a_span_survives_the_way_there_and_back(span: datetime.timedelta) -> None:
    value = DaysTimeDuration.from_python(span)

    assert value.to_python() == span
    assert parse_duration(str(value)) == value


@given(st.integers(-(10**9), 10**9))
def test_months_survive_the_way_there_and_back(months: int) -> None:
    assert parse_duration(str(YearsMonthsDuration(months))) == YearsMonthsDuration(months)


@given(st.datetimes(), st.timedeltas(datetime.timedelta(days=-400), datetime.timedelta(days=400)))
def test_moving_by_seconds_is_pythons_addition(moment: datetime.datetime, span: datetime.timedelta) -> None:
    try:
        expected = moment + span
    except OverflowError:
        return

    assert DateTime.from_python(moment).add_seconds(DaysTimeDuration.from_python(span).seconds).to_python() == expected


def test_years_beyond_python_are_days_like_any_other() -> None:
    assert str(Date.parse("-0044-03-15").add_months(12)) == "-0043-03-15"
    assert str(DateTime.parse("99999-12-31T24:00:00")) == "100000-01-01T00:00:00"
    with pytest.raises(ValueError, match="year"):
        Date.parse("12026-01-01").to_python()


def test_values_can_be_keys_and_are_immutable() -> None:
    assert len({Date(2026, 1, 1), Date(2026, 1, 1), Time(1, 2, Decimal("3.0")), Time(1, 2, Decimal(3))}) == 2
    with pytest.raises(AttributeError):
        Date(2026, 1, 1).year = 2027  # type: ignore[misc]  # that is what is tested


@pytest.mark.parametrize("text", [
    "2026-02-29", "2026-13-01", "26-01-01", "2026-1-01", "2026-01-01 ", "+2026-01-01", "02026-01-01",
])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Undefined):
        Date.parse(text)


@pytest.mark.parametrize("text", ["24:00:00", "10:60:00", "10:00:60", "10:00", "10:00:00+19:00", "10:00:00+08",
"10:00:00@Nowhere/City",
                                  "10:00:00Z@Asia/Shanghai", "10:00:00.", "10:00:00@../etc"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Undefined):
        Time.parse(text)


@pytest.mark.parametrize("text", ["P", "PT", "P1DT", "P1Y1D", "1D", "P-1D", "P1.5D", "PT1.5H", "P1W", "p1d", "P1M1Y"])
def test_a_duration_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Undefined):
        parse_duration(text)


@pytest.mark.parametrize(("text", "written"), [
    ("P0D", "PT0S"), ("P0Y", "P0M"), ("PT36H", "P1DT12H"), ("P13M", "P1Y1M"), ("-PT90S", "-PT1M30S"), ("PT0.50S",
    "PT0.5S"), ("PT.5S", "PT0.5S")])
def test_durations_are_written_in_their_shortest_form(text: str, written: str) -> None:
    assert str(parse_duration(text)) == written


@pytest.mark.parametrize("longest", [
    YearsMonthsDuration(MONTH_LIMIT), YearsMonthsDuration(-MONTH_LIMIT),
    DaysTimeDuration(Decimal("9" * 21)), DaysTimeDuration(Decimal("-" + "9" * 21)),
    DaysTimeDuration(Decimal("-" + "9" * 21 + "." + "9" * 18)),
    DaysTimeDuration(Decimal("10000000000." + "0" * 17 + "1")),
])
def test_the_longest_durations_are_read_as_they_are_written(longest: YearsMonthsDuration | DaysTimeDuration) -> None:
    """A million million years were written with one digit more than could be read; long fractions lost their end."""
    assert parse_duration(str(longest)) == longest


def test_longer_durations_are_refused() -> None:
    with pytest.raises(Undefined):
        YearsMonthsDuration(MONTH_LIMIT + 1)
    with pytest.raises(Undefined):
        DaysTimeDuration(Decimal("1" + "0" * 21))
