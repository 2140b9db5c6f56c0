"""What becomes of one job on PostgreSQL: done, tried again later, or left to an administrator."""
from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
import structlog
from procrastinate.sql import queries

from engine.database_trouble import is_trouble_of_database
from engine.job_incidents import give_up
from engine.job_retries import after_failure
from engine.job_work import do_work
from engine.jobs import Handlers
from engine.process_engine import ProcessEngine
from engine.procrastinate_jobs import QUEUE, TASK, NewJob, defer_many, read_job
from engine.transaction import writing

log = structlog.get_logger(__name__)

#: A job whose worker dies so often over it is taken to be the cause, e.g. because it needs more memory than there is.
MOST_DEATHS = 5
#: How long a worker may be silent before its jobs are given to others; it speaks every ten seconds.
SILENCE = 30.0
_LOCK = sa.text("SELECT pg_try_advisory_xact_lock(hashtext('engine.procrastinate_work'))")


def do_job(engine: ProcessEngine, handlers: Handlers, job: NewJob) -> None:
    """Do it; when it breaks, leave it anew for later or to an administrator, so that procrastinate may forget this one.

    Raises when it cannot even be left anew, or when the database is in trouble, which is no fault of the job's.
    """
    try:
        do_work(engine, handlers, job.name, job.args)
    except Exception as error:
        if is_trouble_of_database(error):
            raise
        log.exception("job_broke", job=job.name, failures=job.failures)
        _try_later(engine, job, error)


def _try_later(engine: ProcessEngine, job: NewJob, error: Exception) -> None:
    now = engine.clock()
    moment, failures = after_failure(error, job.failures, now)
    with writing(engine.database) as connection:
        if moment is None:
            give_up(connection, job.name, job.args, type(error).__name__, now)
        else:
            defer_many(connection, [replace(job, run_at=moment, failures=failures)])


def recover_stalled(engine: ProcessEngine, silence: float = SILENCE) -> int:
    """Put jobs whose worker is gone into the queue again, each once; returns how many there were.

    Any number of processes may ask at the same time: one of them does it. A job that has seen too many workers die is
    left to an administrator.
    """
    about = {"queue": QUEUE, "task_name": TASK, "seconds_since_heartbeat": silence}
    with writing(engine.database) as connection:
        if not connection.scalar(_LOCK):
            return 0
        found = connection.exec_driver_sql(queries["select_stalled_jobs_by_heartbeat"], about).all()
        again = []
        for row in found:
            job = read_job(row.args)
            job = replace(job, deaths=job.deaths + 1)
            ended = {"job_id": row.id, "status": "failed", "delete_job": True}
            connection.exec_driver_sql(queries["finish_job"], ended)
            if job.deaths < MOST_DEATHS:
                again.append(job)
            else:
                give_up(connection, job.name, job.args, "办理它的程序每次都中途退出", engine.clock())
        defer_many(connection, again)
    if found:
        log.warning("jobs_recovered", jobs=len(found), given_up=len(found) - len(again))
    return len(found)
