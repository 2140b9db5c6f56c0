"""Moving many running cases to another version: tried out together, done as a batch with a report, taken back."""
from __future__ import annotations

from typing import Any

from api.administration import ADMIN, read_route
from api.context import actor, engine
from api.door import Door
from api.schemas.administration import (
    MOVE_EXAMPLE,
    Batch,
    Batches,
    BatchReport,
    Chosen,
    ChosenNow,
    OutlookShown,
    Reason,
)
from api.schemas.shapes import PageQuery
from consultation.paging import read_cursor, write_cursor
from engine.errors import NotFound
from engine.moves import batches
from engine.moves.selection import MOST_TRIED, select_running, try_out
from engine.transaction import reading

door = Door("moves", "成批改版本")
BATCH = {"batch_id": "这一批的编号"}
EXAMPLE = {"process": "consultation", "versions": [1], **MOVE_EXAMPLE}


@door.operation(
    "POST", "/moves/preview", summary="试改一批",
    about="只试不改：选中的在办协商里多少件能改用另一个版本，不能改的逐条说明原因。最多试其中 200 件。", roles=ADMIN,
)  # fmt: skip
@door.body(Chosen, {name: value for name, value in EXAMPLE.items() if name != "reason"})
@door.gives(OutlookShown, "会怎样")
def preview_many(body: dict[str, Any]) -> dict[str, Any]:
    """Try the moves of a selection out."""
    chosen = _chosen(body)
    found = try_out(engine(), actor(), chosen, read_route(body, body["process"]))
    return {
        "chosen": len(chosen), "tried": min(len(chosen), MOST_TRIED), "possible": found.possible, "there": found.there,
        "refused": _said(found.refused), "warned": _said(found.warned),
    }  # fmt: skip


@door.operation(
    "POST", "/moves", summary="改一批",
    about="把选中的在办协商改到流程的另一个版本，由后台一件一件地改，每件要么改好要么原样不动。先试改。", roles=ADMIN,
)  # fmt: skip
@door.body(ChosenNow, EXAMPLE)
@door.gives(Batch, "已开始", status=202)
def move_many(body: dict[str, Any]) -> dict[str, Any]:
    """Leave the moves of a selection to the jobs."""
    ids = [instance_id for instance_id, _ in _chosen(body)]
    return _shown(batches.start_batch(engine(), actor(), ids, read_route(body, body["process"]), body["reason"]))


@door.operation("GET", "/moves", summary="各批", about="成批改过的，新的在前。", roles=ADMIN)
@door.query(PageQuery)
@door.gives(Batches, "最近的各批")
def list_batches(query: dict[str, Any]) -> dict[str, Any]:
    """The newest batches."""
    with reading(engine().database) as connection:
        found = batches.list_batches(connection, query["limit"])
    return {"items": [_batch(row, counts) for row, counts in found], "next": None}


@door.operation("GET", "/moves/<batch_id>", summary="一批", about="改到哪里了。", roles=ADMIN, parameters=BATCH)
@door.gives(Batch, "这一批")
def show_batch(batch_id: str) -> dict[str, Any]:
    """How far a batch is."""
    return _shown(batch_id)


@door.operation(
    "GET", "/moves/<batch_id>/report", summary="一批的结果", about="逐件的结果。", roles=ADMIN, parameters=BATCH
)
@door.query(PageQuery)
@door.gives(BatchReport, "一页结果")
def report_batch(query: dict[str, Any], batch_id: str) -> dict[str, Any]:
    """One page of a batch's report."""
    # No batch is longer, and a column holds no larger number.
    after = max(-1, min(read_cursor(query["after"], (int,))[0], batches.MOST)) if query["after"] is not None else -1
    limit = query["limit"]
    with reading(engine().database) as connection:
        rows = batches.report_batch(connection, batch_id, limit + 1, after)
    items = [{"number": row.business_key, "status": row.status, "findings": row.findings} for row in rows[:limit]]
    return {"items": items, "next": write_cursor(rows[limit - 1].position) if len(rows) > limit else None}


@door.operation(
    "POST", "/moves/<batch_id>/cancel", summary="停下", about="还没有改的不再改；已经改了的不动。", roles=ADMIN,
    parameters=BATCH,
)  # fmt: skip
@door.gives(Batch, "已停下")
def stop_batch(batch_id: str) -> dict[str, Any]:
    """Leave undone what has not been done."""
    batches.cancel_batch(engine(), actor(), batch_id)
    return _shown(batch_id)


@door.operation(
    "POST", "/moves/<batch_id>/revert", summary="退回一批", about="改过的逐件退回原来的版本，后来又改过的不动。",
    roles=ADMIN, parameters=BATCH,
)  # fmt: skip
@door.body(Reason, {"reason": "新版本还要再改"})
@door.gives(Batch, "已开始", status=202)
def revert_batch(body: dict[str, Any], batch_id: str) -> dict[str, Any]:
    """Take a batch back, as a batch of its own."""
    return _shown(batches.revert_batch(engine(), actor(), batch_id, body["reason"]))


def _chosen(body: dict[str, Any]) -> list[tuple[str, str]]:
    with reading(engine().database) as connection:
        return select_running(connection, body["process"], body["versions"], body["numbers"])


def _said(groups: dict[str, list[str]]) -> list[dict[str, Any]]:
    return [{"text": text, "cases": cases} for text, cases in groups.items()]


def _shown(batch_id: str) -> dict[str, Any]:
    with reading(engine().database) as connection:
        row = batches.find_batch(connection, batch_id)
        if row is None:
            raise NotFound("没有找到这一批。")
        return _batch(row, batches.count_items(connection, batch_id))


def _batch(row: Any, counts: dict[str, int]) -> dict[str, Any]:
    numbers = {status: counts.get(status, 0) for status in ("pending", "moved", "refused", "cancelled")}
    return {"id": row.id, "reason": row.reason, "created_at": row.created_at, "by": row.person_name,
            "reverts": row.reverts, **numbers}  # fmt: skip
