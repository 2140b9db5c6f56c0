"""Starting an instance, at its form or by a message."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

import feel
from engine import history, request_keys
from engine.actors import Actor
from engine.changes import Changes, Waits
from engine.errors import InvalidSubmission, NotFound
from engine.execution.state import dump_state
from engine.execution.variables import ROOT_SCOPE
from engine.forms import Accepted
from engine.history import Event
from engine.process_engine import ProcessEngine
from engine.request_keys import RequestDone
from engine.senders import refuse_sender
from engine.specs.activities import FormBinding
from engine.start_events import FoundStart, find_message_starts, find_none_start
from engine.step import Step, after_commit, complete_events, new_workflow, notify, run_step, write_rows
from engine.submissions import new_submission, tell_deviations
from engine.tables import definition, instance
from engine.thrown import thrown_rows
from engine.transaction import reading, writing
from feel.values import Value


@dataclass(frozen=True, slots=True)
class Started:
    """A new instance; ``repeated`` when the request key had started it before."""

    instance_id: str
    business_key: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a new instance belongs: organisation code, business key, and variables given by the product."""

    organisation: str
    business_key: str
    variables: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the engine starts a case by itself. ``claim``: changes just one row, or somebody else was faster.

    ``told``: what the first event of the history says of it. ``hops``: how many deliveries in a row have led to it.
    """

    actor: Actor
    claim: sa.Executable
    told: Mapping[str, Any]
    hops: int = 0


def start_instance(
    engine: ProcessEngine, actor: Actor, key: str, data: Mapping[str, Any], opening: Opening
) -> Started:
    """Start the newest version of a process at its none start event with the start form's ``data`` (JSON).

    Raises NotFound, InvalidSubmission, ExecutionFailed (nothing is kept).
    """
    return _start(engine, actor, find_none_start(engine, key), data, opening)


def start_by_message(
    engine: ProcessEngine, actor: Actor, message: str, data: Mapping[str, Any], opening: Opening
) -> Started:
    """Start the process whose newest version waits for ``message`` at a start event.

    Raises NotFound when there is none or more than one, Forbidden when the event's ``senders`` do not name the actor,
    InvalidSubmission, ExecutionFailed.
    """
    starts = find_message_starts(engine, message)
    if len(starts) != 1:
        raise NotFound("没有等着这条消息的流程。")
    (found,) = starts
    with reading(engine.database) as connection:
        refuse_sender(engine, connection, actor, found.senders, opening.organisation, engine.clock())
    return _start(engine, actor, found, data, opening)


def start_for(
    engine: ProcessEngine, cause: Cause, found: FoundStart, payload: Mapping[str, Value], opening: Opening
) -> Started:
    """Start a process for a thrown message, a signal or a timer, once.

    Raises Conflict when the cause has been dealt with, InvalidSubmission for a payload that the event's form does not
    take, ExecutionFailed; whatever the observers and the database raise for a business key that is taken.
    """
    return _start(engine, cause.actor, found, payload, opening, cause)


def _start(
    engine: ProcessEngine,
    actor: Actor,
    start: FoundStart,
    data: Mapping[str, Any],
    opening: Opening,
    cause: Cause | None = None,
) -> Started:
    clock = engine.step_clock()
    row = SimpleNamespace(
        id=str(uuid4()),
        definition_id=start.definition_id,
        deployment_number=start.deployment_number,
        organisation=opening.organisation,
        business_key=opening.business_key,
        last_sequence=0,
        last_hash=history.GENESIS,
    )
    with reading(engine.database) as connection:
        earlier = request_keys.find(connection, actor)
        if earlier is not None:
            return Started(**earlier.result, repeated=True)
        workflow = new_workflow(engine, connection, row, clock)
        step = Step(engine, connection, row, workflow, clock, Waits())
        check = validate_payload if cause is None else accept_thrown
        _fill(step, actor, start, check(step, start.form, data, opening.variables), opening)
        if cause is not None:
            step.claims.append(cause.claim)
            step.events[0].data.update(cause.told)
            step.hops = cause.hops
        workflow.start(None if start.event is None else start.event.name)
        step.told = {"instance_id": row.id, "business_key": row.business_key}
        changes = run_step(step)
    try:
        _write(step, actor, changes)
    except RequestDone:
        with reading(engine.database) as connection:
            return Started(**request_keys.find(connection, actor).result, repeated=True)
    after_commit(step, changes)
    return Started(row.id, opening.business_key)


def _write(step: Step, actor: Actor, changes: Changes) -> None:
    engine, ended = step.engine, bool(step.workflow.completed)
    engine.fault("before_write")
    with writing(engine.database) as connection:
        told = complete_events(step, changes, ended)
        events = history.chain(step.instance.id, (0, history.GENESIS), told, step.clock.now)
        connection.execute(instance.insert().values(_row(step, actor, events, ended)))
        thrown = thrown_rows(connection, step.instance.id, step.workflow.trace.thrown, step.hops)
        write_rows(step, connection, changes, events, thrown)
        notify(step, connection, started=True, ended=ended)
        engine.fault("before_commit")


def _fill(step: Step, actor: Actor, start: FoundStart, accepted: Accepted, opening: Opening) -> None:
    values = accepted.values
    form_id = form_version(step, start.form)
    written = new_submission(step.instance.id, start.element_id, form_id, values, actor, step.clock)
    step.submissions.append(written.row)
    step.events.append(Event("instance_started", actor, start.element_id, data=written.event_data))
    step.events += tell_deviations(written, accepted.deviations, actor)
    variables = step.workflow.variables
    given = {start.variable: values} if start.variable else values
    if start.initiator:
        given = {**given, start.initiator: actor.person_id}
    for name, value in {**given, **opening.variables}.items():
        variables.declare(ROOT_SCOPE, name, value, start.element_id)


def form_version(step: Step, binding: FormBinding | None) -> str | None:
    """The form version that an event's payload is checked by, as the case's deployment binds it."""
    if binding is None:
        return None
    return step.engine.definitions.form_id(binding, step.workflow.bundle.root, step.instance.deployment_number)


def validate_payload(
    step: Step, binding: FormBinding | None, data: Mapping[str, Any], variables: Mapping[str, Value] | None = None
) -> Accepted:
    """Check what came with a start or message; without a form nothing may come.

    ``variables``: what the form may read besides its own answers. Raises InvalidSubmission, NotFound.
    """
    if binding is None:
        if data:
            raise InvalidSubmission({name: [f"没有「{name}」这一项。"] for name in data})
        return Accepted({})
    form_id = form_version(step, binding)
    if form_id is None:
        raise NotFound(f"找不到表单「{binding.key}」。")
    return step.engine.definitions.form(form_id).accept(data, variables or {}, step.engine.settings(step.clock))


def accept_thrown(
    step: Step, binding: FormBinding | None, payload: Mapping[str, Value], variables: Mapping[str, Value] | None = None
) -> Accepted:
    """As ``validate_payload``, for FEEL values that a diagram has thrown; without a form they are taken as they are."""
    if binding is None:
        return Accepted(dict(payload))
    data: Any = feel.to_json(dict(payload))
    return validate_payload(step, binding, data, variables)


def _row(step: Step, actor: Actor, events: list[dict[str, Any]], ended: bool) -> dict[str, Any]:
    now = step.clock.now
    return {
        "id": step.instance.id,
        "definition_id": step.instance.definition_id,
        "deployment_number": step.instance.deployment_number,
        "business_key": step.instance.business_key,
        "organisation": step.instance.organisation,
        "status": "completed" if ended else "active",
        "version": 1,
        "state": None if ended else dump_state(step.workflow),
        "started_at": now,
        "started_by": actor.person_id,
        "ended_at": now if ended else None,
        "last_sequence": events[-1]["sequence"],
        "last_hash": events[-1]["hash"],
    }


def instance_key(connection: Connection, instance_id: str) -> str:
    """The key of the process that an instance runs. Raises NotFound."""
    query = sa.select(definition.c.key).join(instance, instance.c.definition_id == definition.c.id)
    key = connection.execute(query.where(instance.c.id == instance_id)).scalar()
    if key is None:
        raise NotFound("没有找到这个协商事项。")
    return str(key)
