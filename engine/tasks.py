"""Completing a user task: the one path from a submitted form to the next waits."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.access import may_see_task, visible_task, visible_task_and_instance
from engine.actors import Actor
from engine.changes import Changes, Completing
from engine.errors import Conflict, InvalidSubmission
from engine.execution.variables import ScopeView
from engine.execution_errors import ExecutionFailed
from engine.forms import Accepted
from engine.history import Event
from engine.incidents import CompletionTrigger, raise_incident
from engine.process_engine import ProcessEngine
from engine.specs.variable_scopes import chain_of, write
from engine.step import Action, Step, take_step
from engine.submissions import is_same_request, new_submission, tell_deviations
from engine.tables import instance, submission, task
from engine.task_conflicts import RevisionMoved, refuse_finished, refuse_others
from engine.transaction import reading


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
    action = _Completion(actor, task_id, data, expected_revision)
    try:
        return take_step(engine, None, action)
    except ExecutionFailed as failure:
        raise_incident(engine, action.row.instance_id, CompletionTrigger(actor, task_id, data), failure)
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
        self.row: Any = None

    def read_instance(self, connection: Connection, instance_id: str | None) -> Any:
        self.row, found = visible_task_and_instance(connection, self.actor, self.task_id)
        return found

    def apply(self, step: Step) -> Completed | None:
        row = self.row
        again = _answer_again(step.connection, self, row, step.engine)
        if again is not None:
            return again
        refuse_others(step.engine, step.connection, row, self.actor.person_id)
        if self.expected_revision is not None and self.expected_revision != row.revision:
            raise RevisionMoved(revision=row.revision)
        token = step.workflow.token(self.task_id)
        accepted = self._validate(step, row, token)
        values = accepted.values
        written = new_submission(
            step.instance.id, row.element_id, row.form_id, values, self.actor, step.clock, self.task_id, self.data
        )
        step.submissions.append(written.row)
        step.events.append(Event("task_completed", self.actor, row.element_id, self.task_id, written.event_data))
        step.events += tell_deviations(written, accepted.deviations, self.actor)
        step.completing = Completing(row, self.actor.person_id, written.row["id"])
        step.told = {}  # _answer_again reads it from the task
        for name, value in values.items():
            write(token, name, value)
        token.run()
        return None

    def _validate(self, step: Step, row: Any, token: Any) -> Accepted:
        if row.form_id is None:
            if self.data:
                raise InvalidSubmission({name: [f"没有「{name}」这一项。"] for name in self.data})
            return Accepted({})
        form = step.engine.definitions.form(row.form_id)
        step.workflow.variables.ensure(form.input_names | form.output_names)
        view = ScopeView(step.workflow.variables, chain_of(token))
        return form.accept(self.data, view, step.engine.settings(step.clock))

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
    if row.status == "completed" and row.completed_by == action.actor.person_id:
        stored = connection.execute(sa.select(submission).where(submission.c.id == row.submission_id)).one()
        if is_same_request(stored, action.data):
            return _first_answer(connection, action.actor, row)
    refuse_finished(engine, connection, row)
    return None


def _first_answer(connection: Connection, actor: Actor, row: Any) -> Completed:
    """What the completion of a finished task led to: what began and ended with its step has its moment."""
    opened = sa.select(task.c.id).where(
        task.c.instance_id == row.instance_id,
        task.c.created_at == row.ended_at,
        task.c.id != row.id,
        may_see_task(actor),
    )
    ended = sa.select(instance.c.ended_at).where(instance.c.id == row.instance_id)
    return Completed(
        row.id,
        row.instance_id,
        row.ended_at,
        True,
        tuple(connection.execute(opened).scalars()),
        connection.execute(ended).scalar() == row.ended_at,
    )
