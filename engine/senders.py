"""Who may send a message: the diagram says so at the event, and whoever it does not name may not (design.md 7)."""
from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.deployment.property_names import EVERYONE, INITIATOR
from engine.errors import Forbidden, ProductError
from engine.process_engine import ProcessEngine


def refuse_sender(
    engine: ProcessEngine,
    connection: Connection,
    actor: Actor,
    senders: Collection[str],
    organisation: str,
    at: dt.datetime,
    started_by: str | None = None,
) -> None:
    """Raise Forbidden unless ``senders`` (of the message event) name the actor.

    ``everyone``: whoever the domain lets through to this case or organisation; ``initiator``: the person who started
    the case; anything else a candidate group, resolved for ``organisation`` (code) at ``at``. A group that names no
    organisation here lets nobody through.
    """
    if EVERYONE in senders or (INITIATOR in senders and started_by == actor.person_id):
        return
    for group in senders:
        if group not in (EVERYONE, INITIATOR) and _is_in(engine, connection, actor, group, organisation, at):
            return
    raise Forbidden("这条消息不由您来发。请看流程说明里写的谁可以发，请他们办理。")


def _is_in(
    engine: ProcessEngine, connection: Connection, actor: Actor, group: str, organisation: str, at: dt.datetime
) -> bool:
    try:
        resolved = engine.resolve_group(connection, group, organisation, at)
    except ProductError:
        return False
    return not actor.keys.isdisjoint(resolved.keys)
