"""Whose a job is: a runner takes it for a while, renews that while it works, and finishes only what it still has."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from engine.job_tables import job
from engine.transaction import reading, writing

#: Whoever has not renewed for so long is taken for dead.
LEASE = dt.timedelta(seconds=60)
_ROWID: sa.ColumnElement[int] = sa.literal_column("job.rowid")


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in the hands of a runner."""

    id: str
    name: str
    args: dict[str, Any]
    attempts: int
    holder: str


def take(database: Engine, holder: str, now: dt.datetime) -> Lease | None:
    """Take the job that has been due longest, also out of the hands of one that has not renewed; None: none is due.

    Whoever has not renewed has died over it, which counts as a failed attempt.
    """
    query = sa.select(job).where(job.c.run_at <= now).order_by(job.c.run_at, _ROWID).limit(1)
    with reading(database) as connection:
        if connection.execute(query).first() is None:
            return None
    with writing(database) as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        attempts = row.attempts + (row.leased_by is not None)
        taken = {"run_at": now + LEASE, "leased_by": holder, "attempts": attempts}
        connection.execute(job.update().where(job.c.id == row.id).values(taken))
    return Lease(row.id, row.name, row.args, attempts, holder)


def renew(database: Engine, lease: Lease, now: dt.datetime) -> bool:
    """Keep a job for longer; False when it has been lost."""
    return _change(database, _mine(job.update(), lease).values(run_at=now + LEASE))


def finish(database: Engine, lease: Lease) -> bool:
    """Remove a job that is done or given up; False when it has been lost, and is done again by whoever has it."""
    with writing(database) as connection:
        return remove(connection, lease)


def remove(connection: Connection, lease: Lease) -> bool:
    """``finish`` in the caller's transaction."""
    return bool(connection.execute(_mine(job.delete(), lease)).rowcount == 1)


def put_back(database: Engine, lease: Lease, run_at: dt.datetime, attempts: int) -> bool:
    """Leave a job for later; False when it has been lost."""
    later = {"run_at": run_at, "attempts": attempts, "leased_by": None}
    return _change(database, _mine(job.update(), lease).values(**later))


def _mine(statement: Any, lease: Lease) -> Any:
    return statement.where(job.c.id == lease.id, job.c.leased_by == lease.holder)


def _change(database: Engine, statement: sa.Executable) -> bool:
    with writing(database) as connection:
        return connection.execute(statement).rowcount == 1
