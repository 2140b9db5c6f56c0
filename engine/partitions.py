"""The history by months on PostgreSQL: one partition a month, made ahead, and a net for rows of months without one.

SQLite has no partitions; there is nothing to keep there.
"""
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from engine.transaction import reading, writing

PARENT = "history_event"
#: Holds what belongs to no month that has a partition; normally empty.
NET = f"{PARENT}_rest"
NAME = re.compile(rf"{PARENT}_(rest|\d{{4}}_\d{{2}})")
MONTHS_AHEAD = 13
#: Whoever reads or writes history waits for us as long as we wait for the locks; tomorrow is soon enough.
LOCK_TIMEOUT = "5s"
#: A clock that is wrong by ages leaves its rows in the net.
YEARS = range(2000, 3000)


def months_from(day: dt.date, count: int) -> list[dt.date]:
    """The first days of ``count`` months, beginning with the day's own."""
    months = [day.year * 12 + day.month - 1 + offset for offset in range(count)]
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]


def keep_months(database: Engine, now: dt.datetime, ahead: int = MONTHS_AHEAD) -> list[str]:
    """Make the partitions that are missing from this month to ``ahead`` months later, and those of the net's rows,
    which move there; the names of those made. Each is a transaction of its own, so that nobody waits long.

    Raises SQLAlchemy's OperationalError when the locks are not to be had; what was made till then stays.
    """
    if database.dialect.name != "postgresql":
        return []
    with reading(database) as connection:
        wanted = missing_months(connection, now, ahead)
    made = []
    for month in wanted:
        with writing(database) as connection:
            if make_month(connection, month):
                made.append(name_of(month))
    return made


def missing_months(connection: Connection, now: dt.datetime, ahead: int = MONTHS_AHEAD) -> list[dt.date]:
    """The months that should have a partition and have none, oldest first."""
    there = partitions(connection)
    months = {*months_from(now.astimezone(dt.UTC).date(), ahead + 1), *_months_in_net(connection)}
    return sorted(month for month in months if name_of(month) not in there)


def make_month(connection: Connection, month: dt.date) -> bool:
    """Make a month's partition with the net's rows of that month in it; False when it is there already."""
    _execute(connection, f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
    # Nobody may put a row of this month into the net between the move and the attaching; and one at a time.
    _execute(connection, f"LOCK TABLE {NET} IN ACCESS EXCLUSIVE MODE")
    name = name_of(month)
    if name in partitions(connection):
        return False
    first, after = (f"'{day.isoformat()} 00:00:00+00'" for day in months_from(month, 2))
    _execute(connection, f"CREATE TABLE {name} (LIKE {PARENT} INCLUDING DEFAULTS)")
    month_of = f"happened_at >= {first} AND happened_at < {after}"
    _execute(connection, f"INSERT INTO {name} SELECT * FROM {NET} WHERE {month_of}")  # noqa: S608  # ours
    _execute(connection, f"DELETE FROM {NET} WHERE {month_of}")  # noqa: S608  # ours
    _execute(connection, f"ALTER TABLE {PARENT} ATTACH PARTITION {name} FOR VALUES FROM ({first}) TO ({after})")
    return True


def partitions(connection: Connection) -> frozenset[str]:
    """The names of the partitions there are, the net included."""
    query = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = CAST(:parent AS regclass)"
    return frozenset(connection.execute(sa.text(query), {"parent": PARENT}).scalars())


def name_of(month: dt.date) -> str:
    """The table of a month: ``history_event_2026_11``."""
    return f"{PARENT}_{month:%Y_%m}"


def _months_in_net(connection: Connection) -> Iterable[dt.date]:
    query = sa.text(f"SELECT DISTINCT date_trunc('month', happened_at, 'UTC') FROM {NET}")  # noqa: S608  # ours
    found = connection.execute(query).scalars()
    return [moment.astimezone(dt.UTC).date() for moment in found if moment.year in YEARS]


def _execute(connection: Connection, statement: str) -> None:
    """Run a statement made of our own names and dates."""
    connection.exec_driver_sql(statement)
