"""What a person wrote as a time means a moment in the installation's zone, over summer time and at the day's end."""
from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import feel
from engine.execution.moments import NotAMoment, moment_of
from tests.feel_values import VALUES

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NOW = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]


def value_of(text: str) -> feel.Value:
    return feel.parse(text).evaluate({}).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('date("2026-11-26")', utc(2026, 11, 25, 16)),
        ('"2026-11-26"', utc(2026, 11, 25, 16)),
        ('" 2026-11-26 "', utc(2026, 11, 25, 16)),
        ('date and time("2026-11-26T08:30:00")', utc(2026, 11, 26, 0, 30)),
        ('date and time("2026-11-26T08:30:00Z")', utc(2026, 11, 26, 8, 30)),
        ('date and time("2026-11-26T08:30:00+05:45")', utc(2026, 11, 26, 2, 45)),
        ('date and time("2026-11-26T08:30:00@America/New_York")', utc(2026, 11, 26, 13, 30)),
        ('date and time("2026-11-26T08:30:00.25")', utc(2026, 11, 26, 0, 30, 0, 250000)),
        ('duration("PT90M")', utc(2026, 11, 24, 5, 30)),
        ('"PT90M"', utc(2026, 11, 24, 5, 30)),
        ('duration("-P1D")', utc(2026, 11, 23, 4)),
        ('duration("P3M")', utc(2027, 2, 24, 4)),
        ('duration("PT0S")', NOW),
    ],
)
def test_without_an_offset_the_installations_zone_is_meant(text: str, expected: dt.datetime) -> None:
    found = moment_of(value_of(text), NOW, SHANGHAI)

    assert found == expected
    assert found.tzinfo is dt.UTC


def test_a_due_date_is_kept_on_the_day_itself() -> None:
    """24:00 local of the 26th is the 26th at 16:00 UTC."""
    assert moment_of(value_of('date("2026-11-26")'), NOW, SHANGHAI, end_of_day=True) == utc(2026, 11, 26, 16)
    assert moment_of(value_of('"2026-12-31"'), NOW, SHANGHAI, end_of_day=True) == utc(2026, 12, 31, 16)


def test_a_moment_is_not_moved_to_the_days_end() -> None:
    written = value_of('date and time("2026-11-26T08:00:00")')

    assert moment_of(written, NOW, SHANGHAI, end_of_day=True) == utc(2026, 11, 26, 0)


@pytest.mark.parametrize(
    ("now", "span", "expected"),
    [
        # On 2026-03-08 New York's clocks go from 02:00 to 03:00: the day has 23 hours.
        (utc(2026, 3, 7, 17), "P1D", utc(2026, 3, 8, 16)),
        (utc(2026, 3, 7, 17), "PT24H", utc(2026, 3, 8, 16)),
        (utc(2026, 3, 7, 17), "PT23H", utc(2026, 3, 8, 16)),
        # On 2026-11-01 they go back from 02:00 to 01:00: the day has 25 hours.
        (utc(2026, 10, 31, 16), "P1D", utc(2026, 11, 1, 17)),
        (utc(2026, 10, 31, 16), "P1M", utc(2026, 11, 30, 17)),
        (utc(2026, 10, 31, 16), "P1DT1H", utc(2026, 11, 1, 18)),
        (utc(2026, 1, 31, 17), "P1M", utc(2026, 2, 28, 17)),
        (utc(2028, 2, 29, 17), "P1Y", utc(2029, 2, 28, 17)),
    ],
)
def test_days_and_months_are_those_of_the_calendar_and_hours_those_of_the_clock(
    now: dt.datetime, span: str, expected: dt.datetime
) -> None:
    """A duration holds no days of its own: FEEL reads PT24H and P1D as one value, and whole days go by the calendar."""
    if span == "PT24H":
        assert value_of('duration("PT24H")') == value_of('duration("P1D")')
    assert moment_of(value_of(f'duration("{span}")'), now, NEW_YORK) == expected


def test_a_day_in_which_the_clocks_change_ends_at_its_own_midnight() -> None:
    day = value_of('date("2026-03-08")')
    begins, ends = (moment_of(day, NOW, NEW_YORK, end_of_day=late) for late in (False, True))

    assert ends - begins == dt.timedelta(hours=23)


@pytest.mark.parametrize(
    "text",
    [
        "5", "null", "true", '"morgen"', '""', "[]", "{}", 'time("10:00:00")', '"10:00:00"', '[1..2]',
        'date("10000-01-01")', 'date("-0044-03-15")', 'duration("P9000Y")', 'duration("P99999999D")',
        'date and time("99999-01-01T00:00:00")', '"2026-02-30"', '"P"', '"2026-11-24T25:00:00"',
    ],
)  # fmt: skip
def test_whatever_is_no_moment_that_can_be_stored_is_refused(text: str) -> None:
    with pytest.raises(NotAMoment):
        moment_of(value_of(text), NOW, SHANGHAI)


def test_the_last_day_that_python_knows_has_no_end() -> None:
    with pytest.raises(NotAMoment):
        moment_of(value_of('date("9999-12-31")'), NOW, SHANGHAI, end_of_day=True)
    with pytest.raises(NotAMoment):
        moment_of(value_of('date("0001-01-01")'), NOW, SHANGHAI)


@given(VALUES | st.text(), st.sampled_from([SHANGHAI, NEW_YORK]), st.booleans())
def test_any_value_is_a_utc_moment_or_refused(value: feel.Value, zone: ZoneInfo, end_of_day: bool) -> None:
    try:
        found = moment_of(value, NOW, zone, end_of_day=end_of_day)
    except NotAMoment:
        return
    assert found.tzinfo is dt.UTC


@given(st.integers(0, 3000), st.sampled_from([SHANGHAI, NEW_YORK]))
def test_so_many_days_later_is_the_same_time_of_day(days: int, zone: ZoneInfo) -> None:
    found = moment_of(f"P{days}D", NOW, zone)

    local, begin = found.astimezone(zone), NOW.astimezone(zone)
    assert local.date() - begin.date() == dt.timedelta(days=days)
    assert local.time() == begin.time()
