"""Choosing the running instances that a batch is about, and trying their moves out together."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.errors import Conflict, InvalidRequest
from engine.moves.batches import MOST
from engine.moves.findings import AlreadyThere
from engine.moves.moving import Route, preview_move
from engine.process_engine import ProcessEngine
from engine.suspension_conflicts import SUSPENDED
from engine.tables import definition, instance

#: Moves that are tried out at once; each loads its instance.
MOST_TRIED = 200


@dataclass
class Outlook:
    """What a batch would come to. ``refused`` and ``warned``: business keys by what is said of them."""

    possible: int = 0
    there: int = 0
    refused: dict[str, list[str]] = field(default_factory=dict)
    warned: dict[str, list[str]] = field(default_factory=dict)


def select_running(
    connection: Connection, key: str, versions: Sequence[int] = (), business_keys: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """(id, business key) of the running and suspended instances of process ``key``, the oldest first.

    ``versions``, ``business_keys``: only these, where any are given. Raises InvalidRequest for none and for too many.
    """
    query = (
        sa.select(instance.c.id, instance.c.business_key)
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(definition.c.key == key, instance.c.status.in_(("active", SUSPENDED)))
    )
    if versions:
        query = query.where(definition.c.version.in_(list(versions)))
    if business_keys:
        query = query.where(instance.c.business_key.in_(list(business_keys)))
    rows = connection.execute(query.order_by(instance.c.started_at, instance.c.id).limit(MOST + 1)).all()
    if not rows:
        raise InvalidRequest("没有这样的在办协商。")
    if len(rows) > MOST:
        raise InvalidRequest(f"一批最多 {MOST} 件，请分几批改。")
    return [(row.id, row.business_key) for row in rows]


def try_out(engine: ProcessEngine, actor: Actor, chosen: Sequence[tuple[str, str]], route: Route) -> Outlook:
    """What the moves of the first ``MOST_TRIED`` instances would come to; nothing is written. Raises NotFound."""
    outlook = Outlook()
    for instance_id, number in chosen[:MOST_TRIED]:
        try:
            preview = preview_move(engine, actor, instance_id, route)
        except AlreadyThere:
            outlook.there += 1
            continue
        except Conflict:  # ended meanwhile
            continue
        outlook.possible += not preview.refused
        for entry in preview.findings:
            said = outlook.refused if entry.severity == "error" else outlook.warned
            said.setdefault(entry.text, []).append(number)
    return outlook
