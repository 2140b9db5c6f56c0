"""Ending an instance before its time, with a reason."""
from __future__ import annotations

from engine.actors import Actor
from engine.changes import Changes
from engine.history import Event
from engine.process_engine import ProcessEngine
from engine.step import Action, Step, take_step
from engine.tables import incident


def cancel_instance(engine: ProcessEngine, actor: Actor, instance_id: str, reason: str) -> None:
    """Take away every token, timer and open task. Raises NotFound, Conflict when it has ended already."""
    take_step(engine, instance_id, _Cancellation(actor, reason))


class _Cancellation(Action[bool]):
    on_suspended = True

    def __init__(self, actor: Actor, reason: str) -> None:
        self.actor = actor
        self.reason = reason

    def apply(self, step: Step) -> None:
        step.status_at_end = "cancelled"
        step.events.append(Event("instance_cancelled", self.actor, data={"reason": self.reason}))
        step.updates.append(
            incident.update()
            .where(incident.c.instance_id == step.instance.id, incident.c.status == "open")
            .values(status="resolved", resolved_at=step.clock.now, resolved_by=self.actor.person_id)
        )
        for token in step.workflow.live_tokens():
            token.cancel()

    def result(self, step: Step, changes: Changes) -> bool:
        return True
