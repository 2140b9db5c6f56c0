"""The row of a new user task: candidates, dates, priority and form, settled when the token reaches it."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from SpiffWorkflow.task import Task
from sqlalchemy.engine import Connection

import feel
from engine.errors import ProductError
from engine.execution.timing import end_of_due_day
from engine.execution.workflow import InstanceWorkflow
from engine.execution_errors import ExpressionFailed, UnresolvedReference
from engine.groups import resolve_once
from engine.process_engine import ProcessEngine
from engine.specs.activities import UserTask
from engine.specs.variable_scopes import chain_of
from feel.values import Value

DEFAULT_PRIORITY = 50
HIGHEST_PRIORITY = 1_000_000
# What the columns of engine.tables hold; a group's key gains an organisation's code.
LONGEST_PERSON = 36
LONGEST_GROUP = 90


@dataclass
class NewTask:
    """Rows for ``task`` and ``task_candidate``."""

    row: dict[str, Any]
    candidates: list[dict[str, str]]


def describe_task(
    engine: ProcessEngine, connection: Connection, top: InstanceWorkflow, token: Task, instance: Any
) -> NewTask:
    """Settle everything about a user task that has just become open.

    ``instance``: the instance's row (id, organisation, deployment_number). Raises ExecutionFailed when a group names
    no organisation, a form is missing or an expression fails.
    """
    spec: UserTask = token.task_spec
    compiled = token.workflow.spec.compiled
    candidates, staffed = candidates_of(engine, connection, top, token, instance.organisation)
    assignee = _text(top, token, spec.assignment.assignee)
    if not candidates and assignee is None:
        raise UnresolvedReference(f"「{spec.bpmn_name or spec.name}」没有人可以办理：{_groups_text(spec)}的结果是空的",
                                  element_id=spec.name)
    visit = top.trace.opened[str(token.id)]
    row = {
        "id": str(token.id),
        "instance_id": instance.id,
        "scope_id": chain_of(token)[0],
        "definition_id": compiled.definition_id,
        "element_id": spec.name,
        "name": spec.bpmn_name or spec.name,
        "stage": visit.stage,
        "form_id": _form_id(engine, spec, compiled, instance.deployment_number),
        "organisation": instance.organisation,
        "status": "open",
        "assignee": assignee,
        "priority": _priority(top, token),
        "unstaffed": not staffed and assignee is None,
        "revision": 1,
        "created_at": top.clock.now,
        "due_at": _date(top, token, spec.assignment.due_date),
        "follow_up_at": _date(top, token, spec.assignment.follow_up_date),
    }
    rows = [{"task_id": row["id"], "key": key, "group_name": name} for key, name in candidates.items()]
    return NewTask(row, rows)


def candidates_of(
    engine: ProcessEngine, connection: Connection, top: InstanceWorkflow, token: Task, organisation: str
) -> tuple[dict[str, str], bool]:
    """The candidate keys of a user task, each with its group, and whether anybody is there. Raises ExecutionFailed."""
    assignment = token.task_spec.assignment
    candidates: dict[str, str] = {}
    staffed = False
    for group in _texts(top, token, assignment.candidate_groups):
        try:
            resolved = resolve_once(
                top.resolved_groups, engine.resolve_group, connection, group, organisation, top.clock.now
            )
        except ProductError as error:
            raise UnresolvedReference(
                f"「{token.task_spec.bpmn_name}」的候选组「{group}」找不到对应的组织：{error.message}",
                element_id=token.task_spec.name,
                group=group,
            ) from error
        staffed = staffed or resolved.staffed
        candidates.update((key, group) for key in resolved.keys)
    for person in _texts(top, token, assignment.candidate_users):
        staffed = True
        candidates[f"person:{person}"] = f"person:{person}"
    return candidates, staffed


def _groups_text(spec: UserTask) -> str:
    wanted = (spec.assignment.candidate_groups, spec.assignment.candidate_users, spec.assignment.assignee)
    return "、".join(f"「{source.text}」" for source in wanted if isinstance(source, feel.Expression))


def _form_id(engine: ProcessEngine, spec: UserTask, compiled: Any, deployment_number: int) -> str | None:
    if spec.form is None:
        return None
    form_id = engine.definitions.form_id(spec.form, compiled, deployment_number)
    if form_id is None:
        raise UnresolvedReference(f"找不到表单「{spec.form.key}」", element_id=spec.name)
    return form_id


def _value(top: InstanceWorkflow, token: Task, source: str | feel.Expression | None) -> Value:
    if isinstance(source, feel.Expression):
        return top.script_engine.evaluate(token, source)  # type: ignore[no-any-return]
    return source


def _text(top: InstanceWorkflow, token: Task, source: str | feel.Expression | None) -> str | None:
    value = _value(top, token, source)
    if value is None or (isinstance(value, str) and 0 < len(value) <= LONGEST_PERSON):
        return value
    raise ExpressionFailed("办理人必须是一个人员编号", element_id=token.task_spec.name)


def _texts(top: InstanceWorkflow, token: Task, source: list[str] | feel.Expression) -> list[str]:
    value: Any = _value(top, token, source) if isinstance(source, feel.Expression) else source
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(entry, str) and 0 < len(entry) <= LONGEST_GROUP for entry in values):
        raise ExpressionFailed("候选组必须是文字或文字的列表，不能太长", element_id=token.task_spec.name)
    return values


def _priority(top: InstanceWorkflow, token: Task) -> int:
    value = _value(top, token, token.task_spec.assignment.priority)
    if value is None:
        return DEFAULT_PRIORITY
    try:
        priority = Decimal(str(value))
        if abs(priority) <= HIGHEST_PRIORITY:
            return int(priority)
    except (ArithmeticError, ValueError):
        pass
    raise ExpressionFailed(f"优先级必须是整数，最大{HIGHEST_PRIORITY}", element_id=token.task_spec.name)


def _date(top: InstanceWorkflow, token: Task, source: str | feel.Expression | None) -> dt.datetime | None:
    value = _value(top, token, source)
    return None if value is None else end_of_due_day(value, top.clock, token.task_spec.name)
