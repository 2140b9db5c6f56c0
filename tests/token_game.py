"""A token game written straight from BPMN 2.0 chapter 13: the reference that the engine is compared with.

Where the standard leaves the order open, tokens move first come first served and joins fire in document order.
"""
from __future__ import annotations

from tests.token_game_graph import Graph
from tests.token_game_moves import Moves
from tests.token_game_state import Scope, Token, Values, scopes_in
from tests.token_game_waits import FROM_OUTSIDE, JOB, Wait, all_waits, boundaries_of, handlers_of, held_by, matching


class Uncaught(Exception):
    """An error that nobody catches, or a message that not exactly one receiver waits for."""


class Game(Moves):
    """A process being played. ``v``: the one variable that tasks write."""

    def __init__(self, graph: Graph, v: int = 0) -> None:
        super().__init__()
        self.messages: list[str] = []
        self.root = self._open(graph, Values(v=v), None)
        self._settle()

    def waits(self) -> list[Wait]:
        """What somebody outside may let happen now, sorted; of equal ones that of the first instance first."""
        found = [wait for wait in all_waits(self.root) if wait.kind in FROM_OUTSIDE]
        return sorted(found, key=lambda wait: (wait.element, wait.index, wait.path, wait.kind))

    def names(self) -> list[str]:
        """The elements of ``waits()``."""
        return [wait.element for wait in self.waits()]

    @property
    def ended(self) -> bool:
        """Whether no token is left (clause 13.5.6)."""
        return not self.root.tokens

    @property
    def variables(self) -> dict[str, object]:
        """The variables of the process itself."""
        return self.root.values.own

    def act(self, wait: Wait, step: int) -> None:
        """Let it happen; a completed task writes ``step`` to ``v``. Raises Uncaught, NoFlow."""
        if wait.kind == "task":
            assert wait.token is not None
            wait.token.values.write("v", step)
            self._leave(wait.token)
        elif wait.kind == "signal":
            self._broadcast(wait.event.name)
        elif wait.event == JOB and wait.token is not None:
            self._do_job(wait.token)
        else:
            self._fire(wait)
        self._settle()

    def _act_alone(self) -> bool:
        """Conditions come first: what a scope's last step writes is written while the scope still runs."""
        if self._fire_condition():
            return True
        self._close_completing()
        return self._fire_inclusive() or self._finish_scope() or self._deliver_message()

    def _close_completing(self) -> None:
        for scope in scopes_in(self.root):
            scope.closed = scope.closed or scope.completing

    def _fire(self, wait: Wait) -> None:
        token, node = wait.token, wait.node
        if node.kind == "event_subprocess":
            self._start_handler(wait)
        elif node.kind == "boundary":
            assert token is not None
            if node.interrupting:
                self._cancel(token)
            elif wait.kind == "timer":
                token.used.add(node.id)
            self._put(wait.scope, node)
        elif token is not None and token.node.kind == "event_based":
            self._remove(token)
            self._leave(self._put(wait.scope, node))
        elif token is not None:
            self._leave(token)

    def _start_handler(self, wait: Wait) -> None:
        """Interrupting: everything else in the scope is cancelled, and no other handler starts any more (13.5.4)."""
        scope, node = wait.scope, wait.node
        assert node.inner is not None
        if node.inner.start_of_handler().interrupting:
            self._cancel_all(scope)
            scope.closed = True
        elif wait.kind == "timer":
            scope.used.add(node.id)
        host = Token(node, scope, scope.values)
        scope.tokens.append(host)
        inside = Scope(node.inner, Values(scope.values), host)
        host.inside = inside
        self._put(inside, node.inner.start_of_handler())

    def _fire_condition(self) -> bool:
        """A condition fires when it becomes true, one at a time, and again only after it has been false."""
        for wait in all_waits(self.root):
            if wait.kind != "conditional" or wait.event.condition is None:
                continue
            held, key = held_by(wait), f"{wait.element}:{wait.index}"
            if not wait.event.condition.value(wait.scope.values.seen()):
                held.discard(key)
            elif key not in held:
                held.add(key)
                self._fire(wait)
                return True
        return False

    def _throw(self, token: Token) -> None:
        node = token.node
        assert node.event is not None
        kind, name = node.event.kind, node.event.name
        if kind == "terminate":
            self._cancel_all(token.scope)
            return
        if kind == "error":
            if not self._raise_to(kind, name, token.scope):
                raise Uncaught(name)
        elif kind == "escalation":
            self._raise_to(kind, name, token.scope)
        elif kind == "signal":
            self._broadcast(name)
        elif kind == "message":
            self.messages.append(name)
        elif kind == "link":
            self._remove(token)
            self._put(token.scope, token.scope.graph.link_catch(name))
        if not token.gone:
            self._leave(token)

    def _raise_to(self, kind: str, code: str, scope: Scope | None) -> bool:
        """The innermost scope that catches it: its handlers, then the boundary of its activity (13.5.5, 10.5.1)."""
        from_handler = False
        while scope is not None:
            caught = None if from_handler else matching(handlers_of(scope), kind, code)
            host = scope.host
            from_handler = host is not None and host.node.kind == "event_subprocess"
            if caught is None and host is not None and not from_handler:
                host = host.outer or host
                caught = matching(boundaries_of(host), kind, code)
            if caught is not None:
                self._fire(caught)
                return True
            scope = host.scope if host is not None else None
        return False

    def _broadcast(self, name: str) -> None:
        """Every wait for the signal that is there when it is thrown."""
        for wait in all_waits(self.root):
            waiter = wait.token if wait.token is not None else wait.scope
            if wait.kind == "signal" and wait.event.name == name and not is_over(waiter):
                self._fire(wait)

    def _deliver_message(self) -> bool:
        """Thrown messages go out when everything waits, each to exactly one receiver (8.4.2)."""
        if not self.messages:
            return False
        name = self.messages.pop(0)
        receivers = [wait for wait in all_waits(self.root) if wait.kind == "message" and wait.event.name == name]
        if len(receivers) != 1:
            raise Uncaught(name)
        self._fire(receivers[0])
        return True


def is_over(waiter: Token | Scope) -> bool:
    """Whether what waited has been cancelled since."""
    return waiter.gone if isinstance(waiter, Token) else waiter.closed
