"""Completing a user task: the one path from a submitted form to the next waits."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import codec
from engine.access import visible_task
from engine.actors import Actor
from engine.changes import Changes
from engine.errors import Conflict, InvalidSubmission, ProductError
from engine.execution.variables import ScopeView
from engine.execution_errors import ExecutionFailed
from engine.history import Event
from engine.incidents import CompletionTrigger, raise_incident
from engine.process_engine import ProcessEngine
from engine.step import Action, Step, take_step
from engine.submissions import new_submission
from engine.tables import submission, task
from engine.transaction import reading
from feel.values import Value


class AlreadyCompleted(Conflict):
    """这项任务已经办完了。"""

    type = "already-completed"


class ClaimedByAnother(Conflict):
    """这项任务正由别人办理。"""

    type = "claimed-by-another"


class TaskWithdrawn(Conflict):
    """这项任务已经撤销，不用办了。"""

    type = "task-withdrawn"


class RevisionMoved(ProductError):
    """这项任务在您打开之后有了变化，请刷新后再看。您填的都还在。"""

    status = 412
    type = "revision-moved"


@dataclass(frozen=True, slots=True)
class Completed:
    """The answer. ``next_task_ids``: new tasks that the actor may see; ``repeated``: it was answered before."""

    task_id: str
    instance_id: str
    completed_at: dt.datetime
    repeated: bool
    next_task_ids: tuple[str, ...]
    instance_ended: bool


def complete(
    engine: ProcessEngine,
    actor: Actor,
    task_id: str,
    data: Mapping[str, Any],
    *,
    expected_revision: int | None = None,
) -> Completed:
    """Submit a task's form and move the instance on.

    ``data``: the form's JSON as sent, numbers as Decimal. The same submission by the same person again gets the first
    answer again. Raises NotFound, InvalidSubmission, AlreadyCompleted, ClaimedByAnother, TaskWithdrawn, RevisionMoved;
    IncidentRaised when the diagram fails, with the task still open.
    """
    with reading(engine.database) as connection:
        instance_id = str(visible_task(connection, actor, task_id).instance_id)
    action = _Completion(actor, task_id, data, expected_revision)
    try:
        return take_step(engine, instance_id, action)
    except ExecutionFailed as failure:
        raise_incident(engine, instance_id, CompletionTrigger(actor, task_id, data), failure)
    except Conflict:
        with reading(engine.database) as connection:
            repeated = _answer_again(connection, action, visible_task(connection, actor, task_id), engine)
        if repeated is None:
            raise
        return repeated


class _Completion(Action[Completed]):
    def __init__(self, actor: Actor, task_id: str, data: Mapping[str, Any], expected_revision: int | None) -> None:
        self.actor = actor
        self.task_id = task_id
        self.data = data
        self.expected_revision = expected_revision

    def apply(self, step: Step) -> Completed | None:
        row = visible_task(step.connection, self.actor, self.task_id)
        again = _answer_again(step.connection, self, row, step.engine)
        if again is not None:
            return again
        if row.assignee not in (None, self.actor.person_id):
            raise ClaimedByAnother(assignee=row.assignee)
        if self.expected_revision is not None and self.expected_revision != row.revision:
            raise RevisionMoved(revision=row.revision)
        token = step.workflow.token(self.task_id)
        values = self._validate(step, row, token)
        written = new_submission(
            step.instance.id, row.element_id, row.form_id, values, self.actor, step.clock, self.task_id
        )
        step.submissions.append(written.row)
        step.events.append(Event("task_completed", self.actor, row.element_id, self.task_id, written.event_data))
        step.updates.append(
            task.update()
            .where(task.c.id == self.task_id)
            .values(completed_by=self.actor.person_id, submission_id=written.row["id"], assignee=self.actor.person_id)
        )
        for name, value in values.items():
            token.workflow.write_variable(name, value, row.element_id)
        token.run()
        return None

    def _validate(self, step: Step, row: Any, token: Any) -> dict[str, Value]:
        if row.form_id is None:
            if self.data:
                raise InvalidSubmission({name: [f"没有「{name}」这一项。"] for name in self.data})
            return {}
        form = step.engine.definitions.form(row.form_id)
        view = ScopeView(step.workflow.variables, token.workflow.scope_chain)
        return form.validate(self.data, view, step.engine.settings(step.clock))

    def result(self, step: Step, changes: Changes) -> Completed:
        visible = tuple(
            new.row["id"]
            for new in changes.new_tasks
            if new.row["assignee"] == self.actor.person_id
            or any(candidate["key"] in self.actor.keys for candidate in new.candidates)
        )
        return Completed(
            self.task_id, step.instance.id, step.clock.now, False, visible, bool(step.workflow.completed)
        )


def _answer_again(connection: Connection, action: _Completion, row: Any, engine: ProcessEngine) -> Completed | None:
    """The first answer again for a finished task; None while it is open. Raises AlreadyCompleted, TaskWithdrawn."""
    if row.status == "open":
        return None
    if row.status == "cancelled":
        raise TaskWithdrawn(ended_at=row.ended_at.isoformat())
    if row.completed_by == action.actor.person_id and _same_submission(connection, action, row, engine):
        return Completed(row.id, row.instance_id, row.ended_at, True, (), False)
    raise AlreadyCompleted(completed_by=row.completed_by, completed_at=row.ended_at.isoformat())


def _same_submission(connection: Connection, action: _Completion, row: Any, engine: ProcessEngine) -> bool:
    stored = connection.execute(sa.select(submission.c.data).where(submission.c.id == row.submission_id)).scalar_one()
    values = codec.decode(stored)
    if row.form_id is None or not isinstance(values, dict):
        return not action.data
    try:
        again = engine.definitions.form(row.form_id).validate(action.data, values, engine.settings(engine.step_clock()))
    except InvalidSubmission:
        return False
    return bool(codec.encode(again) == stored)
