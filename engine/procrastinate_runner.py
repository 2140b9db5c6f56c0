"""The runner on PostgreSQL: any number of processes on any number of hosts work on one queue."""
from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Event, Thread

import psycopg.conninfo
import structlog
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL, make_url

from engine.jobs import Handlers
from engine.process_engine import ProcessEngine
from engine.procrastinate_jobs import NewJob
from engine.procrastinate_queue import Queue
from engine.procrastinate_work import do_job, recover_stalled

log = structlog.get_logger(__name__)

CONCURRENCY = 2
#: Seconds that jobs in hand get at the end; less than gunicorn and systemd wait.
GRACE = 25.0
SWEEP_EVERY = 1.0
RECOVER_EVERY = 30.0


class ProcrastinateRunner:
    """Does the jobs of the queue and sweeps what is due, until it is stopped.

    ``sweep``: one round of enqueuing what is due, called each second and when ``engine.work`` is set; ``url``: a direct
    connection to the engine's database (SQLAlchemy), when the engine's own goes through pgbouncer.
    """

    def __init__(
        self, engine: ProcessEngine, handlers: Handlers, sweep: Callable[[ProcessEngine], object],
        url: str = "", concurrency: int = CONCURRENCY, grace: float = GRACE,
    ) -> None:  # fmt: skip
        self._engine = engine
        self._handlers = handlers
        self._sweep = sweep
        self._conninfo = conninfo_of(make_url(url) if url else engine.database.url)
        self._concurrency = concurrency
        self._grace = grace
        self._stopping = Event()
        self._end: Callable[[], object] = lambda: None
        self._threads = [
            Thread(target=self._serve, name="jobs", daemon=True),
            Thread(target=self._sweep_on, name="sweeps", daemon=True),
        ]

    def start(self) -> None:
        """Begin, in threads of its own."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no more jobs, and return when those in hand are done, or given back after the grace."""
        self._stopping.set()
        self._engine.work.set()
        with suppress(RuntimeError):  # the loop has ended by itself
            self._end()
        for thread in self._threads:
            thread.join()

    def run(self) -> None:
        """Work until ``stop`` is called, by a signal's handler or by another thread."""
        self.start()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        executor = ThreadPoolExecutor(self._concurrency + 1, "job")  # one more to look up names
        with asyncio.Runner() as runner:
            runner.get_loop().set_default_executor(executor)
            runner.run(self._serve_queue())
            executor.shutdown(wait=False)

    async def _serve_queue(self) -> None:
        queue = Queue(self._conninfo, self._do, self._concurrency, self._grace)
        # No thread of the pool waits for the end: Python joins those when a process ends that nobody has told to stop.
        self._end = partial(asyncio.get_running_loop().call_soon_threadsafe, queue.stop)
        if not self._stopping.is_set():
            await queue.serve()

    def _do(self, job: NewJob) -> None:
        do_job(self._engine, self._handlers, job)

    def _sweep_on(self) -> None:
        recovered_at = 0.0
        while not self._stopping.is_set():
            self._try(self._sweep)
            if time.monotonic() - recovered_at >= RECOVER_EVERY:
                recovered_at = time.monotonic()
                self._try(recover_stalled)
            self._engine.work.wait(SWEEP_EVERY)
            self._engine.work.clear()

    def _try(self, part: Callable[[ProcessEngine], object]) -> None:
        try:
            part(self._engine)
        except Exception:
            log.exception("sweep_broke", sweep=getattr(part, "__name__", str(part)))


def conninfo_of(url: URL) -> str:
    """What psycopg connects by, for a SQLAlchemy URL."""
    _, given = PGDialect_psycopg().create_connect_args(url)  # type: ignore[no-untyped-call]
    return psycopg.conninfo.make_conninfo(**given)
