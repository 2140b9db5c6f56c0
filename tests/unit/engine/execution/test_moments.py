"""What a person wrote as a time means a moment in the installation's zone."""
from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

import feel
from engine.execution.moments import NotAMoment, moment_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NOON = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)


def value(text: str) -> feel.Value:
    return feel.parse(f'@"{text}"').evaluate({}).value


def moment(text: str, *, now: dt.datetime = NOON, zone: ZoneInfo = SHANGHAI, end_of_day: bool = False) -> str:
    """The moment both of a FEEL value and of its text, as ISO."""
    of_value = moment_of(value(text), now, zone, end_of_day=end_of_day)
    assert moment_of(f" {text} ", now, zone, end_of_day=end_of_day) == of_value
    assert of_value.tzinfo is dt.UTC
    return of_value.isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-30", "2026-11-29T16:00:00+00:00"),
        ("2026-11-30T08:00:00", "2026-11-30T00:00:00+00:00"),
        ("2026-11-30T08:00:00Z", "2026-11-30T08:00:00+00:00"),
        ("2026-11-30T08:00:00-05:00", "2026-11-30T13:00:00+00:00"),
        ("2026-11-30T08:00:00@Europe/Paris", "2026-11-30T07:00:00+00:00"),
        ("2026-11-30T08:00:00.1234567", "2026-11-30T00:00:00.123456+00:00"),
        ("P7D", "2026-12-01T04:00:00+00:00"),
        ("-P1D", "2026-11-23T04:00:00+00:00"),
        ("PT36H", "2026-11-25T16:00:00+00:00"),
        ("P1DT0.5S", "2026-11-25T04:00:00.500000+00:00"),
        ("P1M", "2026-12-24T04:00:00+00:00"),
        ("-P1Y", "2025-11-24T04:00:00+00:00"),
    ],
)
def test_dates_times_and_durations_in_the_installations_zone(text: str, expected: str) -> None:
    assert moment(text) == expected


def test_a_due_date_is_kept_until_the_end_of_its_day_and_a_time_is_itself() -> None:
    assert moment("2026-11-30", end_of_day=True) == "2026-11-30T16:00:00+00:00"
    assert moment("2026-11-30T08:00:00", end_of_day=True) == "2026-11-30T00:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Clocks go forward on 8 March 2026: that day has 23 hours. PT24H is the same FEEL value as P1D.
        ("P1D", "2026-03-08T16:00:00+00:00"),
        ("PT24H", "2026-03-08T16:00:00+00:00"),
        ("PT24H0.1S", "2026-03-08T16:00:00.100000+00:00"),
        ("P1M", "2026-04-07T16:00:00+00:00"),
        ("PT23H", "2026-03-08T16:00:00+00:00"),
    ],
)
def test_days_and_months_keep_the_local_clock_over_a_change(text: str, expected: str) -> None:
    now = dt.datetime(2026, 3, 7, 17, tzinfo=dt.UTC)  # noon in New York
    assert now.astimezone(NEW_YORK).hour == 12
    assert moment(text, now=now, zone=NEW_YORK) == expected


def test_the_days_of_a_change_are_23_and_25_hours_long() -> None:
    def length(day: str) -> dt.timedelta:
        first = moment_of(day, NOON, NEW_YORK)
        return moment_of(day, NOON, NEW_YORK, end_of_day=True) - first

    assert length("2026-03-08") == dt.timedelta(hours=23)
    assert length("2026-11-01") == dt.timedelta(hours=25)
    assert length("2026-11-02") == dt.timedelta(hours=24)


def test_a_month_from_the_last_of_january_is_the_last_of_february() -> None:
    now = dt.datetime(2026, 1, 31, 4, tzinfo=dt.UTC)
    assert moment("P1M", now=now) == "2026-02-28T04:00:00+00:00"
    assert moment("P2M", now=now) == "2026-03-31T04:00:00+00:00"


def test_a_local_time_that_the_change_skips_is_read_by_the_old_offset() -> None:
    assert moment("2026-03-08T02:30:00", zone=NEW_YORK) == "2026-03-08T07:30:00+00:00"


@pytest.mark.parametrize("text", ["明天", "", "10", "2026-02-30", "P1Y1D", "2026-11-24 08:00:00"])
def test_texts_that_are_no_time_are_refused(text: str) -> None:
    with pytest.raises(NotAMoment):
        moment_of(text, NOON, SHANGHAI)


@pytest.mark.parametrize("text", ["10:00:00", "12026-01-01", "-0001-01-01", "P9000Y", "P99999999999D", "9999-12-31"])
def test_times_of_day_and_moments_outside_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(NotAMoment):
        moment_of(value(text), NOON, SHANGHAI, end_of_day=True)


@pytest.mark.parametrize("wrong", [None, True, [], {}, feel.from_json(5)])
def test_other_values_are_refused(wrong: feel.Value) -> None:
    with pytest.raises(NotAMoment):
        moment_of(wrong, NOON, SHANGHAI)
