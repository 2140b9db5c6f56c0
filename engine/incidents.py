"""When a diagram fails while it runs: the instance stays as it was, the cause is kept, an administrator retries."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

import feel
from engine import codec
from engine.actors import Actor, as_content
from engine.errors import Conflict, ProductError
from engine.execution_errors import ExecutionFailed
from engine.history import Event, append_events
from engine.process_engine import ProcessEngine
from engine.step import lock_instance
from engine.tables import incident, instance, outbox, timer_job
from engine.transaction import reading, writing

#: How the request key begins under which a message that came without one is retried.
RETRY_KEY = "incident:"


class IncidentRaised(ProductError):
    """流程走到下一步时出了问题，已经告诉管理员。您的任务还在，处理好以后再提交一次就行。"""

    status = 409
    type = "incident"


class Trigger(Protocol):
    """What failed, kept so that it can be tried again on behalf of whom it failed for."""

    actor: Actor
    kind: str

    def content(self) -> dict[str, Any]:
        """As FEEL values, for the codec."""
        ...

    @staticmethod
    def subject(content: Any) -> object:
        """What failed: equal ones are one incident."""
        ...

    def set_aside(self, connection: Connection) -> None:
        """Keep the row that failed from being tried again by itself; in the incident's transaction."""
        return


@dataclass(frozen=True)
class CompletionTrigger(Trigger):
    """A completion that failed and can be tried again on the person's behalf."""

    actor: Actor
    task_id: str
    data: Mapping[str, Any]
    kind = "completion"

    def content(self) -> dict[str, Any]:
        """As FEEL values, for the codec."""
        return {**as_content(self.actor), "task_id": self.task_id, "data": feel.from_json(dict(self.data))}

    @staticmethod
    def subject(content: Any) -> object:
        """What failed: whoever tries it, and whatever they fill in."""
        return content["task_id"]


@dataclass(frozen=True)
class MessageTrigger(Trigger):
    """A message or signal whose effect failed."""

    actor: Actor
    event: str
    name: str
    data: Mapping[str, Any]
    correlation: str | None = None
    kind = "message"

    def content(self) -> dict[str, Any]:
        """As FEEL values, for the codec."""
        data = feel.from_json(dict(self.data))
        request = self.actor.request
        asked = {} if request is None else {"request_key": request.key, "fingerprint": request.fingerprint}
        message = {"event": self.event, "name": self.name, "data": data, "correlation": self.correlation}
        return {**as_content(self.actor), **message, **asked}

    @staticmethod
    def subject(content: Any) -> object:
        """What failed: this person's message with this content, sent or retried."""
        key = content.get("request_key")
        given = None if key is None or key.startswith(RETRY_KEY) else key
        return [*(content.get(name) for name in ("person_id", "event", "name", "data", "correlation")), given]


@dataclass(frozen=True)
class TimerTrigger(Trigger):
    """A timer whose effect failed; the sweep leaves it alone until the retry."""

    actor: Actor
    timer_id: str
    kind = "timer"

    def content(self) -> dict[str, Any]:
        """As FEEL values, for the codec."""
        return {**as_content(self.actor), "timer_id": self.timer_id}

    @staticmethod
    def subject(content: Any) -> object:
        """What failed."""
        return content["timer_id"]

    def set_aside(self, connection: Connection) -> None:
        connection.execute(
            timer_job.update()
            .where(timer_job.c.id == self.timer_id)
            .values(attempts=timer_job.c.attempts + 1, run_at=None)
        )


@dataclass(frozen=True)
class DeliveryTrigger(Trigger):
    """Something in the outbox that could not be delivered; the sweep leaves it alone until the retry."""

    actor: Actor
    outbox_id: str
    kind = "delivery"

    def content(self) -> dict[str, Any]:
        """As FEEL values, for the codec."""
        return {**as_content(self.actor), "outbox_id": self.outbox_id}

    @staticmethod
    def subject(content: Any) -> object:
        """What failed."""
        return content["outbox_id"]

    def set_aside(self, connection: Connection) -> None:
        """Raises Conflict when it has gone meanwhile."""
        moved = connection.execute(
            outbox.update()
            .where(outbox.c.id == self.outbox_id)
            .values(attempts=outbox.c.attempts + 1, run_at=None)
        )
        if moved.rowcount == 0:
            raise Conflict()


