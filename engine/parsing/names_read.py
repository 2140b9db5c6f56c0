"""The variables that an element's expressions read, so that they can be loaded together."""
from __future__ import annotations

from collections.abc import Iterable, Iterator

import feel
from engine.specs.activities import Assignment, ScriptTask, UserTask
from engine.specs.activity import Activity
from engine.specs.catching import Catching
from engine.specs.decisions import BusinessRuleTask
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.events import EventBasedGateway, SendTask, StartEvent, Throwing
from engine.specs.external import ExternalTask
from engine.specs.flow import TokenFlow
from engine.specs.loops import MultiInstance, StandardLoop
from engine.specs.mappings import expressions_in
from engine.specs.subprocesses import CallActivity
from engine.specs.throws import ErrorThrow, MessageThrow, SignalThrow
from engine.specs.triggers import ConditionalTrigger, MessageTrigger, TimerTrigger, Trigger


def names_read(specs: Iterable[TokenFlow]) -> frozenset[str]:
    """The free variables of every expression of these elements."""
    return frozenset(
        name
        for spec in specs
        for found in _expressions(spec)
        if isinstance(found, feel.Expression)
        for name in found.free_variables
    )


def _expressions(spec: TokenFlow) -> Iterator[object]:
    yield spec.stage_expression
    yield from (flow.condition for flow in spec.flows)
    if isinstance(spec, Activity):
        yield from _of_activity(spec)
    for trigger in _triggers(spec):
        if isinstance(trigger, TimerTrigger | ConditionalTrigger):
            yield trigger.expression
        elif isinstance(trigger, MessageTrigger):
            yield trigger.correlation
    if isinstance(spec, Throwing | SendTask):
        yield from (found for entry in spec.input_parameters for found in expressions_in(entry.source))
        yield from _of_throw(spec.throw)


def _triggers(spec: TokenFlow) -> Iterable[Trigger]:
    """Its own; those of event subprocesses and event-based gateways belong to the events themselves."""
    if isinstance(spec, StartEvent):
        return filter(None, [spec.trigger])
    if isinstance(spec, Catching) and not isinstance(spec, EventBasedGateway | EventSubProcess):
        return spec.triggers()
    return ()


def _of_activity(spec: Activity) -> Iterator[object]:
    parameters = [*spec.input_parameters, *spec.output_parameters]
    yield from (found for entry in parameters for found in expressions_in(entry.source))
    if isinstance(spec.loop, StandardLoop):
        yield spec.loop.condition
    elif isinstance(spec.loop, MultiInstance):
        yield from (spec.loop.cardinality, spec.loop.collection, spec.loop.completion, spec.loop.output_element)
    if isinstance(spec, ScriptTask):
        yield spec.expression
    if isinstance(spec, ScriptTask | BusinessRuleTask):
        yield from (spec.raises.code, spec.raises.message)
    if isinstance(spec, UserTask):
        yield from (getattr(spec.assignment, name) for name in Assignment.__dataclass_fields__)
    if isinstance(spec, CallActivity):
        yield spec.called
        yield from (mapping.expression for mapping in spec.inputs_mapped)
    if isinstance(spec, ExternalTask):
        yield from (rule.expression for rule in spec.errors.rules)


def _of_throw(throw: object) -> Iterator[object]:
    if isinstance(throw, MessageThrow):
        yield from (throw.business_key, throw.correlation, throw.organisation)
    elif isinstance(throw, SignalThrow):
        yield from (mapping.expression for mapping in throw.mappings)
    elif isinstance(throw, ErrorThrow):
        yield throw.message
