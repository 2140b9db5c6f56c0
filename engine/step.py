"""One use case, one transaction (design.md 4): read, run, then one write by version; a lost race is run again."""
from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import history, request_keys
from engine.actors import Actor
from engine.changes import Changes, Completing, Waits, collect_changes, completion_of, waits_of
from engine.errors import Conflict, NotFound
from engine.execution.expressions import FeelScriptEngine
from engine.execution.loop import run
from engine.execution.moments import StepClock
from engine.execution.state import dump_state, load_state
from engine.execution.variables import HIDDEN, ROOT_SCOPE, Variables
from engine.execution.waiting import refuse_standstill
from engine.execution.workflow import STAGE, InstanceWorkflow
from engine.process_engine import ProcessEngine, StepRecord
from engine.step_statements import INSTANCE
from engine.step_store import update_instance, variable_loader, write_changes
from engine.suspension_conflicts import SUSPENDED, refuse_suspended
from engine.tables import history_event, instance, submission
from engine.thrown import insert_rows, tell_thrown, thrown_rows
from engine.transaction import reading, writing
from engine.undo_record import record_undo
from feel.values import Value

OPTIMISTIC_ATTEMPTS = 2
T = TypeVar("T")


@dataclass
class Step:
    """A step being taken: what is known before it, and what the action adds to what running changes.

    ``claims``: statements that must each change just one row, or the step is not written: somebody else was faster.
    ``hops``: how many deliveries in a row have led to this step. ``status``: the instance's while it goes on.
    ``told``: what the use case answers from when the request is sent again; None when it cannot. ``completing``: the
    open task that a person completes, who may take that back later. ``restored``: the root's variables that are again
    what they were, null for those that were not there, of a step that takes another one back.
    """

    engine: ProcessEngine
    connection: Connection
    instance: Any
    workflow: InstanceWorkflow
    clock: StepClock
    before: Waits
    events: list[history.Event] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    updates: list[sa.Executable] = field(default_factory=list)
    claims: list[sa.Executable] = field(default_factory=list)
    status: str = "active"
    status_at_end: str = "completed"
    hops: int = 0
    told: dict[str, Any] | None = None
    completing: Completing | None = None
    restored: dict[str, Value] | None = None


class Action(ABC, Generic[T]):
    """What a use case does with an open instance. It may be applied several times, each to a fresh step.

    ``on_suspended``: whether it may be done while the instance is suspended.
    """

    actor: Actor
    on_suspended = False

    def read_instance(self, connection: Connection, instance_id: str | None) -> Any:
        """The row of the instance that it is about, None when there is none."""
        return connection.execute(INSTANCE, {"wanted": instance_id}).one_or_none()

    @abstractmethod
    def apply(self, step: Step) -> T | None:
        """Check and begin; a result that is not None ends the use case with nothing written."""

    @abstractmethod
    def result(self, step: Step, changes: Changes) -> T:
        """The answer once the step has been written."""


@dataclass(frozen=True, slots=True)
class _Early(Generic[T]):
    result: T


def take_step(engine: ProcessEngine, instance_id: str | None, action: Action[T]) -> T:
    """Apply an action to an instance and run it to its next waits. ``instance_id``: None when the action knows it.

    Raises NotFound, Conflict when the instance has ended, Suspended, ExecutionFailed when running fails, with nothing
    written.
    """
    for _attempt in range(OPTIMISTIC_ATTEMPTS):
        with reading(engine.database) as connection:
            step = _begin(engine, connection, instance_id, action)
            changes = _run(step, action)
        if isinstance(changes, _Early):
            return changes.result
        engine.fault("before_write")
        with writing(engine.database) as connection:
            written = write_step(step, connection, changes)
            engine.fault("before_commit")
        if written:
            after_commit(step, changes)
            return action.result(step, changes)
    return _take_step_locked(engine, step.instance.id, action)


def _take_step_locked(engine: ProcessEngine, instance_id: str, action: Action[T]) -> T:
    with writing(engine.database) as connection:
        lock_instance(connection, instance_id)
        step = _begin(engine, connection, instance_id, action)
        changes = _run(step, action)
        if isinstance(changes, _Early):
            return changes.result
        if not write_step(step, connection, changes):
            raise Conflict("这件事刚刚有人办过了。请刷新后再看。")
        engine.fault("before_commit")
    after_commit(step, changes)
    return action.result(step, changes)


def _begin(engine: ProcessEngine, connection: Connection, instance_id: str | None, action: Action[T]) -> Step:
    row = action.read_instance(connection, instance_id)
    return step_of(engine, connection, row, on_suspended=action.on_suspended)


