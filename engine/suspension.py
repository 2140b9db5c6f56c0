"""Suspending an instance, so that nothing moves it, and letting it go on."""
from __future__ import annotations

import sqlalchemy as sa

from engine.actors import Actor
from engine.changes import Changes
from engine.errors import Conflict
from engine.history import Event
from engine.process_engine import ProcessEngine
from engine.reasons import read_reason
from engine.step import Action, Step, take_step
from engine.suspension_conflicts import SUSPENDED
from engine.tables import outbox, subscription, timer_job


def suspend_instance(engine: ProcessEngine, actor: Actor, instance_id: str, reason: str) -> None:
    """Keep tasks, timers, messages, signals and external tasks from moving the instance until it is resumed.

    What comes due or arrives meanwhile waits. Raises NotFound, InvalidRequest for an empty reason, Conflict when the
    instance has ended, Suspended when it is suspended already.
    """
    take_step(engine, instance_id, _Suspension(actor, read_reason(reason)))


def resume_instance(engine: ProcessEngine, actor: Actor, instance_id: str, reason: str) -> None:
    """Let a suspended instance go on; what came due meanwhile is done at once.

    Raises NotFound, InvalidRequest for an empty reason, Conflict when it is not suspended, ExecutionFailed when a
    condition that it waits for cannot be evaluated (nothing is written).
    """
    take_step(engine, instance_id, _Resumption(actor, read_reason(reason)))


class _Suspension(Action[bool]):
    def __init__(self, actor: Actor, reason: str) -> None:
        self.actor = actor
        self.reason = reason

    def apply(self, step: Step) -> None:
        step.status = SUSPENDED
        step.events.append(Event("instance_suspended", self.actor, data={"reason": self.reason}))

    def result(self, step: Step, changes: Changes) -> bool:
        return True


class _Resumption(Action[bool]):
    on_suspended = True

    def __init__(self, actor: Actor, reason: str) -> None:
        self.actor = actor
        self.reason = reason

    def apply(self, step: Step) -> None:
        if step.instance.status != SUSPENDED:
            raise Conflict("这件协商没有暂停，不用恢复。")
        step.status = "active"
        step.events.append(Event("instance_resumed", self.actor, data={"reason": self.reason}))
        step.updates += _taken_up_again(step)
        # A variable may have been changed meanwhile, which moves nothing while the instance is suspended.
        step.workflow.conditions_changed = True

    def result(self, step: Step, changes: Changes) -> bool:
        step.engine.work.set()
        return True


def _taken_up_again(step: Step) -> list[sa.Executable]:
    """What was put off while the instance was suspended is due again; what an incident tells of stays aside."""
    mine, now = step.instance, step.clock.now
    waited_for = sa.select(subscription.c.name).where(
        subscription.c.instance_id == mine.id, subscription.c.kind == "message"
    )
    messages = sa.or_(
        outbox.c.business_key == mine.business_key,
        sa.and_(outbox.c.business_key.is_(None), outbox.c.name.in_(waited_for)),
    )
    addressed = sa.or_(outbox.c.receiver_id == mine.id, sa.and_(outbox.c.kind == "message", messages))
    return [
        timer_job.update()
        .where(timer_job.c.instance_id == mine.id, timer_job.c.run_at.is_not(None))
        .values(run_at=timer_job.c.due_at),
        outbox.update().where(addressed, outbox.c.run_at > now).values(run_at=now),
    ]
