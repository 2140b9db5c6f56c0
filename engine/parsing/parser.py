"""Our parser over SpiffWorkflow's Camunda parser: one executable process to a CompiledProcess."""
from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser

from engine.expressions import read_expression
from engine.parsing import event_nodes, nodes
from engine.parsing.attributes import BPMN
from engine.parsing.compiled import CompiledProcess
from engine.parsing.event_definitions import link_name
from engine.parsing.names_read import names_read
from engine.specs import activities, events, gateways
from engine.specs.decisions import BusinessRuleTask
from engine.specs.external import ExternalTask
from engine.specs.flow import Flow, TokenFlow
from engine.specs.process import ProcessSpec
from engine.specs.subprocesses import CallActivity, Scope, SubProcess


class ScopeParser(ProcessParser):
    """Parses one scope, a process or a subprocess, node by node in document order, without recursion along flows."""

    def _index_process_nodes(self) -> None:
        """SpiffWorkflow looks at every element below, for each scope again; the scope's own are enough."""
        for node in self.node:
            if node.tag == f"{BPMN}boundaryEvent":
                self.boundary_events_by_attached.setdefault(node.get("attachedToRef"), []).append(node)

    def _parse(self) -> None:
        """Data objects and input/output specifications are documentation here, and not read."""
        self.spec = self.create_spec()
        self.add_tasks()

    def create_spec(self) -> ProcessSpec:
        """An empty scope of ours."""
        return ProcessSpec(self.bpmn_id, description=self.get_name(), filename=self.filename)

    def add_tasks(self) -> None:
        """Parse every flow node, then connect them by the sequence flows, then attach boundary events."""
        for node in self.node:
            if node.tag in self.parser.OVERRIDE_PARSER_CLASSES:
                self.parse_node(node).document_order = len(self.spec.task_specs)
        for node in self.node.iterchildren(f"{BPMN}sequenceFlow"):
            self._connect(node)
        self._connect_links()
        for host, attached in self.boundary_events_by_attached.items():
            if host in self.spec.task_specs:
                self.spec.task_specs[host].boundary_events = [
                    self.spec.task_specs[event.get("id")] for event in attached
                ]
        self.spec.settle()

    def _connect(self, node: Any) -> None:
        source: TokenFlow = self.spec.task_specs[node.get("sourceRef")]
        target: TokenFlow = self.spec.task_specs[node.get("targetRef")]
        text = node.findtext(f"{BPMN}conditionExpression")
        condition = read_expression(text) if text is not None and text.strip() else None
        flow = Flow(node.get("id"), source.name, target.name, condition, node.get("name"))
        source.flows.append(flow)
        target.incoming.append(flow)

    def _connect_links(self) -> None:
        """A link throw leads to the catch of its name, as a sequence flow would (clause 10.5.5)."""
        catches: dict[str | None, str] = {}
        throws: list[tuple[str, str]] = []
        for node in self.node:
            name = link_name(node) if node.tag in _LINKS else None
            if name is not None and node.tag == f"{BPMN}intermediateCatchEvent":
                catches[name] = node.get("id")
            elif name is not None:
                throws.append((name, node.get("id")))
        for name, throw in throws:
            flow = Flow(f"{throw}#link", throw, catches[name])
            self.spec.task_specs[throw].flows.append(flow)
            self.spec.task_specs[catches[name]].incoming.append(flow)


_LINKS = (f"{BPMN}intermediateCatchEvent", f"{BPMN}intermediateThrowEvent")


class DefinitionParser(CamundaParser):
    """Knows exactly the elements of the whitelist (engine.deployment.whitelist)."""

    PROCESS_PARSER_CLASS = ScopeParser
    PARSER_CLASSES: dict[str, Any] = {}
    OVERRIDE_PARSER_CLASSES = {
        full_tag("startEvent"): (event_nodes.StartEventReader, events.StartEvent),
        full_tag("endEvent"): (event_nodes.EndEventReader, events.EndEvent),
        full_tag("intermediateCatchEvent"): (event_nodes.CatchEventReader, events.CatchEvent),
        full_tag("intermediateThrowEvent"): (event_nodes.ThrowingReader, events.ThrowEvent),
        full_tag("boundaryEvent"): (event_nodes.BoundaryEventReader, events.BoundaryEvent),
        full_tag("task"): (nodes.NodeReader, activities.PassThrough),
        full_tag("manualTask"): (nodes.NodeReader, activities.ManualTask),
        full_tag("userTask"): (nodes.UserTaskReader, activities.UserTask),
        full_tag("scriptTask"): (nodes.ScriptTaskReader, activities.ScriptTask),
        full_tag("businessRuleTask"): (nodes.BusinessRuleTaskReader, BusinessRuleTask),
        full_tag("serviceTask"): (nodes.ServiceTaskReader, ExternalTask),
        full_tag("sendTask"): (nodes.SendTaskReader, events.SendTask),
        full_tag("receiveTask"): (nodes.ReceiveTaskReader, events.ReceiveTask),
        full_tag("callActivity"): (nodes.CallActivityReader, CallActivity),
        full_tag("subProcess"): (nodes.SubProcessReader, SubProcess),
        full_tag("exclusiveGateway"): (nodes.NodeReader, gateways.ExclusiveGateway),
        full_tag("parallelGateway"): (nodes.NodeReader, gateways.ParallelGateway),
        full_tag("inclusiveGateway"): (nodes.NodeReader, gateways.InclusiveGateway),
        full_tag("eventBasedGateway"): (nodes.NodeReader, events.EventBasedGateway),
    }

    def add_process(self, root: Any, key: str, filename: str) -> None:
        """Take one process of a file, with the lanes that its nodes stand in, and nothing else of the file.

        SpiffWorkflow's own way refuses whole files for a data store or correlation that nobody uses.
        """
        self._add_diagram_indexes(root)
        for process in root.iterchildren(f"{BPMN}process"):
            if process.get("id") == key:
                self.create_parser(process, filename)


def compile_process(definition_id: str, key: str, root: Any) -> CompiledProcess:
    """Parse the process ``key`` of a checked diagram. ``root``: the lxml element bpmn:definitions.

    Raises whatever SpiffWorkflow raises for what the checks let through; deployment turns it into a finding.
    """
    parser = DefinitionParser()
    parser.add_process(root, key, definition_id)
    spec = parser.get_spec(key)
    compiled = CompiledProcess(definition_id, key, spec, _embedded(parser, spec))
    for scope in compiled.scopes():
        scope.compiled = compiled
        for entry in scope.event_subprocesses():
            entry.start_event = compiled.subprocesses[entry.spec].start_events()[0]
    specs = [entry for scope in compiled.scopes() for entry in scope.task_specs.values()]
    compiled.names = names_read(specs)
    calls = [entry for entry in specs if isinstance(entry, CallActivity) and entry.called is None]
    compiled.calls = tuple(entry.binding for entry in calls)
    compiled.decisions = tuple(entry.decision for entry in specs if isinstance(entry, BusinessRuleTask))
    return compiled


def _embedded(parser: DefinitionParser, spec: ProcessSpec) -> dict[str, ProcessSpec]:
    """The scopes inside, outer ones first, by the id of their subprocess."""
    found: dict[str, ProcessSpec] = {}
    waiting = [spec]
    while waiting:
        for entry in waiting.pop(0).task_specs.values():
            if isinstance(entry, Scope) and not isinstance(entry, CallActivity):
                found[entry.spec] = parser.get_spec(entry.spec)
                waiting.append(found[entry.spec])
    return found
