"""Schedules are read as Quartz and Unix mean them; what never comes or comes too often is refused with a sentence."""
from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from engine.cron import UnreadableCron, check, next_time

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
#: A Thursday.
NOW = dt.datetime(2026, 1, 1, 12, 0, tzinfo=SHANGHAI)


def following(text: str, count: int = 3, after: dt.datetime = NOW) -> list[str]:
    """The next local times."""
    zone = after.tzinfo
    assert isinstance(zone, ZoneInfo)
    found = []
    for _round in range(count):
        after = next_time(text, after, zone)
        assert after.tzinfo is dt.UTC
        found.append(after.astimezone(zone).strftime("%a %Y-%m-%d %H:%M:%S"))
    return found


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("0 0/5 * * * ?", "Thu 2026-01-01 12:05:00", "Thu 2026-01-01 12:10:00"),
        ("0 * * * * ?", "Thu 2026-01-01 12:01:00", "Thu 2026-01-01 12:02:00"),
        ("15 30 9 * * ?", "Fri 2026-01-02 09:30:15", "Sat 2026-01-03 09:30:15"),
        ("0 0 12 * * ?", "Fri 2026-01-02 12:00:00", "Sat 2026-01-03 12:00:00"),
        ("1 0 12 * * ?", "Thu 2026-01-01 12:00:01", "Fri 2026-01-02 12:00:01"),
        ("0 0 9 ? * MON-FRI", "Fri 2026-01-02 09:00:00", "Mon 2026-01-05 09:00:00"),
        ("0 0 9 ? * 2-6", "Fri 2026-01-02 09:00:00", "Mon 2026-01-05 09:00:00"),
        ("0 0 9 ? * 1", "Sun 2026-01-04 09:00:00", "Sun 2026-01-11 09:00:00"),
        ("0 0 9 ? * 7", "Sat 2026-01-03 09:00:00", "Sat 2026-01-10 09:00:00"),
        ("0 0 9 ? * L", "Sat 2026-01-03 09:00:00", "Sat 2026-01-10 09:00:00"),
        ("0 0 9 ? * 2/2", "Fri 2026-01-02 09:00:00", "Mon 2026-01-05 09:00:00"),
        ("0 0 9 ? * MON,fri", "Fri 2026-01-02 09:00:00", "Mon 2026-01-05 09:00:00"),
        ("0 0 9 ? * SAT-SUN", "Sat 2026-01-03 09:00:00", "Sun 2026-01-04 09:00:00"),
        ("0 0 9 ? * 6L", "Fri 2026-01-30 09:00:00", "Fri 2026-02-27 09:00:00"),
        ("0 0 9 ? * FRIL", "Fri 2026-01-30 09:00:00", "Fri 2026-02-27 09:00:00"),
        ("0 0 9 ? * MON#2", "Mon 2026-01-12 09:00:00", "Mon 2026-02-09 09:00:00"),
        ("0 0 9 L * ?", "Sat 2026-01-31 09:00:00", "Sat 2026-02-28 09:00:00"),
        ("0 0 9 LW * ?", "Fri 2026-01-30 09:00:00", "Fri 2026-02-27 09:00:00"),
        ("0 0 9 1 1,7 ?", "Wed 2026-07-01 09:00:00", "Fri 2027-01-01 09:00:00"),
        ("0 0 9 29 FEB ?", "Tue 2028-02-29 09:00:00", "Sun 2032-02-29 09:00:00"),
        ("0 9 * * 1-5", "Fri 2026-01-02 09:00:00", "Mon 2026-01-05 09:00:00"),
        ("0 9 * * 0", "Sun 2026-01-04 09:00:00", "Sun 2026-01-11 09:00:00"),
        ("0 9 * * 7", "Sun 2026-01-04 09:00:00", "Sun 2026-01-11 09:00:00"),
    ],
)  # fmt: skip
def test_the_next_times_are_those_that_are_meant(text: str, first: str, second: str) -> None:
    check(text)
    assert following(text, 2) == [first, second]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "要写六段"),
        ("0 0 9 * * ? 2027", "要写六段"),
        ("@daily", "要写六段"),
        ("* 0 9 * * ?", "最多每分钟一次"),
        ("0/30 * * * * ?", "最多每分钟一次"),
        ("60 0 9 * * ?", "最多每分钟一次"),
        ("0 61 9 * * ?", "“分”这一段看不懂"),
        ("0 0 24 * * ?", "“时”这一段看不懂"),
        ("0 0 9 30 2 ?", "“日”这一段看不懂，或者永远不会到"),
        ("0 0 9 31 4,6 ?", "永远不会到"),
        ("0 0 9 15W * ?", "最近的工作日"),
        ("0 0 9 1 * MON", "日和星期只能写一个"),
        ("0 0 9 ? * 8", "星期里没有 8"),
        ("0 0 9 ? * 0", "星期里没有 0"),
        ("0 0 9 ? * MON-FRI#2", "星期看不懂"),
        ("0 0 9 ? * 星期一", "星期看不懂"),
        ("0 0 9 ? 13 ?", "“月”这一段看不懂"),
        ("0 0 9 ? * ", "“月”这一段看不懂"),
        ("0 0 ９ * * ?", "“时”这一段看不懂"),
        ("0 0 9 " + "1," * 60 + "1 * ?", "要写六段"),
    ],
)
def test_what_is_no_schedule_is_refused_with_a_sentence(text: str, told: str) -> None:
    with pytest.raises(UnreadableCron, match=told):
        check(text)


def test_a_time_that_the_clock_skips_or_repeats_is_taken_once() -> None:
    before = dt.datetime(2026, 3, 7, 12, tzinfo=NEW_YORK)
    autumn = dt.datetime(2026, 10, 31, 12, tzinfo=NEW_YORK)

    assert following("0 30 2 * * ?", 2, before) == ["Sun 2026-03-08 03:00:00", "Mon 2026-03-09 02:30:00"]
    assert following("0 30 1 * * ?", 2, autumn) == ["Sun 2026-11-01 01:30:00", "Mon 2026-11-02 01:30:00"]
    repeated = dt.datetime(2026, 11, 1, 1, 10, tzinfo=NEW_YORK, fold=1)
    assert following("0 30 1 * * ?", 1, repeated) == ["Mon 2026-11-02 01:30:00"]
