"""How long to wait before trying again what broke for no fault of the diagram."""
from __future__ import annotations

import datetime as dt

PAUSES = (
    dt.timedelta(seconds=10),
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
)

#: How long a job waits when the database was away.
AWAY = dt.timedelta(seconds=10)


def next_attempt(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """When to try again after ``attempts`` failures, of which there is at least one; None: leave it to a person."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
