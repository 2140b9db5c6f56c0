"""Where tokens can get: nodes that no token reaches, and circles in which nothing ever waits."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.deployment.diagram import Diagram, Node, Scope
from engine.deployment.findings import Findings

#: Elements at which a token stays until something happens outside. A called process brings its own.
WAITING = frozenset({"userTask", "intermediateCatchEvent", "callActivity", "receiveTask", "eventBasedGateway"})

Successors = Mapping[Node, list[Node]]


def check_paths(diagram: Diagram, findings: Findings) -> None:
    """Report unreachable nodes and automatic circles, scope by scope, inner scopes first."""
    passing: set[Node] = set()
    for scope in reversed(diagram.scopes):
        successors = {node: [flow.target for flow in node.outgoing if flow.target] for node in scope.nodes}
        _check_reachable(scope, successors, findings)
        automatic = {
            node: [next_ for next_ in following if not _waits(next_, passing)]
            for node, following in successors.items()
            if not _waits(node, passing)
        }
        for circle in _circles(automatic):
            names = "、".join((node.element.get("name") or node.id)[:40] for node in circle[:6])
            message = f"这里的回路（{names}）没有一处等人或等事件，会一直转下去，请在回路里放一个人工任务或定时事件"
            findings.error(circle[0].element, message)
        ends = set(scope.of_type("endEvent"))
        starts = [node for node in scope.of_type("startEvent") if node in automatic]
        if scope.owner is not None and ends & _reached(starts, automatic):
            passing.add(scope.owner)


def _waits(node: Node, passing: set[Node]) -> bool:
    return node.type in WAITING or (node.inner is not None and node not in passing)


def _check_reachable(scope: Scope, successors: Successors, findings: Findings) -> None:
    if not scope.of_type("startEvent"):
        return
    attached: dict[Node, list[Node]] = {}
    by_id = {node.id: node for node in scope.nodes}
    for event in scope.of_type("boundaryEvent"):
        host = by_id.get(event.element.get("attachedToRef") or "")
        if host is not None:
            attached.setdefault(host, []).append(event)
    onward = {node: [*following, *attached.get(node, [])] for node, following in successors.items()}
    reached = _reached(scope.of_type("startEvent"), onward)
    for node in scope.nodes:
        if node not in reached and (node.incoming or node.type == "boundaryEvent"):
            findings.error(node.element, "从开始事件走不到这里，请连上或删去")


def _reached(starts: Iterable[Node], successors: Successors) -> set[Node]:
    reached = set(starts)
    waiting = list(reached)
    while waiting:
        for following in successors.get(waiting.pop(), []):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return reached


def _circles(successors: Successors) -> list[list[Node]]:
    """The groups of nodes that reach each other: strongly connected components by Kosaraju, without recursion."""
    order = _finishing_order(successors)
    backward: dict[Node, list[Node]] = {node: [] for node in successors}
    for node, following in successors.items():
        for next_ in following:
            backward.setdefault(next_, []).append(node)
    seen: set[Node] = set()
    circles = []
    for node in reversed(order):
        if node in seen:
            continue
        members = []
        waiting = [node]
        seen.add(node)
        while waiting:
            member = waiting.pop()
            members.append(member)
            fresh = [before for before in backward[member] if before not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        if len(members) > 1 or node in successors.get(node, []):
            circles.append(members)
    return circles


def _finishing_order(successors: Successors) -> list[Node]:
    seen: set[Node] = set()
    order: list[Node] = []
    for root in successors:
        if root in seen:
            continue
        seen.add(root)
        path = [(root, iter(successors[root]))]
        while path:
            node, following = path[-1]
            fresh = next((next_ for next_ in following if next_ not in seen), None)
            if fresh is None:
                order.append(node)
                path.pop()
            else:
                seen.add(fresh)
                path.append((fresh, iter(successors.get(fresh, []))))
    return order