def lock_instance(connection: Connection, instance_id: str) -> Any:
    """The instance's row, locked until the end of the transaction. Raises NotFound."""
    row = connection.execute(sa.select(instance).where(instance.c.id == instance_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("没有找到这个协商事项。")
    return row


def open_step(
    engine: ProcessEngine, connection: Connection, instance_id: str, *, on_suspended: bool = False
) -> Step:
    """Load an instance that is still running. Raises NotFound, Conflict, Suspended unless ``on_suspended``."""
    row = connection.execute(INSTANCE, {"wanted": instance_id}).one_or_none()
    return step_of(engine, connection, row, on_suspended=on_suspended)


def step_of(engine: ProcessEngine, connection: Connection, row: Any, *, on_suspended: bool = False) -> Step:
    """``open_step`` for the row of an instance, None when there is none."""
    if row is None:
        raise NotFound("没有找到这个协商事项。")
    if row.status not in ("active", SUSPENDED):
        raise Conflict("这个协商事项已经办结。")
    if not on_suspended:
        refuse_suspended(engine, connection, row)
    clock = engine.step_clock()
    workflow = new_workflow(engine, connection, row, clock)
    load_state(workflow, row.state)
    return Step(engine, connection, row, workflow, clock, waits_of(workflow), status=row.status)


def new_workflow(engine: ProcessEngine, connection: Connection, row: Any, clock: StepClock) -> InstanceWorkflow:
    """An empty workflow for an instance's row (id, definition_id, deployment_number)."""
    bundle = engine.definitions.bundle(row.definition_id, row.deployment_number)
    variables = Variables(variable_loader(connection, row.id), bundle.names | {STAGE})
    return InstanceWorkflow(bundle, FeelScriptEngine(lambda: engine.settings(clock)), variables, clock, engine.limits)


def _run(step: Step, action: Action[T]) -> Changes | _Early[T]:
    early = action.apply(step)
    return run_step(step) if early is None else _Early(early)


def run_step(step: Step) -> Changes:
    """Run to the next waits, fold, and collect what changed. Raises ExecutionFailed."""
    run(step.workflow)
    refuse_standstill(step.workflow)
    step.workflow.fold_all()
    changes = collect_changes(step.engine, step.connection, step.workflow, step.before, step.instance)
    if step.completing is not None:
        changes.completion = completion_of(step.completing, changes, step.clock.now)
    return changes


def write_step(step: Step, connection: Connection, changes: Changes) -> bool:
    """Write everything by the instance's version; False, with nothing written, when the version has moved."""
    row, now = step.instance, step.clock.now
    ended = bool(step.workflow.completed)
    events = complete_events(step, changes, ended)
    rows = history.chain(row.id, (row.last_sequence, row.last_hash), events, now)
    thrown = thrown_rows(connection, row.id, step.workflow.trace.thrown, step.hops)
    values: dict[str, Any] = {
        "state": None if ended else dump_state(step.workflow),
        "undo": _undo(step, connection, changes, rows[0], len(thrown)),
        "status": step.status_at_end if ended else step.status,
        "ended_at": now if ended else None,
        "last_sequence": rows[-1]["sequence"],
        "last_hash": rows[-1]["hash"],
    }
    if not update_instance(connection, row, values):
        return False
    write_rows(step, connection, changes, rows, thrown)
    notify(step, connection, started=False, ended=ended)
    return True


def _undo(
    step: Step, connection: Connection, changes: Changes, event: dict[str, Any], thrown: int
) -> bytes | None:
    if step.completing is None or step.workflow.completed:
        return None
    return record_undo(connection, step.completing, step.instance, changes, event, thrown)


def write_rows(
    step: Step, connection: Connection, changes: Changes, events: list[dict[str, Any]], thrown: list[dict[str, Any]]
) -> None:
    """Everything beside the instance's own row. Raises Conflict when a claim has failed or the request has acted."""
    request_keys.record(connection, step.events[0].actor, step.clock.now, step.told)
    for claim in step.claims:
        if connection.execute(claim).rowcount != 1:
            raise Conflict("这件事刚刚有人办过了。请刷新后再看。")
    if step.submissions:
        connection.execute(submission.insert(), step.submissions)
    hands_over = step.engine.hands_over
    write_changes(connection, step.instance.id, changes, step.clock.now, hands_over=hands_over)
    for statement in step.updates:
        connection.execute(statement)
    insert_rows(connection, thrown, step.clock.now, hands_over=hands_over)
    connection.execute(history_event.insert(), events)


def after_commit(step: Step, changes: Changes) -> None:
    """The step has been written; wake whoever does what it has left to be done at once."""
    step.engine.fault("after_commit")
    due = [dt.datetime.fromisoformat(row["due_at"]) for row in changes.timers_added]
    if step.workflow.trace.thrown or any(moment <= step.clock.now for moment in due):
        step.engine.work.set()


def complete_events(step: Step, changes: Changes, ended: bool) -> list[history.Event]:
    """The action's events, the first one telling what the step did, and the end of the instance."""
    first, *rest = step.events
    first.data.update(
        path=step.workflow.trace.path,
        opened=[new.row["element_id"] for new in changes.new_tasks],
        variables=sorted({name for _, name in step.workflow.variables.written if not name.startswith(HIDDEN)}),
    )
    unstaffed = [new.row["element_id"] for new in changes.new_tasks if new.row["unstaffed"]]
    if unstaffed:
        first.data["unstaffed"] = unstaffed
    if changes.decisions:
        first.data["decisions"] = [new.event_data for new in changes.decisions]
    rest += tell_thrown(step.workflow.trace.thrown, first.actor)
    if ended and step.status_at_end == "completed":
        rest = [*rest, history.Event("instance_ended", first.actor)]
    return [first, *rest]


def notify(step: Step, connection: Connection, *, started: bool, ended: bool) -> None:
    """Tell the observers, inside the transaction."""
    variables = step.workflow.variables
    written = {name: value for (scope, name), (value, _) in variables.written.items() if scope == ROOT_SCOPE}
    written |= step.restored or {}
    stage = written.get(STAGE)
    record = StepRecord(
        instance_id=step.instance.id,
        business_key=step.instance.business_key,
        organisation=step.instance.organisation,
        started=started,
        ended=ended,
        status=step.status_at_end if ended else step.status,
        status_changed=started or ended or step.status != step.instance.status,
        stage=stage if isinstance(stage, str) else None,
        variables=written,
        at=step.clock.now,
        takes_back=step.restored is not None,
    )
    for observer in step.engine.observers:
        observer.step_taken(connection, record)
