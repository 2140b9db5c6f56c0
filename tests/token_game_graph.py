"""A process as the token game reads it: a plain graph of nodes and sequence flows, scopes nested in nodes.

Nothing here knows the engine. An expression stands twice, as FEEL for the diagram and as Python for the game.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

ACTIVITIES = frozenset({"task", "user", "script", "receive", "subprocess", "call"})
GATEWAYS = frozenset({"exclusive", "parallel", "inclusive", "event_based"})
EVENTS = frozenset({"start", "end", "catch", "throw", "boundary"})


@dataclass(frozen=True)
class Expression:
    """``text``: FEEL with its ``=``; ``value``: the same, from the variables that are seen."""

    text: str
    value: Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Event:
    """What an event waits for or throws. ``name``: of the message, signal or link, or the code; empty catches all.

    ``kind``: message, timer, signal, error, escalation, conditional, link or terminate.
    """

    kind: str
    name: str = ""
    condition: Expression | None = None


@dataclass(frozen=True)
class Loop:
    """A loop marker. ``kind``: standard (clause 13.3.6), parallel or sequential (clause 13.3.7).

    ``condition``: loopCondition or completionCondition; ``count``: loopMaximum or loopCardinality.
    """

    kind: str
    count: int | None = None
    condition: Expression | None = None
    test_before: bool = False


@dataclass
class Node:
    """A flow node. ``kind``: one of ACTIVITIES, GATEWAYS, EVENTS or event_subprocess.

    ``host``: the activity of a boundary event; ``interrupting``: of a boundary event or an event subprocess's start;
    ``job``: whether its token waits as a job ``before`` or ``after`` (Camunda's asyncBefore and asyncAfter);
    ``assigns``: a script's variable and value; ``inner``: what is in a subprocess, or the process that is called.
    """

    id: str
    kind: str
    event: Event | None = None
    default: str = ""
    loop: Loop | None = None
    inner: Graph | None = None
    host: str = ""
    interrupting: bool = True
    assigns: tuple[str, Expression] | None = None
    job: str = ""


@dataclass(frozen=True)
class Flow:
    """A sequence flow."""

    source: str
    target: str
    condition: Expression | None = None

    @property
    def id(self) -> str:
        """Named after its ends, as in tests.diagrams."""
        return f"{self.source}__{self.target}"


@dataclass
class Graph:
    """The contents of one process or subprocess. ``key``: the process's id."""

    key: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    def add(self, name: str, kind: str, **more: Any) -> str:
        """Draw a node; its id."""
        self.nodes[name] = Node(name, kind, **more)
        return name

    def flow(self, source: str, target: str, condition: Expression | None = None) -> None:
        """Draw a sequence flow."""
        self.flows.append(Flow(source, target, condition))

    def chain(self, *ids: str) -> None:
        """Draw a flow from each node to the next."""
        for source, target in pairwise(ids):
            self.flow(source, target)

    def outgoing(self, node: Node) -> list[Flow]:
        """The flows out of a node in document order."""
        return [flow for flow in self.flows if flow.source == node.id]

    def incoming(self, node: Node) -> list[Flow]:
        """The flows into a node in document order."""
        return [flow for flow in self.flows if flow.target == node.id]

    def boundaries(self, node: Node) -> list[Node]:
        """The boundary events on an activity."""
        return [other for other in self.nodes.values() if other.kind == "boundary" and other.host == node.id]

    def handlers(self) -> list[Node]:
        """The event subprocesses of this scope."""
        return [node for node in self.nodes.values() if node.kind == "event_subprocess"]

    def start_of_handler(self) -> Node:
        """The start event of an event subprocess, of which this is the inside; there is exactly one."""
        (start,) = (node for node in self.nodes.values() if node.kind == "start")
        return start

    def starts(self) -> list[Node]:
        """Where a scope begins: its none start event, without any every node that no flow leads to (clause 13.2)."""
        events = [node for node in self.nodes.values() if node.kind == "start"]
        if events:
            return [node for node in events if node.event is None]
        return [node for node in self.nodes.values() if not self.incoming(node) and not is_elsewhere_begun(node)]

    def link_catch(self, name: str) -> Node:
        """The catch event of a link."""
        (found,) = (node for node in self.nodes.values() if node.kind == "catch" and node.event == Event("link", name))
        return found


def is_elsewhere_begun(node: Node) -> bool:
    """Whether a node without incoming flow begins by an event and not with its scope."""
    return node.kind in ("boundary", "event_subprocess") or (node.event is not None and node.event.kind == "link")
