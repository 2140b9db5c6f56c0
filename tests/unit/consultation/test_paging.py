"""Cursors: what was written comes back, anything else is refused."""
from __future__ import annotations

import base64
import datetime as dt

import pytest

from consultation.paging import read_cursor, write_cursor
from engine.errors import InvalidRequest

MOMENT = dt.datetime(2026, 11, 24, 2, 30, tzinfo=dt.UTC)


def test_a_cursor_gives_back_the_keys_of_the_last_row() -> None:
    assert read_cursor(write_cursor(MOMENT, "an-id", 7), (dt.datetime, str, int)) == (MOMENT, "an-id", 7)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "汉字",
        "%%%",
        "W10",
        "x" * 500,
        write_cursor("only one"),
        write_cursor(1, "wrong kind"),
        write_cursor("2026-11-24T00:00:00", "naive"),
        base64.urlsafe_b64encode(b"[" * 300).decode(),
        write_cursor("0001-01-01T00:00:00+23:59", "a time before all times"),
        write_cursor("9999-12-31T23:59:59-23:59", "a time after all times"),
        write_cursor(MOMENT, "half a pair \ud800"),
        write_cursor(MOMENT, "a zero \0"),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidRequest, match="从第一页重新开始"):
        read_cursor(cursor, (dt.datetime, str))
