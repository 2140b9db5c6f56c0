"""Timers fire from indexed due rows: what is due is re-checked in a step, and a bad one does not stop the others."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from engine.actors import SYSTEM
from engine.attempts import TriedAgainLater, attempt, try_again
from engine.changes import Changes
from engine.execution_errors import ExecutionFailed
from engine.history import Event
from engine.incidents import TimerTrigger as FailedTimer
from engine.incidents import raise_incident
from engine.job_names import FIRE_TIMERS
from engine.leases import due_without_runner, hand_over_due, still_leased
from engine.process_engine import ProcessEngine
from engine.specs.flow import JOB
from engine.step import Action, Step, take_step
from engine.tables import timer_job
from engine.transaction import reading

_ORDER = (timer_job.c.due_at, timer_job.c.id)


def fire_due_timers(engine: ProcessEngine, limit: int = 100) -> int:
    """Fire timers that are due here and now, oldest first, at most ``limit``; returns how many fired."""
    due = due_without_runner(timer_job, timer_job.c.due_at, engine.clock())
    with reading(engine.database) as connection:
        rows = connection.execute(sa.select(timer_job).where(due).order_by(*_ORDER).limit(limit)).all()
    return _fire(engine, rows)


def hand_over_timers(engine: ProcessEngine) -> int:
    """Give the timers that are due to jobs; returns how many."""
    return hand_over_due(engine, timer_job, FIRE_TIMERS, *_ORDER)


def fire_timers(engine: ProcessEngine, args: Mapping[str, Any]) -> None:
    """The handler: fire the timers that a job has been given. Raises SQLAlchemyError when the database is away."""
    with reading(engine.database) as connection:
        mine = sa.select(timer_job).where(still_leased(timer_job, args)).order_by(*_ORDER)
        rows = connection.execute(mine).all()
    _fire(engine, rows)


def _fire(engine: ProcessEngine, rows: Iterable[Any]) -> int:
    def fire(row: Any) -> bool:
        return attempt(
            engine, timer_job, row, lambda: fire_timer(engine, row.id, row.instance_id),
            lambda error: _give_up(engine, row, error),
        )  # fmt: skip

    return sum(fire(row) for row in rows)


def _give_up(engine: ProcessEngine, row: Any, error: Exception) -> None:
    failure = ExecutionFailed(f"定时器到时间后系统出错：{type(error).__name__}", element_id=row.element_id)
    raise_incident(engine, row.instance_id, FailedTimer(SYSTEM, row.id), failure)


def fire_timer(engine: ProcessEngine, timer_id: str, instance_id: str) -> bool:
    """Fire one timer if it still waits and is due; False when it is gone.

    Raises IncidentRaised, Conflict; TriedAgainLater after a failure that its diagram wants tried again.
    """
    firing = _Firing(timer_id)
    try:
        return take_step(engine, instance_id, firing)
    except ExecutionFailed as failure:
        if try_again(engine, timer_job, timer_id, firing.pauses):
            raise TriedAgainLater() from failure
        raise_incident(engine, instance_id, FailedTimer(SYSTEM, timer_id), failure)


class _Firing(Action[bool]):
    def __init__(self, timer_id: str) -> None:
        self.actor = SYSTEM
        self.timer_id = timer_id
        self.pauses: tuple[dt.timedelta, ...] = ()

    def apply(self, step: Step) -> bool | None:
        waiting = step.before.timers.get(self.timer_id)
        if waiting is None or dt.datetime.fromisoformat(waiting["due_at"]) > step.clock.now:
            return False
        token_id, _, index = self.timer_id.partition(":")
        token = step.workflow.token(token_id)
        self.pauses = token.task_spec.pauses_of(token)
        kind = "continued" if JOB in token.internal_data else "timer_fired"
        data = {"due_at": waiting["due_at"]}
        step.events.append(Event(kind, self.actor, waiting["element_id"], data=data))
        token.task_spec.fire(token, int(index))
        return None

    def result(self, step: Step, changes: Changes) -> bool:
        return True
