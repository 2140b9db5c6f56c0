"""The asynchronous half of the runner on PostgreSQL: procrastinate's worker, begun anew after the database was away."""
from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from psycopg_pool import AsyncConnectionPool

from engine.job_retries import AWAY
from engine.procrastinate_jobs import QUEUE, TASK, NewJob, read_job
from engine.procrastinate_work import SILENCE

log = structlog.get_logger(__name__)

#: Seconds. A host that vanishes without a word is noticed in this time by connecting, and soon after by keepalives.
PATIENCE = 5
KEEPALIVE = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
#: Before whatever the database's trouble stopped is tried again.
PAUSE = AWAY
#: Notifications wake the worker; this is for jobs that are due later, and for a notification that got lost.
POLLING = 5.0


class _Postponed(BaseRetryStrategy):
    """What was raised is the database's trouble or the runner's own end; breaking has been dealt with before."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        pause = dt.timedelta() if isinstance(exception, asyncio.CancelledError) else PAUSE
        return RetryDecision(retry_at=dt.datetime.now(dt.UTC) + pause)


class _Attentive(JobManager):
    """A worker that could not say how a job ended would seem to be at it for as long as it lives: it has to end."""

    def __init__(self, connector: PsycopgConnector, give_way: Callable[[], object]) -> None:
        super().__init__(connector)
        self._give_way = give_way

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        await self._told(super().finish_job(job, status, delete_job))

    async def retry_job(self, job: Job, *args: Any, **kwargs: Any) -> None:
        await self._told(super().retry_job(job, *args, **kwargs))

    async def _told(self, telling: Awaitable[None]) -> None:
        try:
            await telling
        except Exception:
            log.warning("job_end_untold", exc_info=True)
            self._give_way()


class Queue:
    """Takes jobs and does each by ``work``, in threads, until it is told to stop; to be served by one event loop.

    ``conninfo``: a direct connection, for LISTEN does not work through pgbouncer in transaction mode;
    ``grace``: how many seconds jobs in hand get before they are given back at the end.
    """

    def __init__(self, conninfo: str, work: Callable[[NewJob], None], concurrency: int, grace: float) -> None:
        self._conninfo = conninfo
        self._work = work
        self._concurrency = concurrency
        self._grace = grace
        self._stopping = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Work until ``stop``; when the database is away, wait and begin anew."""
        while not self._stopping.is_set():
            try:
                await self._work_until_told()
            except Exception as error:  # noqa: BLE001  # whatever it is, the way on is to begin anew
                log.warning("queue_away", reason=f"{type(error).__name__}: {error}")
            if not self._stopping.is_set():
                await self._wait(1.0)

    def stop(self) -> None:
        """Take no more jobs and let ``serve`` return once those in hand are done. Called on the event loop."""
        self._stopping.set()
        self._give_way()

    def _give_way(self) -> None:
        if self._worker is not None:
            self._worker.cancel()

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return

    async def _work_until_told(self) -> None:
        pool = AsyncConnectionPool(
            self._conninfo, kwargs={"connect_timeout": PATIENCE, **KEEPALIVE}, min_size=1, max_size=2, open=False,
            timeout=PATIENCE, configure=_configure, check=AsyncConnectionPool.check_connection, name="procrastinate",
        )  # fmt: skip
        try:
            await pool.open(wait=True, timeout=PATIENCE)
            app = await self._open_app(pool)
            if self._stopping.is_set():  # told before there was anything to end
                return
            working = app.run_worker_async(
                queues=[QUEUE], concurrency=self._concurrency, delete_jobs="successful", install_signal_handlers=False,
                fetch_job_polling_interval=POLLING, shutdown_graceful_timeout=self._grace,
                stalled_worker_timeout=SILENCE,
            )  # fmt: skip
            self._worker = asyncio.create_task(working)
            await asyncio.wait({self._worker})
            if not self._worker.cancelled():
                self._worker.result()
        finally:
            self._worker = None
            await pool.close(PATIENCE)

    async def _open_app(self, pool: AsyncConnectionPool[Any]) -> App:
        connector = PsycopgConnector()
        await connector.open_async(pool)
        app = App(connector=connector)
        app.job_manager = _Attentive(connector, self._give_way)

        async def do(**content: Any) -> None:
            await asyncio.get_running_loop().run_in_executor(None, self._work, read_job(content))

        app.task(name=TASK, queue=QUEUE, retry=_Postponed())(do)
        return app


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    # Each of procrastinate's statements is a transaction of its own.
    await connection.set_autocommit(True)
