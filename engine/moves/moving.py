"""Moving one running instance to another version of its process: tried out, done in one step, or taken back."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.actors import Actor
from engine.changes import Changes
from engine.errors import Conflict
from engine.execution_errors import ExecutionFailed
from engine.history import Event
from engine.moves.findings import AlreadyThere, MoveFinding, MoveFindings, MoveRefused
from engine.moves.joins import check_joins
from engine.moves.missing_names import warn_of_missing
from engine.moves.open_rows import update_open_rows
from engine.moves.pairing import Pairing, Replacements
from engine.moves.rebinding import rebind
from engine.moves.targets import Target, Wanted, find_target, process_key
from engine.moves.waits import WaitCarrier
from engine.process_engine import ProcessEngine
from engine.reasons import read_reason
from engine.step import Action, Step, new_workflow, open_step, run_step, take_step
from engine.tables import history_event, instance, task
from engine.transaction import reading

MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Route:
    """Where to, and how.

    ``replacements``: elements that are called otherwise in the new version; ``recount``: whether timers that are
    drawn differently are counted anew from now, and do not keep the time that people have been told.
    """

    wanted: Wanted | Target = field(default_factory=Wanted)
    replacements: Replacements = field(default_factory=dict)
    recount: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """An instance that now runs on ``target``, with the warnings that were given."""

    instance_id: str
    source: Target
    target: Target
    findings: tuple[MoveFinding, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would do now. ``refused``: the findings hold errors and nothing else is told.

    ``opened`` and ``closed``: elements of tasks; ``timers`` and ``waits``: rows that would be there and are not.
    """

    source: Target
    target: Target
    refused: bool
    findings: tuple[MoveFinding, ...]
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    timers: tuple[tuple[str, dt.datetime], ...] = ()
    waits: tuple[tuple[str, str], ...] = ()
    ends: bool = False


def move_instance(
    engine: ProcessEngine,
    actor: Actor,
    instance_id: str,
    route: Route,
    reason: str,
    claims: tuple[sa.Executable, ...] = (),
) -> Moved:
    """Move an instance, running or suspended, in one step that the history tells.

    ``claims``: as of a step. Raises NotFound, Conflict when it has ended, AlreadyThere, MoveRefused with all that
    would break (nothing is written), InvalidRequest without a reason.
    """
    move = Move(actor, route, read_reason(reason), claims)
    try:
        return take_step(engine, instance_id, move)
    except ExecutionFailed as failure:
        raise move.refuse(failure) from failure


def preview_move(engine: ProcessEngine, actor: Actor, instance_id: str, route: Route) -> Preview:
    """Make the move in memory and tell what it would change; nothing is written.

    Raises NotFound, Conflict when the instance has ended, AlreadyThere.
    """
    move = Move(actor, route, "")
    with reading(engine.database) as connection:
        step = open_step(engine, connection, instance_id, on_suspended=True)
        try:
            move.apply(step)
            changes = run_step(step)
        except MoveRefused as refusal:
            return Preview(move.source, move.target, True, tuple(refusal.found))
        except ExecutionFailed as failure:
            return Preview(move.source, move.target, True, tuple(move.refuse(failure).found))
        closed = _closed(step, changes)
    return Preview(
        move.source,
        move.target,
        False,
        tuple(move.findings.found),
        tuple(new.row["element_id"] for new in changes.new_tasks),
        tuple(closed),
        tuple((row["element_id"], dt.datetime.fromisoformat(row["due_at"])) for row in changes.timers_added),
        tuple((row["element_id"], row["name"]) for row in changes.subscriptions_added),
        bool(step.workflow.completed),
    )


def move_back(engine: ProcessEngine, actor: Actor, instance_id: str, reason: str) -> Moved:
    """Move an instance back to the version that it had before its last move, if that can be done.

    Raises as ``move_instance``; Conflict when it has never been moved.
    """
    with reading(engine.database) as connection:
        route = way_back(connection, instance_id)
    return move_instance(engine, actor, instance_id, route, reason)


