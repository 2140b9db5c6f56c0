"""How often a diagram wants a job tried that fails, and how long it waits in between (failedJobRetryTimeCycle)."""
from __future__ import annotations

import datetime as dt
import re

from feel import DaysTimeDuration
from feel.temporal.literal import parse_temporal

MOST_ATTEMPTS = 100
LONGEST = dt.timedelta(days=365)
_REPEATED = re.compile(r"R(\d{1,3})/(.+)")


def retry_pauses(text: str) -> tuple[dt.timedelta, ...]:
    """The pauses between the attempts: R3/PT10M is three attempts in all, PT1M,PT5M one more than there are pauses.

    Raises ValueError, with a Chinese sentence that says what to write.
    """
    repeated = _REPEATED.fullmatch(text.strip())
    if repeated is None:
        pauses = tuple(_pause(part) for part in text.split(","))
    else:
        if int(repeated[1]) == 0:
            raise ValueError("次数至少是 1")
        pauses = (_pause(repeated[2]),) * (int(repeated[1]) - 1)
    if len(pauses) >= MOST_ATTEMPTS:
        raise ValueError(f"最多做 {MOST_ATTEMPTS} 次")
    return pauses


def _pause(text: str) -> dt.timedelta:
    try:
        value = parse_temporal(text.strip())
        length = value.to_python() if isinstance(value, DaysTimeDuration) else dt.timedelta()
    except (ValueError, OverflowError):
        length = dt.timedelta()
    if not dt.timedelta() < length <= LONGEST:
        raise ValueError("请写成 R3/PT10M（一共做 3 次，每次隔 10 分钟）或 PT1M,PT5M（依次隔 1 分钟、5 分钟再做）")
    return length
