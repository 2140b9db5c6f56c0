"""Small processes that send and receive, and what the tests of messages and signals ask of the bench."""
from __future__ import annotations

from typing import Any

import orjson

from engine.incident_closing import retry_incident
from engine.incidents import list_incidents
from engine.retries import RETRIES
from engine.tables import history_event
from tests.diagrams import process, user
from tests.integration.engine.conftest import CADRE
from tests.messages_drawn import DECLARED

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def sender(throw: str, key: str = "p") -> bytes:
    """Throws at ``t`` between the tasks ``ask`` and ``sent``."""
    return process(START + user("ask") + throw + user("sent") + END, "s -> ask -> t -> sent -> e", key, DECLARED)


def receiver(catch: str, key: str = "r", task: str = "got") -> bytes:
    """Waits at ``c`` before its task."""
    return process(START + catch + user(task) + END, f"s -> c -> {task} -> e", key, DECLARED)


def started_by(start: str, key: str = "r", task: str = "got") -> bytes:
    """Begins at ``m`` with its task."""
    return process(start + user(task) + END, f"m -> {task} -> e", key, DECLARED)


def events(rows: Any, instance_id: str, kind: str) -> list[dict[str, Any]]:
    """What the history of an instance keeps under one kind."""
    found = [row for row in rows(history_event) if row.instance_id == instance_id and row.type == kind]
    return [orjson.loads(row.data) for row in found]


def open_incidents(bench: Any) -> list[Any]:
    """All of them."""
    return list_incidents(bench.engine)


def retry(bench: Any) -> None:
    """Retry the only open incident."""
    (row,) = open_incidents(bench)
    retry_incident(bench.engine, CADRE, row.id, RETRIES)
