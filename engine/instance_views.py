"""What can be read of one instance: activities, variables, submissions, decisions, history, a task with its form."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

import feel
from engine import codec
from engine.access import visible_task
from engine.actors import Actor
from engine.errors import NotFound
from engine.execution.variables import HIDDEN, ROOT_SCOPE, ScopeView, Variables
from engine.process_engine import ProcessEngine
from engine.specs.variable_scopes import chain_of
from engine.step import open_step
from engine.step_store import variable_loader
from engine.tables import (
    activity,
    decision_record,
    definition,
    draft,
    history_event,
    instance,
    submission,
    task,
    task_candidate,
    variable,
)
from engine.transaction import reading
from feel.values import Value


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as a person opens it. ``form``: the form's JSON for the browser; ``data``: what it is prefilled with."""

    row: Row[Any]
    business_key: str | None
    candidate_groups: tuple[str, ...]
    documentation: str | None
    form: Mapping[str, Any] | None
    data: dict[str, Any]
    draft: dict[str, Any] | None
    draft_saved_at: dt.datetime | None


def business_key_of(engine: ProcessEngine, instance_id: str) -> str | None:
    """What people know an instance by; None for one without, or that is not there."""
    with reading(engine.database) as connection:
        query = sa.select(instance.c.business_key).where(instance.c.id == instance_id)
        return connection.execute(query).scalar()


def get_task(engine: ProcessEngine, actor: Actor, task_id: str) -> TaskView:
    """A task that the actor may see, open or finished. Raises NotFound."""
    with reading(engine.database) as connection:
        row: Any = visible_task(connection, actor, task_id)
        groups = connection.execute(
            sa.select(task_candidate.c.group_name).where(task_candidate.c.task_id == task_id).distinct()
        ).scalars()
        of_task = sa.select(instance.c.business_key).where(instance.c.id == row.instance_id)
        key = connection.execute(of_task).scalar_one()
        kept = connection.execute(
            sa.select(draft).where(draft.c.task_id == task_id, draft.c.person_id == actor.person_id)
        ).one_or_none()
        spec = find_element(engine, row.definition_id, row.element_id)
        form = engine.definitions.form(row.form_id) if row.form_id else None
        view = _scope_view(engine, connection, row) if form and row.status == "open" else {}
        return TaskView(
            row=row,
            business_key=key,
            candidate_groups=tuple(sorted(groups)),
            documentation=spec.documentation if spec else None,
            form=form.show(view, engine.settings(engine.step_clock())) if form else None,
            data=form.prefill(view) if form else {},
            draft=kept.data if kept else None,
            draft_saved_at=kept.saved_at if kept else None,
        )


def _scope_view(engine: ProcessEngine, connection: Connection, row: Any) -> Mapping[str, Value]:
    """The variables as the task's token sees them."""
    if row.scope_id == ROOT_SCOPE:
        return ScopeView(Variables(variable_loader(connection, row.instance_id)), [ROOT_SCOPE])
    step = open_step(engine, connection, row.instance_id, on_suspended=True)
    return ScopeView(step.workflow.variables, chain_of(step.workflow.token(row.id)))


def find_element(engine: ProcessEngine, definition_id: str, element_id: str) -> Any:
    """The specification of an element of a definition version, or None."""
    for scope in engine.definitions.process(definition_id).scopes():
        if element_id in scope.task_specs:
            return scope.task_specs[element_id]
    return None


def get_instance(connection: Connection, business_key: str) -> Row[Any]:
    """An instance with its definition's key and version. Raises NotFound."""
    query = (
        sa.select(instance, definition.c.key.label("process_key"), definition.c.version.label("process_version"))
        .join(definition, definition.c.id == instance.c.definition_id)
        .where(instance.c.business_key == business_key)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("没有找到这个协商事项。")
    return row


def list_activities(connection: Connection, instance_id: str, limit: int, after: str | None = None) -> list[Row[Any]]:
    """Visits in order. ``after``: the id of the last one of the page before."""
    query = sa.select(activity).where(activity.c.instance_id == instance_id)
    if after is not None:
        last = sa.select(activity.c.started_sequence).where(activity.c.id == after).scalar_subquery()
        query = query.where(activity.c.started_sequence > last)
    return list(connection.execute(query.order_by(activity.c.started_sequence).limit(limit)))


def list_variables(connection: Connection, instance_id: str) -> list[dict[str, Any]]:
    """Variables with scope, name, FEEL type and JSON value, so that type and value survive the way over JSON."""
    query = sa.select(variable).where(variable.c.instance_id == instance_id, ~variable.c.name.startswith(HIDDEN))
    rows = connection.execute(query.order_by(variable.c.scope_id, variable.c.name))
    found = []
    for row in rows:
        value = codec.decode(row.value)
        found.append(
            {
                "scope_id": row.scope_id,
                "name": row.name,
                "type": feel.kind(value),
                "value": feel.to_json(value),
                "written_at": row.written_at,
                "written_by": row.written_by,
            }
        )
    return found


def list_submissions(
    connection: Connection, instance_id: str, limit: int, after: str | None = None
) -> list[dict[str, Any]]:
    """What was submitted, in order, as JSON."""
    query = (
        sa.select(submission, task.c.name.label("task_name"))
        .outerjoin(task, task.c.id == submission.c.task_id)
        .where(submission.c.instance_id == instance_id)
    )
    if after is not None:
        last = sa.select(submission.c.submitted_at, submission.c.id).where(submission.c.id == after).subquery()
        query = query.where(
            sa.tuple_(submission.c.submitted_at, submission.c.id)
            > sa.select(last.c.submitted_at, last.c.id).scalar_subquery()
        )
    rows = connection.execute(query.order_by(submission.c.submitted_at, submission.c.id).limit(limit)).mappings()
    return [{**row, "data": feel.to_json(codec.decode(row["data"]))} for row in rows]


def list_decisions(
    connection: Connection, instance_id: str, limit: int, after: str | None = None
) -> list[dict[str, Any]]:
    """The decisions evaluated, in order, each with its record: inputs, rules, value, because (DecisionEvaluation).

    ``after``: the id of the last one of the page before; ``version``: of the decision's definition.
    """
    place = sa.tuple_(decision_record.c.sequence, decision_record.c.position)
    query = (
        sa.select(decision_record, activity.c.name.label("element_name"), definition.c.version)
        .join(definition, definition.c.id == decision_record.c.definition_id)
        .outerjoin(activity, activity.c.id == decision_record.c.activity_id)
        .where(decision_record.c.instance_id == instance_id)
    )
    if after is not None:
        last = decision_record.alias()
        query = query.where(
            place > sa.select(last.c.sequence, last.c.position).where(last.c.id == after).scalar_subquery()
        )
    query = query.order_by(decision_record.c.sequence, decision_record.c.position).limit(limit)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return [{**orjson.loads(row.pop("record")), **row} for row in rows]


def list_history(connection: Connection, instance_id: str, limit: int, after: int = 0) -> list[Row[Any]]:
    """History events in order; ``after``: the sequence number of the last one of the page before."""
    query = sa.select(history_event).where(
        history_event.c.instance_id == instance_id, history_event.c.sequence > after
    )
    return list(connection.execute(query.order_by(history_event.c.sequence).limit(limit)))


