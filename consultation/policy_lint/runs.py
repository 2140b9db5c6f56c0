"""Clauses that tell from where a case can run to its end, and which elements it can come to."""
from __future__ import annotations

from collections.abc import Hashable, Iterator

from consultation.policy_lint.deduction import Clause
from consultation.policy_lint.model import Model
from consultation.policy_lint.tokens import (
    attached,
    beginnings,
    defines,
    interrupts,
    is_event_subprocess,
    joins,
    jumps,
    leaving,
    may_be_left_out,
)
from engine.deployment.diagram import Flow, Node, Scope

Fact = tuple[str, Node | Flow | Scope]

#: A token that enters it, and whatever comes of that token, can end; of a scope: it can run to its end.
ENDS = "ends"
_ENDS_AFTER = "ends after"
#: A token that enters it can come to a terminate end of its scope without waiting for others.
STOPS = "stops"
_STOPS_AFTER = "stops after"
#: A token can come to it.
REACHED = "reached"
_PASSED = "passed"
_BEGUN = "begun"


def done(place: Node | Flow) -> Hashable:
    """The guard to block so that nothing gets past this element."""
    return ("done", place)


def entered(node: Node) -> Hashable:
    """The guard to block so that nothing gets past by a boundary event of this activity either."""
    return ("entered", node)


def completions(model: Model) -> Iterator[Clause]:
    """Clauses for (ENDS, …): all of what runs together must end, one of what is chosen is enough."""
    for scope in model.scopes():
        terminates = any(defines(node, "terminate") for node in scope.of_type("endEvent"))
        yield from _scope_ends(scope, called=scope is not model.root.scopes[0])
        for node in scope.nodes:
            inner = model.inner(node)
            within = () if inner is None else ((ENDS, inner),)
            yield Clause((ENDS, node), (*within, (_ENDS_AFTER, node)), (done(node),))
            if may_be_left_out(node):
                yield Clause((ENDS, node), ((_ENDS_AFTER, node),))
            yield from _ends_after(node)
            if terminates:
                yield from _stops(node, within)
        for flow in scope.flows:
            if flow.target is not None:
                yield Clause((ENDS, flow), ((ENDS, flow.target),), (done(flow),))
                yield Clause((STOPS, flow), ((STOPS, flow.target),), (done(flow),))
        for host, event in attached(scope):
            if interrupts(event):
                yield Clause((ENDS, host), ((ENDS, event),), (entered(host),))
                yield Clause((STOPS, host), ((STOPS, event),), (entered(host),))
        for throw, catch in jumps(scope):
            yield Clause((_ENDS_AFTER, throw), ((ENDS, catch),))
            yield Clause((_STOPS_AFTER, throw), ((STOPS, catch),))


def _scope_ends(scope: Scope, called: bool) -> Iterator[Clause]:
    for together in beginnings(scope, called):
        yield from _all_or_one_stop((ENDS, scope), together)
    for node in scope.nodes:
        if is_event_subprocess(node) and node.inner is not None and interrupts(node):
            yield Clause((ENDS, scope), ((ENDS, node.inner),))


def _ends_after(node: Node) -> Iterator[Clause]:
    head = (_ENDS_AFTER, node)
    ways = leaving(node)
    if ways.together:
        yield from _all_or_one_stop(head, ways.together)
        yield from (Clause(head, ((STOPS, flow),)) for flow in ways.choice)
    for flow in () if ways.together else ways.choice:
        yield Clause(head, ((ENDS, flow),))
    # An error or a link goes on elsewhere: at a boundary event, at the link's other half.
    if not node.outgoing and not defines(node, "error") and not defines(node, "link"):
        yield Clause(head)


def _all_or_one_stop(head: Fact, together: list[Node] | list[Flow]) -> Iterator[Clause]:
    yield Clause(head, tuple((ENDS, place) for place in together))
    if len(together) > 1:
        yield from (Clause(head, ((STOPS, place),)) for place in together)


def _stops(node: Node, within: tuple[Fact, ...]) -> Iterator[Clause]:
    if joins(node):
        return
    yield Clause((STOPS, node), (*within, (_STOPS_AFTER, node)), (done(node),))
    if node.type == "endEvent" and defines(node, "terminate"):
        yield Clause((_STOPS_AFTER, node))
    for flow in node.outgoing:
        yield Clause((_STOPS_AFTER, node), ((STOPS, flow),))


def arrivals(model: Model) -> Iterator[Clause]:
    """Clauses for (REACHED, …), which need those of ``completions`` to get past what runs inside."""
    root = model.root.scopes[0]
    yield Clause((_BEGUN, root))
    for scope in model.scopes():
        for together in beginnings(scope, called=scope is not root):
            yield from (Clause((REACHED, node), ((_BEGUN, scope),)) for node in together)
        for node in scope.nodes:
            yield from _passing(model, node)
        for flow in scope.flows:
            if flow.source is not None:
                yield Clause((REACHED, flow), ((_PASSED, flow.source),), (done(flow),))
        for host, event in attached(scope):
            yield Clause((REACHED, event), ((REACHED, host),), (entered(host),))
        for throw, catch in jumps(scope):
            yield Clause((REACHED, catch), ((_PASSED, throw),))


def _passing(model: Model, node: Node) -> Iterator[Clause]:
    inner = model.inner(node)
    within = () if inner is None else ((ENDS, inner),)
    yield Clause((_PASSED, node), ((REACHED, node), *within), (done(node),))
    if may_be_left_out(node):
        yield Clause((_PASSED, node), ((REACHED, node),))
    if inner is not None:
        begin = (_BEGUN, node.scope) if is_event_subprocess(node) else (REACHED, node)
        yield Clause((_BEGUN, inner), (begin,))
    came = [(REACHED, flow) for flow in node.incoming if flow.source is not None]
    if node.type == "parallelGateway" and came:
        yield Clause((REACHED, node), tuple(came))
    elif node.type != "boundaryEvent":
        yield from (Clause((REACHED, node), (fact,)) for fact in came)
