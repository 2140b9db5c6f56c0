"""Tokens, open scopes and variables of a process that the token game plays."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.token_game_graph import Graph, Node


class Values:
    """Variables of one scope, and those around it: read from the nearest, written where declared, else outermost."""

    def __init__(self, around: Values | None = None, **own: Any) -> None:
        self.around = around
        self.own = own

    def chain(self) -> Iterator[Values]:
        """This scope, then those around it."""
        scope: Values | None = self
        while scope is not None:
            yield scope
            scope = scope.around

    def seen(self) -> dict[str, Any]:
        """Every variable seen from here."""
        found: dict[str, Any] = {}
        for scope in reversed(list(self.chain())):
            found |= scope.own
        return found

    def write(self, name: str, value: Any) -> None:
        """Write where the name is declared, else in the outermost scope."""
        *_, outermost = self.chain()
        target = next((scope for scope in self.chain() if name in scope.own), outermost)
        target.own[name] = value


@dataclass(eq=False)
class Scope:
    """An open process or subprocess. ``host``: the token at its activity; ``used``: handlers that fire no more.

    ``held``: conditional handlers whose condition held when last looked at; ``closed``: no handler starts any more.
    """

    graph: Graph
    values: Values
    host: Token | None = None
    tokens: list[Token] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    closed: bool = False

    @property
    def completing(self) -> bool:
        """Whether nothing but event subprocesses runs in it any more (clause 13.5.4)."""
        return all(token.node.kind == "event_subprocess" for token in self.tokens)


@dataclass(eq=False)
class Token:
    """A token at a node, or (``outer`` set) an instance of the loop that another token stands for.

    ``flow``: by which it came; ``used`` and ``held``: as of Scope, for the boundary events of the node;
    ``job``: whether it waits as a job now.
    """

    node: Node
    scope: Scope
    values: Values
    flow: str = ""
    outer: Token | None = None
    counter: int = 0
    waiting: bool = False
    gone: bool = False
    job: bool = False
    job_done: bool = False
    inside: Scope | None = None
    instances: list[Token] = field(default_factory=list)
    total: int = 0
    completed: int = 0
    used: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)

    def path(self) -> tuple[int, ...]:
        """The numbers of the multi-instance instances it is in, outermost first: tells equal tokens apart."""
        host = self.scope.host
        around = host.path() if host is not None else ()
        counts = self.outer is not None and self.node.loop is not None and self.node.loop.kind != "standard"
        return (*around, self.counter) if counts else around


def tokens_in(scope: Scope) -> Iterator[Token]:
    """Every token of a scope and of the scopes inside, outer ones first."""
    for token in list(scope.tokens):
        yield from _tokens_of(token)


def _tokens_of(token: Token) -> Iterator[Token]:
    yield token
    for instance in list(token.instances):
        yield from _tokens_of(instance)
    if token.inside is not None:
        yield from tokens_in(token.inside)


def scopes_in(scope: Scope) -> list[Scope]:
    """A scope and every open scope inside, outer ones first."""
    return [scope, *(token.inside for token in tokens_in(scope) if token.inside is not None)]
