"""How waiting rows (timers, deliveries) are given to jobs: a row's ``run_at`` moves on while a job is about it."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.jobs import count_waiting, enqueue
from engine.process_engine import ProcessEngine
from engine.transaction import reading, writing

#: A job that is lost is not waited for any longer. Runners bring their jobs through deaths, so this is the net below.
LEASE = dt.timedelta(minutes=5)
#: How many rows one job is about.
CHUNK = 20
#: Nothing more is handed over while so many jobs wait: leases would run out before the jobs are done.
MOST_WAITING = 50


def hand_over_due(engine: ProcessEngine, table: sa.Table, job_name: str, *order: sa.ColumnElement[Any]) -> int:
    """Give the rows of a table that are due to jobs, oldest first; returns how many.

    Any number of sweeps may do so at once: a row goes to one job. Nothing is written while nothing is due.
    """
    now = engine.clock()
    due = sa.select(table.c.id).where(table.c.run_at <= now)
    with reading(engine.database) as connection:
        # The order leads to the index, whatever the database believes of how much is due.
        if connection.execute(due.order_by(table.c.run_at).limit(1)).first() is None or _room(connection, now) == 0:
            return 0
    with writing(engine.database) as connection:
        query = due.order_by(table.c.run_at, *order).limit(_room(connection, now) * CHUNK)
        ids = connection.execute(query.with_for_update(skip_locked=True)).scalars().all()
        _lease(connection, table, job_name, ids, now)
    return len(ids)


def _room(connection: Connection, now: dt.datetime) -> int:
    return max(0, MOST_WAITING - count_waiting(connection, MOST_WAITING, now))


def _lease(connection: Connection, table: sa.Table, job_name: str, ids: Sequence[str], now: dt.datetime) -> None:
    until = now + LEASE
    for start in range(0, len(ids), CHUNK):
        chunk = list(ids[start : start + CHUNK])
        connection.execute(table.update().where(table.c.id.in_(chunk)).values(run_at=until))
        enqueue(connection, job_name, ids=chunk, until=until.isoformat())


def hand_over_new(connection: Connection, job_name: str, rows: Sequence[dict[str, Any]], now: dt.datetime) -> None:
    """Give rows that are about to be inserted, and are due now, to a job in the same transaction.

    More than one job's worth is left to the sweep, which hands over no more than can be done.
    """
    due = [row for row in rows if row["run_at"] <= now]
    if not 0 < len(due) <= CHUNK:
        return
    until = now + LEASE
    for row in due:
        row["run_at"] = until
    enqueue(connection, job_name, ids=[row["id"] for row in due], until=until.isoformat())


def still_leased(table: sa.Table, args: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    """The rows that a job's arguments name, as far as nobody has done, postponed or taken them since."""
    until = dt.datetime.fromisoformat(args["until"])
    return sa.and_(table.c.id.in_(args["ids"]), table.c.run_at == until)


def due_without_runner(table: sa.Table, due_at: sa.ColumnElement[Any], now: dt.datetime) -> sa.ColumnElement[bool]:
    """The rows that are due for whoever does them here and now: also those that wait for the first time for a job."""
    return sa.and_(
        table.c.run_at.is_not(None), sa.or_(table.c.run_at <= now, sa.and_(table.c.attempts == 0, due_at <= now))
    )
