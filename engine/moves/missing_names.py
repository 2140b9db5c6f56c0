"""Variables that the new version reads from here on and that nobody has written, nor will on the way."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from engine.moves.findings import MoveFindings
from engine.moves.pairing import Pairing, ScopePair
from engine.parsing.names_read import names_read
from engine.specs.activities import ScriptTask, UserTask
from engine.specs.activity import Activity
from engine.specs.catching import Catching
from engine.specs.decisions import BusinessRuleTask
from engine.specs.events import EventBasedGateway
from engine.specs.loops import MultiInstance
from engine.specs.process import ProcessSpec
from engine.specs.subprocesses import CallActivity, Scope
from engine.specs.triggers import ErrorTrigger, EscalationTrigger, MessageTrigger
from engine.step import Step
from engine.tables import variable


def warn_of_missing(step: Step, pairing: Pairing, findings: MoveFindings) -> None:
    """Name them. Only what the old version did not read: what it did was checked when it was deployed."""
    ahead = [spec for pair in pairing.scopes for spec in _ahead(pair)]
    read = (names_read(ahead) | _of_decisions(step, pairing, ahead)) - pairing.top.bundle.names
    if not read:
        return
    rows = step.connection.execute(
        sa.select(variable.c.name).where(
            variable.c.instance_id == step.instance.id, variable.c.name.in_(sorted(read))
        )
    )
    missing = read - set(rows.scalars()) - set(_written(step, ahead))
    if missing:
        names = "、".join(f"「{name}」" for name in sorted(missing))
        findings.warn(None, f"新版本后面的步骤要用到{names}，这件协商里还没有，后面也没有步骤会填；用到时会出错")


def _ahead(pair: ScopePair) -> Iterator[Any]:
    """Elements that the tokens of a scope may still come to, with what is inside of embedded subprocesses."""
    waiting = [spec.name for spec in pair.elements.values()]
    waiting += [spec.name for spec in pair.spec.event_subprocesses()]
    yield from _reach(pair.spec, waiting)


def _reach(spec: ProcessSpec, waiting: list[str]) -> Iterator[Any]:
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        found = spec.task_specs[name]
        yield found
        waiting += [flow.target for flow in found.flows]
        if isinstance(found, Activity):
            waiting += [event.name for event in found.boundary_events]
        if isinstance(found, Scope) and not isinstance(found, CallActivity):
            inner = spec.compiled.subprocesses[found.spec]
            yield from _reach(inner, list(inner.task_specs))


def _of_decisions(step: Step, pairing: Pairing, ahead: Iterable[Any]) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    for spec in ahead:
        if isinstance(spec, BusinessRuleTask):
            bound = pairing.bundle.decision(spec._wf_spec.compiled, spec.decision)
            names |= frozenset() if bound is None else bound.names
    return names


def _written(step: Step, ahead: Iterable[Any]) -> Iterator[str]:
    for spec in ahead:
        yield from _by_element(step, spec)


def _by_element(step: Step, spec: Any) -> Iterator[str]:
    if isinstance(spec, Activity):
        yield from (entry.name for entry in [*spec.input_parameters, *spec.output_parameters])
        loop = spec.loop
        if isinstance(loop, MultiInstance):
            yield from filter(None, (loop.element_variable, loop.output_collection))
    if isinstance(spec, UserTask):
        yield from _by_form(step, spec, spec.form)
    elif isinstance(spec, ScriptTask):
        yield spec.result_variable
    elif isinstance(spec, BusinessRuleTask):
        yield from filter(None, (spec.result_variable, spec.reason_variable))
    elif isinstance(spec, CallActivity):
        yield from (mapping.target for mapping in spec.outputs_mapped)
    if isinstance(spec, Catching) and not isinstance(spec, EventBasedGateway):
        for trigger in spec.triggers():
            yield from _by_trigger(trigger)


def _by_form(step: Step, spec: Any, binding: Any) -> Iterator[str]:
    if binding is None:
        return
    form_id = step.engine.definitions.form_id(binding, spec._wf_spec.compiled, step.instance.deployment_number)
    if form_id is not None:
        yield from step.engine.definitions.form(form_id).output_names


def _by_trigger(trigger: Any) -> Iterator[str]:
    if isinstance(trigger, MessageTrigger):
        yield from filter(None, (trigger.payload_variable,))
    elif isinstance(trigger, ErrorTrigger):
        yield from filter(None, (trigger.code_variable, trigger.message_variable))
    elif isinstance(trigger, EscalationTrigger):
        yield from filter(None, (trigger.code_variable,))
