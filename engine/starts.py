"""Timers and signals that start cases: what a deployment keeps of them, and the sweep that fires the timers."""
from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
import structlog
from lxml import etree
from sqlalchemy.engine import Connection

from engine import codec
from engine.errors import DeploymentRefused
from engine.execution_errors import ExpressionFailed
from engine.parsing.compiled import CompiledProcess
from engine.parsing.parser import compile_process
from engine.process_engine import ProcessEngine
from engine.specs.events import StartEvent
from engine.specs.triggers import SignalTrigger, TimerTrigger
from engine.start_events import find_start
from engine.start_times import first_due, next_due
from engine.tables import start_subscription
from engine.thrown import insert_rows
from engine.transaction import reading, writing

log = structlog.get_logger(__name__)


class NewStarts:
    """Keeps what starts cases by itself of the process versions that one deployment makes.

    ``compile`` and ``keep`` are its arguments ``compile_process`` and ``stored``.
    """

    def __init__(self, engine: ProcessEngine) -> None:
        self._engine = engine
        self._compiled: dict[str, CompiledProcess] = {}

    def compile(self, definition_id: str, key: str, root: etree._Element) -> CompiledProcess:
        """Parse a version and remember it."""
        compiled = self._compiled[definition_id] = compile_process(definition_id, key, root)
        return compiled

    def keep(self, connection: Connection, definition_ids: frozenset[str]) -> None:
        """Keep the starts of the versions that are new. Raises DeploymentRefused."""
        for definition_id in sorted(definition_ids & self._compiled.keys()):
            replace_starts(self._engine, connection, self._compiled[definition_id])


def replace_starts(engine: ProcessEngine, connection: Connection, compiled: CompiledProcess) -> None:
    """Keep the timer and signal starts of a version that is being deployed, instead of those of all before it.

    Raises DeploymentRefused for a time that cannot be reckoned.
    """
    connection.execute(start_subscription.delete().where(start_subscription.c.process_key == compiled.key))
    rows = [row for event in compiled.spec.start_events() if (row := _row(engine, compiled, event)) is not None]
    if rows:
        connection.execute(start_subscription.insert(), rows)


def _row(engine: ProcessEngine, compiled: CompiledProcess, event: StartEvent) -> dict[str, Any] | None:
    trigger = event.trigger
    row = {
        "id": str(uuid4()),
        "process_key": compiled.key,
        "definition_id": compiled.definition_id,
        "element_id": event.name,
        "name": None,
        "due_at": None,
        "rounds_left": None,
    }
    if isinstance(trigger, SignalTrigger):
        return {**row, "kind": "signal", "name": trigger.name}
    if not isinstance(trigger, TimerTrigger):
        return None
    clock = engine.step_clock()
    try:
        due = first_due(trigger, clock, engine.settings(clock))
    except ExpressionFailed as failure:
        raise DeploymentRefused(f"开始事件「{event.bpmn_name or event.name}」的时间算不出来：{failure.message}",
                                findings=[]) from failure
    return None if due is None else {**row, "kind": "timer", "due_at": due, "rounds_left": trigger.rounds}


def fire_due_starts(engine: ProcessEngine, limit: int = 100) -> int:
    """Put the cases that are due to begin into the outbox, each firing once; returns how many timers fired."""
    with reading(engine.database) as connection:
        due = connection.execute(
            sa.select(start_subscription)
            .where(start_subscription.c.due_at <= engine.clock())
            .order_by(start_subscription.c.due_at, start_subscription.c.id)
            .limit(limit)
        ).all()
    return sum(_fire(engine, row) for row in due)


def _fire(engine: ProcessEngine, row: Any) -> bool:
    """Move the timer on and leave a start in the outbox, in one transaction; False when somebody else did."""
    now = engine.clock()
    again = _next(engine, row)
    mine = start_subscription.c.id == row.id, start_subscription.c.due_at == row.due_at
    with writing(engine.database) as connection:
        if again is None:
            moved = connection.execute(start_subscription.delete().where(*mine))
        else:
            left = None if row.rounds_left is None else row.rounds_left - 1
            moved = connection.execute(
                start_subscription.update().where(*mine).values(due_at=again, rounds_left=left)
            )
        if moved.rowcount == 0:
            return False
        start = {
            "id": str(uuid4()),
            "kind": "timer",
            "name": row.due_at.isoformat(),
            "element_id": row.element_id,
            "payload": codec.encode({}),
            "definition_id": row.definition_id,
            "start_event": row.element_id,
        }
        insert_rows(connection, [start], now, hands_over=engine.hands_over)
        engine.fault("before_commit")
    engine.fault("after_commit")
    engine.work.set()
    return True


def _next(engine: ProcessEngine, row: Any) -> dt.datetime | None:
    if row.rounds_left is not None and row.rounds_left <= 1:
        return None
    clock = engine.step_clock()
    try:
        event = find_start(engine, row.definition_id, row.element_id).event
        trigger = None if event is None else event.trigger
    except Exception:  # the case that is due begins, or fails where an administrator sees it
        log.exception("start_timer_broke", definition=row.definition_id, element=row.element_id)
        return None
    return next_due(trigger, row.due_at, clock, engine.settings(clock)) if isinstance(trigger, TimerTrigger) else None
