"""The embedded runner: whatever is due or on its way is done by one thread, at once when a step leaves something."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event, Thread

import structlog

from engine.outbox import deliver_due
from engine.process_engine import ProcessEngine
from engine.starts import fire_due_starts
from engine.timers import fire_due_timers

log = structlog.get_logger(__name__)

#: Each does some of what is to be done now and returns how much; nothing is left when it returns 0.
Sweep = Callable[[ProcessEngine], int]
SWEEPS: tuple[Sweep, ...] = (fire_due_timers, fire_due_starts, deliver_due)


def sweep(engine: ProcessEngine, sweeps: Sequence[Sweep] = SWEEPS) -> int:
    """One round of everything; returns how much was done. A sweep that breaks does not stop the others."""
    done = 0
    for part in sweeps:
        try:
            done += part(engine)
        except Exception:
            log.exception("sweep_broke", sweep=getattr(part, "__name__", str(part)))
    return done


class SweepThread:
    """Sweeps every ``interval`` seconds, and whenever a step says that something is to be done, until it is stopped."""

    def __init__(self, engine: ProcessEngine, interval: float = 1.0, sweeps: Sequence[Sweep] = SWEEPS) -> None:
        self._engine = engine
        self._interval = interval
        self._sweeps = sweeps
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="sweeps", daemon=True)

    def start(self) -> None:
        """Begin to sweep."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the round in hand and end the thread."""
        self._stopping.set()
        self._engine.work.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._engine.work.wait(self._interval)
            self._engine.work.clear()
            while not self._stopping.is_set() and sweep(self._engine, self._sweeps):
                pass
