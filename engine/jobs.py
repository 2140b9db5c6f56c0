"""What is to be done later or beside a request: written in the caller's transaction, done at least once by a runner."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.job_tables import job
from engine.process_engine import ProcessEngine, utc_now

#: Does a job's work, given its arguments. It may be called again after it has done it: doing so must change nothing.
Handler = Callable[[ProcessEngine, Mapping[str, Any]], None]
Handlers = Mapping[str, Handler]

#: Due whatever the clock says.
AT_ONCE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_DUE_ON_POSTGRESQL = sa.text("status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())")


def enqueue(connection: Connection, name: str, run_at: dt.datetime | None = None, **args: Any) -> None:
    """Leave a job for a runner, which sees it once the caller's transaction is committed.

    ``name``: a key of the runner's handlers; ``run_at``: not before this moment, None: at once; ``args``: JSON values.
    """
    if connection.dialect.name == "postgresql":
        from engine.procrastinate_jobs import defer  # SQLite does without procrastinate

        now = utc_now()
        defer(connection, name, run_at if run_at is not None and run_at > now else None, args)
        return
    row = {"id": str(uuid4()), "name": name, "args": args, "attempts": 0, "leased_by": None, "created_at": utc_now()}
    connection.execute(job.insert().values(**row, run_at=run_at or AT_ONCE))


def count_waiting(connection: Connection, most: int, now: dt.datetime) -> int:
    """How many jobs are due and in nobody's hands; more than ``most`` are not counted."""
    if connection.dialect.name == "postgresql":
        rows = sa.table("procrastinate_jobs")
        due: sa.Select[Any] = sa.select(sa.literal_column("id")).select_from(rows).where(_DUE_ON_POSTGRESQL)
    else:
        due = sa.select(job.c.id).where(job.c.run_at <= now)
    return connection.execute(sa.select(sa.func.count()).select_from(due.limit(most).subquery())).scalar_one()
