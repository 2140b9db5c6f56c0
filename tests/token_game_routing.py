"""Which flows a token takes, and when an inclusive gateway joins (BPMN 2.0 clauses 13.3.2 and 13.4)."""
from __future__ import annotations

from tests.token_game_graph import Flow, Graph, Node
from tests.token_game_state import Scope, Token


class NoFlow(Exception):
    """No condition holds and no default flow is drawn: the standard throws an exception (clauses 13.4.2, 13.4.3)."""


def flows_taken(token: Token) -> list[Flow]:
    """The outgoing flows that get a token. Raises NoFlow.

    Exclusive: the first whose condition holds (13.4.2). All others: each without a condition and each whose condition
    holds (13.3.2, 13.4.1, 13.4.3). The default flow only where no other is taken.
    """
    node, flows, seen = token.node, token.scope.graph.outgoing(token.node), token.values.seen()
    holding = [
        flow for flow in flows if flow.id != node.default and (flow.condition is None or flow.condition.value(seen))
    ]
    if node.kind == "exclusive":
        holding = holding[:1]
    taken = holding or [flow for flow in flows if flow.id == node.default]
    if flows and not taken:
        raise NoFlow(node.id)
    return taken


def oldest_by_flow(scope: Scope, node: Node) -> dict[str, Token]:
    """Of the tokens waiting at a join the oldest on each incoming flow."""
    oldest: dict[str, Token] = {}
    for token in scope.tokens:
        if token.node is node and token.waiting:
            oldest.setdefault(token.flow, token)
    return oldest


def inclusive_is_activated(scope: Scope, node: Node) -> bool:
    """Clause 13.4.3, as BPMN2-289 words it.

    At least one incoming flow has a token; and wherever a path from a token leads to an empty incoming flow without
    visiting the gateway, there is also one from that token to an incoming flow that has a token. Paths do not cross
    the boundary of the scope. A token in a node lies on the flow by which it came.
    """
    arrived = set(oldest_by_flow(scope, node))
    if not arrived:
        return False
    empty = {flow.id for flow in scope.graph.incoming(node)} - arrived
    others = [token.node for token in scope.tokens if token.node is not node]
    for other in others:
        reached = flows_reached(scope.graph, other, avoiding=node)
        if reached & empty and not reached & arrived:
            return False
    return True


def flows_reached(graph: Graph, begin: Node, avoiding: Node) -> set[str]:
    """The flows on all paths from a node that end where they come to ``avoiding``.

    A boundary event continues its activity, a link's catch its throw.
    """
    reached: set[str] = set()
    ahead, visited = [begin], set()
    while ahead:
        node = ahead.pop()
        if node.id in visited or node is avoiding:
            continue
        visited.add(node.id)
        for flow in graph.outgoing(node):
            reached.add(flow.id)
            ahead.append(graph.nodes[flow.target])
        ahead += graph.boundaries(node)
        if node.kind == "throw" and node.event is not None and node.event.kind == "link":
            ahead.append(graph.link_catch(node.event.name))
    return reached
