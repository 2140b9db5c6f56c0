"""What a case has recorded, page by page: activities, variables, submissions, decisions, history."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from consultation.paging import Page, read_cursor, write_cursor
from engine.instance_views import (
    list_activities,
    list_decisions,
    list_history,
    list_submissions,
    list_variables,
)

RecordPage = Page[Mapping[str, Any]]


def page_of_activities(connection: Connection, instance_id: str, limit: int, after: str | None) -> RecordPage:
    """The elements passed, in order; columns of the activity table. Raises InvalidRequest for a strange cursor."""
    last = read_cursor(after, (str,))[0] if after is not None else None
    rows = [row._asdict() for row in list_activities(connection, instance_id, limit + 1, last)]
    return _page(rows, limit, lambda row: write_cursor(row["id"]))


def page_of_submissions(connection: Connection, instance_id: str, limit: int, after: str | None) -> RecordPage:
    """The forms handed in, in order, with their data as JSON. Raises InvalidRequest for a strange cursor."""
    last = read_cursor(after, (str,))[0] if after is not None else None
    rows = list_submissions(connection, instance_id, limit + 1, last)
    return _page(rows, limit, lambda row: write_cursor(row["id"]))


def page_of_decisions(connection: Connection, instance_id: str, limit: int, after: str | None) -> RecordPage:
    """The decisions evaluated, in order, each with why. Raises InvalidRequest for a strange cursor."""
    last = read_cursor(after, (str,))[0] if after is not None else None
    rows = list_decisions(connection, instance_id, limit + 1, last)
    return _page(rows, limit, lambda row: write_cursor(row["id"]))


def page_of_history(connection: Connection, instance_id: str, limit: int, after: str | None) -> RecordPage:
    """The history events, in order, with their data as JSON. Raises InvalidRequest for a strange cursor."""
    last = read_cursor(after, (int,))[0] if after is not None else 0
    rows = [
        {**row._asdict(), "data": orjson.loads(row.data)}
        for row in list_history(connection, instance_id, limit + 1, last)
    ]
    return _page(rows, limit, lambda row: write_cursor(row["sequence"]))


def page_of_variables(connection: Connection, instance_id: str, limit: int, after: str | None) -> RecordPage:
    """The values by scope and name, with their FEEL type. Raises InvalidRequest for a strange cursor.

    All of them are read for each page: the diagrams name a few hundred, whatever the case does.
    """
    last = read_cursor(after, (str, str)) if after is not None else ("", "")
    rows = [row for row in list_variables(connection, instance_id) if (row["scope_id"], row["name"]) > last]
    return _page(rows[: limit + 1], limit, lambda row: write_cursor(row["scope_id"], row["name"]))


def _page(rows: Sequence[Mapping[str, Any]], limit: int, cursor: Callable[[Mapping[str, Any]], str]) -> RecordPage:
    items = tuple(rows[:limit])
    return Page(items, cursor(items[-1]) if len(rows) > limit else None)
