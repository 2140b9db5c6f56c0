"""How tokens move: through nodes, joins, loops and scopes (BPMN 2.0 clauses 13.2 to 13.4)."""
from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque

from tests.token_game_graph import Graph, Node
from tests.token_game_routing import flows_taken, inclusive_is_activated, oldest_by_flow
from tests.token_game_state import Scope, Token, Values, scopes_in


class Moves(ABC):
    """Moves tokens until all of them wait."""

    root: Scope

    def __init__(self) -> None:
        self.queue: deque[Token] = deque()

    @abstractmethod
    def _act_alone(self) -> bool:
        """Let one thing happen that waits for nobody outside; False when there is none."""

    @abstractmethod
    def _throw(self, token: Token) -> None:
        """Let a throw or end event do its work and go on."""

    def _put(self, scope: Scope, node: Node, flow: str = "") -> Token:
        token = Token(node, scope, scope.values, flow)
        scope.tokens.append(token)
        self.queue.append(token)
        return token

    def _remove(self, token: Token) -> None:
        token.gone = True
        (token.outer.instances if token.outer is not None else token.scope.tokens).remove(token)

    def _cancel(self, token: Token) -> None:
        for instance in list(token.instances):
            self._cancel(instance)
        if token.inside is not None:
            self._cancel_all(token.inside)
            token.inside.closed = True
        self._remove(token)

    def _cancel_all(self, scope: Scope) -> None:
        for token in list(scope.tokens):
            self._cancel(token)

    def _settle(self) -> None:
        """Move every token to its next wait."""
        while True:
            if self.queue:
                token = self.queue.popleft()
                if not token.gone:
                    self._enter(token)
            elif not self._act_alone():
                return

    def _enter(self, token: Token) -> None:
        node = token.node
        if self._waits_as_job(token, "before"):
            return
        if node.loop is not None and token.outer is None:
            self._begin_loop(token)
        elif node.kind in ("user", "receive", "catch", "event_based") and not is_link(node):
            token.waiting = True
        elif node.kind in ("subprocess", "call"):
            self._open_inside(token)
        elif node.kind in ("parallel", "inclusive") and len(token.scope.graph.incoming(node)) > 1:
            self._arrive(token)
        elif node.kind in ("throw", "end") and node.event is not None:
            self._throw(token)
        else:
            if node.assigns is not None:
                name, expression = node.assigns
                token.values.write(name, expression.value(token.values.seen()))
            self._leave(token)

    def _leave(self, token: Token) -> None:
        """Complete: an instance its loop, everything else along its flows; without any the token ends (13.3.2)."""
        if token.outer is not None:
            self._complete_instance(token, token.outer)
            return
        if self._waits_as_job(token, "after"):
            return
        flows = flows_taken(token)
        self._remove(token)
        for flow in flows:
            self._put(token.scope, token.scope.graph.nodes[flow.target], flow.id)

    def _waits_as_job(self, token: Token, when: str) -> bool:
        token.job = token.node.job == when and token.outer is None and not token.job_done
        token.waiting = token.waiting and not token.job
        return token.job

    def _do_job(self, token: Token) -> None:
        token.job_done = True
        if token.node.job == "before":
            self._enter(token)
        else:
            self._leave(token)

    def _arrive(self, token: Token) -> None:
        token.waiting = True
        scope, node = token.scope, token.node
        arrivals = oldest_by_flow(scope, node)
        if node.kind == "parallel" and len(arrivals) == len(scope.graph.incoming(node)):
            self._join(list(arrivals.values()))

    def _join(self, arrivals: list[Token]) -> None:
        """Consume one token of each flow that has any; tokens in excess stay (13.4.1, 13.4.3)."""
        for token in arrivals[1:]:
            self._remove(token)
        self._leave(arrivals[0])

    def _fire_inclusive(self) -> bool:
        for scope in scopes_in(self.root):
            for node in scope.graph.nodes.values():
                if node.kind == "inclusive" and inclusive_is_activated(scope, node):
                    self._join(list(oldest_by_flow(scope, node).values()))
                    return True
        return False

    def _open(self, graph: Graph, values: Values, host: Token | None) -> Scope:
        scope = Scope(graph, values, host)
        if host is not None:
            host.inside = scope
        for node in graph.starts():
            self._put(scope, node)
        return scope

    def _open_inside(self, token: Token) -> None:
        """A called process has variables of its own: gets all, gives back ``v`` as its diagram says."""
        assert token.node.inner is not None
        called = token.node.kind == "call"
        values = Values(None, **token.values.seen()) if called else Values(token.values)
        self._open(token.node.inner, values, token)

    def _finish_scope(self) -> bool:
        """A scope completes when no token is left in it."""
        for scope in reversed(scopes_in(self.root)):
            host = scope.host
            if host is None or scope.tokens:
                continue
            host.inside = None
            if host.node.kind == "event_subprocess":
                self._remove(host)
                return True
            if host.node.kind == "call":
                host.values.write("v", scope.values.own["v"])
            self._leave(host)
            return True
        return False

    def _begin_loop(self, token: Token) -> None:
        loop = token.node.loop
        assert loop is not None
        if loop.kind == "standard":
            if loop.test_before and loop.condition is not None and not loop.condition.value(token.values.seen()):
                self._leave(token)
            else:
                self._begin_instance(token, 0)
            return
        token.total = loop.count or 0
        if token.total == 0:
            self._leave(token)
        for counter in range(token.total if loop.kind == "parallel" else min(token.total, 1)):
            self._begin_instance(token, counter)

    def _begin_instance(self, loop: Token, counter: int) -> None:
        values = Values(loop.scope.values, loopCounter=counter)
        instance = Token(loop.node, loop.scope, values, outer=loop, counter=counter)
        loop.instances.append(instance)
        self.queue.append(instance)

    def _complete_instance(self, instance: Token, loop: Token) -> None:
        """Ask the condition; a multi-instance whose condition holds completes at once and cancels the rest."""
        self._remove(instance)
        loop.completed += 1
        marker, seen = loop.node.loop, instance.values.seen()
        assert marker is not None
        if marker.kind == "standard":
            again = marker.condition is None or bool(marker.condition.value(seen))
            if again and (marker.count is None or loop.completed < marker.count):
                self._begin_instance(loop, loop.completed)
                return
        else:
            seen |= {
                "nrOfInstances": loop.total,
                "nrOfCompletedInstances": loop.completed,
                "nrOfActiveInstances": len(loop.instances),
            }
            enough = marker.condition is not None and bool(marker.condition.value(seen))
            if not enough and loop.completed < loop.total:
                if marker.kind == "sequential":
                    self._begin_instance(loop, loop.completed)
                return
        for other in list(loop.instances):
            self._cancel(other)
        self._leave(loop)


def is_link(node: Node) -> bool:
    """Whether a catch event is the other end of a link: its token goes on at once."""
    return node.event is not None and node.event.kind == "link"