def way_back(connection: Connection, instance_id: str) -> Route:
    """How the last move of an instance is undone. Raises Conflict when there was none."""
    event = connection.execute(
        sa.select(history_event.c.data)
        .where(history_event.c.instance_id == instance_id, history_event.c.type == MOVED)
        .order_by(history_event.c.sequence.desc())
        .limit(1)
    ).scalar()
    if event is None:
        raise Conflict("这件协商没有改过版本，没有可以退回的。")
    data = orjson.loads(event)
    replaced = {(entry["process"], entry["to"]): entry["from"] for entry in data["elements"]}
    return Route(Target(data["from"]["definition"], data["from"]["deployment"]), replaced)


def _closed(step: Step, changes: Changes) -> list[str]:
    query = sa.select(task.c.element_id).where(task.c.id.in_(list(changes.ended_tasks)))
    return list(step.connection.execute(query).scalars())


class Move(Action[Moved]):
    """One move, applied to a step."""

    on_suspended = True

    def __init__(self, actor: Actor, route: Route, reason: str, claims: tuple[sa.Executable, ...] = ()) -> None:
        self.actor = actor
        self.route = route
        self.reason = reason
        self.claims = claims
        self.findings = MoveFindings()
        self.source = self.target = Target("", 0)

    def apply(self, step: Step) -> None:
        """Put the step's instance on the new version. Raises NotFound, AlreadyThere, MoveRefused."""
        self.findings = MoveFindings()
        self.source, self.target = self._find(step)
        if self.source == self.target:
            raise AlreadyThere()
        old = step.workflow
        step.instance = SimpleNamespace(
            **{
                **dict(step.instance._mapping),
                "definition_id": self.target.definition_id,
                "deployment_number": self.target.deployment_number,
            }
        )
        new = new_workflow(step.engine, step.connection, step.instance, step.clock)
        pairing = Pairing(old, new.bundle, self.route.replacements, self.findings)
        check_joins(pairing, self.findings)
        self.findings.refuse_errors()
        rebind(pairing, new)
        step.workflow = new
        WaitCarrier(pairing, new, self.findings, recount=self.route.recount).carry()
        update_open_rows(step, pairing, self.findings)
        warn_of_missing(step, pairing, self.findings)
        self.findings.refuse_errors()
        step.claims += self.claims
        step.updates.append(self._instance_moved(step))
        step.events.append(Event(MOVED, self.actor, data=self._told()))

    def result(self, step: Step, changes: Changes) -> Moved:
        """The answer once the step has been written."""
        return Moved(step.instance.id, self.source, self.target, tuple(self.findings.found))

    def refuse(self, failure: ExecutionFailed) -> MoveRefused:
        """What running on the new version fails of, beside all that has been found."""
        self.findings.error(failure.element_id, failure.message)
        return MoveRefused(self.findings.found)

    def _find(self, step: Step) -> tuple[Target, Target]:
        row = step.instance
        wanted = self.route.wanted
        if isinstance(wanted, Wanted):
            key = process_key(step.connection, row.definition_id)
            wanted = find_target(step.connection, key, wanted)
        return Target(row.definition_id, row.deployment_number), wanted

    def _instance_moved(self, step: Step) -> sa.Executable:
        """The last completion can no longer be taken back: what it would restore belongs to another version."""
        return (
            instance.update()
            .where(instance.c.id == step.instance.id)
            .values(
                definition_id=self.target.definition_id, deployment_number=self.target.deployment_number, undo=None
            )
        )

    def _told(self) -> dict[str, Any]:
        return {
            "reason": self.reason,
            "from": self.source.as_json(),
            "to": self.target.as_json(),
            "elements": [
                {"process": key, "from": old, "to": new} for (key, old), new in sorted(self.route.replacements.items())
            ],
            "recount": self.route.recount,
            "warnings": [entry.text for entry in self.findings.found],
        }


def read_replacements(entries: Sequence[Mapping[str, str]], key: str) -> Replacements:
    """Replacements as sent: ``from`` and ``to``, and ``process`` where it is not the instance's own ``key``."""
    return {(entry.get("process") or key, entry["from"]): entry["to"] for entry in entries}

