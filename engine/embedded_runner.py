"""The runner for SQLite: one thread sweeps and works off the jobs, in the web process or in one of its own."""
from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine import job_leases
from engine.job_incidents import give_up
from engine.job_leases import LEASE, Lease
from engine.job_retries import PAUSES, after_failure
from engine.job_work import do_work
from engine.jobs import Handlers
from engine.process_engine import ProcessEngine
from engine.sweeps import Sweep, hand_over
from engine.transaction import writing

log = structlog.get_logger(__name__)


class EmbeddedRunner:
    """Sweeps every ``interval`` seconds, and whenever a step says that something is to be done, and does the jobs.

    Any number of runners, of any number of processes, may work off one database.
    """

    def __init__(
        self, engine: ProcessEngine, handlers: Handlers, interval: float = 1.0, sweep: Sweep = hand_over
    ) -> None:
        self._engine = engine
        self._handlers = handlers
        self._interval = interval
        self._sweep = sweep
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread = Thread(target=self.run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stopping.set()
        self._engine.work.set()
        if self._thread is not None:
            self._thread.join()

    def run(self) -> None:
        """Work in the foreground until told to stop. Whatever breaks is logged and tried again."""
        work = self._engine.work
        while not self._stopping.is_set():
            work.clear()
            if not self.work_off() and not self._stopping.is_set():
                work.wait(self._interval)

    def work_off(self) -> int:
        """One round: sweep, and do jobs until none is due or it is time to sweep again; returns how much was done."""
        done = 0
        try:
            done = self._sweep(self._engine)
            until = time.monotonic() + self._interval
            while not self._stopping.is_set() and self.do_next():
                done += 1
                if time.monotonic() >= until:
                    break
        except Exception:
            log.exception("runner_broke")
            return 0
        return done

    def do_next(self) -> bool:
        """Take a job and do it; False when none is due. Raises SQLAlchemyError when the database is away."""
        engine = self._engine
        lease = job_leases.take(engine.database, str(uuid4()), engine.clock())
        if lease is None:
            return False
        if lease.attempts > len(PAUSES):  # it may be the cause of the deaths, e.g. because it needs too much memory
            self._give_up(lease, "办理它的程序每次都中途退出")
            return True
        try:
            with _renewing(engine, lease):
                do_work(engine, self._handlers, lease.name, lease.args)
        except Exception as error:
            log.exception("job_broke", job=lease.name, id=lease.id, attempts=lease.attempts)
            kept = self._fail(lease, error)
        else:
            kept = job_leases.finish(engine.database, lease)
        if not kept:
            log.warning("job_lost", job=lease.name, id=lease.id)
        return True

    def _fail(self, lease: Lease, error: Exception) -> bool:
        engine, now = self._engine, self._engine.clock()
        again, attempts = after_failure(error, lease.attempts, now)
        if again is not None:
            return job_leases.put_back(engine.database, lease, again, attempts)
        return self._give_up(lease, type(error).__name__)

    def _give_up(self, lease: Lease, reason: str) -> bool:
        engine = self._engine
        with writing(engine.database) as connection:
            kept = job_leases.remove(connection, lease)
            if kept:
                give_up(connection, lease.name, lease.args, reason, engine.clock())
        return kept


@contextmanager
def _renewing(engine: ProcessEngine, lease: Lease) -> Iterator[None]:
    """Renew a lease from a thread of its own for as long as the block takes, whatever the wall clock does meanwhile."""
    done = Event()

    def renew() -> None:
        while not done.wait(LEASE.total_seconds() / 4):
            try:
                if not job_leases.renew(engine.database, lease, engine.clock()):
                    return
            except SQLAlchemyError:
                log.exception("lease_not_renewed", job=lease.name, id=lease.id)

    thread = Thread(target=renew, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
