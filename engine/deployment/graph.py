"""What follows what in a scope, and what can be said of such a graph: reach, circles, and who dominates whom."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.deployment.diagram import Node, Scope

Successors = Mapping[Node, list[Node]]


def boundary_events(scope: Scope) -> dict[Node, list[Node]]:
    """The boundary events of each activity, in document order."""
    by_id = {node.id: node for node in scope.nodes}
    attached: dict[Node, list[Node]] = {}
    for event in scope.of_type("boundaryEvent"):
        host = by_id.get(event.element.get("attachedToRef") or "")
        if host is not None:
            attached.setdefault(host, []).append(event)
    return attached


def jumps(scope: Scope) -> dict[Node, list[Node]]:
    """Where the link events of a scope lead; of several targets of one name, which is refused, to the first."""
    targets: dict[str, list[Node]] = {}
    for node in scope.nodes:
        if node.is_link_target:
            targets.setdefault(node.link, [node])
    return {node: targets.get(node.link, []) for node in scope.nodes if node.is_link_source}


def following(scope: Scope) -> dict[Node, list[Node]]:
    """What a token may come to next from each node: along its flows and by its link, without boundary events."""
    links = jumps(scope)
    return {
        node: [*(flow.target for flow in node.outgoing if flow.target), *links.get(node, [])] for node in scope.nodes
    }


def onward(scope: Scope) -> dict[Node, list[Node]]:
    """Like ``following``, with the boundary events behind their activities."""
    attached = boundary_events(scope)
    return {node: [*targets, *attached.get(node, [])] for node, targets in following(scope).items()}


def reached(starts: Iterable[Node], successors: Successors) -> set[Node]:
    """The nodes that can be come to, the starts included."""
    found = set(starts)
    waiting = list(found)
    while waiting:
        for next_ in successors.get(waiting.pop(), []):
            if next_ not in found:
                found.add(next_)
                waiting.append(next_)
    return found


def reversed_graph(successors: Successors) -> dict[Node, list[Node]]:
    """The same edges the other way round."""
    backward: dict[Node, list[Node]] = {node: [] for node in successors}
    for node, targets in successors.items():
        for next_ in targets:
            backward.setdefault(next_, []).append(node)
    return backward


def components(successors: Successors) -> list[list[Node]]:
    """The groups of nodes that reach each other, by Kosaraju's algorithm without recursion, first ones first.

    "First" means that no edge leads from a later group to an earlier one.
    """
    backward = reversed_graph(successors)
    seen: set[Node] = set()
    groups = []
    for node in reversed(finishing_order(successors, successors)):
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
        groups.append(members)
    return groups


def circles(successors: Successors) -> list[list[Node]]:
    """The groups in which a token can come round again."""
    return [group for group in components(successors) if len(group) > 1 or group[0] in successors.get(group[0], [])]


def finishing_order(roots: Iterable[Node], successors: Successors) -> list[Node]:
    """The nodes that can be come to from the roots, each after all those that follow it and were not on its way."""
    seen: set[Node] = set()
    order: list[Node] = []
    for root in roots:
        if root in seen:
            continue
        seen.add(root)
        path = [(root, iter(successors[root]))]
        while path:
            node, targets = path[-1]
            fresh = next((next_ for next_ in targets if next_ not in seen), None)
            if fresh is None:
                order.append(node)
                path.pop()
            else:
                seen.add(fresh)
                path.append((fresh, iter(successors.get(fresh, []))))
    return order
