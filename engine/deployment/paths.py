"""Where tokens can get: nodes that no token reaches, ways that never end, and circles in which nothing ever waits."""
from __future__ import annotations

from lxml import etree

from engine.deployment.diagram import Diagram, Node, Scope, camunda, properties
from engine.deployment.event_table import interrupts
from engine.deployment.findings import Findings
from engine.deployment.graph import Successors, boundary_events, circles, components, following, onward, reached
from engine.deployment.property_names import ERROR_CODE_PROPERTY

#: Elements at which a token stays until something happens outside. A called process brings its own.
WAITING = frozenset({
    "userTask", "intermediateCatchEvent", "callActivity", "receiveTask", "serviceTask", "eventBasedGateway",
})  # fmt: skip
_RAISED = frozenset({"error", "escalation"})
_NAMED = 6


def check_paths(diagram: Diagram, findings: Findings) -> None:
    """Report unreachable nodes, ways without an end and automatic circles, scope by scope, inner scopes first."""
    passing: set[Node] = set()
    throwing: set[Node] = set()
    for scope in reversed(diagram.scopes):
        flows = onward(scope)
        _check_reachable(scope, flows, findings)
        _check_ends(scope, flows, findings)
        automatic = _automatic(scope, passing, throwing)
        for circle in circles(automatic):
            message = (
                f"这里的回路（{_names(circle)}）没有一处等人或等事件，会一直转下去，请在回路里放一个人工任务或定时事件"
            )
            findings.error(circle[0].element, message)
        if scope.owner is not None:
            _note_outcome(scope, automatic, passing, throwing)


def _names(nodes: list[Node]) -> str:
    return "、".join((node.element.get("name") or node.id)[:40] for node in nodes[:_NAMED])


def _automatic(scope: Scope, passing: set[Node], throwing: set[Node]) -> dict[Node, list[Node]]:
    """The edges that a token can take while nothing happens outside."""
    attached = boundary_events(scope)
    catching = [node for node in scope.nodes if node.is_event_subprocess and _started_by(node) in _RAISED]
    edges = {}
    for node, targets in following(scope).items():
        edges[node] = [] if _waits(node, passing) else list(targets)
        if node in throwing or _throws(node):
            edges[node] += [event for event in attached.get(node, []) if event.trigger in _RAISED]
            edges[node] += catching
    return edges


def _waits(node: Node, passing: set[Node]) -> bool:
    if node.is_link_target:
        return False
    if _is_external(node):
        return True
    return node.type in WAITING or (node.inner is not None and node not in passing)


def _is_external(node: Node) -> bool:
    return any(camunda(element, "type") == "external" for element in [node.element, *node.definitions])


def _throws(node: Node) -> bool:
    """Whether an error or escalation can arise here without anybody's doing."""
    if node.type in {"endEvent", "intermediateThrowEvent"}:
        return node.trigger in _RAISED
    return node.type in {"scriptTask", "businessRuleTask"} and ERROR_CODE_PROPERTY in properties(node.element)


def _started_by(event_subprocess: Node) -> str | None:
    starts = event_subprocess.inner.of_type("startEvent") if event_subprocess.inner else []
    return starts[0].trigger if starts else None


def _note_outcome(scope: Scope, automatic: Successors, passing: set[Node], throwing: set[Node]) -> None:
    """Whether the subprocess can be gone through, and can throw, while nothing happens outside."""
    if scope.owner is None:
        return
    come_to = reached(scope.beginnings(), automatic)
    # An event subprocess ends its scope when it has ended itself.
    if any(_ends(node, scope) and (node in passing or not _waits(node, passing)) for node in come_to):
        passing.add(scope.owner)
    if any(_throws(node) or node in throwing for node in come_to):
        throwing.add(scope.owner)


def _ends(node: Node, scope: Scope) -> bool:
    """Whether a token is consumed here: an end event other than an error, or a node that nothing follows."""
    if node.type == "endEvent":
        return node.trigger != "error"
    return not node.outgoing and not node.is_link_source


def _check_reachable(scope: Scope, flows: Successors, findings: Findings) -> None:
    starts = scope.beginnings()
    if not starts:
        return
    come_to = reached([*starts, *(node for node in scope.nodes if node.is_event_subprocess)], flows)
    lost = [node for node in scope.nodes if node not in come_to]
    # What has no way in is told as such; what follows it, or something told here, needs no sentence of its own.
    behind = reached([node for node in lost if not node.incoming and node.type != "boundaryEvent"], flows)
    told: set[Node] = set()
    for node in lost:
        if node in behind or (node in told and node.type != "boundaryEvent"):
            continue
        findings.error(node.element, "从开始事件走不到这里，请连上或删去")
        told |= set(reached([node], flows))


def _check_ends(scope: Scope, flows: Successors, findings: Findings) -> None:
    """Ways from which no end can be come to; fine where something else can end the scope."""
    for group in components(flows):
        circling = len(group) > 1 or group[0] in flows[group[0]]
        members = set(group)
        if not circling or any(next_ not in members for node in group for next_ in flows[node]):
            continue
        message = f"走到这里（{_names(group)}）就再也走不到结束，请从回路里连出一条到结束事件的路"
        if _ended_otherwise(scope):
            findings.warn(group[0].element, message)
        else:
            findings.error(group[0].element, message)


def _ended_otherwise(scope: Scope) -> bool:
    """Whether the scope, or one around it, can be ended by something else than its tokens' coming to an end."""
    place: Scope | None = scope
    while place is not None:
        if any(node.type == "endEvent" and node.trigger in {"terminate", "error"} for node in place.nodes):
            return True
        if any(interrupts(start) for start in _starts_inside(place)):
            return True
        owner = place.owner
        place = owner.scope if owner else None
        if owner and any(interrupts(event.element) for event in boundary_events(owner.scope).get(owner, [])):
            return True
    return False


def _starts_inside(scope: Scope) -> list[etree._Element]:
    """The start events of a scope's event subprocesses."""
    inner = [node.inner for node in scope.nodes if node.is_event_subprocess and node.inner]
    return [start.element for place in inner for start in place.of_type("startEvent")]
