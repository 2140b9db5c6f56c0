"""撤回: whoever completed a task takes that back, as long as nothing has followed from it."""
from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.access import visible_task_and_instance
from engine.actors import Actor
from engine.changes import Changes, Waits, waits_of
from engine.errors import Conflict, Forbidden
from engine.execution.state import load_state
from engine.external_tables import external_task
from engine.history import Event
from engine.process_engine import ProcessEngine
from engine.step import Action, Step, new_workflow, take_step
from engine.tables import draft, outbox, task
from engine.task_conflicts import refuse_finished
from engine.undo_record import UndoRecord, read_undo
from engine.undo_rows import reopened_draft, restored_rows, restored_values


class TooLate(Conflict):
    """这一步之后流程又有了变化，不能撤回了。"""

    type = "too-late-to-undo"


def undo_completion(engine: ProcessEngine, actor: Actor, task_id: str) -> None:
    """Put the instance back to where it stood before the actor's completion of a task, which is open again.

    What was submitted stays in the history and becomes the actor's draft. Raises NotFound, Forbidden for anybody
    else's completion, Suspended, Conflict when the instance has ended, TooLate when somebody has acted since, a timer
    has fired, a message has gone out, or somebody has begun with what came next.
    """
    take_step(engine, None, _Undo(actor, task_id))


class _Undo(Action[None]):
    def __init__(self, actor: Actor, task_id: str) -> None:
        self.actor = actor
        self.task_id = task_id
        self.row: Any = None

    def read_instance(self, connection: Connection, instance_id: str | None) -> Any:
        self.row, found = visible_task_and_instance(connection, self.actor, self.task_id, with_undo=True)
        return found

    def apply(self, step: Step) -> None:
        record = self._record(step)
        workflow = new_workflow(step.engine, step.connection, step.instance, step.clock)
        load_state(workflow, record.state)
        then, now = waits_of(workflow), step.before
        _refuse_begun(step, then, now)
        step.claims += _take_back_thrown(step, record, self.row)
        step.restored = restored_values(step.connection, step.instance.id, record)
        step.updates += restored_rows(step, record, workflow, then)
        kept = reopened_draft(step, self.row, self.actor.person_id)
        if kept is not None:
            step.updates.append(kept)
        gone = sa.select(task.c.element_id).where(task.c.id.in_(now.tasks - then.tasks)).order_by(task.c.created_at)
        told = {"undone": record.sequence, "withdrawn": list(step.connection.execute(gone).scalars())}
        step.events.append(Event("completion_undone", self.actor, self.row.element_id, self.task_id, told))
        step.workflow = workflow

    def result(self, step: Step, changes: Changes) -> None:
        """Nothing to tell."""

    def _record(self, step: Step) -> UndoRecord:
        row = self.row
        if row.status == "open":
            raise Conflict("这项任务还没有办，不用撤回。")
        if row.status == "cancelled":
            refuse_finished(step.engine, step.connection, row)
        if row.completed_by != self.actor.person_id:
            raise Forbidden("只有办这一步的人才能撤回。")
        record = None if step.instance.undo is None else read_undo(step.instance.undo)
        if record is None or record.task_id != row.id or record.version != step.instance.version:
            raise TooLate()
        return record


def _refuse_begun(step: Step, then: Waits, now: Waits) -> None:
    opened = now.tasks - then.tasks
    touched = sa.select(task.c.name).where(
        task.c.id.in_(opened),
        sa.or_(task.c.revision > 1, sa.exists().where(draft.c.task_id == task.c.id)),
    )
    name = step.connection.execute(touched.limit(1)).scalar()
    if name is not None:
        raise TooLate(f"下一步「{name}」已经有人在办，不能撤回了。")
    fetched = sa.select(external_task.c.element_id).where(
        external_task.c.id.in_(now.external - then.external), external_task.c.worker_id.is_not(None)
    )
    if step.connection.execute(fetched.limit(1)).first() is not None:
        raise TooLate("系统已经在处理下一步，不能撤回了。")


def _take_back_thrown(step: Step, record: UndoRecord, row: Any) -> list[sa.Executable]:
    """Takes each row that the completion has put into the outbox away, or the message has gone out."""
    if not record.thrown:
        return []
    waiting = sa.select(outbox.c.id).where(
        outbox.c.sender_id == step.instance.id, outbox.c.created_at == row.ended_at, outbox.c.attempts == 0
    )
    ids = step.connection.execute(waiting).scalars().all()
    if len(ids) != record.thrown:
        raise TooLate("这一步发出的消息已经送到，不能撤回了。")
    return [outbox.delete().where(outbox.c.id == row_id) for row_id in ids]
