"""Moving many instances: a batch is written at once and worked off by jobs, each instance in its own step."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from engine import request_keys
from engine.actors import Actor
from engine.batch_tables import batch, batch_item
from engine.database_trouble import is_trouble_of_database
from engine.errors import Conflict, InvalidRequest, NotFound, ProductError
from engine.job_names import MOVE_BATCH
from engine.jobs import enqueue
from engine.moves.findings import MoveRefused
from engine.moves.moving import Moved, Route, move_instance, way_back
from engine.moves.targets import Target, find_target, process_key
from engine.process_engine import ProcessEngine
from engine.reasons import read_reason
from engine.tables import instance
from engine.transaction import reading, writing

log = structlog.get_logger(__name__)

#: Instances that one job moves: few, so that several runners share a batch.
CHUNK = 20

#: Instances of one batch: they are named in one statement.
MOST = 10_000
PENDING, MOVED, REFUSED, CANCELLED = "pending", "moved", "refused", "cancelled"


def start_batch(engine: ProcessEngine, actor: Actor, instance_ids: Sequence[str], route: Route, reason: str) -> str:
    """Leave the move of these instances of one process to the jobs and give the batch's id.

    The version is settled now. Raises NotFound, InvalidRequest without a reason or
    instances, for too many, or for two processes.
    """
    reason, chosen = read_reason(reason), list(dict.fromkeys(instance_ids))
    if len(chosen) > MOST:
        raise InvalidRequest(f"一批最多 {MOST} 件，请分几批改。")
    with writing(engine.database) as connection:
        rows = connection.execute(
            sa.select(instance.c.definition_id, sa.func.count())
            .where(instance.c.id.in_(chosen))
            .group_by(instance.c.definition_id)
        ).all()
        keys = {process_key(connection, row.definition_id) for row in rows}
        if sum(row[1] for row in rows) != len(chosen):
            raise NotFound("要改版本的协商里有找不到的。")
        if len(keys) != 1:
            raise InvalidRequest("一批只能改同一个流程的协商，至少要有一件。")
        wanted = route.wanted
        target = wanted if isinstance(wanted, Target) else find_target(connection, keys.pop(), wanted)
        told = {
            **target.as_json(), "recount": route.recount,
            "elements": [[key, old, new] for (key, old), new in route.replacements.items()],
        }  # fmt: skip
        return _write(engine, connection, actor, chosen, reason, route=told)


def revert_batch(engine: ProcessEngine, actor: Actor, batch_id: str, reason: str) -> str:
    """Leave it to the jobs to move back what a batch moved, as a batch of its own, and give that one's id.

    Instances that no longer stand where the batch put them are refused. Raises NotFound, Conflict when nothing was
    moved, or when the batch itself took moves back.
    """
    reason = read_reason(reason)
    with writing(engine.database) as connection:
        if _batch(connection, batch_id).route is None:
            raise Conflict("这一批本身就是退回，不能再退。请重新改版本。")
        moved = connection.execute(
            sa.select(batch_item.c.instance_id)
            .where(batch_item.c.batch_id == batch_id, batch_item.c.status == MOVED)
            .order_by(batch_item.c.position)
        ).scalars().all()  # fmt: skip
        if not moved:
            raise Conflict("这一批没有改过任何一件，没有可以退回的。")
        return _write(engine, connection, actor, moved, reason, reverts=batch_id)


def cancel_batch(engine: ProcessEngine, actor: Actor, batch_id: str) -> int:
    """Leave undone what has not been done yet, and tell how many instances that is. Raises NotFound."""
    with writing(engine.database) as connection:
        _batch(connection, batch_id)
        request_keys.record(connection, actor, engine.clock())
        left = batch_item.c.batch_id == batch_id, batch_item.c.status == PENDING
        return connection.execute(batch_item.update().where(*left).values(status=CANCELLED)).rowcount


def report_batch(connection: Connection, batch_id: str, limit: int | None = None, after: int = -1) -> list[Any]:
    """An entry for each instance: ``position``, ``instance_id``, ``business_key``, ``status``, ``findings``.

    ``after``: the position of the last entry of the page before. Raises NotFound.
    """
    _batch(connection, batch_id)
    item = batch_item.c
    query = sa.select(item.position, item.instance_id, instance.c.business_key, item.status, item.findings)
    query = query.join(instance, instance.c.id == item.instance_id)
    query = query.where(item.batch_id == batch_id, item.position > after).order_by(item.position)
    return list(connection.execute(query.limit(limit)))


def list_batches(connection: Connection, limit: int) -> list[Any]:
    """The newest batches, each with how many of its instances have which status (``counts``)."""
    rows = connection.execute(sa.select(batch).order_by(batch.c.created_at.desc(), batch.c.id).limit(limit)).all()
    counts = _count_items(connection, [row.id for row in rows])
    return [(row, counts[row.id]) for row in rows]


def count_items(connection: Connection, batch_id: str) -> dict[str, int]:
    """How many instances of a batch have which status."""
    return _count_items(connection, [batch_id])[batch_id]


def _count_items(connection: Connection, batch_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    item = batch_item.c
    query = sa.select(item.batch_id, item.status, sa.func.count()).where(item.batch_id.in_(batch_ids))
    found: dict[str, dict[str, int]] = {batch_id: {} for batch_id in batch_ids}
    for batch_id, status, count in connection.execute(query.group_by(item.batch_id, item.status)):
        found[batch_id][status] = count
    return found


def work_batch(engine: ProcessEngine, args: Mapping[str, Any]) -> None:
    """Job: move those of a chunk that are still to be moved. What is interrupted goes on where it stood."""
    with reading(engine.database) as connection:
        row = _batch(connection, args["batch"])
        pending = connection.execute(
            sa.select(batch_item.c.position, batch_item.c.instance_id)
            .where(
                batch_item.c.batch_id == row.id,
                batch_item.c.position.between(args["first"], args["first"] + CHUNK - 1),
                batch_item.c.status == PENDING,
            )
            .order_by(batch_item.c.position)
        ).all()
        source = None if row.reverts is None else _batch(connection, row.reverts)
    for item in pending:
        _work_item(engine, row, item, source)


def _work_item(engine: ProcessEngine, row: Any, item: Any, reverted: Any) -> None:
    """Move one and write down what became of it. Raises when the database is away: then nothing has become of it."""
    try:
        moved = _move_item(engine, row, item, reverted)
        status, findings = MOVED, [entry.as_json() for entry in moved.findings]
    except MoveRefused as refusal:
        status, findings = REFUSED, [entry.as_json() for entry in refusal.found]
    except ProductError as error:
        status, findings = REFUSED, [{"severity": "error", "element_id": None, "text": error.message}]
    except Exception as error:
        if is_trouble_of_database(error):
            raise
        log.exception("move_broke", batch=row.id, instance=item.instance_id)
        text = f"改的时候系统出错（{type(error).__name__}），这件没有改。请告诉管理员看日志。"
        status, findings = REFUSED, [{"severity": "error", "element_id": None, "text": text}]
    with writing(engine.database) as connection:
        if status == MOVED:
            told = batch_item.c.batch_id == row.id, batch_item.c.position == item.position
            connection.execute(batch_item.update().where(*told).values(findings=findings))
        else:
            connection.execute(_mine(row, item).values(status=status, findings=findings))


def _move_item(engine: ProcessEngine, row: Any, item: Any, reverted: Any) -> Moved:
    actor = Actor(row.person_id, row.person_name, frozenset(), administers=True)
    claim = _mine(row, item).values(status=MOVED)
    if reverted is None:
        return move_instance(engine, actor, item.instance_id, _route(row.route), row.reason, (claim,))
    stands = (
        instance.c.id == item.instance_id,
        instance.c.definition_id == reverted.route["definition"],
        instance.c.deployment_number == reverted.route["deployment"],
    )
    with reading(engine.database) as connection:
        if connection.execute(sa.select(instance.c.id).where(*stands)).first() is None:
            raise Conflict("这件协商已不在这一批改到的版本上，没有退回。")
        route = way_back(connection, item.instance_id)
    claims = (claim.where(sa.exists().where(*stands)),)
    return move_instance(engine, actor, item.instance_id, route, row.reason, claims)


def _mine(row: Any, item: Any) -> sa.Update:
    """Changes an item that nobody has dealt with yet, and otherwise nothing."""
    return batch_item.update().where(
        batch_item.c.batch_id == row.id, batch_item.c.position == item.position, batch_item.c.status == PENDING
    )


def _route(told: Mapping[str, Any]) -> Route:
    replacements = {(key, old): new for key, old, new in told["elements"]}
    return Route(Target(told["definition"], told["deployment"]), replacements, told["recount"])


def find_batch(connection: Connection, batch_id: str) -> Any:
    """A batch's row, None when there is none."""
    return connection.execute(sa.select(batch).where(batch.c.id == batch_id)).first()


def _batch(connection: Connection, batch_id: str) -> Any:
    row = find_batch(connection, batch_id)
    if row is None:
        raise NotFound("没有找到这一批。")
    return row


def _write(
    engine: ProcessEngine, connection: Connection, actor: Actor, chosen: Sequence[str], reason: str, **kind: Any
) -> str:
    request_keys.record(connection, actor, engine.clock())
    batch_id = str(uuid4())
    values = {"route": sa.null(), "reverts": None, **kind}
    who = {"person_id": actor.person_id, "person_name": actor.name}
    connection.execute(batch.insert().values(id=batch_id, reason=reason, created_at=engine.clock(), **who, **values))
    connection.execute(
        batch_item.insert(),
        [
            {"batch_id": batch_id, "position": position, "instance_id": chosen_id, "status": PENDING, "findings": []}
            for position, chosen_id in enumerate(chosen)
        ],
    )
    for first in range(0, len(chosen), CHUNK):
        enqueue(connection, MOVE_BATCH, batch=batch_id, first=first)
    engine.work.set()
    return batch_id
