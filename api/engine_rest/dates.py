"""Moments as Camunda 7 writes them: milliseconds and a numeric offset without a colon."""
from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)", re.ASCII)


def write_date(moment: dt.datetime) -> str:
    """``2026-11-22T20:00:00.000+0000``; an aware moment keeps its offset, parts of milliseconds are cut."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}{moment:%z}"[:28]


def read_date(text: str) -> dt.datetime:
    """The moment that a client means; offsets are ``+0800``, ``+08:00`` or ``Z``. Raises ValueError."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError("not a moment with an offset")
    return dt.datetime.fromisoformat("".join([found[1], "T", found[2], found[3] or "", found[4]]))
