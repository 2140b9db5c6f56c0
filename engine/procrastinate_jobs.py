"""Jobs on PostgreSQL: procrastinate keeps them, and takes them in the transaction of whoever leaves them."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection

QUEUE = "engine"
#: The one task that procrastinate knows. Which handler it calls stands in the arguments, so that a job that an older
#: worker does not know yet during an upgrade is tried again like any other that breaks.
TASK = "job"

#: procrastinate promises the name and the signature of this function, and of nothing else that it has in the database.
_DEFER = sa.text(
    """
    SELECT procrastinate_defer_jobs_v1(ARRAY(
        SELECT ROW(:queue, :task, 0, NULL, NULL, given.args, given.run_at)::procrastinate_job_to_defer_v1
        FROM jsonb_to_recordset(:jobs) AS given(args jsonb, run_at timestamptz)
    ))
    """
).bindparams(sa.bindparam("jobs", type_=JSONB))

#: A queue's rows come and go: cleaned after so many dead ones, not after a fifth of what the table once held.
_UPKEEP = """
    ALTER TABLE procrastinate_{table} SET (
        autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000,
        autovacuum_analyze_scale_factor = 0.0, autovacuum_analyze_threshold = 10000
    )
"""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be done: the handler's name, its arguments as JSON values, and when (None: at once).

    ``failures``: how often it has broken; ``deaths``: how often its worker was gone before it was done.
    """

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    run_at: dt.datetime | None = None
    failures: int = 0
    deaths: int = 0

    def content(self) -> dict[str, Any]:
        """What procrastinate keeps as the arguments of its task; ``read_job`` reads it."""
        return {"name": self.name, "args": dict(self.args), "failures": self.failures, "deaths": self.deaths}


def read_job(content: Mapping[str, Any]) -> NewJob:
    """The job again, due at once."""
    return NewJob(content["name"], content["args"], None, content["failures"], content["deaths"])


def defer(connection: Connection, name: str, run_at: dt.datetime | None, args: Mapping[str, Any]) -> None:
    """Leave one job in the caller's transaction."""
    defer_many(connection, [NewJob(name, args, run_at)])


def defer_many(connection: Connection, jobs: Iterable[NewJob]) -> None:
    """Leave any number of jobs in the caller's transaction, in one statement; none asks the database nothing."""
    rows = [{"args": job.content(), "run_at": _moment(job.run_at)} for job in jobs]
    if rows:
        connection.execute(_DEFER, {"queue": QUEUE, "task": TASK, "jobs": rows})


def _moment(run_at: dt.datetime | None) -> str | None:
    if run_at is not None and run_at.tzinfo is None:
        raise ValueError("times are aware UTC; a naive datetime was given")
    return None if run_at is None else run_at.isoformat()


def create_queue(connection: Connection) -> None:
    """Create procrastinate's tables, of the installed version, in the caller's transaction."""
    from procrastinate.schema import SchemaManager  # half a second that web processes need not spend

    statements = [SchemaManager.get_schema(), *(_UPKEEP.format(table=table) for table in ("jobs", "events"))]
    # For whoever migrates the queue to a later version: what a database was created with.
    statements.append(f"COMMENT ON TABLE procrastinate_jobs IS 'procrastinate {version('procrastinate')}'")
    for statement in statements:
        # Many statements in one text, with percent signs of their own: only without parameters does psycopg send that.
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
