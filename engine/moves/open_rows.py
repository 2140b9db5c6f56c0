"""What a move changes in the rows of open work: user tasks and external tasks that stay where they are."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine.assignment import candidates_of
from engine.execution.workflow import STAGE
from engine.execution_errors import ExecutionFailed, UnresolvedReference
from engine.external_assignment import describe_external_task
from engine.external_tables import external_task, external_task_worker
from engine.moves.findings import MoveFindings, named
from engine.moves.pairing import Pairing
from engine.specs.activities import Assignment, UserTask
from engine.specs.external import ExternalTask
from engine.step import Step
from engine.tables import task, task_candidate


def update_open_rows(step: Step, pairing: Pairing, findings: MoveFindings) -> None:
    """Add the statements to the step, whose workflow and instance are those of the new version already.

    Who has claimed a task keeps it, and a due date that somebody has been told stays. Candidates are found anew where
    the diagram names others. A task that people must read again has a new revision.
    """
    rows = _open(step, task)
    external = _open(step, external_task)
    for pair in pairing.scopes:
        for old_id, new in pair.elements.items():
            old, key = pair.scope.tasks[old_id].task_spec, str(old_id)
            try:
                if isinstance(new, UserTask) and key in rows:
                    _move_task(step, findings, rows[key], old, new)
                elif isinstance(new, ExternalTask) and key in external:
                    _move_external(step, findings, external[key], old, new)
            except ExecutionFailed as failure:
                findings.error(new.name, failure.message)


def _open(step: Step, table: sa.Table) -> dict[str, Any]:
    query = sa.select(table).where(table.c.instance_id == step.instance.id, table.c.status == "open")
    return {row.id: row for row in step.connection.execute(query)}


def _move_task(step: Step, findings: MoveFindings, row: Any, old: UserTask, new: UserTask) -> None:
    token = step.workflow.token(row.id)
    compiled = token.workflow.spec.compiled
    values: dict[str, Any] = {
        "definition_id": compiled.definition_id,
        "element_id": new.name,
        "name": new.bpmn_name or new.name,
        "form_id": _form_id(step, new, compiled),
    }
    if new.stage_expression is None:
        values["stage"] = new.properties.get(STAGE)
    values |= _move_candidates(step, findings, token, old, new)
    if values["form_id"] != row.form_id:
        _tell_form(step, findings, row.form_id, values["form_id"], new)
    if _source(old.assignment, "due_date") != _source(new.assignment, "due_date"):
        findings.warn(new.name, f"{named(new)}的期限写法改了，已经在办的这一件仍按原来的期限")
    if any(values[name] != getattr(row, name) for name in values.keys() - {"definition_id"}) or _candidates_changed(
        old, new
    ):
        values["revision"] = task.c.revision + 1
    step.updates.append(task.update().where(task.c.id == row.id, task.c.status == "open").values(values))


def _form_id(step: Step, spec: UserTask, compiled: Any) -> str | None:
    if spec.form is None:
        return None
    found = step.engine.definitions.form_id(spec.form, compiled, step.instance.deployment_number)
    if found is None:
        raise UnresolvedReference(f"找不到{named(spec)}的表单「{spec.form.key}」", element_id=spec.name)
    return found


def _tell_form(step: Step, findings: MoveFindings, old_id: str | None, new_id: str | None, spec: UserTask) -> None:
    before, after = (
        frozenset() if form_id is None else frozenset(step.engine.definitions.form(form_id).members)
        for form_id in (old_id, new_id)
    )
    told = [
        f"{what}{'、'.join(f'“{name}”' for name in sorted(names))}"
        for what, names in (("多了", after - before), ("少了", before - after))
        if names
    ]
    details = f"：{'，'.join(told)}" if told else ""
    findings.warn(spec.name, f"{named(spec)}的表单换了{details}。存下的草稿留着，新表单里没有的项不再用")


def _move_candidates(
    step: Step, findings: MoveFindings, token: Any, old: UserTask, new: UserTask
) -> dict[str, Any]:
    if not _candidates_changed(old, new):
        return {}
    found, staffed = candidates_of(step.engine, step.connection, step.workflow, token, step.instance.organisation)
    if not found and new.assignment.assignee is None:
        raise UnresolvedReference(f"{named(new)}在新版本里没有人可以办理", element_id=new.name)
    task_id = str(token.id)
    step.updates.append(task_candidate.delete().where(task_candidate.c.task_id == task_id))
    if found:
        rows = [{"task_id": task_id, "key": key, "group_name": group} for key, group in found.items()]
        step.updates.append(task_candidate.insert().values(rows))
    findings.warn(new.name, f"{named(new)}的候选组改了，照新版本重新找办理人；已经签收的人接着办")
    return {"unstaffed": not staffed and new.assignment.assignee is None}


def _candidates_changed(old: UserTask, new: UserTask) -> bool:
    names = ("candidate_groups", "candidate_users")
    return any(_source(old.assignment, name) != _source(new.assignment, name) for name in names)


def _source(assignment: Assignment, name: str) -> object:
    value = getattr(assignment, name)
    return getattr(value, "text", value)


def _move_external(step: Step, findings: MoveFindings, row: Any, old: ExternalTask, new: ExternalTask) -> None:
    token = step.workflow.token(row.id)
    described = describe_external_task(step.engine, step.connection, step.workflow, token, step.instance)
    names = ["definition_id", "element_id"]
    if old.topic != new.topic:
        names.append("topic")
        findings.warn(new.name, f"{named(new)}的主题由“{old.topic}”改为“{new.topic}”；已经锁定它的程序仍可以交结果")
    if old.priority != new.priority:
        names.append("priority")
    values = {name: described.row[name] for name in names}
    mine = external_task.c.id == row.id, external_task.c.status == "open"
    step.updates.append(external_task.update().where(*mine).values(values))
    if old.workers != new.workers:
        step.updates.append(external_task_worker.delete().where(external_task_worker.c.task_id == row.id))
        if described.workers:
            step.updates.append(external_task_worker.insert().values(described.workers))
        findings.warn(new.name, f"{named(new)}可以取它的程序改了，照新版本")
