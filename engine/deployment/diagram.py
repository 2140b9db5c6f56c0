"""A process as a graph: its scopes, the nodes in them and the sequence flows between them."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.deployment.definition_refs import read_definitions
from engine.deployment.vocabulary import BPMN, CAMUNDA, FLOW_NODES, SCOPES, is_bpmn, local_name, scope_kind


@dataclass(eq=False, slots=True)
class Flow:
    """A sequence flow; an end that names no node of its own scope is None."""

    element: etree._Element
    source: Node | None = None
    target: Node | None = None

    @property
    def condition(self) -> etree._Element | None:
        """The bpmn:conditionExpression, if one is written."""
        return child(self.element, "conditionExpression")


@dataclass(eq=False, slots=True)
class Node:
    """An activity, event or gateway, executed or not. ``scope`` is where it stands, ``inner`` what stands in it."""

    element: etree._Element
    type: str
    scope: Scope
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    inner: Scope | None = None

    @property
    def id(self) -> str:
        """The element's id, empty when it has none."""
        return self.element.get("id") or ""

    @property
    def is_event_subprocess(self) -> bool:
        """Whether it is a subprocess that an event starts instead of a token."""
        return scope_kind(self.element) == "eventSubProcess"

    @property
    def is_link_source(self) -> bool:
        """Whether a token jumps from here to the link event of the same name."""
        return self.type == "intermediateThrowEvent" and self.trigger == "link"

    @property
    def is_link_target(self) -> bool:
        """Whether tokens come here from link events of the same name."""
        return self.type == "intermediateCatchEvent" and self.trigger == "link"

    @property
    def link(self) -> str:
        """The name that joins link events, empty for everything else."""
        name = self.definitions[0].get("name") or "" if self.trigger == "link" else ""
        return name if name.strip() else ""

    @property
    def trigger(self) -> str | None:
        """Which definition an event carries, such as ``timer``; None without one."""
        names = [local_name(definition) for definition in self.definitions]
        return names[0].removesuffix("EventDefinition") if names else None

    @property
    def definitions(self) -> list[etree._Element]:
        """The event definitions, in document order; those that stand beside the process in the place of references."""
        return read_definitions(self.element)


@dataclass(eq=False, slots=True)
class Scope:
    """A process or subprocess; ``owner`` is the subprocess as a node of its outer scope, None for the process."""

    element: etree._Element
    owner: Node | None
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def of_type(self, *types: str) -> list[Node]:
        """The nodes of these types."""
        return [node for node in self.nodes if node.type in types]

    def beginnings(self) -> list[Node]:
        """Where tokens begin: at the start events, or without any at the nodes that nothing leads to."""
        starts = self.of_type("startEvent")
        return starts or [
            node
            for node in self.nodes
            if not node.incoming
            and node.type != "boundaryEvent"
            and not node.is_event_subprocess
            and not node.is_link_target
        ]


@dataclass(eq=False, slots=True)
class Diagram:
    """An executable process with its scopes, outer ones first, and what its file declares, by id."""

    process: etree._Element
    scopes: list[Scope]
    messages: dict[str, etree._Element]
    signals: dict[str, etree._Element]
    errors: dict[str, etree._Element] = field(default_factory=dict)
    escalations: dict[str, etree._Element] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The process id."""
        return self.process.get("id") or ""

    def nodes(self) -> Iterator[Node]:
        """Every node of every scope."""
        for scope in self.scopes:
            yield from scope.nodes

    def flows(self) -> Iterator[Flow]:
        """Every sequence flow of every scope."""
        for scope in self.scopes:
            yield from scope.flows


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first BPMN child of this name."""
    return element.find(f"{{{BPMN}}}{name}")


def camunda(element: etree._Element, name: str) -> str | None:
    """A camunda: attribute, None when it is absent."""
    return element.get(f"{{{CAMUNDA}}}{name}")


def camunda_extensions(element: etree._Element, name: str) -> list[etree._Element]:
    """The camunda: children of the element's extensionElements that have this name."""
    return element.findall(f"{{{BPMN}}}extensionElements/{{{CAMUNDA}}}{name}")


def properties(element: etree._Element) -> dict[str, str]:
    """The element's camunda:properties by name; the last of a name wins, as conformity refuses doubles."""
    listed = element.findall(f"{{{BPMN}}}extensionElements/{{{CAMUNDA}}}properties/{{{CAMUNDA}}}property")
    return {entry.get("name") or "": entry.get("value") or "" for entry in listed}


def read_diagram(root: etree._Element, process: etree._Element) -> Diagram:
    """The graph of ``process``, a child of ``root`` (bpmn:definitions). Never raises: checks report what is wrong."""
    declared = [_declared(root, name) for name in ("message", "signal", "error", "escalation")]
    diagram = Diagram(process, [], *declared)
    waiting: list[tuple[etree._Element, Node | None]] = [(process, None)]
    while waiting:
        element, owner = waiting.pop()
        scope = _read_scope(element, owner)
        if owner is not None:
            owner.inner = scope
        diagram.scopes.append(scope)
        waiting.extend((node.element, node) for node in reversed(scope.nodes) if node.type in SCOPES)
    return diagram


def _read_scope(element: etree._Element, owner: Node | None) -> Scope:
    scope = Scope(element, owner)
    by_id: dict[str, Node] = {}
    for inner in element:
        if is_bpmn(inner) and local_name(inner) in FLOW_NODES:
            node = Node(inner, local_name(inner), scope)
            scope.nodes.append(node)
            by_id.setdefault(node.id, node)
    for inner in element:
        if is_bpmn(inner, "sequenceFlow"):
            flow = Flow(inner, by_id.get(inner.get("sourceRef") or ""), by_id.get(inner.get("targetRef") or ""))
            scope.flows.append(flow)
            if flow.source is not None:
                flow.source.outgoing.append(flow)
            if flow.target is not None:
                flow.target.incoming.append(flow)
    return scope


def _declared(root: etree._Element, name: str) -> dict[str, etree._Element]:
    return {element.get("id") or "": element for element in root.findall(f"{{{BPMN}}}{name}")}
