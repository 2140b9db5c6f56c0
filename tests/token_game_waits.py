"""What a played process waits for, read off its tokens: tasks, catch events, armed boundary events and handlers."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.token_game_graph import ACTIVITIES, Event, Node
from tests.token_game_state import Scope, Token, scopes_in, tokens_in

#: What somebody outside may let happen; the others happen by themselves or are thrown.
FROM_OUTSIDE = frozenset({"task", "message", "timer", "signal"})


@dataclass(frozen=True)
class Wait:
    """One thing that may happen. ``element``: where; ``index``: which event of an event-based gateway.

    ``token``: that waits, or whose activity the boundary event is on; ``scope``: whose handler ``node`` is.
    """

    element: str
    index: int
    path: tuple[int, ...]
    event: Event
    node: Node
    token: Token | None
    scope: Scope

    @property
    def kind(self) -> str:
        """task or the kind of event."""
        return self.event.kind


TASK = Event("task")
JOB = Event("timer", "job")


def all_waits(root: Scope) -> list[Wait]:
    """Every wait, those of outer scopes first."""
    found = []
    for scope in scopes_in(root):
        found += list(_handlers_of(scope))
    for token in tokens_in(root):
        found += list(_waits_of(token))
        found += list(_boundaries_of(token))
    return found


def _handlers_of(scope: Scope) -> Iterator[Wait]:
    """Handlers can be started while their scope is neither interrupted nor Completing (clause 13.5.4)."""
    path = scope.host.path() if scope.host is not None else ()
    for node in [] if scope.closed else scope.graph.handlers():
        assert node.inner is not None
        start = node.inner.start_of_handler()
        if start.event is not None and node.id not in scope.used:
            yield Wait(start.id, 0, path, start.event, node, None, scope)


def _waits_of(token: Token) -> Iterator[Wait]:
    if token.job:
        yield Wait(token.node.id, 0, token.path(), JOB, token.node, token, token.scope)
    if not token.waiting:
        return
    node, path, scope = token.node, token.path(), token.scope
    if node.kind == "user":
        yield Wait(node.id, 0, path, TASK, node, token, scope)
    elif node.kind in ("catch", "receive") and node.event is not None:
        yield Wait(node.id, 0, path, node.event, node, token, scope)
    elif node.kind == "event_based":
        for index, flow in enumerate(scope.graph.outgoing(node)):
            target = scope.graph.nodes[flow.target]
            assert target.event is not None
            yield Wait(node.id, index, path, target.event, target, token, scope)


def _boundaries_of(token: Token) -> Iterator[Wait]:
    """They wait as long as the activity runs, a loop's for all its instances together (clause 13.5.3)."""
    if token.node.kind not in ACTIVITIES or token.outer is not None or token.job:
        return
    for node in token.scope.graph.boundaries(token.node):
        if node.event is not None and node.id not in token.used:
            yield Wait(node.id, 0, token.path(), node.event, node, token, token.scope)


def held_by(wait: Wait) -> set[str]:
    """Where it is noted that a condition held when last looked at."""
    return wait.token.held if wait.token is not None else wait.scope.held


def matching(waits: list[Wait], kind: str, code: str) -> Wait | None:
    """Which of the waits catches an error or escalation: one that names the code before one that catches all."""
    of_kind = [wait for wait in waits if wait.kind == kind]
    named = [wait for wait in of_kind if wait.event.name == code]
    return next(iter(named or [wait for wait in of_kind if not wait.event.name]), None)


def handlers_of(scope: Scope) -> list[Wait]:
    """The handlers of a scope that can be started now."""
    return list(_handlers_of(scope))


def boundaries_of(activity: Token) -> list[Wait]:
    """The armed boundary events of an activity."""
    return list(_boundaries_of(activity))
