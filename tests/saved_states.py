"""Saved states: the rows of a waiting instance as a text file, put into another database and played to the end."""
from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

import feel
from engine import inbox, tasks
from engine.external_locks import Topic, fetch_and_lock
from engine.external_outcomes import Outcome, report_outcome
from engine.external_tables import external_task, external_task_worker
from engine.instance_views import list_variables
from engine.messages import broadcast_signal, deliver_message
from engine.tables import (
    activity,
    definition,
    deployment,
    history_event,
    instance,
    outbox,
    submission,
    subscription,
    task,
    task_candidate,
    timer_job,
    variable,
)
from engine.timers import fire_due_timers
from engine.transaction import reading, writing
from tests.integration.engine.conftest import CADRE

FOLDER = Path(__file__).parent / "data" / "saved_states"
BUSINESS_KEY = "2026-1"
#: In the order in which their foreign keys let them be filled.
TABLES = (
    deployment, definition, instance, task, task_candidate, submission, variable, activity, history_event, timer_job,
    subscription, external_task, external_task_worker, outbox,
)  # fmt: skip


def dump_rows(database: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of the engine's tables as JSON; of definitions the content is left to the files beside."""
    with reading(database) as connection:
        found = {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()] for table in TABLES
        }
    for row in found["definition"]:
        row["content"] = {"file": row["resource"]}
    return {name: [_write(row) for row in rows] for name, rows in found.items()}


def restore_rows(database: Engine, rows: Mapping[str, Iterable[dict[str, Any]]], folder: Path) -> None:
    """Put dumped rows into an empty database."""
    with writing(database) as connection:
        for table in TABLES:
            restored = [_read(row, folder) for row in rows.get(table.name, ())]  # some tables came later
            if restored:
                connection.execute(table.insert(), restored)
        # As migration 0005 does for what was there before these columns were.
        connection.execute(timer_job.update().where(timer_job.c.attempts == 0).values(run_at=timer_job.c.due_at))
        connection.execute(outbox.update().where(outbox.c.attempts == 0).values(run_at=outbox.c.created_at))


def _write(row: dict[str, Any]) -> dict[str, Any]:
    def text(value: Any) -> Any:
        if isinstance(value, bytes):
            return {"base64": base64.b64encode(value).decode()}
        return {"at": value.isoformat()} if isinstance(value, dt.datetime) else value

    return {name: text(value) for name, value in row.items()}


def _read(row: dict[str, Any], folder: Path) -> dict[str, Any]:
    def value(written: Any) -> Any:
        match written:
            case {"base64": content}:
                return base64.b64decode(content)
            case {"at": moment}:
                return dt.datetime.fromisoformat(moment)
            case {"file": name}:
                return (folder / name).read_bytes()
        return written

    return {name: value(written) for name, written in row.items()}


def given(model: Any) -> dict[str, feel.Value]:
    """The variables that a model starts with."""
    return {name: feel.parse(text).evaluate({}).value for name, text in model.variables.items()}


def play(bench: Any, action: Mapping[str, Any]) -> None:
    """Do one thing to the case: complete the oldest task of an element, send a message or a signal, do an external
    worker's work, or let time pass and what is due by then happen.
    """
    data = action.get("data", {})
    if "complete" in action:
        open_tasks = inbox.list_tasks(bench.engine, CADRE, inbox.TaskFilter(element_id=action["complete"])).items
        tasks.complete(bench.engine, CADRE, open_tasks[0].id, data)
    elif "message" in action:
        key = action.get("key")
        deliver_message(bench.engine, CADRE, BUSINESS_KEY, action["message"], data, correlation=key)
    elif "signal" in action:
        broadcast_signal(bench.engine, CADRE, action["signal"])
    elif "work" in action:
        (fetched,) = fetch_and_lock(bench.engine, CADRE, "w", [Topic(action["work"], dt.timedelta(minutes=5))], 1)
        report_outcome(bench.engine, CADRE, fetched.row.id, "w", Outcome(data, {}))
    else:
        bench.clock.advance(days=float(action["days"]))
        fire_due_timers(bench.engine)


def outcome(bench: Any, instance_id: str) -> dict[str, Any]:
    """Where the case stands: its status, open elements, and variables with type and value."""
    with reading(bench.engine.database) as connection:
        row = connection.execute(sa.select(instance).where(instance.c.id == instance_id)).one()
        variables = {entry["name"]: [entry["type"], entry["value"]] for entry in list_variables(connection, row.id)}
    return {"status": row.status, "open": sorted(bench.open()), "variables": variables}


def read_wait(path: Path) -> Any:
    """An instance saved at a wait; its numbers are Decimal, as the API's are."""
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def read_end(path: Path) -> Any:
    """The outcome of the model that was saved in ``path`` at a wait or at its end."""
    return json.loads(path.with_name(path.name.split(".")[0] + ".end.json").read_text(encoding="utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Write a file that people can compare line by line."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