#: Takes what the trigger kept, on whose behalf, and the instance if the incident belongs to one.
Retry = Callable[[ProcessEngine, dict[str, Any], Actor, Any], object]


def raise_incident(
    engine: ProcessEngine, instance_id: str | None, trigger: Trigger, failure: ExecutionFailed
) -> NoReturn:
    """Record the failure beside the untouched instance and raise IncidentRaised. A repeated failure is one incident.

    ``instance_id``: None when what failed belongs to no case. Raises Conflict, with nothing recorded, when what could
    not be delivered has gone meanwhile.
    """
    with writing(engine.database) as connection:
        if instance_id is not None:
            lock_instance(connection, instance_id)
        incident_id = record_incident(connection, instance_id, trigger, failure, engine.clock())
    raise IncidentRaised(incident=incident_id) from failure


def record_incident(
    connection: Connection, instance_id: str | None, trigger: Trigger, failure: ExecutionFailed, now: dt.datetime
) -> str:
    """``raise_incident`` in a transaction that has locked the instance; returns the incident's id."""
    trigger.set_aside(connection)
    known = _find_known(connection, instance_id, trigger, failure)
    if known is not None:
        return known
    incident_id = str(uuid4())
    connection.execute(incident.insert().values(_row(incident_id, instance_id, trigger, failure, now)))
    event = Event("incident_created", trigger.actor, failure.element_id, data={"incident": incident_id})
    tell(connection, instance_id, event, now)
    return incident_id


def tell(connection: Connection, instance_id: str | None, event: Event, now: dt.datetime) -> None:
    """Write the event into the history of the instance, which this transaction has locked."""
    if instance_id is not None:
        connection.execute(
            instance.update().where(instance.c.id == instance_id).values(version=instance.c.version + 1)
        )
        append_events(connection, instance_id, [event], now)


def _find_known(
    connection: Connection, instance_id: str | None, trigger: Trigger, failure: ExecutionFailed
) -> str | None:
    """The open incident of the same failure of the same task, timer, message or delivery."""
    rows = connection.execute(
        sa.select(incident.c.id, incident.c.trigger).where(
            incident.c.instance_id.is_not_distinct_from(instance_id),
            incident.c.status == "open",
            incident.c.kind == trigger.kind,
            incident.c.element_id.is_not_distinct_from(failure.element_id),
            incident.c.message == failure.message,
        )
    )
    subject = trigger.subject(trigger.content())
    return next((row.id for row in rows if trigger.subject(codec.decode(row.trigger)) == subject), None)


def _row(
    incident_id: str, instance_id: str | None, trigger: Trigger, failure: ExecutionFailed, now: dt.datetime
) -> dict[str, Any]:
    return {
        "id": incident_id,
        "instance_id": instance_id,
        "kind": trigger.kind,
        "element_id": failure.element_id,
        "message": failure.message,
        "details": failure.details,
        "trigger": codec.encode(trigger.content()),
        "status": "open",
        "created_at": now,
    }


def list_incidents(
    engine: ProcessEngine,
    *,
    instance_ids: Sequence[str] | None = None,
    status: str = "open",
    limit: int = 50,
    after: str | None = None,
) -> list[Row[Any]]:
    """Incidents, newest first; ``after``: the id of the last one of the page before."""
    query = sa.select(incident).where(incident.c.status == status)
    if instance_ids is not None:
        query = query.where(incident.c.instance_id.in_(instance_ids))
    with reading(engine.database) as connection:
        if after is not None:
            last = connection.execute(sa.select(incident).where(incident.c.id == after)).one_or_none()
            if last is not None:
                place = sa.tuple_(incident.c.created_at, incident.c.id)
                query = query.where(place < sa.tuple_(sa.literal(last.created_at, incident.c.created_at.type), last.id))
        query = query.order_by(incident.c.created_at.desc(), incident.c.id.desc()).limit(limit)
        return list(connection.execute(query))
