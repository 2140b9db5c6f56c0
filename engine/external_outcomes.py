"""What a worker reports when it is done: the task is complete, or a BPMN error of the diagram's has happened."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import feel
from engine import codec
from engine.actors import Actor, as_content
from engine.changes import Changes
from engine.errors import Conflict, InvalidRequest
from engine.execution_errors import ExecutionFailed
from engine.external_access import visible_external
from engine.external_conflicts import locked_by, refuse_ended, refuse_without_lock
from engine.external_incidents import ExternalTrigger, put_aside
from engine.external_tables import external_task
from engine.history import Event
from engine.incidents import raise_incident
from engine.process_engine import ProcessEngine
from engine.step import Action, Step, take_step
from engine.submissions import is_same_request, new_submission
from engine.tables import submission
from engine.transaction import reading
from feel.values import Value


@dataclass(frozen=True, slots=True)
class Outcome:
    """``code``: of a BPMN error, None when the work is done. ``local``: variables for the task's own scope."""

    variables: Mapping[str, Value] = field(default_factory=dict)
    local: Mapping[str, Value] = field(default_factory=dict)
    code: str | None = None
    message: str | None = None

    def content(self) -> dict[str, Any]:
        """As FEEL values, for the codec."""
        return {"variables": dict(self.variables), "local": dict(self.local), "code": self.code,
                "message": self.message}  # fmt: skip


@dataclass(frozen=True)
class OutcomeTrigger(ExternalTrigger):
    """A report that the diagram could not go on with. It is kept, because the work it tells of has been done."""

    actor: Actor
    task_id: str
    worker_id: str
    outcome: Outcome
    kind = "external_outcome"

    def content(self) -> dict[str, Any]:
        return {**as_content(self.actor), "task_id": self.task_id, "worker_id": self.worker_id,
                "outcome": self.outcome.content()}  # fmt: skip

    def set_aside(self, connection: Connection) -> None:
        """Nobody shall fetch the task and do the work again."""
        put_aside(connection, self.task_id)


def report_outcome(engine: ProcessEngine, actor: Actor, task_id: str, worker_id: str, outcome: Outcome) -> None:
    """End a task that is locked for the worker and move its case on. The same report again changes nothing.

    Raises NotFound, InvalidRequest when the variables cannot be kept, ExternalTaskEnded, LockLost; IncidentRaised when
    the diagram fails: the task then waits for an administrator, who retries with this report.
    """
    try:
        codec.encode(outcome.content())
    except codec.NotStorable as error:
        raise InvalidRequest(f"{error}。") from error
    _end(engine, actor, task_id, worker_id, outcome, from_incident=False)


def retry_outcome(engine: ProcessEngine, content: Mapping[str, Any], actor: Actor, _instance_id: str) -> None:
    """Go on with a report that has been kept. Raises Conflict when the task is not waiting for that any more."""
    outcome = Outcome(**content["outcome"])
    _end(engine, actor, content["task_id"], content["worker_id"], outcome, from_incident=True)


def _end(
    engine: ProcessEngine, actor: Actor, task_id: str, worker_id: str, outcome: Outcome, *, from_incident: bool
) -> None:
    with reading(engine.database) as connection:
        instance_id = str(visible_external(connection, actor, task_id).instance_id)
    action = _Ending(actor, task_id, worker_id, outcome, from_incident)
    try:
        take_step(engine, instance_id, action)
    except ExecutionFailed as failure:
        raise_incident(engine, instance_id, OutcomeTrigger(actor, task_id, worker_id, outcome), failure)
    except Conflict:
        with reading(engine.database) as connection:
            row = visible_external(connection, actor, task_id)
            repeated = action.is_repeated(connection, row)
        if not repeated:
            refuse_ended(row)
            raise


class _Ending(Action[bool]):
    def __init__(
        self, actor: Actor, task_id: str, worker_id: str, outcome: Outcome, from_incident: bool
    ) -> None:
        self.actor = actor
        self.task_id = task_id
        self.worker_id = worker_id
        self.outcome = outcome
        self.from_incident = from_incident
        self.sent: dict[str, Any] = {"worker_id": worker_id, "report": feel.to_json(outcome.content())}

    def apply(self, step: Step) -> bool | None:
        row = visible_external(step.connection, self.actor, self.task_id)
        if self.is_repeated(step.connection, row):
            return True
        refuse_ended(row)
        if not self.from_incident:
            refuse_without_lock(row, self.actor, self.worker_id)
        elif row.retries != 0:  # given back to the workers meanwhile
            raise Conflict()
        self._tell(step, row)
        token = step.workflow.token(self.task_id)
        variables, local = dict(self.outcome.variables), dict(self.outcome.local)
        if self.outcome.code is None:
            token.task_spec.complete_external(token, variables, local)
        else:
            step.workflow.throw_error(token, self.outcome.code, self.outcome.message, variables)
        return None

    def is_repeated(self, connection: Connection, row: Any) -> bool:
        """Whether the task has ended by this very report."""
        if row.submission_id is None:
            return False
        stored = connection.execute(sa.select(submission).where(submission.c.id == row.submission_id)).one()
        return stored.person_id == self.actor.person_id and is_same_request(stored, self.sent)

    def _tell(self, step: Step, row: Any) -> None:
        outcome = self.outcome
        values = {**outcome.variables, **outcome.local}
        written = new_submission(
            step.instance.id, row.element_id, None, values, self.actor, step.clock, sent=self.sent
        )
        step.submissions.append(written.row)
        data = {**written.event_data, "topic": row.topic, "worker": self.worker_id}
        kind, status = "external_task_completed", "completed"
        if outcome.code is not None:
            kind, status, data["code"] = "external_task_error", "error", outcome.code
        step.events.append(Event(kind, self.actor, row.element_id, self.task_id, data))
        mine = external_task.c.retries == 0 if self.from_incident else locked_by(self.actor, self.worker_id)
        still = (external_task.c.id == self.task_id, external_task.c.status == "open", mine)
        row_values = {"status": status, "submission_id": written.row["id"], "ended_at": step.clock.now}
        step.claims.append(external_task.update().where(*still).values(row_values))

    def result(self, step: Step, changes: Changes) -> bool:
        return True
