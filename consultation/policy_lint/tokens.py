"""How tokens move by BPMN: where a scope begins, which flows are taken together and which are a choice."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.deployment.diagram import Flow, Node, Scope
from engine.deployment.vocabulary import BPMN, local_name

_CHOICES = frozenset({"exclusiveGateway", "eventBasedGateway", "inclusiveGateway", "complexGateway"})
_JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


@dataclass(frozen=True, slots=True)
class Leaving:
    """The flows out of a node. ``together``: all are taken; ``choice``: one of them is enough, none has to be."""

    together: list[Flow]
    choice: list[Flow]


def leaving(node: Node) -> Leaving:
    """Where a token goes that has passed the node."""
    flows = [flow for flow in node.outgoing if flow.target is not None]
    if node.type == "parallelGateway":
        return Leaving(flows, [])
    if node.type in _CHOICES:
        return Leaving([], flows)
    default = node.element.get("default")
    always = [flow for flow in flows if flow.condition is None and (not default or flow.element.get("id") != default)]
    return Leaving(always, [flow for flow in flows if flow not in always])


def beginnings(scope: Scope, called: bool) -> list[list[Node]]:
    """The ways in which the scope may begin, each with the nodes at which tokens begin together.

    ``called``: from a call activity or as a subprocess, which only none start events answer.
    """
    starts = scope.of_type("startEvent")
    if starts and called and not is_event_subprocess(scope.owner):
        return [[start] for start in starts if not start.definitions]
    if starts:
        return [[start] for start in starts]
    first = [node for node in scope.nodes if not node.incoming and _may_begin(node)]
    return [first] if first else []


def is_event_subprocess(node: Node | None) -> bool:
    """Whether it is a subprocess that an event begins."""
    return node is not None and node.element.get("triggeredByEvent") == "true"


def interrupts(node: Node) -> bool:
    """Whether a boundary event ends its activity, or an event subprocess the scope around it."""
    if node.type == "boundaryEvent":
        return node.element.get("cancelActivity") != "false"
    starts = node.inner.of_type("startEvent") if node.inner is not None else []
    return any(start.element.get("isInterrupting") != "false" for start in starts)


def attached(scope: Scope) -> Iterator[tuple[Node, Node]]:
    """Each boundary event of the scope after the activity it sits on."""
    by_id = {node.id: node for node in scope.nodes}
    for event in scope.of_type("boundaryEvent"):
        host = by_id.get(event.element.get("attachedToRef") or "")
        if host is not None:
            yield host, event


def jumps(scope: Scope) -> Iterator[tuple[Node, Node]]:
    """Each throwing link event of the scope with the catching one of its name."""
    catches = {name: node for node in scope.of_type("intermediateCatchEvent") if (name := _link(node)) is not None}
    for node in scope.of_type("intermediateThrowEvent"):
        name = _link(node)
        if name is not None and name in catches:
            yield node, catches[name]


def joins(node: Node) -> bool:
    """Whether a token may have to wait here for others."""
    return node.type in _JOINS and len(node.incoming) > 1


def defines(node: Node, event: str) -> bool:
    """Whether it is an event of this type: ``terminate``, ``error``, …"""
    return any(local_name(definition) == f"{event}EventDefinition" for definition in node.definitions)


def may_be_left_out(node: Node) -> bool:
    """Whether it is a loop that looks at its condition first, and so may run no time at all."""
    loop = node.element.find(f"{{{BPMN}}}standardLoopCharacteristics")
    return loop is not None and loop.get("testBefore") == "true"


def _may_begin(node: Node) -> bool:
    return node.type != "boundaryEvent" and not is_event_subprocess(node) and _link(node) is None


def _link(node: Node) -> str | None:
    found = [entry for entry in node.definitions if local_name(entry) == "linkEventDefinition"]
    return (found[0].get("name") or "").strip() if found else None
