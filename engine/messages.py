"""Messages to one waiting instance, and signals to all who wait for them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from engine import request_keys
from engine.actors import Actor
from engine.changes import Changes
from engine.errors import Conflict, NotFound
from engine.execution.loop import catch_signal, catching
from engine.execution_errors import ExecutionFailed
from engine.history import Event
from engine.incidents import IncidentRaised, raise_incident
from engine.incidents import MessageTrigger as FailedMessage
from engine.instances import form_version, validate_payload
from engine.process_engine import ProcessEngine
from engine.senders import refuse_sender
from engine.specs.activities import FormBinding
from engine.specs.triggers import MessageTrigger
from engine.step import Action, Step, take_step
from engine.submissions import new_submission
from engine.tables import instance, request_key, subscription
from engine.transaction import reading


class NobodyWaits(Conflict):
    """现在没有等着这条消息，可能时间已经过了。"""

    type = "nobody-waits"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where a message arrived."""

    instance_id: str
    element_id: str
    repeated: bool = False


def deliver_message(
    engine: ProcessEngine,
    actor: Actor,
    business_key: str,
    name: str,
    data: Mapping[str, Any],
    request_key: str | None = None,
) -> Delivered:
    """Hand a message to the one token of a case that waits for it. ``data``: JSON, checked by the event's payloadForm.

    Raises NotFound, NobodyWaits (also when more than one waits), Forbidden when the event's ``senders`` do not name the
    actor, InvalidSubmission, IncidentRaised.
    """
    with reading(engine.database) as connection:
        instance_id = connection.execute(
            sa.select(instance.c.id).where(instance.c.business_key == business_key)
        ).scalar()
    if instance_id is None:
        raise NotFound("没有找到这个协商事项。")
    delivery = _Delivery(actor, name, data, request_key)
    try:
        return take_step(engine, instance_id, delivery)
    except ExecutionFailed as failure:
        raise_incident(engine, instance_id, FailedMessage(actor, "message", name, data, request_key), failure)
    except (Conflict, IntegrityError):  # the case has ended since, or another case has taken the key just now
        with reading(engine.database) as connection:
            repeated = delivery.find_earlier(connection, instance_id)
        if repeated is None:
            raise
        return repeated


class _Delivery(Action[Delivered]):
    def __init__(self, actor: Actor, name: str, data: Mapping[str, Any], key: str | None) -> None:
        self.actor = actor
        self.name = name
        self.data = data
        self.key = key
        self.element_id = ""

    def apply(self, step: Step) -> Delivered | None:
        earlier = self.find_earlier(step.connection, step.instance.id)
        if earlier is not None:
            return earlier
        token, index, trigger = self._receiver(step)
        refuse_sender(
            step.engine, step.connection, self.actor, trigger.senders, step.instance.organisation, step.clock.now,
            step.instance.started_by,
        )  # fmt: skip
        spec = token.task_spec
        self.element_id = spec.name
        binding = FormBinding(trigger.payload_form) if trigger.payload_form else None
        values = validate_payload(step, binding, self.data).values
        written = new_submission(
            step.instance.id, spec.name, form_version(step, binding), values, self.actor, step.clock
        )
        step.submissions.append(written.row)
        data = {"message": self.name, **written.event_data}
        step.events.append(Event("message_received", self.actor, spec.name, data=data))
        given = {trigger.payload_variable: values} if trigger.payload_variable else values
        for name, value in given.items():
            token.workflow.write_variable(name, value, spec.name)
        if self.key is not None:
            result = {"instance_id": step.instance.id, "element_id": spec.name}
            print_ = self._fingerprint(step.instance.id)
            row = {"person_id": self.actor.person_id, "key": self.key, "fingerprint": print_}
            step.updates.append(request_key.insert().values(**row, result=result, recorded_at=step.clock.now))
        spec.fire(token, index)
        return None

    def find_earlier(self, connection: Connection, instance_id: str) -> Delivered | None:
        """The first answer again, when this request had one. Raises KeyReused when another request had it."""
        earlier = request_keys.find(connection, self.actor, self.key, self._fingerprint(instance_id))
        return None if earlier is None else Delivered(instance_id, earlier["element_id"], repeated=True)

    def _fingerprint(self, instance_id: str) -> str:
        return request_keys.fingerprint("message", instance_id, self.name, dict(self.data))

    def _receiver(self, step: Step) -> tuple[Any, int, MessageTrigger]:
        waiting = [
            (token, index, trigger)
            for scope in step.workflow.scopes()
            for token, index in catching(scope)
            if isinstance(trigger := token.task_spec.triggers()[index], MessageTrigger) and trigger.name == self.name
        ]
        if len(waiting) != 1:
            raise NobodyWaits(waiting=len(waiting))
        return waiting[0]

    def result(self, step: Step, changes: Changes) -> Delivered:
        return Delivered(step.instance.id, self.element_id)


def broadcast_signal(engine: ProcessEngine, actor: Actor, name: str) -> list[str]:
    """Hand a signal to every instance that waits for it, each in a step of its own; returns their ids.

    An instance that fails keeps an incident and does not stop the others.
    """
    with reading(engine.database) as connection:
        waiting = connection.execute(
            sa.select(subscription.c.instance_id)
            .where(subscription.c.kind == "signal", subscription.c.name == name)
            .distinct()
            .order_by(subscription.c.instance_id)
        ).scalars().all()
    return [instance_id for instance_id in waiting if _reached(engine, actor, instance_id, name)]


def _reached(engine: ProcessEngine, actor: Actor, instance_id: str, name: str) -> bool:
    try:
        return deliver_signal(engine, actor, instance_id, name)
    except IncidentRaised:
        return False


def deliver_signal(engine: ProcessEngine, actor: Actor, instance_id: str, name: str) -> bool:
    """Hand a signal to one instance; False when it has ended or no longer waits. Raises IncidentRaised."""
    try:
        return take_step(engine, instance_id, _Signal(actor, name))
    except ExecutionFailed as failure:
        raise_incident(engine, instance_id, FailedMessage(actor, "signal", name, {}), failure)
    except Conflict:
        return False


class _Signal(Action[bool]):
    def __init__(self, actor: Actor, name: str) -> None:
        self.actor = actor
        self.name = name

    def apply(self, step: Step) -> bool | None:
        if not catch_signal(step.workflow, self.name):
            return False
        step.events.append(Event("signal_received", self.actor, data={"signal": self.name}))
        return None

    def result(self, step: Step, changes: Changes) -> bool:
        return True
