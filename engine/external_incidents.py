"""External tasks that wait for an administrator: without retries nobody fetches them."""
from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec
from engine.actors import Actor
from engine.external_tables import external_task
from engine.history import Event, append_events
from engine.incidents import Trigger
from engine.tables import incident, instance

#: The kinds of incident that an external task may have.
KINDS = ("external_failure", "external_outcome")


class ExternalTrigger(Trigger):
    """What went wrong with one external task."""

    @staticmethod
    def subject(content: Any) -> object:
        """The task."""
        return content["task_id"]


def put_aside(connection: Connection, task_id: str) -> None:
    """Keep workers from an open task until an administrator gives it retries again."""
    connection.execute(
        external_task.update().where(external_task.c.id == task_id, external_task.c.status == "open").values(retries=0)
    )


def resolve_incidents(connection: Connection, instance_id: str, task_id: str, actor: Actor, at: dt.datetime) -> None:
    """Close the open incidents of a task, in a transaction that has locked the instance."""
    rows = connection.execute(
        sa.select(incident).where(
            incident.c.instance_id == instance_id, incident.c.status == "open", incident.c.kind.in_(KINDS)
        )
    ).all()
    mine = [row for row in rows if ExternalTrigger.subject(codec.decode(row.trigger)) == task_id]
    if not mine:
        return
    connection.execute(
        incident.update()
        .where(incident.c.id.in_([row.id for row in mine]))
        .values(status="resolved", resolved_at=at, resolved_by=actor.person_id)
    )
    connection.execute(instance.update().where(instance.c.id == instance_id).values(version=instance.c.version + 1))
    events = [Event("incident_resolved", actor, row.element_id, data={"incident": row.id}) for row in mine]
    append_events(connection, instance_id, events, at)
