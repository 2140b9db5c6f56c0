"""Messages to one waiting instance, and signals to all who wait for them."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec, request_keys
from engine.actors import Actor
from engine.changes import Changes
from engine.deliveries import payload_form, receive_message
from engine.errors import Conflict, NotFound, ProductError
from engine.execution.waiting import catching
from engine.execution_errors import ExecutionFailed
from engine.incidents import MessageTrigger as FailedMessage
from engine.incidents import raise_incident
from engine.instances import validate_payload
from engine.outbox import deliver_row
from engine.process_engine import ProcessEngine
from engine.senders import refuse_sender
from engine.specs.triggers import MessageTrigger
from engine.step import Action, Step, take_step
from engine.tables import instance
from engine.thrown import insert_rows, signal_rows
from engine.transaction import reading, writing

#: A signal that a person sends: it comes from no instance and brings nothing.
_NOTHING = {"sender_id": None, "element_id": None, "payload": codec.encode({})}


class NobodyWaits(Conflict):
    """现在没有等着这条消息，可能时间已经过了。"""

    type = "nobody-waits"


class SeveralWait(NobodyWaits):
    """这件协商里等着这条消息的不止一处，请用 correlation_key 说明是哪一处。"""

    type = "several-wait"


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
    correlation: str | None = None,
) -> Delivered:
    """Hand a message to the one token of a case that waits for it. ``data``: JSON, checked by the event's payloadForm.

    ``correlation`` (engine.correlation): that of the wait, which has none unless the event declares one.

    Raises NotFound, NobodyWaits, SeveralWait, Forbidden when the event's ``senders`` do not name the
    actor, InvalidSubmission, IncidentRaised.
    """
    with reading(engine.database) as connection:
        instance_id = connection.execute(
            sa.select(instance.c.id).where(instance.c.business_key == business_key)
        ).scalar()
    if instance_id is None:
        raise NotFound("没有找到这个协商事项。")
    delivery = _Delivery(actor, name, data, correlation)
    try:
        return take_step(engine, instance_id, delivery)
    except ExecutionFailed as failure:
        failed = FailedMessage(actor, "message", name, data, correlation)
        raise_incident(engine, instance_id, failed, failure)
    except Conflict:  # the case has ended since, or the same request has been faster
        with reading(engine.database) as connection:
            repeated = delivery.find_earlier(connection, instance_id)
        if repeated is None:
            raise
        return repeated


class _Delivery(Action[Delivered]):
    def __init__(self, actor: Actor, name: str, data: Mapping[str, Any], correlation: str | None) -> None:
        self.actor = actor
        self.name = name
        self.data = data
        self.correlation = correlation
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
        values = validate_payload(step, payload_form(trigger), self.data).values
        receive_message(step, self.actor, token, trigger, values)
        step.told = {"instance_id": step.instance.id, "element_id": spec.name}
        spec.fire(token, index)
        return None

    def find_earlier(self, connection: Connection, instance_id: str) -> Delivered | None:
        """The first answer again, when this request had one. Raises KeyReused when another request had it."""
        earlier = request_keys.find(connection, self.actor)
        return None if earlier is None else Delivered(instance_id, earlier.result["element_id"], repeated=True)

    def _receiver(self, step: Step) -> tuple[Any, int, MessageTrigger]:
        meant = {
            wait_id
            for wait_id, row in step.before.subscriptions.items()
            if (row["kind"], row["name"], row["correlation"]) == ("message", self.name, self.correlation)
        }
        waiting = [
            (token, index, token.task_spec.triggers()[index])
            for scope in step.workflow.scopes()
            for token, index in catching(scope)
            if f"{token.id}:{index}" in meant
        ]
        if len(waiting) != 1:
            raise SeveralWait(waiting=len(waiting)) if waiting else NobodyWaits(waiting=0)
        return waiting[0]

    def result(self, step: Step, changes: Changes) -> Delivered:
        return Delivered(step.instance.id, self.element_id)


def broadcast_signal(engine: ProcessEngine, actor: Actor, name: str) -> list[str]:
    """Hand a signal to every instance that waits for it and start what it starts; returns their ids.

    Each is a step of its own, kept in the outbox until it is done: a failure leaves an incident and does not stop the
    others, and what a crash leaves over is delivered later.
    """
    with writing(engine.database) as connection:
        rows = signal_rows(connection, name, _NOTHING)
        insert_rows(connection, rows, engine.clock(), actor, hands_over=engine.hands_over)
        request_keys.record(connection, actor, engine.clock())
    engine.fault("after_commit")
    reached = [_deliver(engine, row["id"]) for row in rows]
    return [instance_id for instance_id in reached if instance_id is not None]


def repeat_signal(engine: ProcessEngine, actor: Actor, instance_id: str, name: str) -> None:
    """Hand a signal to one instance again; if it fails again, that is an incident of its delivery."""
    row_id = str(uuid4())
    row = {**_NOTHING, "id": row_id, "kind": "signal", "name": name, "receiver_id": instance_id}
    with writing(engine.database) as connection:
        insert_rows(connection, [row], engine.clock(), actor, hands_over=engine.hands_over)
    _deliver(engine, row_id)


def _deliver(engine: ProcessEngine, row_id: str) -> str | None:
    try:
        return deliver_row(engine, row_id)
    except ProductError:  # the incident or the row tells of it
        return None
