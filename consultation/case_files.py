"""Keeps each case's file up to date inside the engine's own transaction: number, title, stage, outcome, end."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consultation.case_numbers import NUMBER, take_number
from consultation.case_search import keep_text, text_of
from consultation.case_tables import case_files
from consultation.catalogue import find_item
from consultation.organisations import find_organisation
from engine.process_engine import StepRecord
from engine.tables import instance

_UNTITLED = "未命名的议题"
#: Column of the case file -> variable of the process, with the column's length.
_COPIED = {"title": ("title", 200), "category": ("category", 64), "outcome": ("outcome", 32)}
_LONGEST_CONTENT = 4000
#: Variable -> columns, and what they hold without it.
_EMPTY: dict[str, dict[str, str | None]] = {
    "stage": {"stage": None}, "title": {"title": _UNTITLED}, "category": {"category": None},
    "outcome": {"outcome": None}, "catalogue_item": {"catalogue_item": None, "category": None},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """An observer of the engine's steps. The case's own catalogue gives it the category of its item."""

    def step_taken(self, connection: Connection, step: StepRecord) -> None:
        """Write what this step changed; called in the step's transaction, so that both stand or fall together.

        Raises NumberTaken when another start used the number first.
        """
        if step.started:
            self._open(connection, step)
        else:
            self._change(connection, step)

    def _open(self, connection: Connection, step: StepRecord) -> None:
        organisation = find_organisation(connection, step.organisation)
        if organisation is None or step.business_key is None:
            return
        if NUMBER.fullmatch(step.business_key):
            take_number(connection, step.business_key)
        row = {
            "title": _UNTITLED,
            **self._columns(connection, step),
            "instance_id": step.instance_id,
            "number": step.business_key,
            "organisation": organisation.code,
            "started_at": step.at,
        }
        connection.execute(case_files.insert().values(row))
        keep_text(connection, step.instance_id, text_of(row["number"], row["title"], _content(step.variables)))

    def _change(self, connection: Connection, step: StepRecord) -> None:
        columns = self._columns(connection, step)
        if not step.status_changed:
            del columns["status"]
        if columns:
            connection.execute(
                case_files.update().where(case_files.c.instance_id == step.instance_id).values(columns)
            )
        if "title" in step.variables or "topic" in step.variables:
            query = sa.select(case_files.c.number, case_files.c.title)
            row = connection.execute(query.where(case_files.c.instance_id == step.instance_id)).one_or_none()
            if row is not None:
                keep_text(connection, step.instance_id, text_of(row.number, row.title, _content(step.variables)))

    def _columns(self, connection: Connection, step: StepRecord) -> dict[str, Any]:
        found: dict[str, Any] = {"status": step.status}
        if step.takes_back:
            for name, empty in _EMPTY.items():
                found |= empty if name in step.variables and step.variables[name] is None else {}
        if step.ended:
            found["ended_at"] = step.at
        if step.stage is not None:
            found["stage"] = step.stage[:32]
        for column, (name, longest) in _COPIED.items():
            value = step.variables.get(name)
            if isinstance(value, str) and value.strip():
                found[column] = value.strip()[:longest]
        found.update(_item_columns(connection, step))
        return found


def _item_columns(connection: Connection, step: StepRecord) -> dict[str, str]:
    item = step.variables.get("catalogue_item")
    if not isinstance(item, str) or len(item) > 8:
        return {}
    query = sa.select(instance.c.deployment_number).where(instance.c.id == step.instance_id)
    listed = find_item(connection, item, connection.execute(query).scalar_one())
    return {"catalogue_item": item} | ({"category": listed.category[:64]} if listed else {})


def _content(variables: Mapping[str, Any]) -> str:
    """The topic's content; a step that writes the title or the topic carries both, as they stand in one form."""
    topic = variables.get("topic")
    content = topic.get("content") if isinstance(topic, Mapping) else None
    return content[:_LONGEST_CONTENT] if isinstance(content, str) else ""
