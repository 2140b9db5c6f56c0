"""The specification of one scope: a process or an embedded subprocess, with its flows and reachability."""
from __future__ import annotations

from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.specs import WorkflowSpec

from engine.specs.activity import Activity
from engine.specs.event_subprocesses import EventSubProcess
from engine.specs.events import BoundaryEvent, CatchEvent, EventBasedGateway, Root, StartEvent

ROOT = "#root"


class ProcessSpec(BpmnProcessSpec):
    """Our scope: no joins and ends of SpiffWorkflow's own, so that no id in a diagram can collide with them."""

    def __init__(self, name: str, description: str | None = None, filename: str | None = None) -> None:
        WorkflowSpec.__init__(self, name=name, filename=filename, addstart=False)
        self.description = description
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.start = Root(self, ROOT)
        #: The CompiledProcess that this scope is part of.
        self.compiled: Any = None
        self._event_subprocesses: list[EventSubProcess] = []
        self.flows_reached = lru_cache(maxsize=4096)(self._flows_reached)

    def start_events(self) -> list[StartEvent]:
        """All start events, in document order."""
        return [spec for spec in self.task_specs.values() if isinstance(spec, StartEvent)]

    def none_start(self) -> StartEvent | None:
        """The start event without a trigger, if there is one."""
        return next((event for event in self.start_events() if event.trigger is None), None)

    def event_subprocesses(self) -> list[EventSubProcess]:
        """The event subprocesses of this scope, in document order."""
        return self._event_subprocesses

    def first_elements(self) -> list[str]:
        """Where a token begins: the plain start event, or without any start event all that nothing leads to.

        Empty when the scope can only be started by an event. (BPMN 2.0, 10.5.2: start events are optional.)
        """
        starts = self.start_events()
        if starts:
            return [event.name for event in starts if event.trigger is None][:1]
        return [spec.name for spec in self.task_specs.values() if _begins(spec)]

    def settle(self) -> None:
        """Called once all elements are there and connected."""
        self._event_subprocesses = [spec for spec in self.task_specs.values() if isinstance(spec, EventSubProcess)]

    def _flows_reached(self, element: str, avoiding: str) -> frozenset[str]:
        """The ids of all sequence flows that a token on ``element`` may still take without entering ``avoiding``."""
        reached: set[str] = set()
        seen: set[str] = set()
        stack = [element]
        while stack:
            name = stack.pop()
            if name in seen or (name == avoiding and name != element):
                continue
            seen.add(name)
            spec = self.task_specs[name]
            for flow in spec.flows:
                reached.add(flow.id)
                if flow.target != avoiding:
                    stack.append(flow.target)
            if isinstance(spec, Activity):
                stack.extend(event.name for event in spec.boundary_events)
            if isinstance(spec, EventBasedGateway):
                stack.extend(flow.target for flow in spec.flows)
        return frozenset(reached)


def _begins(spec: Any) -> bool:
    """Whether a token may begin at an element of a scope without start events."""
    if isinstance(spec, Root | BoundaryEvent | EventSubProcess):
        return False
    return not spec.incoming and not (isinstance(spec, CatchEvent) and spec.trigger is None)
