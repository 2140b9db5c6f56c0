"""How an instance takes what the outbox holds for it: in one step, which also takes the row away."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import SYSTEM, Actor, read_content
from engine.changes import Changes
from engine.deployment.property_names import PROCESS_SENDER
from engine.errors import Conflict, Forbidden
from engine.execution.signals import catch_signal
from engine.history import Event
from engine.instances import Cause, accept_thrown, form_version
from engine.specs.activities import FormBinding
from engine.specs.events import ReceiveTask
from engine.specs.triggers import MessageTrigger
from engine.specs.variable_scopes import write
from engine.step import Action, Step
from engine.submissions import new_submission
from engine.suspension_conflicts import SUSPENDED
from engine.tables import instance, outbox, subscription
from engine.thrown import payload_of
from feel.values import Value


def sender_of(row: Any) -> Actor:
    """Who sent an outbox row."""
    return SYSTEM if row.actor is None else read_content(row.actor)


def claim(row: Any) -> sa.Delete:
    """Takes a row out of the outbox; whoever changes no row by it was not the first."""
    return outbox.delete().where(outbox.c.id == row.id)


def is_there(connection: Connection, row: Any) -> bool:
    """Whether a row still waits to be delivered."""
    return connection.execute(sa.select(outbox.c.id).where(outbox.c.id == row.id)).first() is not None


def hops_after(row: Any) -> int:
    """How many deliveries in a row have led to what a row brings about; an administrator's retry begins anew."""
    return 0 if row.run_at is None else int(row.hops) + 1


def cause_of(row: Any) -> Cause:
    """Why a case begins that a row starts."""
    kind = {"timer": "due_at"}.get(row.kind, row.kind)
    return Cause(sender_of(row), claim(row), {kind: row.name} | _sender(row), hops_after(row))


def _sender(row: Any) -> dict[str, str]:
    return {} if row.sender_id is None else {"sender": row.sender_id}


def find_receivers(connection: Connection, row: Any) -> list[tuple[str, str]]:
    """(instance, wait) of those that a message is meant for; more than two are not looked for."""
    query = (
        sa.select(subscription.c.instance_id, subscription.c.id)
        .join(instance, instance.c.id == subscription.c.instance_id)
        .where(
            subscription.c.kind == "message",
            subscription.c.name == row.name,
            subscription.c.correlation.is_not_distinct_from(row.correlation),
            instance.c.status.in_(("active", SUSPENDED)),
        )
        .limit(2)
    )
    if row.business_key is not None:
        query = query.where(instance.c.business_key == row.business_key)
    return [(found.instance_id, found.id) for found in connection.execute(query)]


class SignalDelivery(Action[bool]):
    """Hands a signal to all who wait for it in one instance; False when nobody does."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.actor = sender_of(row)

    def apply(self, step: Step) -> bool | None:
        if not is_there(step.connection, self.row):
            return False
        step.hops = hops_after(self.row)
        data = {"signal": self.row.name} | _sender(self.row)
        step.events.append(Event("signal_received", self.actor, data=data))
        step.claims.append(claim(self.row))
        return None if catch_signal(step.workflow, self.row.name, payload_of(self.row)) else False

    def result(self, step: Step, changes: Changes) -> bool:
        return True


class MessageDelivery(Action[bool]):
    """Hands a message to the wait that was found for it; False when the message has been delivered already.

    Raises Conflict when the wait has gone, Forbidden when the receiver takes no messages of diagrams,
    InvalidSubmission when its form does not take this one.
    """

    def __init__(self, row: Any, wait_id: str) -> None:
        self.row = row
        self.wait_id = wait_id
        self.actor = sender_of(row)

    def apply(self, step: Step) -> bool | None:
        if not is_there(step.connection, self.row):
            return False
        if self.wait_id not in step.before.subscriptions:
            raise Conflict()
        step.hops = hops_after(self.row)
        token_id, _, index = self.wait_id.partition(":")
        token = step.workflow.token(token_id)
        trigger: MessageTrigger = token.task_spec.triggers()[int(index)]
        if PROCESS_SENDER not in trigger.senders:
            name = token.task_spec.bpmn_name or token.task_spec.name
            raise Forbidden(f"「{name}」不收流程发出的消息，请在它的扩展属性 senders 里加上 {PROCESS_SENDER}。")
        values = accept_thrown(step, payload_form(trigger), payload_of(self.row)).values
        receive_message(step, self.actor, token, trigger, values, self.row.sender_id)
        step.claims.append(claim(self.row))
        token.task_spec.fire(token, int(index))
        return None

    def result(self, step: Step, changes: Changes) -> bool:
        return True


def payload_form(trigger: MessageTrigger) -> FormBinding | None:
    """The form that checks what comes with a message."""
    return FormBinding(trigger.payload_form) if trigger.payload_form else None


def receive_message(
    step: Step,
    actor: Actor,
    token: Any,
    trigger: MessageTrigger,
    values: dict[str, Value],
    sender_id: str | None = None,
) -> None:
    """Write what a message brings where it was waited for, and what the history keeps of it.

    ``sender_id``: the instance that threw it; None for a person's.
    """
    spec = token.task_spec
    form_id = form_version(step, payload_form(trigger))
    written = new_submission(step.instance.id, spec.name, form_id, values, actor, step.clock)
    step.submissions.append(written.row)
    data = {"message": trigger.name, **written.event_data}
    if sender_id is not None:
        data["sender"] = sender_id
    step.events.append(Event("message_received", actor, spec.name, data=data))
    given = {trigger.payload_variable: values} if trigger.payload_variable else values
    for name, value in given.items():
        if isinstance(spec, ReceiveTask):
            write(token, name, value)
        else:
            token.workflow.write_variable(name, value, spec.name)
