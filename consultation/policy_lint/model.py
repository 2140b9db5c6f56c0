"""A process together with everything it calls, as one thing to walk through."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.deployment.diagram import Diagram, Flow, Node, Scope, camunda

#: (process key, version), the version None for the newest.
Called = tuple[str, int | None]
FindDiagram = Callable[[Called], Diagram | None]
_DYNAMIC = ("=", "${", "#{")


class TooLarge(Exception):
    """The process and what it calls have more nodes than anybody would draw."""


@dataclass(eq=False, slots=True)
class Model:
    """``called``: what a call activity runs, absent where only the running case can tell; ``callers`` the reverse."""

    root: Diagram
    diagrams: list[Diagram]
    called: dict[Node, Diagram] = field(default_factory=dict)
    callers: dict[etree._Element, list[Node]] = field(default_factory=dict)

    def scopes(self) -> Iterator[Scope]:
        """Every scope of every process."""
        for diagram in self.diagrams:
            yield from diagram.scopes

    def nodes(self) -> Iterator[Node]:
        """Every node of every process."""
        for diagram in self.diagrams:
            yield from diagram.nodes()

    def inner(self, node: Node) -> Scope | None:
        """What runs inside the node: the subprocess's own scope, or that of the process it calls."""
        found = self.called.get(node)
        return found.scopes[0] if found is not None else node.inner


def build_model(root: Diagram, find: FindDiagram, most_nodes: int) -> Model:
    """The process with all it calls, each once, however they call each other. Raises TooLarge."""
    model = Model(root, [])
    known: dict[Called, Diagram | None] = {(root.key, None): root}
    waiting = [root]
    nodes = 0
    while waiting:
        diagram = waiting.pop()
        model.diagrams.append(diagram)
        for node in diagram.nodes():
            nodes += 1
            target = call_of(node)
            if target is None:
                continue
            if target not in known:
                found = known[target] = find(target)
                waiting += [found] if found is not None else []
            called = known[target]
            if called is not None:
                model.called[node] = called
                model.callers.setdefault(called.process, []).append(node)
        if nodes > most_nodes:
            raise TooLarge
    return model


def places_of(diagram: Diagram) -> Iterator[Node | Flow]:
    """Every node and every flow of the process."""
    yield from diagram.nodes()
    yield from diagram.flows()


def call_of(node: Node) -> Called | None:
    """The process that a call activity names, None where an expression does or nothing."""
    key = (node.element.get("calledElement") or "").strip()
    if node.type != "callActivity" or not key or key.startswith(_DYNAMIC):
        return None
    version = (camunda(node.element, "calledElementVersion") or "").strip()
    bound = camunda(node.element, "calledElementBinding") == "version" and version.isascii() and version.isdigit()
    return key, int(version[:10]) if bound else None

