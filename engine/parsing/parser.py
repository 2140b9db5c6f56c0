"""Our parser over SpiffWorkflow's Camunda parser: one executable process to a CompiledProcess."""
from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser

import feel
from engine.expressions import read_expression
from engine.parsing import nodes
from engine.parsing.attributes import BPMN
from engine.parsing.compiled import CompiledProcess
from engine.specs import activities, events, gateways
from engine.specs.activities import Assignment, CallActivity, ScriptTask, UserTask
from engine.specs.decisions import BusinessRuleTask
from engine.specs.events import Catching, StartEvent
from engine.specs.flow import Flow, TokenFlow
from engine.specs.gateways import Gateway
from engine.specs.process import ProcessSpec
from engine.specs.triggers import ConditionalTrigger, TimerTrigger


class ScopeParser(ProcessParser):
    """Parses one scope, a process or a subprocess, node by node in document order, without recursion along flows."""

    def create_spec(self) -> ProcessSpec:
        """An empty scope of ours."""
        return ProcessSpec(self.bpmn_id, description=self.get_name(), filename=self.filename)

    def add_tasks(self) -> None:
        """Parse every flow node, then connect them by the sequence flows, then attach boundary events."""
        for node in self.node:
            if node.tag in self.parser.OVERRIDE_PARSER_CLASSES:
                self.parse_node(node).document_order = len(self.spec.task_specs)
        for node in self.node.iterfind(f"{BPMN}sequenceFlow"):
            self._connect(node)
        for host, attached in self.boundary_events_by_attached.items():
            if host in self.spec.task_specs:
                self.spec.task_specs[host].boundary_events = [
                    self.spec.task_specs[event.get("id")] for event in attached
                ]

    def _connect(self, node: Any) -> None:
        source: TokenFlow = self.spec.task_specs[node.get("sourceRef")]
        target: TokenFlow = self.spec.task_specs[node.get("targetRef")]
        text = node.findtext(f"{BPMN}conditionExpression")
        condition = read_expression(text) if text is not None and text.strip() else None
        flow = Flow(node.get("id"), source.name, target.name, condition, node.get("name"))
        source.flows.append(flow)
        target.incoming.append(flow)
        if isinstance(source, Gateway):
            source.default = self.get_node_by_id(source.name).get("default")


class DefinitionParser(CamundaParser):
    """Knows exactly the elements of the whitelist (engine.deployment.whitelist)."""

    PROCESS_PARSER_CLASS = ScopeParser
    PARSER_CLASSES: dict[str, Any] = {}
    OVERRIDE_PARSER_CLASSES = {
        full_tag("startEvent"): (nodes.StartEventReader, StartEvent),
        full_tag("endEvent"): (nodes.EndEventReader, events.EndEvent),
        full_tag("intermediateCatchEvent"): (nodes.CatchEventReader, events.CatchEvent),
        full_tag("intermediateThrowEvent"): (nodes.NodeReader, events.ThrowEvent),
        full_tag("boundaryEvent"): (nodes.BoundaryEventReader, events.BoundaryEvent),
        full_tag("task"): (nodes.NodeReader, activities.PassThrough),
        full_tag("manualTask"): (nodes.NodeReader, activities.ManualTask),
        full_tag("userTask"): (nodes.UserTaskReader, UserTask),
        full_tag("scriptTask"): (nodes.ScriptTaskReader, ScriptTask),
        full_tag("businessRuleTask"): (nodes.BusinessRuleTaskReader, BusinessRuleTask),
        full_tag("callActivity"): (nodes.CallActivityReader, CallActivity),
        full_tag("subProcess"): (nodes.SubProcessReader, activities.SubProcess),
        full_tag("exclusiveGateway"): (nodes.NodeReader, gateways.ExclusiveGateway),
        full_tag("parallelGateway"): (nodes.NodeReader, gateways.ParallelGateway),
        full_tag("inclusiveGateway"): (nodes.NodeReader, gateways.InclusiveGateway),
        full_tag("eventBasedGateway"): (nodes.NodeReader, events.EventBasedGateway),
    }


def compile_process(definition_id: str, key: str, root: Any) -> CompiledProcess:
    """Parse the process ``key`` of a checked diagram. ``root``: the lxml element bpmn:definitions.

    Raises whatever SpiffWorkflow raises for what the checks let through; deployment turns it into a finding.
    """
    parser = DefinitionParser()
    parser.add_bpmn_xml(root, filename=definition_id)
    spec = parser.get_spec(key)
    subprocesses = _embedded(parser, spec, {})
    compiled = CompiledProcess(definition_id, key, spec, subprocesses)
    for scope in compiled.scopes():
        scope.compiled = compiled
    specs = [entry for scope in compiled.scopes() for entry in scope.task_specs.values()]
    compiled.names = frozenset(name for entry in specs for name in _names_read(entry))
    compiled.calls = tuple(entry.binding for entry in specs if isinstance(entry, CallActivity))
    compiled.decisions = tuple(entry.decision for entry in specs if isinstance(entry, BusinessRuleTask))
    return compiled


def _embedded(parser: DefinitionParser, spec: ProcessSpec, found: dict[str, ProcessSpec]) -> dict[str, ProcessSpec]:
    for entry in spec.task_specs.values():
        if isinstance(entry, activities.SubProcess):
            found[entry.spec] = parser.get_spec(entry.spec)
            _embedded(parser, found[entry.spec], found)
    return found


def _names_read(spec: TokenFlow) -> frozenset[str]:
    expressions: list[object] = [spec.stage_expression, *(flow.condition for flow in spec.flows)]
    if isinstance(spec, ScriptTask):
        expressions.append(spec.expression)
    if isinstance(spec, UserTask):
        expressions += [getattr(spec.assignment, name) for name in Assignment.__dataclass_fields__]
    if isinstance(spec, CallActivity):
        expressions += [mapping.expression for mapping in spec.inputs_mapped]
    if isinstance(spec, Catching) and not isinstance(spec, events.EventBasedGateway):
        expressions += [
            trigger.expression for trigger in spec.triggers() if isinstance(trigger, TimerTrigger | ConditionalTrigger)
        ]
    names = {name for entry in expressions if isinstance(entry, feel.Expression) for name in entry.free_variables}
    return frozenset(names)
