"""Parallel joins that can never fire: two of their incoming flows lead from one choice that is made only once.

Such a join waits for a token on every incoming flow. A warning is given only where it is certain that two of them
never both get one: every way to either goes through the same exclusive or event-based gateway, by different flows out
of it, and no token can come to that gateway a second time.
"""
from __future__ import annotations

from engine.deployment.diagram import Diagram, Flow, Node, Scope
from engine.deployment.event_table import interrupts
from engine.deployment.findings import Findings
from engine.deployment.graph import (
    boundary_events,
    circles,
    finishing_order,
    following,
    onward,
    reached,
    reversed_graph,
)

_CHOOSING = frozenset({"exclusiveGateway", "eventBasedGateway"})
#: How many choices above a join are looked at, and how many joins of a scope.
_CHOICES = 5
_JOINS = 200


def check_joins(diagram: Diagram, findings: Findings) -> None:
    """Warn of parallel joins that never get all their tokens."""
    for scope in diagram.scopes:
        joins = [node for node in scope.of_type("parallelGateway") if len(node.incoming) > 1]
        if joins:
            graph = _Graph(scope)
            for join in joins[:_JOINS]:
                _check_join(join, graph, findings)


class _Graph:
    """A scope's edges, boundary events included, and what is reckoned from them once."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.edges = onward(scope)
        self.backward = reversed_graph(self.edges)
        self.beginnings = scope.beginnings()
        self.dominators = _dominators(self.beginnings, self.edges, self.backward)
        self.circling = {node for circle in circles(self.edges) for node in circle}
        self.after = following(scope)
        self.attached = boundary_events(scope)
        self.once: dict[Node, bool] = {}

    def choices_above(self, join: Node) -> list[Node]:
        """The choices through which every way to the join leads, nearest first."""
        found: list[Node] = []
        place = self.dominators.get(join)
        while place is not None and len(found) < _CHOICES:
            if place.type in _CHOOSING and len(place.outgoing) > 1:
                found.append(place)
            place = self.dominators.get(place)
        return found

    def is_made_once(self, choice: Node) -> bool:
        """Whether at most one token ever comes to the choice while the scope runs.

        Certain where it is on no circle and nothing before it lets two tokens go that could both come to it.
        """
        if choice not in self.once:
            self.once[choice] = self._is_made_once(choice)
        return self.once[choice]

    def _is_made_once(self, choice: Node) -> bool:
        if choice in self.circling:
            return False
        before = reached([choice], self.backward)
        plural = not self.scope.of_type("startEvent")
        if plural and sum(1 for node in self.beginnings if node in before) > 1:
            return False
        for node in before - {choice}:
            repeating = [event for event in self.attached.get(node, []) if not interrupts(event.element)]
            if any(event in before for event in repeating):
                return False
            if node.type not in _CHOOSING and sum(1 for next_ in self.after[node] if next_ in before) > 1:
                return False
        return True


def _check_join(join: Node, graph: _Graph, findings: Findings) -> None:
    for choice in graph.choices_above(join):
        if not graph.is_made_once(choice):
            continue
        ways = {flow.element.get("id"): _ways(flow, choice, join, graph) for flow in join.incoming}
        if any(not first & second for first in ways.values() if first for second in ways.values() if second):
            named = choice.element.get("name") or choice.id
            findings.warn(
                join.element,
                f"永远等不齐：进来的连线来自“{named[:60]}”的不同分支，每次只会走一条，请把这里改成排他网关",
            )
            return


def _ways(flow: Flow, choice: Node, join: Node, graph: _Graph) -> frozenset[str]:
    """By which flows out of the choice a token can come to this flow, without going through the join."""
    if flow.source is choice:
        return frozenset({flow.element.get("id") or ""})
    if flow.source is None:
        return frozenset()
    before = {flow.source}
    waiting = [flow.source]
    while waiting:
        fresh = [node for node in graph.backward[waiting.pop()] if node not in before]
        before.update(fresh)
        waiting.extend(node for node in fresh if node is not choice and node is not join)
    return frozenset(
        out.element.get("id") or "" for out in choice.outgoing if out.target is not None and out.target in before
    )


def _dominators(
    beginnings: list[Node], edges: dict[Node, list[Node]], backward: dict[Node, list[Node]]
) -> dict[Node, Node | None]:
    """For each node that can be come to, the nearest other one that every way to it goes through.

    None where there is no such node. After Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", 2001.
    """
    order = finishing_order(beginnings, edges)[::-1]
    number = {node: place for place, node in enumerate(order)}
    nearest: dict[Node, Node | None] = dict.fromkeys(beginnings)
    changing = True
    while changing:
        changing = False
        for node in order:
            if node in beginnings:
                continue
            known = [before for before in backward[node] if before in nearest]
            if not known:
                continue
            common: Node | None = known[0]
            for before in known[1:]:
                common = _common(common, before, nearest, number)
            if node not in nearest or nearest[node] is not common:
                nearest[node] = common
                changing = True
    return nearest


def _common(
    first: Node | None, second: Node | None, nearest: dict[Node, Node | None], number: dict[Node, int]
) -> Node | None:
    while first is not second:
        if first is None or second is None:
            return None
        if number[first] > number[second]:
            first = nearest[first]
        else:
            second = nearest[second]
    return first
