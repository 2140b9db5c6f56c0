"""The rows that taking a completion back restores, beside the instance's own and what comparing its waits finds."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec
from engine.changes import SEQUENCE_STEP, Waits
from engine.execution.variables import ROOT_SCOPE
from engine.execution.workflow import InstanceWorkflow
from engine.external_tables import external_task
from engine.step import Step
from engine.tables import activity, draft, submission, task, variable
from engine.undo_record import UndoRecord
from feel.values import Value


def restored_values(connection: Connection, instance_id: str, record: UndoRecord) -> dict[str, Value]:
    """What the variables of the root are again, by name; null for those that did not exist."""
    names = [name for scope, name in record.written if scope == ROOT_SCOPE]
    rows = connection.execute(
        sa.select(variable.c.name, variable.c.previous_value).where(
            variable.c.instance_id == instance_id, variable.c.scope_id == ROOT_SCOPE, variable.c.name.in_(names)
        )
    )
    return {
        row.name: None if row.previous_value is None else codec.decode(row.previous_value) for row in rows
    }


def restored_rows(
    step: Step, record: UndoRecord, workflow: InstanceWorkflow, then: Waits
) -> list[sa.Executable]:
    """Statements for variables, tasks, external tasks and visits. ``workflow``, ``then``: as it was and waited."""
    return [*_variables(step, record), *_tasks(step, record, then), *_visits(step, record, workflow)]


def _variables(step: Step, record: UndoRecord) -> list[sa.Executable]:
    of = variable.c.instance_id == step.instance.id
    keys = [list(key) for key in record.written]
    written = sa.and_(of, sa.tuple_(variable.c.scope_id, variable.c.name).in_(keys))
    previous = {name: variable.c[source] for name, source in (
        ("value", "previous_value"), ("written_at", "previous_at"), ("written_by", "previous_by"))}  # fmt: skip
    forgotten = dict.fromkeys(("previous_value", "previous_at", "previous_by"))
    statements: list[sa.Executable] = []
    if keys:
        statements += [
            variable.delete().where(written, variable.c.previous_value.is_(None)),
            variable.update().where(written).values({**previous, **forgotten}),
        ]
    if record.lost:
        rows = [{"instance_id": step.instance.id, "scope_id": row.scope_id, "name": row.name, "value": row.value,
                 "written_at": row.written_at, "written_by": row.written_by} for row in record.lost]  # fmt: skip
        statements.append(variable.insert().values(rows))
    return statements


def _tasks(step: Step, record: UndoRecord, then: Waits) -> list[sa.Executable]:
    open_again = {"status": "open", "ended_at": None}
    nobody = {"completed_by": None, "submission_id": None, "revision": task.c.revision + 1}
    statements: list[sa.Executable] = [
        task.update().where(task.c.id.in_(then.tasks - step.before.tasks)).values(**open_again, **nobody),
        task.update().where(task.c.id == record.task_id).values(assignee=record.assignee),
    ]
    external = then.external - step.before.external
    if external:
        statements.append(external_task.update().where(external_task.c.id.in_(external)).values(**open_again))
    return statements


def _visits(step: Step, record: UndoRecord, workflow: InstanceWorkflow) -> list[sa.Executable]:
    """What the completion has passed or begun is cancelled, and what it has ended goes on."""
    of = activity.c.instance_id == step.instance.id
    first = record.sequence * SEQUENCE_STEP
    begun = activity.c.started_sequence.between(first, first + SEQUENCE_STEP - 1)
    alive = [str(token.id) for scope in workflow.scopes() for token in scope.live_tokens()]
    ended_at = sa.func.coalesce(activity.c.ended_at, step.clock.now)
    return [
        activity.update().where(of, begun).values(status="cancelled", ended_at=ended_at),
        activity.update()
        .where(of, activity.c.id.in_(alive), activity.c.status != "active")
        .values(status="active", ended_at=None),
    ]


def reopened_draft(step: Step, row: Any, person_id: str) -> sa.Executable | None:
    """What was submitted, as the person's draft; ``row``: the completed task's."""
    if row.form_id is None or row.submission_id is None:
        return None
    content = step.connection.execute(
        sa.select(submission.c.data).where(submission.c.id == row.submission_id)
    ).scalar_one()
    values: Any = codec.decode(content)
    data = step.engine.definitions.form(row.form_id).prefill(values)
    saved = {"task_id": row.id, "person_id": person_id, "data": data, "saved_at": step.clock.now}
    return draft.insert().values(saved)
