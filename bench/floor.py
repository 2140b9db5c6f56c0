"""The floor of a completion: the same route, authentication and rows, and no engine: what cannot be saved on."""
from __future__ import annotations

import secrets
from typing import Any
from uuid import uuid4

import orjson
import sqlalchemy as sa
from flask import Flask
from flask_smorest import Api

from api.context import actor, engine, now
from api.door import Door
from api.schemas.shapes import IfMatchHeader
from api.schemas.tasks import COMPLETE_EXAMPLE, Complete, Completed
from engine.access import visible_task_and_instance
from engine.step_statements import save_activities, save_tasks, save_variables
from engine.step_store import update_instance
from engine.tables import history_event, submission, task, task_candidate
from engine.transaction import reading, writing

door = Door("floor", "底线")
#: As many bytes as a completion of the loop writes.
STATE, UNDO, TOLD = 190, 430, 420
#: What a completion of the loop passes: two gateways and the next task.
VISITS = ("decide", "together", "record_it")


@door.operation("POST", "/floor/<task_id>/complete", summary="底线", parameters={"task_id": "待办的编号"})
@door.headers(IfMatchHeader)
@door.body(Complete, COMPLETE_EXAMPLE)
@door.gives(Completed, "已办完")
def finish(headers: dict[str, Any], body: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Read the task and its instance, and write as many rows as a completion does."""
    who, at, next_id = actor(), now(), str(uuid4())
    with reading(engine().database) as connection:
        row, instance = visible_task_and_instance(connection, who, task_id)
    sent = submission_of(row, who, body["data"], at)
    values = {"state": b"s" * STATE, "undo": b"u" * UNDO, "status": "active", "ended_at": None,
              "last_sequence": instance.last_sequence + 1, "last_hash": secrets.token_hex(32)}  # fmt: skip
    with writing(engine().database) as connection:
        if not update_instance(connection, instance, values):
            raise LookupError("nobody else completes here")
        connection.execute(submission.insert(), [sent])
        save_tasks(connection, tasks_of(row, next_id, who, sent["id"], at))
        key = next(key for key in sorted(who.keys) if key.startswith("village_committee"))
        connection.execute(task_candidate.insert(), [
            {"task_id": next_id, "key": key, "group_name": "village_committee"}
        ])
        save_activities(connection, visits_of(row, next_id, at, instance.last_sequence))
        save_variables(connection, [
            {"instance_id": instance.id, "scope_id": "", "name": name, "value": orjson.dumps(value), "written_at": at,
             "written_by": row.element_id} for name, value in body["data"].items()
        ])  # fmt: skip
        connection.execute(history_event.insert(), [event_of(row, instance, who, at, values["last_hash"])])
    return {"task_id": task_id, "completed_at": at, "repeated": False, "next_tasks": [next_id], "case_ended": False}


def submission_of(row: Any, who: Any, data: dict[str, Any], at: Any) -> dict[str, Any]:
    """The row of what was handed in."""
    return {
        "id": str(uuid4()), "instance_id": row.instance_id, "task_id": row.id, "element_id": row.element_id,
        "form_id": row.form_id, "person_id": who.person_id, "on_behalf_of": None, "data": orjson.dumps(data),
        "salt": secrets.token_hex(16), "sent_digest": secrets.token_hex(32), "submitted_at": at,
    }  # fmt: skip


def tasks_of(row: Any, next_id: str, who: Any, submission_id: str, at: Any) -> list[dict[str, Any]]:
    """The rows of the next task and of the one that is done."""
    kept = {column.name: getattr(row, column.name) for column in task.columns}
    following = kept | {"id": next_id, "created_at": at, "revision": 1, "assignee": None}
    done = {"status": "completed", "ended_at": at, "completed_by": who.person_id, "submission_id": submission_id,
            "assignee": who.person_id}  # fmt: skip
    return [following, kept | done]


def visits_of(row: Any, next_id: str, at: Any, sequence: int) -> list[dict[str, Any]]:
    """The rows of the visits that begin and of the one that ends."""
    kept = {name: getattr(row, name) for name in ("instance_id", "scope_id", "definition_id", "name")}
    begun = [
        {**kept, "id": next_id if name == "record_it" else str(uuid4()), "element_id": name, "element_type": "userTask",
         "status": "active", "started_sequence": sequence * 100_000 + place, "started_at": at, "ended_at": None}
        for place, name in enumerate(VISITS)
    ]  # fmt: skip
    ended = {**kept, "id": row.id, "element_id": row.element_id, "element_type": "userTask", "status": "completed",
             "started_sequence": 0, "started_at": row.created_at, "ended_at": at}  # fmt: skip
    return [*begun, ended]


def event_of(row: Any, instance: Any, who: Any, at: Any, digest: str) -> dict[str, Any]:
    """The row of history."""
    return {
        "instance_id": instance.id, "sequence": instance.last_sequence + 1, "type": "task_completed", "happened_at": at,
        "person_id": who.person_id, "on_behalf_of": None, "address": who.address, "element_id": row.element_id,
        "task_id": row.id, "data": "d" * TOLD, "previous_hash": instance.last_hash, "hash": digest,
    }  # fmt: skip


def register(app: Flask) -> None:
    """Serve the floor beside the product's own operations."""
    found: Api = app.extensions["flask-smorest"]["blp_name_to_api"]["tasks"]
    found.register_blueprint(door)


def rows_of(connection: sa.Connection) -> dict[str, int]:
    """How many rows there are of what both write."""
    tables = (task, task_candidate, submission, history_event)
    return {table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables}  # fmt: skip
