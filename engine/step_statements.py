"""The statements of every step, made once: building them anew would cost more than the database takes for them."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.tables import activity, instance, task, variable

Insert = sqlite.Insert | postgresql.Insert

INSTANCE = sa.select(*(column for column in instance.columns if column.name != "undo")).where(
    instance.c.id == sa.bindparam("wanted")
)
MOVE_ON = (
    instance.update()
    .where(instance.c.id == sa.bindparam("moved"), instance.c.version == sa.bindparam("seen"))
    .values({column: sa.bindparam(column) for column in
             ("version", "state", "undo", "status", "ended_at", "last_sequence", "last_hash")})
)  # fmt: skip
VARIABLES = sa.select(variable.c.scope_id, variable.c.name, variable.c.value).where(
    variable.c.instance_id == sa.bindparam("of")
)
VARIABLES_NAMED = VARIABLES.where(variable.c.name.in_(sa.bindparam("names", expanding=True)))
END_TASKS = (
    task.update()
    .where(task.c.id.in_(sa.bindparam("ids", expanding=True)), task.c.status == "open")
    .values(status=sa.bindparam("how"), ended_at=sa.bindparam("at"), revision=task.c.revision + 1)
)
END_ACTIVITIES = (
    activity.update()
    .where(activity.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(status=sa.bindparam("how"), ended_at=sa.bindparam("at"))
)


def _tasks(insert: Insert) -> Insert:
    ended = _given(insert, ("status", "ended_at", "completed_by", "submission_id", "assignee"))
    return insert.on_conflict_do_update(
        index_elements=[task.c.id], set_={**ended, "revision": task.c.revision + 1}, where=task.c.status == "open"
    )


def _activities(insert: Insert) -> Insert:
    return insert.on_conflict_do_update(index_elements=[activity.c.id], set_=_given(insert, ("status", "ended_at")))


def _variables(insert: Insert) -> Insert:
    replaced = _given(insert, ("value", "written_at", "written_by"))
    kept = {f"previous_{what}": variable.c[f"{verb}{what}"]
            for verb, what in (("", "value"), ("written_", "at"), ("written_", "by"))}  # fmt: skip
    return insert.on_conflict_do_update(
        index_elements=list(variable.primary_key.columns), set_={**replaced, **kept}
    )


def _given(insert: Insert, columns: Iterable[str]) -> dict[str, Any]:
    return {name: insert.excluded[name] for name in columns}


_SAVING: dict[str, dict[sa.Table, Insert]] = {
    dialect: {task: _tasks(make(task)), activity: _activities(make(activity)), variable: _variables(make(variable))}
    for dialect, make in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def save_tasks(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert new tasks and end open ones that a person has completed, whose rows have their new values."""
    connection.execute(_SAVING[connection.dialect.name][task], rows)


def save_activities(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert new visits; of those that are there already only how and when they ended is taken."""
    connection.execute(_SAVING[connection.dialect.name][activity], rows)


def save_variables(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert or replace variables, each keeping what it was before for whoever takes the step back."""
    connection.execute(_SAVING[connection.dialect.name][variable], rows)
