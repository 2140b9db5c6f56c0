"""Moments in Camunda's dialect."""
from __future__ import annotations

import datetime as dt

import pytest

from api.engine_rest.dates import read_date, write_date

NOON = dt.datetime(2026, 11, 22, 20, 0, 0, 123456, tzinfo=dt.UTC)


def test_a_moment_has_milliseconds_and_a_numeric_offset() -> None:
    assert write_date(NOON) == "2026-11-22T20:00:00.123+0000"
    east = NOON.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert write_date(east) == "2026-11-23T04:00:00.123+0800"


@pytest.mark.parametrize("text", ["2026-11-22T20:00:00.000+0000", "2026-11-23T04:00:00+08:00", "2026-11-22T20:00:00Z"])
def test_every_usual_way_to_write_the_offset_is_read(text: str) -> None:
    assert read_date(text) == NOON.replace(microsecond=0)


@pytest.mark.parametrize("text", ["2026-11-22", "2026-11-22T20:00:00", "2026-13-01T00:00:00Z", "昨天", ""])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)
