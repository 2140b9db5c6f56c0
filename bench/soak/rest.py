"""Waiting until nothing is due, on its way or in hand, which must come about within a bound after the last restart."""
from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from threading import Event

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bench.soak.consistency import is_explained
from bench.soak.records import Violation
from engine.job_tables import job
from engine.tables import instance, outbox, timer_job
from engine.transaction import reading

#: A lease of a killed process has to run out first.
BOUND = 150.0
#: Timers of the soak's own processes are due within seconds; what is due later is the county's.
SOON = dt.timedelta(seconds=8)
_QUEUE = sa.table("procrastinate_jobs", sa.column("id"), sa.column("status"), sa.column("task_name"),
                  sa.column("scheduled_at"))  # fmt: skip


def wait_for_rest(database: Engine, bound: float = BOUND) -> tuple[float, list[Violation]]:
    """Wait until nothing is to be done; the seconds that it took, and what was still there when the bound was over."""
    began = time.monotonic()
    while True:
        with reading(database) as connection:
            left = list(unfinished(connection))
        waited = time.monotonic() - began
        if not left or waited > bound:
            return waited, left
        Event().wait(0.5)


def unfinished(connection: Connection) -> Iterator[Violation]:
    """What is due, on its way or in hand."""
    soon = dt.datetime.now(dt.UTC) + SOON
    timers = sa.select(timer_job.c.id, timer_job.c.instance_id, timer_job.c.element_id, timer_job.c.due_at)
    for row in connection.execute(timers.where(timer_job.c.due_at <= soon)):
        yield Violation("a timer not fired", f"{row.element_id} {row.id} due {row.due_at}", row.instance_id)
    cancelled = sa.select(instance.c.business_key).where(instance.c.status == "cancelled")
    given_up = set(connection.execute(cancelled).scalars())
    for row in connection.execute(sa.select(outbox)):
        if not (row.attempts and is_explained(row, given_up)):
            yield Violation("left in the outbox", f"{row.kind} {row.name}", row.sender_id)
    now = dt.datetime.now(dt.UTC)
    for row in connection.execute(sa.select(job).where(sa.or_(job.c.run_at.is_(None), job.c.run_at <= now,
                                                              job.c.leased_by.is_not(None)))):  # fmt: skip
        yield Violation("a job not done", f"{row.name} {row.args}")
    if sa.inspect(connection).has_table(_QUEUE.name):
        due = sa.or_(_QUEUE.c.scheduled_at.is_(None), _QUEUE.c.scheduled_at <= now)
        open_ = sa.cast(_QUEUE.c.status, sa.Text).in_(("todo", "doing"))
        for row in connection.execute(sa.select(_QUEUE).where(open_, due)):
            yield Violation("a job not done", f"{row.task_name} {row.id} {row.status}")
