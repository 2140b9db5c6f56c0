"""Timers fire from indexed due rows: a sweep takes what is due, re-checks it in a step, and survives a bad one."""
from __future__ import annotations

import datetime as dt
from contextlib import suppress

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine.actors import SYSTEM
from engine.changes import Changes
from engine.errors import ProductError
from engine.execution_errors import ExecutionFailed
from engine.history import Event
from engine.incidents import IncidentRaised, raise_incident
from engine.incidents import TimerTrigger as FailedTimer
from engine.process_engine import ProcessEngine
from engine.specs.flow import JOB
from engine.step import Action, Step, take_step
from engine.tables import timer_job
from engine.transaction import reading

log = structlog.get_logger(__name__)


def fire_due_timers(engine: ProcessEngine, limit: int = 100) -> int:
    """Fire timers that are due now, oldest first, at most ``limit``; returns how many fired. Bad ones are logged."""
    with reading(engine.database) as connection:
        due = connection.execute(
            sa.select(timer_job.c.id, timer_job.c.instance_id)
            .where(timer_job.c.due_at <= engine.clock(), timer_job.c.attempts == 0)
            .order_by(timer_job.c.due_at, timer_job.c.id)
            .limit(limit)
        ).all()
    fired = 0
    for row in due:
        try:
            fired += fire_timer(engine, row.id, row.instance_id)
        except ProductError as error:
            log.warning("timer_not_fired", timer=row.id, instance=row.instance_id, reason=error.type)
        except Exception as error:
            log.exception("timer_broke", timer=row.id, instance=row.instance_id)
            _set_aside(engine, row.id, row.instance_id, error)
    return fired


def _set_aside(engine: ProcessEngine, timer_id: str, instance_id: str, error: Exception) -> None:
    """Leave a timer that breaks to an administrator, for it would stand at the head of every sweep to come."""
    if isinstance(error, SQLAlchemyError):  # the database's trouble, not the timer's
        return
    failure = ExecutionFailed(f"定时器到时间后系统出错：{type(error).__name__}")
    with suppress(IncidentRaised, SQLAlchemyError):
        raise_incident(engine, instance_id, FailedTimer(SYSTEM, timer_id), failure)


def fire_timer(engine: ProcessEngine, timer_id: str, instance_id: str) -> bool:
    """Fire one timer if it still waits and is due; False when it is gone. Raises IncidentRaised, Conflict."""
    try:
        return take_step(engine, instance_id, _Firing(timer_id))
    except ExecutionFailed as failure:
        raise_incident(engine, instance_id, FailedTimer(SYSTEM, timer_id), failure)


class _Firing(Action[bool]):
    def __init__(self, timer_id: str) -> None:
        self.actor = SYSTEM
        self.timer_id = timer_id

    def apply(self, step: Step) -> bool | None:
        waiting = step.before.timers.get(self.timer_id)
        if waiting is None or dt.datetime.fromisoformat(waiting["due_at"]) > step.clock.now:
            return False
        token_id, _, index = self.timer_id.partition(":")
        token = step.workflow.token(token_id)
        kind = "continued" if JOB in token.internal_data else "timer_fired"
        data = {"due_at": waiting["due_at"]}
        step.events.append(Event(kind, self.actor, waiting["element_id"], data=data))
        token.task_spec.fire(token, int(index))
        return None

    def result(self, step: Step, changes: Changes) -> bool:
        return True
