"""Which runner works off the jobs of a database."""
from __future__ import annotations

from typing import Protocol

from engine.embedded_runner import EmbeddedRunner
from engine.jobs import Handlers
from engine.process_engine import ProcessEngine
from engine.sweeps import hand_over


class Runner(Protocol):
    """Works off jobs and sweeps, in a thread (``start``) or in the foreground (``run``)."""

    def start(self) -> None:
        """Begin, in a thread."""
        ...

    def stop(self) -> None:
        """Finish what is in hand and end."""
        ...

    def run(self) -> None:
        """Work in the foreground until told to stop."""
        ...


def runner_for(engine: ProcessEngine, handlers: Handlers, url: str = "") -> Runner:
    """The embedded runner on SQLite, procrastinate's on PostgreSQL.

    ``url``: where procrastinate's connects directly, when the engine's own connections go through pgbouncer.
    """
    if engine.database.dialect.name == "postgresql":
        from engine.procrastinate_runner import ProcrastinateRunner  # SQLite does without procrastinate

        return ProcrastinateRunner(engine, handlers, hand_over, url)
    return EmbeddedRunner(engine, handlers)
