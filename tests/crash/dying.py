"""A process that takes one step of the engine and dies at a named point of it: ``python -m tests.crash.dying …``."""
from __future__ import annotations

import os
import sys
from dataclasses import replace
from threading import Event
from typing import Any

from engine import tasks
from engine.database import open_database
from engine.instances import Opening, start_instance
from engine.job_handlers import HANDLERS
from engine.messages import deliver_message
from engine.outbox import deliver_due
from engine.process_engine import ProcessEngine
from engine.runners import runner_for
from engine.starts import fire_due_starts
from engine.timers import fire_due_timers
from tests.integration.engine.conftest import CADRE, ROLES, SHANGHAI, Clock, asking, resolve_group

DEAD = 86
SURVIVED = 0
LATER = {"hours": 2}
#: Seconds that a runner gets to meet its point.
LONGEST = 50


def open_engine(url: str, point: str | None = None) -> ProcessEngine:
    """The engine on a database, two hours after noon; it dies at ``point``."""

    def die(reached: str) -> None:
        if reached == point:
            os._exit(DEAD)

    clock = Clock()
    clock.advance(**LATER)
    return ProcessEngine(open_database(url), resolve_group, SHANGHAI, ROLES, clock, fault=die)


def act(engine: ProcessEngine, step: str, task_id: str) -> Any:
    """Take one of the steps that the tests kill."""
    if step == "complete":
        return tasks.complete(engine, CADRE, task_id, {"note": "好"})
    if step == "timer":
        return fire_due_timers(engine)
    if step == "delivery":
        return deliver_due(engine)
    if step == "job":
        runner = runner_for(replace(engine, hands_over=True), HANDLERS)
        runner.start()
        Event().wait(LONGEST)  # until the runner's thread ends the process
        runner.stop()
        return None
    if step == "starts":
        return fire_due_starts(engine)
    if step == "message":
        return deliver_message(engine, asking("k1"), "2026-1", "call", {})
    return start_instance(engine, asking("k2"), "p", {}, Opening("640101", "2026-2", {}))


if __name__ == "__main__":
    act(open_engine(sys.argv[1], sys.argv[2]), *sys.argv[3:5])
    sys.exit(SURVIVED)
