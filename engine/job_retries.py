"""How long to wait before trying again what broke for no fault of the diagram."""
from __future__ import annotations

import datetime as dt

from engine.database_trouble import is_trouble_of_database

PAUSES = (
    dt.timedelta(seconds=10),
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
)

#: How long a job waits for what is no failure of its own.
AWAY = dt.timedelta(seconds=10)


class UnknownJob(LookupError):
    """This version has no handler of that name, as happens while several versions run during an upgrade."""


def after_failure(error: Exception, failures: int, now: dt.datetime) -> tuple[dt.datetime | None, int]:
    """When to try a job again that has failed ``failures`` times before, and how often it has failed by now.

    None: leave it to a person. A database that is away and a version that does not know the job do not count.
    """
    if is_trouble_of_database(error) or isinstance(error, UnknownJob):
        return now + AWAY, failures
    return next_attempt(failures + 1, now), failures + 1


def next_attempt(attempts: int, now: dt.datetime) -> dt.datetime | None:
    """When to try again after ``attempts`` failures, of which there is at least one; None: leave it to a person."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
