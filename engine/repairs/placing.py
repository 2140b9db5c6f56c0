"""An administrator places a token of a running instance elsewhere: one step, with a reason that the history keeps."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.actors import Actor
from engine.changes import Changes
from engine.errors import Conflict
from engine.execution_errors import ExecutionFailed
from engine.history import Event
from engine.moves.findings import MoveFinding, MoveFindings
from engine.process_engine import ProcessEngine
from engine.reasons import read_reason
from engine.repairs.places import check_source, check_target
from engine.step import Action, Step, open_step, run_step, take_step
from engine.tables import task
from engine.transaction import reading


class PlaceRefused(Conflict):
    """不能挪到那里，原因见 findings；什么也没有改动。"""

    type = "place-refused"

    def __init__(self, found: list[MoveFinding]) -> None:
        super().__init__(findings=[entry.as_json() for entry in found])
        self.found = found


@dataclass(frozen=True, slots=True)
class Place:
    """``activity``: the id of an active activity (activity.id); ``target``: an element of its scope."""

    activity: str
    target: str


@dataclass(frozen=True, slots=True)
class Placement:
    """What placing would do now; with ``findings`` that are errors it is refused and nothing else is told."""

    refused: bool
    findings: tuple[MoveFinding, ...]
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    timers: tuple[tuple[str, dt.datetime], ...] = ()
    ends: bool = False


def place_token(engine: ProcessEngine, actor: Actor, instance_id: str, place: Place, reason: str) -> None:
    """Cancel the activity with all that belongs to it, and go on from in front of the target.

    Raises NotFound, Conflict when the instance has ended, PlaceRefused with all that would break (nothing is written),
    InvalidRequest without a reason.
    """
    placing = _Placing(actor, place, read_reason(reason))
    try:
        take_step(engine, instance_id, placing)
    except ExecutionFailed as failure:
        raise placing.refusal(failure) from failure


def preview_place(engine: ProcessEngine, actor: Actor, instance_id: str, place: Place) -> Placement:
    """Place the token in memory and tell what that would change. Raises NotFound, Conflict when it has ended."""
    placing = _Placing(actor, place, "")
    with reading(engine.database) as connection:
        step = open_step(engine, connection, instance_id, on_suspended=True)
        try:
            placing.apply(step)
            changes = run_step(step)
        except PlaceRefused as refused:
            return Placement(True, tuple(refused.found))
        except ExecutionFailed as failure:
            return Placement(True, tuple(placing.refusal(failure).found))
        closed = connection.execute(sa.select(task.c.element_id).where(task.c.id.in_(list(changes.ended_tasks))))
        return Placement(
            False, tuple(placing.findings.found), tuple(new.row["element_id"] for new in changes.new_tasks),
            tuple(closed.scalars()),
            tuple((row["element_id"], dt.datetime.fromisoformat(row["due_at"])) for row in changes.timers_added),
            bool(step.workflow.completed),
        )  # fmt: skip


class _Placing(Action[None]):
    on_suspended = True

    def __init__(self, actor: Actor, place: Place, reason: str) -> None:
        self.actor = actor
        self.place = place
        self.reason = reason
        self.findings = MoveFindings()

    def apply(self, step: Step) -> None:
        self.findings = MoveFindings()
        token = self._find(step)
        check_source(token, self.findings)
        if self.findings.sound:
            check_target(token, self.place.target, self.findings)
        if not self.findings.sound:
            raise PlaceRefused(self.findings.found)
        told = {"from": token.task_spec.name, "activity": self.place.activity, "to": self.place.target,
                "reason": self.reason}  # fmt: skip
        step.events.append(Event("token_placed", self.actor, data=told))
        token.cancel()
        _place(token, self.place.target)
        step.workflow.conditions_changed = True

    def result(self, step: Step, changes: Changes) -> None:
        """Nothing to tell."""

    def refusal(self, failure: ExecutionFailed) -> PlaceRefused:
        """What going on from there fails of, beside all that has been found."""
        self.findings.error(failure.element_id, failure.message)
        return PlaceRefused(self.findings.found)

    def _find(self, step: Step) -> Task:
        try:
            return step.workflow.token(UUID(self.place.activity))
        except (KeyError, ValueError):
            self.findings.error(None, "这一步已经不在办，或者没有这个编号。请看看现在停在哪几步。")
            raise PlaceRefused(self.findings.found) from None


def _place(gone: Task, target: str) -> None:
    """As if a flow had led there: the only one, where there is but one."""
    workflow = gone.workflow
    spec = workflow.spec.task_specs[target]
    token = Task(workflow, spec, workflow.task_tree, state=TaskState.FUTURE)
    if len(spec.incoming) == 1:
        token.internal_data["flow"] = spec.incoming[0].id
    spec._update(token)
