"""What is kept of the last completion, so that whoever made it can take it back (engine.undo): the state before it.

Everything else is found by comparing the two states, but for what cannot: what the variables were is kept beside them
(``previous_value`` and so on), those of scopes that have ended here.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.changes import Changes, Completing
from engine.tables import variable


class LostVariable(msgspec.Struct, array_like=True, frozen=True):
    """A variable's row in a scope that has ended."""

    scope_id: str
    name: str
    value: bytes
    written_at: dt.datetime
    written_by: str


class UndoRecord(msgspec.Struct, array_like=True, frozen=True):
    """``version``: the instance's after the completion; ``sequence``: of the event that tells of it; ``assignee``: the
    task's before; ``written``: scope and name of variables; ``thrown``: how many rows went into the outbox.
    """

    version: int
    sequence: int
    task_id: str
    person_id: str
    assignee: str | None
    state: bytes
    written: list[tuple[str, str]]
    lost: list[LostVariable]
    thrown: int


def record_undo(
    connection: Connection,
    completing: Completing,
    instance: Any,
    changes: Changes,
    event: Mapping[str, Any],
    thrown: int,
) -> bytes:
    """``instance``: its row before the step; ``event``: the row of the completion's event."""
    row = completing.row
    written = [(entry["scope_id"], entry["name"]) for entry in changes.variables]
    record = UndoRecord(
        instance.version + 1, event["sequence"], row.id, completing.person_id, row.assignee, instance.state, written,
        _lost(connection, instance.id, changes), thrown,
    )  # fmt: skip
    return msgspec.msgpack.encode(record)


def _lost(connection: Connection, instance_id: str, changes: Changes) -> list[LostVariable]:
    if not changes.scopes_forgotten:
        return []
    names = ("scope_id", "name", "value", "written_at", "written_by")
    mine = (variable.c.instance_id == instance_id, variable.c.scope_id.in_(sorted(changes.scopes_forgotten)))
    rows = connection.execute(sa.select(*(variable.c[name] for name in names)).where(*mine))
    return [LostVariable(*row) for row in rows]


def read_undo(content: bytes) -> UndoRecord:
    """The record that ``record_undo`` made."""
    return msgspec.msgpack.decode(content, type=UndoRecord)
