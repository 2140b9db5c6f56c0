"""What both runners do around a handler: the crash points, and names that nobody here knows."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.job_retries import UnknownJob
from engine.jobs import Handlers
from engine.process_engine import ProcessEngine


def do_work(engine: ProcessEngine, handlers: Handlers, name: str, args: Mapping[str, Any]) -> None:
    """Do a job's work. Raises UnknownJob and whatever the handler raises."""
    engine.fault("job_begun")
    handler = handlers.get(name)
    if handler is None:
        raise UnknownJob(name)
    handler(engine, args)
    engine.fault("job_effect_done")
